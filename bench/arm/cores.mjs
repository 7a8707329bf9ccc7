/**
 * What an instruction takes of a core, and how many of each a core has in a cycle: after Arm's Software Optimization Guides
 * for Cortex-A72 and Cortex-A76, and the cores' peaks (8 and 16 operations on float32 a cycle). Assumed besides: all data in
 * the first-level cache, branches foretold, enough independent work to hide latencies. So figures are a lower bound of cycles.
 *   decode  instructions of any kind    v  128-bit vector pipes    v0  the one that multiplies integers into wider ones
 *   l, s    loads and stores            i  integer arithmetic and branches
 */
export const CORES = {
  'cortex-a72': {
    board: 'Raspberry Pi 4',
    gigahertz: 1.8,
    // Its pipes for floats are 64 bits wide: a 128-bit instruction takes both.
    perCycle: { decode: 3, v: 2, v0: 1, l: 1, s: 1, i: 3 },
    floatQ: 2,
  },
  'cortex-a76': {
    board: 'Raspberry Pi 5',
    gigahertz: 2.4,
    perCycle: { decode: 4, v: 2, v0: 1, l: 2, s: 2, i: 4 },
    floatQ: 1,
  },
};

const FLOAT =
  /^f(mla|mls|mul|add|sub|max|min|maxnm|minnm|cvt\w*|rint\w|div|neg|abs|cm\w\w|madd|msub|nmul|nmadd|nmsub|sqrt)$/;
const WIDENING = /^(smull2?|smlal2?|umull2?|umlal2?|mul|mla|mls)$/;

/** Resources that an instruction takes; `text` is its disassembly. */
export function takes(text, { floatQ }) {
  const [name, rest = ''] = text.split(/\s+(.*)/);
  const isVector = /\b[vqds]\d+/.test(rest);
  const need = { decode: 1, v: 0, v0: 0, l: 0, s: 0, i: 0 };
  if (/^(ld|prf)/.test(name)) {
    const pair = name.startsWith('ldp') || name.startsWith('ldnp');
    need.l = pair && isVector ? 2 : 1;
    // Filling all lanes with what was loaded goes through a vector pipe.
    if (/^ld[1-4]/.test(name)) need.v = 1;
  } else if (/^st/.test(name)) need.s = /^stp/.test(name) && isVector ? 2 : 1;
  else if (isVector && FLOAT.test(name)) need.v = /\.4s|\.2d/.test(rest) ? floatQ : 1;
  else if (isVector) {
    need.v = 1;
    if (WIDENING.test(name)) need.v0 = 1;
  } else need.i = 1;
  return need;
}

export const isMultiply = (text) => /^(fmla|fmul|fmadd|sdot|udot|smlal2?|smull2?|mla)\s/.test(text);
export const isLoad = (text) => /^ld/.test(text);
