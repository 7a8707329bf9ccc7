/** LZW as TIFF has it: codes of 9 to 12 bits, the highest bit first, one bit longer one code early [TIFF 6.0, section 13]. */

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;

/** Up to `expectedBytes`; fewer where the stream ends or is damaged. */
export function inflateLzw(compressed: Uint8Array, expectedBytes: number): Uint8Array {
  const out = new Uint8Array(expectedBytes);
  // A code's bytes are a stretch of what was written already: where it began, and how long it is.
  const starts = new Int32Array(MOST_CODES);
  const lengths = new Int32Array(MOST_CODES);
  let next = END + 1;
  let width = 9;
  let previous = -1;
  let o = 0;
  let held = 0;
  let have = 0;
  for (let at = 0; o < expectedBytes; ) {
    while (have < width) {
      if (at >= compressed.length) return out.subarray(0, o);
      held = ((held << 8) | compressed[at++]) & 0xffffff;
      have += 8;
    }
    have -= width;
    const code = (held >>> have) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous < 0)) break;
    const begin = o;
    if (code < CLEAR) out[o++] = code;
    else {
      // The code that is just being made is the previous string and its own first byte.
      const start = code === next ? previous : starts[code];
      const length = code === next ? begin - previous + 1 : lengths[code];
      for (let i = 0; i < length && o < expectedBytes; i++) out[o++] = out[start + i];
    }
    if (previous >= 0 && next < MOST_CODES) {
      starts[next] = previous;
      lengths[next] = begin - previous + 1;
      next++;
    }
    if (next + 1 >= 1 << width && width < 12) width++;
    previous = begin;
  }
  return out.subarray(0, o);
}
