/**
 * What a core can do in 128-bit SIMD with numbers that never leave their registers, compiled as the kernels are: fused
 * multiply-adds on twelve accumulators (relaxed), or as many multiplications as additions, each on six of their own (plain).
 * Twelve and two operands are as many registers as V8 has for them; with more it spills.
 */
import asc from 'assemblyscript/asc';

const ACCUMULATORS = 12;
const LANES = 4;
/** So that the loop itself costs nothing. */
const REPEATS = 4;

const names = Array.from({ length: ACCUMULATORS }, (_, i) => `c${i}`);
const isProduct = (i) => i < ACCUMULATORS / 2;
const PLAIN = names.map((name, i) =>
  isProduct(i) ? `${name} = f32x4.mul(${name}, a);` : `${name} = f32x4.add(${name}, b);`,
);
const RELAXED = names.map((name) => `${name} = f32x4.relaxed_madd(a, b, ${name});`);

const sourceOf = (lines) => `
export function turns(count: i32, factor: f32, summand: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(summand);
  ${names.map((name, i) => `let ${name} = f32x4.splat(${i}.5);`).join('\n  ')}
  for (let i = 0; i < count; i++) {
    ${Array.from({ length: REPEATS }, () => lines.join('\n    ')).join('\n    ')}
  }
  return f32x4.extract_lane(${names.reduce((sum, name) => `f32x4.add(${sum}, ${name})`)}, 0);
}
`;

/** `run(turns)`, and how many floating point operations a turn is. */
export async function createCeiling(relaxed) {
  let binary;
  const files = { 'ceiling.ts': sourceOf(relaxed ? RELAXED : PLAIN) };
  const flags = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--outFile', 'ceiling.wasm'];
  const { error, stderr } = await asc.main(
    ['ceiling.ts', ...flags, ...(relaxed ? ['--enable', 'relaxed-simd'] : [])],
    {
      readFile: (name) => files[name] ?? null,
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`ceiling: ${stderr}${error.message}`);
  const abort = () => {};
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { abort } });
  const flops = REPEATS * ACCUMULATORS * LANES * (relaxed ? 2 : 1);
  return { flops, run: (turns) => exports.turns(turns, 1, 1e-3) };
}
