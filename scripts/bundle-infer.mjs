/**
 * What a page loads for `deepawb/infer`: the module bundled and minified, and its kernels. Prints the sizes, gzipped, and
 * fails above the limit, or where they have grown by a tenth over package-size.json.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const LIMIT_KB = 40;
const root = join(import.meta.dirname, '..');

const [{ output }] = await build({
  configFile: false,
  root,
  logLevel: 'error',
  build: {
    lib: { entry: join(root, 'dist/infer/index.js'), formats: ['es'], fileName: 'infer' },
    write: false,
    minify: true,
    target: 'es2022',
  },
});
const code = output.map((chunk) => chunk.code ?? '').join('');
if (/from\s*["'][^."']/.test(code)) throw new Error('deepawb/infer: the bundle imports a package');

const kilobytes = (bytes) => gzipSync(bytes, { level: 9 }).length / 1000;
const script = kilobytes(code);
const kernels = kilobytes(readFileSync(join(root, 'dist/engine/kernels.wasm')));
const total = script + kernels;
const parts = `script ${script.toFixed(1)}, WASM ${kernels.toFixed(1)}`;
process.stdout.write(
  `deepawb/infer in a browser: ${total.toFixed(1)} KB gzipped (${parts}), limit ${LIMIT_KB}\n`,
);
const { inferKb } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'package-size.json'), 'utf8'),
);
if (total > LIMIT_KB || total > 1.1 * inferKb) {
  process.stderr.write(`bundle-infer: recorded in package-size.json are ${inferKb} KB\n`);
  process.exitCode = 1;
}
