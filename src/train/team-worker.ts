/** A worker thread of a training team: waits for a command, runs its part of it, and waits again. */
import { parentPort, workerData } from 'node:worker_threads';
import { instantiateTrainingKernels, SharedBarrier } from '../engine/index.js';
import { loadTrainingKernelModule } from '../engine/node/index.js';
import { Shard } from './shard.js';
import { COMMAND, CONTROL, kernelBuild, type TeamMember } from './team.js';

const { data, memory, thread, threads, barrier, control, rates } = workerData as TeamMember;
const sync = new SharedBarrier(thread, threads, barrier);

function run(shard: Shard): void {
  let seen = 0;
  for (;;) {
    Atomics.wait(control, CONTROL.sequence, seen);
    if (Atomics.load(control, CONTROL.sequence) === seen) continue;
    seen++;
    switch (control[CONTROL.command]) {
      case COMMAND.step:
        shard.optimiser.steps = control[CONTROL.stepsDone]!;
        shard.step(control[CONTROL.epoch]!, control[CONTROL.step]!, rates[0]!);
        break;
      case COMMAND.estimate:
        shard.estimate();
        break;
      default:
        return;
    }
  }
}

try {
  const shard = new Shard(
    data,
    instantiateTrainingKernels(loadTrainingKernelModule(kernelBuild(data)), memory),
    sync,
  );
  parentPort!.postMessage('ready');
  run(shard);
} catch (error) {
  // Wakes the thread that would wait for this one for ever; the error itself goes out as the worker's own.
  sync.fail();
  throw error;
}
