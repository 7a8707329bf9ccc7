/** What the runner in Node is given to measure: a model file, or the module that it is exported as. */
import { readStandaloneKernels } from '../engine/node/index.js';
import { exportWasm } from '../export/index.js';
import { decodeModel } from '../model/index.js';
import type { RunnerName } from './runners.js';

/** Name of the exported module. */
const NAME = 'measured';

/** Throws ModelFileError and ArchitectureError for a model that cannot be exported. */
export function payloadOf(model: Uint8Array, runner: Exclude<RunnerName, 'c'>): Uint8Array {
  if (runner === 'node') return model;
  const { files } = exportWasm(decodeModel(model), readStandaloneKernels(), { name: NAME });
  return files[0].content as Uint8Array;
}
