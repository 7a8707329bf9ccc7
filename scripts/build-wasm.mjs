/**
 * Compiles the AssemblyScript kernels to dist/engine/*.wasm: `kernels.wasm` (memory of its own kind), and
 * `kernels.threads.wasm` (shared memory) for training on several threads; each once with plain SIMD and once
 * with relaxed SIMD (fused multiply-add); and `standalone.wasm`, the kernels and a C interface around them, from which
 * `deepawb export --format wasm` makes modules. Skips the work when nothing changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'src/engine/assembly');
const target = join(root, 'dist/engine');

const shared = [
  '--enable',
  'threads',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];
const relaxed = ['--enable', 'relaxed-simd'];
const kernels = 'index.ts';
const builds = {
  'kernels.wasm': [kernels],
  'kernels.relaxed.wasm': [kernels, ...relaxed],
  'kernels.threads.wasm': [kernels, ...shared],
  'kernels.threads.relaxed.wasm': [kernels, ...shared, ...relaxed],
  'standalone.wasm': ['standalone.ts'],
};

/** Constants that src/constants shares with the kernels, as AssemblyScript. */
const constants = readFileSync(join(root, 'src/constants/index.ts'), 'utf8');
const lines = [...constants.matchAll(/^export const (\w+) = ([-+.\de]+);$/gm)].map(
  ([, name, value]) => `export const ${name}: f64 = ${value};`,
);
writeFileSync(
  join(sources, 'constants.generated.ts'),
  [
    '// Generated from src/constants by scripts/build-wasm.mjs; not to be edited.',
    ...lines,
    '',
  ].join('\n'),
);

const hash = createHash('sha256')
  .update(readFileSync(import.meta.filename))
  .update(asc.version ?? '');
for (const file of readdirSync(sources).sort())
  hash.update(file).update(readFileSync(join(sources, file)));
const stamp = join(target, 'kernels.hash');
const digest = hash.digest('hex');
const done = Object.keys(builds).every((name) => existsSync(join(target, name)));
if (done && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) process.exit(0);

mkdirSync(target, { recursive: true });
for (const [name, [entry, ...flags]] of Object.entries(builds)) {
  const { error, stderr } = await asc.main([
    join(sources, entry),
    '--outFile',
    join(target, name),
    '-O3',
    '--converge',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--importMemory',
    '--noAssert',
    ...flags,
  ]);
  if (error) {
    process.stderr.write(`${stderr}\nbuild-wasm: ${name}: ${error.message}\n`);
    process.exit(1);
  }
}
writeFileSync(stamp, digest);
