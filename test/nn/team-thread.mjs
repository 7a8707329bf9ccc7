/** A worker of threads.test.ts: plans the same network on the same memory, says so, and runs its part of the steps. */
import { parentPort, workerData } from 'node:worker_threads';
import { instantiateTrainingKernels, SharedBarrier } from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { Network, Optimiser } from '../../dist/nn/index.js';
import { runSteps } from './team-steps.mjs';

const { memory, thread, threads, words, architecture, settings, options } = workerData;
const sync = new SharedBarrier(thread, threads, words);
const kernels = instantiateTrainingKernels(loadTrainingKernelModule({ threads: true }), memory);
const network = new Network(architecture, kernels, { batch: options.batch, sync });
const optimiser = new Optimiser(network, settings);
parentPort.postMessage('planned');
try {
  runSteps(network, optimiser, options);
} catch {
  sync.fail();
}
