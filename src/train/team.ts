/**
 * The threads of a training run: the calling thread and its workers, which share the network's memory and run every step
 * together. A step blocks the calling thread; between steps it is free to show progress and to be interrupted.
 */
import { Worker } from 'node:worker_threads';
import {
  BARRIER_WORDS,
  instantiateTrainingKernels,
  type LinearMemory,
  SharedBarrier,
  SINGLE_THREAD,
} from '../engine/index.js';
import { loadTrainingKernelModule } from '../engine/node/index.js';
import type { Network, Optimiser } from '../nn/index.js';
import { Shard, type ShardData } from './shard.js';
import { simdOf } from './simd.js';

/** Pages (64 KiB) that shared memory may grow to: the 4 GiB of wasm32. */
const MAXIMUM_PAGES = 65536;

/** Words of the control block that the calling thread writes and the workers read. */
export const CONTROL = {
  sequence: 0,
  command: 1,
  epoch: 2,
  step: 3,
  stepsDone: 4,
  words: 5,
} as const;
export const COMMAND = { step: 1, estimate: 2, stop: 3 } as const;

/** What a worker starts from. */
export interface TeamMember {
  readonly data: ShardData;
  readonly memory: LinearMemory;
  readonly thread: number;
  readonly threads: number;
  readonly barrier: Int32Array;
  readonly control: Int32Array;
  readonly rates: Float64Array;
}

export interface TrainingTeam {
  readonly network: Network;
  readonly optimiser: Optimiser;
  readonly stepsPerEpoch: number;
  /** One update of the parameters by all threads; returns the loss of the batch. Throws where a thread failed. */
  step(epoch: number, index: number, rate: number): number;
  /** Fills `estimates` with the averaged weights. */
  estimate(): void;
  /** What stopped a worker, once its message has arrived; `step` itself can only say that one stopped. */
  failure(): Error | undefined;
  /** Ends the workers. */
  close(): Promise<void>;
}

/** Starts `settings.threads` threads, this one included. */
export async function startTeam(data: ShardData): Promise<TrainingTeam> {
  const { threads } = data.settings;
  return threads > 1 ? startThreads(data, threads) : startAlone(data);
}

/** Which build of the kernels a training runs on. */
export function kernelBuild({ settings }: ShardData): { threads: boolean; relaxed: boolean } {
  return { threads: settings.threads > 1, relaxed: simdOf(settings) === 'relaxed' };
}

function startAlone(data: ShardData): TrainingTeam {
  const kernels = instantiateTrainingKernels(
    loadTrainingKernelModule(kernelBuild(data)),
    new WebAssembly.Memory({ initial: 1 }),
  );
  const shard = new Shard(data, kernels, SINGLE_THREAD);
  return {
    network: shard.network,
    optimiser: shard.optimiser,
    stepsPerEpoch: shard.stepsPerEpoch,
    step(epoch, index, rate) {
      shard.step(epoch, index, rate);
      return data.losses[0]!;
    },
    estimate: () => shard.estimate(),
    failure: () => undefined,
    close: async () => {},
  };
}

async function startThreads(data: ShardData, threads: number): Promise<TrainingTeam> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  const barrier = sharedInt32(BARRIER_WORDS);
  const control = sharedInt32(CONTROL.words);
  const rates = new Float64Array(new SharedArrayBuffer(8));
  const sync = new SharedBarrier(0, threads, barrier);
  // Planned here first, so that the memory has its final size when the workers come.
  const shard = new Shard(
    data,
    instantiateTrainingKernels(loadTrainingKernelModule(kernelBuild(data)), memory),
    sync,
  );
  let failure: Error | undefined;
  const workers = await Promise.all(
    Array.from({ length: threads - 1 }, (_, i) =>
      startWorker({ data, memory, thread: i + 1, threads, barrier, control, rates }, (error) => {
        failure ??= error;
        sync.fail();
      }),
    ),
  );

  function command(code: number): void {
    control[CONTROL.command] = code;
    Atomics.add(control, CONTROL.sequence, 1);
    Atomics.notify(control, CONTROL.sequence);
  }

  return {
    network: shard.network,
    optimiser: shard.optimiser,
    stepsPerEpoch: shard.stepsPerEpoch,
    step(epoch, index, rate) {
      if (failure) throw failure;
      control[CONTROL.epoch] = epoch;
      control[CONTROL.step] = index;
      // A resumed run has taken steps that the workers know nothing of.
      control[CONTROL.stepsDone] = shard.optimiser.steps;
      rates[0] = rate;
      command(COMMAND.step);
      shard.step(epoch, index, rate);
      return data.losses.reduce((sum, loss) => sum + loss, 0);
    },
    estimate() {
      if (failure) throw failure;
      command(COMMAND.estimate);
      shard.estimate();
    },
    failure: () => failure,
    async close() {
      command(COMMAND.stop);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Resolves when the worker has planned its network. */
function startWorker(member: TeamMember, onFailure: (error: Error) => void): Promise<Worker> {
  const worker = new Worker(new URL('./team-worker.js', import.meta.url), { workerData: member });
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker));
    worker.once('error', (error) => {
      onFailure(error);
      reject(error);
    });
  });
}

function sharedInt32(words: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(words * 4));
}
