/** Trials in child processes of this machine, one thread each. */
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { INTERRUPTED, runInChild } from '../trial/run-in-child.js';
import type { TrialOutcome } from '../trial/trial-spec.js';
import type { Executor, SubmitOptions, TrialJob } from './executor.js';

export interface LocalExecutorOptions {
  /** Trials side by side; one for each core unless given. */
  readonly slots?: number;
  /** Module that runs a trial; the one that trains unless given. */
  readonly module?: string;
  readonly silenceMs?: number;
}

/** Processes can be stopped and continued there. */
const CAN_PAUSE = process.platform !== 'win32';

export function createLocalExecutor(options: LocalExecutorOptions = {}): Executor {
  const { slots = availableParallelism(), module, silenceMs } = options;
  const children = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  const closed = new AbortController();
  let running = 0;
  let measuring: Promise<unknown> = Promise.resolve();

  const acquire = async () => {
    if (running >= slots) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
  };
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };
  const run = async ({ spec }: TrialJob, { onProgress, signal }: SubmitOptions) => {
    await acquire();
    try {
      // A measurement has this machine to itself.
      await measuring.catch(() => undefined);
      return await runInChild(spec, {
        ...(module ? { module } : {}),
        ...(silenceMs ? { silenceMs } : {}),
        onProgress,
        signal: signal ? AbortSignal.any([signal, closed.signal]) : closed.signal,
        onChild: (child) => {
          children.add(child);
          child.once('close', () => children.delete(child));
        },
      });
    } finally {
      release();
    }
  };
  const signalAll = (signal: NodeJS.Signals) => {
    for (const child of children) child.kill(signal);
  };

  return {
    name: 'local',
    slots: () => slots,
    submit: (job, submitOptions = {}): Promise<TrialOutcome> =>
      closed.signal.aborted ? Promise.resolve(INTERRUPTED) : run(job, submitOptions),
    whileQuiet<T>(measure: () => Promise<T>): Promise<T> {
      const quiet = measuring
        .catch(() => undefined)
        .then(async () => {
          if (CAN_PAUSE) signalAll('SIGSTOP');
          try {
            return await measure();
          } finally {
            if (CAN_PAUSE) signalAll('SIGCONT');
          }
        });
      measuring = quiet;
      return quiet;
    },
    async close() {
      closed.abort();
      await Promise.all(
        [...children].map((child) => new Promise((resolve) => child.once('close', resolve))),
      );
    },
  };
}
