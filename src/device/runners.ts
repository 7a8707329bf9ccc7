/**
 * What an estimate can be measured on: `node`, the package's own kernels in Node; `wasm`, the exported module, in Node; `c`,
 * the exported C.
 */
export const RUNNER_NAMES = ['node', 'wasm', 'c'] as const;

export type RunnerName = (typeof RUNNER_NAMES)[number];
