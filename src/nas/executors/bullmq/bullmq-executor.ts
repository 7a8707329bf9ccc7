/**
 * Trials on any number of machines: jobs go into a BullMQ queue in Redis, `deepawb worker` processes take them. The
 * coordinator asks for the state of its jobs instead of waiting for events, so that a Redis that restarts, or forgets,
 * costs time and nothing else: a job that is not there is put there again, under the same id.
 */
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { StudyError } from '../../description/study-description.js';
import { INTERRUPTED } from '../../trial/run-in-child.js';
import type { TrialOutcome, TrialProgress } from '../../trial/trial-spec.js';
import type { Executor, SubmitOptions, TrialJob } from '../executor.js';
import { DEFAULT_QUEUE } from './defaults.js';
import { checkRedis, createConnections } from './redis-connections.js';
import { absenceOf, isRefusal, refusalOf } from './redis-fault.js';
import {
  CONTROL_INTERVAL_MS,
  cancelField,
  controlKey,
  importBullmq,
  jobIdOf,
  placeOf,
  type QueuedJob,
  quietField,
} from './redis-place.js';
import { shownUrl, withoutSecrets } from './redis-url.js';

export interface BullmqExecutorOptions {
  readonly redis: string;
  /** Trials in the queue at once; as many as there are workers unless given. */
  readonly slots?: number;
  readonly queue?: string;
  /** Hears of a Redis that is away, once each time. */
  readonly onNotice?: (notice: string) => void;
  /** Ends the wait for a Redis that is loading its data. */
  readonly signal?: AbortSignal;
}

const POLL_MS = 200;
/** Another worker may have the right data set, or be in better health. */
const ATTEMPTS = 3;
const BACKOFF_MS = 500;
/** A coordinator that dies while it measures must not silence workers for ever. */
const QUIET_MS = 6000;
const QUIET_RENEWAL_MS = 1500;
/** A worker hears of quiet within its interval, and its child stops at once. */
const QUIET_DELAY_MS = 2 * CONTROL_INTERVAL_MS;
const CLOSE_MS = 2000;
/** Workers that start together with the coordinator are not there at once. */
const PATIENCE_MS = 4000;

interface Outstanding {
  readonly job: TrialJob;
  readonly onProgress: ((progress: TrialProgress) => void) | undefined;
  readonly resolve: (outcome: TrialOutcome) => void;
  readonly reject: (fault: StudyError) => void;
  lastEpoch: number;
  /** When the last of the workers had refused it. */
  refusedSince: number | null;
}

/**
 * Throws StudyError where packages are missing, no Redis answers, or an answer is an error; so do jobs and measurements of
 * an executor whose Redis says so later.
 */
