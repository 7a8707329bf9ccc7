import { defineConfig } from 'vitest/config';

/** Folders whose tests compute and leave nothing behind: one process takes file after file, and loads the package once. */
const COMPUTING = [
  ...['camera', 'classical', 'color', 'constants', 'engine', 'errors', 'forms', 'house', 'infer'],
  ...['linalg', 'methods', 'metrics', 'model', 'nn', 'random', 'raw', 'report', 'search', 'text'],
].map((layer) => `test/${layer}/**/*.test.ts`);

// Tests import the compiled package (dist/), so that they check what ships, workers and WASM included.
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // Guards against what hangs; a busy machine may take minutes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // One more than cores: some tests wait for servers, clocks and processes.
    maxWorkers: 3,
    coverage: { provider: 'v8', include: ['dist/**/*.js'] },
    // One group after the other, since a process that changes between them is started anew.
    projects: [
      {
        extends: true,
        test: {
          name: 'acting',
          include: ['test/**/*.test.ts'],
          exclude: COMPUTING,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'computing',
          include: COMPUTING,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
