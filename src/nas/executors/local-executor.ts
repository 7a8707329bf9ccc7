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
  const closed = new AbortController();
  const turns = createTurns(slots);
  let measuring: Promise<unknown> = Promise.resolve();
  let paused = false;

  const run = async ({ spec }: TrialJob, { onProgress, signal: own }: SubmitOptions) => {
    const signal = own ? AbortSignal.any([own, closed.signal]) : closed.signal;
    if (!(await turns.take(signal))) return INTERRUPTED;
    try {
      if (!CAN_PAUSE) await measuring.catch(() => undefined);
      return await runInChild(spec, {
        ...(module ? { module } : {}),
        ...(silenceMs ? { silenceMs } : {}),
        onProgress,
        signal,
        onChild: (child) => {
          children.add(child);
          child.once('close', () => children.delete(child));
          if (paused) child.kill('SIGSTOP');
        },
      });
    } finally {
      turns.give();
    }
  };
  const pause = (wanted: boolean) => {
    if (!CAN_PAUSE) return;
    paused = wanted;
    for (const child of children) child.kill(wanted ? 'SIGSTOP' : 'SIGCONT');
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
          pause(true);
          try {
            return await measure();
          } finally {
            pause(false);
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

/** Turns for at most `slots` jobs at a time, in the order in which they are asked for. */
function createTurns(slots: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    /** False for a job that was told to end before its turn came. */
    async take(signal: AbortSignal): Promise<boolean> {
      if (signal.aborted) return false;
      if (running < slots) {
        running++;
        return true;
      }
      return new Promise((resolve) => {
        const turn = () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(turn), 1);
          resolve(false);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(turn);
      });
    },
    give(): void {
      const next = waiting.shift();
      if (next) next();
      else running--;
    },
  };
}