export async function createBullmqExecutor(options: BullmqExecutorOptions): Promise<Executor> {
  const { redis: url, slots, queue: name = DEFAULT_QUEUE, onNotice, signal: given } = options;
  const { bullmq, Redis } = await importBullmq();
  await checkRedis(url, Redis, { queue: name, role: 'coordinator', signal: given, onNotice });
  const outstanding = new Map<string, Outstanding>();
  const refusalsTold = new Set<string>();
  let places: string[] = [];
  let measuring: Promise<unknown> = Promise.resolve();
  let idleSince: number | null = null;
  let away = false;
  let fault: StudyError | null = null;
  const onError = (error: Error) => {
    if (isRefusal(error)) {
      fault ??= refusalOf(error, url, name);
      for (const { reject } of outstanding.values()) reject(fault);
      outstanding.clear();
      return;
    }
    const reason = withoutSecrets(error.message, url) || 'no connection';
    if (!away) onNotice?.(`Redis is away (${reason}); waiting for it`);
    away = true;
  };
  const connections = createConnections(url, Redis, onError);
  const control = connections.open();
  const queue = new bullmq.Queue<QueuedJob, TrialOutcome>(name, { connection: connections.open() });
  queue.on('error', onError);

  const add = (id: string, job: TrialJob) =>
    queue.add('trial', job, {
      jobId: id,
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: BACKOFF_MS },
    });
  const settle = (id: string, outcome: TrialOutcome) => {
    outstanding.get(id)?.resolve(outcome);
    outstanding.delete(id);
  };
  const forget = async (id: string) => {
    const job = await queue.getJob(id);
    // A job that a worker holds cannot be removed; it is told to end instead.
    await job?.remove().catch(() => control.hset(controlKey(name), cancelField(id), '1'));
  };
  const look = async (id: string, entry: Outstanding) => {
    const job = await queue.getJob(id);
    if (!outstanding.has(id)) return;
    if (!job) {
      await add(id, entry.job);
      return;
    }
    tellRefusals(job.data);
    if (isRefusedByAll(entry, job.data)) {
      settle(id, {
        kind: 'failed',
        reason: `every worker refuses: ${Object.values(job.data.refusals ?? {}).join('; ')}`,
        refused: true,
      });
      await job.remove().catch(() => undefined);
      return;
    }
    const progress = job.progress as TrialProgress;
    if (progress?.epoch > entry.lastEpoch) {
      entry.lastEpoch = progress.epoch;
      entry.onProgress?.(progress);
    }
    const outcome = await outcomeOf(id, await job.getState());
    if (!outcome) return;
    settle(id, outcome);
    await job.remove().catch(() => undefined);
  };
  const tellRefusals = ({ refusals = {} }: QueuedJob) => {
    for (const [place, reason] of Object.entries(refusals)) {
      if (refusalsTold.has(place)) continue;
      refusalsTold.add(place);
      onNotice?.(`a worker refuses its trials: ${reason}`);
    }
  };
  /** Whether no worker is there, and for a while none was, that has not refused. */
  const isRefusedByAll = (entry: Outstanding, { refusals = {} }: QueuedJob): boolean => {
    const all = places.length > 0 && places.every((place) => place in refusals);
    entry.refusedSince = all ? (entry.refusedSince ?? Date.now()) : null;
    return entry.refusedSince !== null && Date.now() - entry.refusedSince > PATIENCE_MS;
  };
  const countWorkers = async () => {
    const workers = await queue.getWorkers();
    places = workers.flatMap(({ rawname }) => placeOf(String(rawname ?? '')) ?? []);
    if (places.length > 0 || outstanding.size === 0) {
      idleSince = null;
      return;
    }
    // Told once for each time that all are gone.
    if (idleSince === null) idleSince = Date.now();
    else if (Date.now() - idleSince > PATIENCE_MS) {
      idleSince = Number.POSITIVE_INFINITY;
      onNotice?.(
        `no worker takes trials out of the queue '${name}'; start one with 'deepawb worker --redis ${shownUrl(url)}'`,
      );
    }
  };
  /** Read after the state: what was read before may lack the end. */
  const outcomeOf = async (id: string, state: string): Promise<TrialOutcome | null> => {
    if (state !== 'completed' && state !== 'failed') return null;
    const job = await queue.getJob(id);
    if (state === 'completed') return job?.returnvalue ?? null;
    return job ? { kind: 'failed', reason: job.failedReason } : null;
  };
  const measureQuietly = async <T>(measure: () => Promise<T>): Promise<T> => {
    throwFault();
    const host = hostname();
    if (!places.some((place) => place.startsWith(`${host}:`))) return measure();
    const field = quietField(host);
    const renew = () => control.hset(controlKey(name), field, String(Date.now() + QUIET_MS));
    await renew().catch(onError);
    throwFault();
    await setTimeout(QUIET_DELAY_MS);
    const renewal = setInterval(() => renew().catch(onError), QUIET_RENEWAL_MS);
    try {
      return await measure();
    } finally {
      clearInterval(renewal);
      await control.hdel(controlKey(name), field).catch(onError);
    }
  };
  const throwFault = () => {
    if (fault) throw fault;
  };
  const closeQueue = async () => {
    await Promise.race([
      queue.close().catch(() => undefined),
      setTimeout(CLOSE_MS, undefined, { ref: false }),
    ]);
    connections.closeAll();
  };
  const poll = async () => {
    throwFault();
    for (const [id, entry] of outstanding) await look(id, entry);
    await countWorkers();
    away = false;
  };
  const poller = repeat(poll, POLL_MS, onError);
  try {
    await poller.first.catch((error: Error) => {
      throw isRefusal(error) ? refusalOf(error, url, name) : absenceOf(error, url);
    });
    throwFault();
  } catch (error) {
    await Promise.all([poller.stop(), closeQueue()]);
    throw error;
  }

  return {
    name: 'bullmq',
    slots: () => slots ?? Math.max(1, places.length),
    submit(job: TrialJob, { onProgress, signal }: SubmitOptions = {}): Promise<TrialOutcome> {
      if (signal?.aborted || poller.stopped()) return Promise.resolve(INTERRUPTED);
      const id = jobIdOf(job);
      if (fault) return Promise.reject(fault);
      return new Promise((resolve, reject) => {
        const interrupt = () => {
          if (!outstanding.has(id)) return;
          settle(id, INTERRUPTED);
          forget(id).catch(onError);
        };
        signal?.addEventListener('abort', interrupt, { once: true });
        outstanding.set(id, {
          job,
          onProgress,
          lastEpoch: 0,
          refusedSince: null,
          resolve(outcome) {
            signal?.removeEventListener('abort', interrupt);
            resolve(outcome);
          },
          reject(why) {
            signal?.removeEventListener('abort', interrupt);
            reject(why);
          },
        });
        // What an earlier attempt left behind, e.g. when its coordinator was killed, is of no use to anyone.
        for (let attempt = 1; attempt < job.attempt && attempt <= MOST_ATTEMPTS; attempt++) {
          forget(jobIdOf({ ...job, attempt })).catch(onError);
        }
        add(id, job).catch(onError);
      });
    },
    whileQuiet<T>(measure: () => Promise<T>): Promise<T> {
      // One after another: the first to end would wake the workers while the second still measures.
      const quiet = measuring.catch(() => undefined).then(() => measureQuietly(measure));
      measuring = quiet;
      return quiet;
    },
    async close() {
      await poller.stop();
      const left = [...outstanding.keys()];
      for (const id of left) settle(id, INTERRUPTED);
      const goodbye = Promise.all(left.map((id) => forget(id).catch(() => undefined)));
      await Promise.race([goodbye, setTimeout(CLOSE_MS, undefined, { ref: false })]);
      await closeQueue();
    },
  };
}

/** Numbers above are seeds of repeats, not attempts. */
const MOST_ATTEMPTS = 10;

/** Runs `work` again and again, never twice at once; faults are told and the next turn tries again. */
function repeat(work: () => Promise<void>, everyMs: number, onFault: (error: Error) => void) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const first = work();
  const run = async () => {
    await first.catch(onFault);
    while (!signal.aborted) {
      await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await work().catch(onFault);
    }
  };
  const ended = run();
  return {
    first,
    stopped: () => signal.aborted,
    async stop() {
      stopping.abort();
      // A turn that waits for a Redis which is away ends with the connection.
      await Promise.race([ended, setTimeout(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
