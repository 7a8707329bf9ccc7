/**
 * A worker: takes trials out of the queue and trains each in a child process, so that this process is free to renew its
 * locks. It keeps nothing: one that is killed loses the epochs it ran, and another one takes its jobs over once their
 * locks run out.
 */
import type { ChildProcess } from 'node:child_process';
import { hostname } from 'node:os';
import type { Job } from 'bullmq';
import type { StudyError } from '../../description/study-description.js';
import { runInChild } from '../../trial/run-in-child.js';
import type { TrialOutcome, TrialSpec } from '../../trial/trial-spec.js';
import type { TrialJob } from '../executor.js';
import { DEFAULT_QUEUE } from './defaults.js';
import { checkRedis, createConnections } from './redis-connections.js';
import { absenceOf, isRefusal, refusalOf } from './redis-fault.js';
import {
  CONTROL_INTERVAL_MS,
  cancelField,
  controlKey,
  importBullmq,
  type QueuedJob,
  quietField,
  slotName,
  workerPlace,
} from './redis-place.js';
import { withoutSecrets } from './redis-url.js';

export type WorkerEvent =
  | { readonly event: 'ready'; readonly slots: number }
  | { readonly event: 'started'; readonly job: TrialJob }
  | { readonly event: 'ended'; readonly job: TrialJob; readonly outcome: TrialOutcome }
  | { readonly event: 'notice'; readonly text: string };

export interface TrialWorkerOptions {
  readonly redis: string;
  readonly queue?: string;
  /** Trials side by side; 1 unless given. */
  readonly slots?: number;
  /** Where this machine keeps the data set, whatever path a job names. */
  readonly data?: string;
  /** Module that runs a trial; the one that trains unless given. */
  readonly module?: string;
  /** A job whose worker says nothing for so long goes to another; 30 s unless given. */
  readonly lockMs?: number;
  readonly onEvent?: (event: WorkerEvent) => void;
  /** Ends the wait for a Redis that is loading its data. */
  readonly signal?: AbortSignal;
}

export interface TrialWorker {
  /** Resolves when its Redis answers with an error that waiting does not change; all there is left to do is to close. */
  readonly failed: Promise<StudyError>;
  /** Ends what runs, gives its jobs back and leaves the queue. */
  close(): Promise<void>;
}

/** A trial whose workers die so often is at fault itself. */
const MOST_STALLS = 3;
const LOCK_MS = 30_000;
const CLOSE_MS = 3000;
/** A worker that cannot run a study's trials leaves them to others for so long. */
const REFUSAL_PAUSE_MS = 5000;
const REFUSAL_DELAY_MS = 250;
const CAN_PAUSE = process.platform !== 'win32';

interface Running {
  readonly id: string;
  readonly interrupt: AbortController;
  child: ChildProcess | null;
}

type QueueJob = Job<QueuedJob, TrialOutcome>;

