import { defineConfig } from 'vitest/config';

// Tests import the compiled package (dist/), so that they check what ships, workers and WASM included.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    coverage: { provider: 'v8', include: ['dist/**/*.js'] },
  },
});
