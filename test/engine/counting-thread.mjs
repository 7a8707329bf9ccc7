/** A worker of sync.test.ts: adds one to its count between two barriers, again and again. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedBarrier } from '../../dist/engine/index.js';

const { thread, threads, words, counts, rounds, fails } = workerData;
const barrier = new SharedBarrier(thread, threads, words);
parentPort.postMessage('ready');
for (let round = 0; round < rounds; round++) {
  Atomics.add(counts, thread, 1);
  barrier.barrier();
  barrier.barrier();
}
if (fails) setTimeout(() => barrier.fail(), 100);