/** Throws StudyError where packages are missing, no Redis answers, or an answer is an error; then nothing is left. */
export async function startTrialWorker(options: TrialWorkerOptions): Promise<TrialWorker> {
  const { redis: url, queue = DEFAULT_QUEUE, slots = 1, lockMs = LOCK_MS, onEvent } = options;
  const { bullmq, Redis } = await importBullmq();
  const { Worker, DelayedError, UnrecoverableError } = bullmq;
  const onNotice = (text: string) => onEvent?.({ event: 'notice', text });
  await checkRedis(url, Redis, { queue, role: 'worker', signal: options.signal, onNotice });
  const running = new Set<Running>();
  const closing = new AbortController();
  let quiet = false;
  let away = false;
  let fail: (fault: StudyError) => void = () => undefined;
  const failed = new Promise<StudyError>((resolve) => {
    fail = resolve;
  });
  const onError = (error: Error) => {
    if (isRefusal(error)) {
      fail(refusalOf(error, url, queue));
      return;
    }
    if (!away) onNotice(`Redis is away: ${withoutSecrets(error.message, url) || 'no connection'}`);
    away = true;
  };
  const connections = createConnections(url, Redis, onError);
  const control = connections.open();
  control.on('ready', () => {
    away = false;
  });

  const pause = (wanted: boolean) => {
    quiet = wanted;
    for (const { child } of running) child?.kill(wanted ? 'SIGSTOP' : 'SIGCONT');
  };
  const obey = async () => {
    if (control.status !== 'ready') return;
    const jobs = [...running];
    const fields = [quietField(hostname()), ...jobs.map(({ id }) => cancelField(id))];
    const [until, ...cancelled] = await control.hmget(controlKey(queue), ...fields);
    const wanted = CAN_PAUSE && Number(until ?? 0) > Date.now();
    if (wanted !== quiet) pause(wanted);
    for (const [i, job] of jobs.entries()) {
      if (cancelled[i] === null) continue;
      job.interrupt.abort();
      await control.hdel(controlKey(queue), cancelField(job.id));
    }
  };
  const listener = setInterval(() => obey().catch(onError), CONTROL_INTERVAL_MS);

  const place = workerPlace(hostname(), process.pid);
  const putBack = async (job: QueueJob, token: string | undefined, delayMs: number) => {
    await job.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  };
  const processJob = async (job: QueueJob, token: string | undefined, rest: () => void) => {
    const entry: Running = { id: job.id!, interrupt: new AbortController(), child: null };
    running.add(entry);
    onEvent?.({ event: 'started', job: job.data });
    try {
      const outcome = await runInChild(withData(job.data.spec, options.data), {
        ...(options.module ? { module: options.module } : {}),
        signal: AbortSignal.any([entry.interrupt.signal, closing.signal]),
        onProgress: (progress) => void job.updateProgress(progress).catch(() => undefined),
        onChild: (child) => {
          entry.child = child;
          if (quiet) child.kill('SIGSTOP');
        },
      });
      if (closing.signal.aborted) await putBack(job, token, 0);
      if (entry.interrupt.signal.aborted) throw new UnrecoverableError('interrupted');
      onEvent?.({ event: 'ended', job: job.data, outcome });
      if (outcome.kind === 'failed' && outcome.refused) {
        const refusals = { ...job.data.refusals, [place]: `${hostname()}: ${outcome.reason}` };
        await job.updateData({ ...job.data, refusals });
        rest();
        await putBack(job, token, REFUSAL_DELAY_MS);
      }
      return outcome;
    } finally {
      running.delete(entry);
    }
  };
  // A worker of BullMQ's for each slot, so that coordinators can count slots.
  const workers = Array.from({ length: slots }, (_, slot) => {
    const rest = () => {
      worker.pause(true).catch(onError);
      const resume = setTimeout(() => worker.resume(), REFUSAL_PAUSE_MS);
      closing.signal.addEventListener('abort', () => clearTimeout(resume), { once: true });
    };
    const take = (job: QueueJob, token?: string) => processJob(job, token, rest);
    const worker = new Worker<QueuedJob, TrialOutcome>(queue, take, {
      connection: connections.open(),
      name: slotName(place, slot),
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: MOST_STALLS,
    });
    worker.on('error', onError);
    return worker;
  });
  let fault: StudyError | null = null;
  void failed.then((why) => {
    fault = why;
  });
  const close = async () => {
    closing.abort();
    clearInterval(listener);
    // What a Redis refuses cannot be given back in order.
    if (fault) connections.closeAll();
    const all = Promise.all(
      workers.map((worker) => worker.close(fault !== null).catch(() => undefined)),
    );
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    connections.closeAll();
  };
  try {
    const ready = Promise.all(workers.map((worker) => worker.waitUntilReady()));
    const refused = await Promise.race([ready, failed]);
    if (refused instanceof Error) throw refused;
  } catch (error) {
    await close();
    throw (error as Error).name === 'StudyError' ? error : absenceOf(error, url);
  }
  onEvent?.({ event: 'ready', slots });
  return { failed, close };
}

function withData(spec: TrialSpec, path: string | undefined): TrialSpec {
  return path === undefined ? spec : { ...spec, data: { ...spec.data, path } };
}
