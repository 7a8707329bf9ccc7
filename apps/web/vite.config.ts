/** Builds the page. It uses the package through its public exports only, as any other page would. */
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

/** `%VITE_VERSION%` of the page. */
process.env.VITE_VERSION = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
  },
});
