/**
 * Bundles the device runner with inference and the kernels into one file, dist/device/runner.mjs: what `deepawb measure`
 * runs here and copies to devices, which need nothing but Node.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const kernels = readFileSync(join(root, 'dist/engine/kernels.wasm')).toString('base64');

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  define: {
    DEEPAWB_KERNELS_BASE64: JSON.stringify(kernels),
    DEEPAWB_VERSION: JSON.stringify(version),
  },
  build: {
    ssr: 'dist/device/runner/main.js',
    outDir: 'dist/device',
    emptyOutDir: false,
    minify: true,
    target: 'node20',
    rollupOptions: { output: { entryFileNames: 'runner.mjs' } },
  },
  ssr: { noExternal: true },
});
