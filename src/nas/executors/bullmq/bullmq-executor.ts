/**
 * Trials on any number of machines: jobs go into a BullMQ queue in Redis, `deepawb worker` processes take them. The
 * coordinator asks for the state of its jobs instead of waiting for events, so that a Redis that restarts, or forgets,
 * costs time and nothing else: a job that is not there is put there again, under the same id.
 */
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { StudyError } from '../../description/study-error.js';
import { INTERRUPTED } from '../../trial/run-in-child.js';
import type { TrialOutcome, TrialProgress } from '../../trial/trial-spec.js';
import type { Executor, SubmitOptions, TrialJob } from '../executor.js';
import { DEFAULT_QUEUE } from './defaults.js';
import { type PendingTrial, PendingTrials } from './pending-trials.js';
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

/**
 * Throws StudyError where packages are missing, no Redis answers, or an answer is an error; so do jobs and measurements of
 * an executor whose Redis says so later.
 */
export async function createBullmqExecutor(options: BullmqExecutorOptions): Promise<Executor> {
  const { redis: url, queue: name = DEFAULT_QUEUE, onNotice, signal } = options;
  const packages = await importBullmq();
  await checkRedis(url, packages.Redis, { queue: name, role: 'coordinator', signal, onNotice });
  const executor = new BullmqExecutor(options, packages);
  await executor.open();
  return executor;
}

class BullmqExecutor implements Executor {
  readonly name = 'bullmq';
  private readonly url: string;
  private readonly queueName: string;
  private readonly options: BullmqExecutorOptions;
  private readonly pending = new PendingTrials();
  private readonly refusalsTold = new Set<string>();
  private readonly connections: ReturnType<typeof createConnections>;
  private readonly control: ReturnType<ReturnType<typeof createConnections>['open']>;
  private readonly queue: Queue<QueuedJob, TrialOutcome>;
  private readonly poller: ReturnType<typeof repeat>;
  private places: string[] = [];
  private measuring: Promise<unknown> = Promise.resolve();
  private idleSince: number | null = null;
  private away = false;
  private fault: StudyError | null = null;

  constructor(
    options: BullmqExecutorOptions,
    { bullmq, Redis }: Awaited<ReturnType<typeof importBullmq>>,
  ) {
    this.options = options;
    this.url = options.redis;
    this.queueName = options.queue ?? DEFAULT_QUEUE;
    this.connections = createConnections(this.url, Redis, this.onError);
    this.control = this.connections.open();
    this.queue = new bullmq.Queue<QueuedJob, TrialOutcome>(this.queueName, {
      connection: this.connections.open(),
    });
    this.queue.on('error', this.onError);
    this.poller = repeat(() => this.poll(), POLL_MS, this.onError);
  }

  /** Waits for the first look at the queue; leaves nothing behind where that fails. */
  async open(): Promise<void> {
    try {
      await this.poller.first.catch((error: Error) => {
        throw isRefusal(error)
          ? refusalOf(error, this.url, this.queueName)
          : absenceOf(error, this.url);
      });
      this.throwFault();
    } catch (error) {
      await Promise.all([this.poller.stop(), this.closeQueue()]);
      throw error;
    }
  }

  slots(): number {
    return this.options.slots ?? Math.max(1, this.places.length);
  }

  submit(job: TrialJob, options: SubmitOptions = {}): Promise<TrialOutcome> {
    if (options.signal?.aborted || this.poller.stopped()) return Promise.resolve(INTERRUPTED);
    const id = jobIdOf(job);
    if (this.fault) return Promise.reject(this.fault);
    const outcome = this.pending.add(id, job, options, () => {
      this.forget(id).catch(this.onError);
    });
    // What an earlier attempt left behind, e.g. when its coordinator was killed, is of no use to anyone.
    for (let attempt = 1; attempt < job.attempt && attempt <= MOST_ATTEMPTS; attempt++) {
      this.forget(jobIdOf({ ...job, attempt })).catch(this.onError);
    }
    this.enqueue(id, job).catch(this.onError);
    return outcome;
  }

  whileQuiet<T>(measure: () => Promise<T>): Promise<T> {
    // One after another: the first to end would wake the workers while the second still measures.
    const quiet = this.measuring.catch(() => undefined).then(() => this.measureQuietly(measure));
    this.measuring = quiet;
    return quiet;
  }

  async close(): Promise<void> {
    await this.poller.stop();
    const left = this.pending.ids();
    for (const id of left) this.pending.settle(id, INTERRUPTED);
    const goodbye = Promise.all(left.map((id) => this.forget(id).catch(() => undefined)));
    await Promise.race([goodbye, setTimeout(CLOSE_MS, undefined, { ref: false })]);
    await this.closeQueue();
  }

  private readonly onError = (error: Error): void => {
    if (isRefusal(error)) {
      this.fault ??= refusalOf(error, this.url, this.queueName);
      this.pending.rejectAll(this.fault);
      return;
    }
    const reason = withoutSecrets(error.message, this.url) || 'no connection';
    if (!this.away) this.options.onNotice?.(`Redis is away (${reason}); waiting for it`);
    this.away = true;
  };

  private throwFault(): void {
    if (this.fault) throw this.fault;
  }

  private enqueue(id: string, job: TrialJob): Promise<unknown> {
    return this.queue.add('trial', job, {
      jobId: id,
      attempts: ATTEMPTS,
      backoff: { type: 'fixed', delay: BACKOFF_MS },
    });
  }

  private async forget(id: string): Promise<void> {
    const job = await this.queue.getJob(id);
    // A job that a worker holds cannot be removed; it is told to end instead.
    await job
      ?.remove()
      .catch(() => this.control.hset(controlKey(this.queueName), cancelField(id), '1'));
  }

  private async poll(): Promise<void> {
    this.throwFault();
    for (const [id, trial] of this.pending.entries()) await this.look(id, trial);
    await this.countWorkers();
    this.away = false;
  }

  private async look(id: string, trial: PendingTrial): Promise<void> {
    const job = await this.queue.getJob(id);
    if (!this.pending.has(id)) return;
    if (!job) {
      await this.enqueue(id, trial.job);
      return;
    }
    this.tellRefusals(job.data);
    if (this.isRefusedByAll(trial, job.data)) {
      this.pending.settle(id, {
        kind: 'failed',
        reason: `every worker refuses: ${Object.values(job.data.refusals ?? {}).join('; ')}`,
        refused: true,
      });
      await job.remove().catch(() => undefined);
      return;
    }
    const progress = job.progress as TrialProgress;
    if (progress?.epoch > trial.lastEpoch) {
      trial.lastEpoch = progress.epoch;
      trial.onProgress?.(progress);
    }
    const outcome = await this.outcomeOf(id, await job.getState());
    if (!outcome) return;
    this.pending.settle(id, outcome);
    await job.remove().catch(() => undefined);
  }

  private tellRefusals({ refusals = {} }: QueuedJob): void {
    for (const [place, reason] of Object.entries(refusals)) {
      if (this.refusalsTold.has(place)) continue;
      this.refusalsTold.add(place);
      this.options.onNotice?.(`a worker refuses its trials: ${reason}`);
    }
  }

  /** Whether no worker is there, and for a while none was, that has not refused. */
  private isRefusedByAll(trial: PendingTrial, { refusals = {} }: QueuedJob): boolean {
    const all = this.places.length > 0 && this.places.every((place) => place in refusals);
    trial.refusedSince = all ? (trial.refusedSince ?? Date.now()) : null;
    return trial.refusedSince !== null && Date.now() - trial.refusedSince > PATIENCE_MS;
  }

  /** Read after the state: what was read before may lack the end. */
  private async outcomeOf(id: string, state: string): Promise<TrialOutcome | null> {
    if (state !== 'completed' && state !== 'failed') return null;
    const job = await this.queue.getJob(id);
    if (state === 'completed') return job?.returnvalue ?? null;
    return job ? { kind: 'failed', reason: job.failedReason } : null;
  }

  private async countWorkers(): Promise<void> {
    const workers = await this.queue.getWorkers();
    this.places = workers.flatMap(({ rawname }) => placeOf(String(rawname ?? '')) ?? []);
    if (this.places.length > 0 || this.pending.size === 0) {
      this.idleSince = null;
      return;
    }
    // Told once for each time that all are gone.
    if (this.idleSince === null) this.idleSince = Date.now();
    else if (Date.now() - this.idleSince > PATIENCE_MS) {
      this.idleSince = Number.POSITIVE_INFINITY;
      this.options.onNotice?.(
        `no worker takes trials out of the queue '${this.queueName}'; start one with 'deepawb worker --redis ${shownUrl(this.url)}'`,
      );
    }
  }

  private async measureQuietly<T>(measure: () => Promise<T>): Promise<T> {
    this.throwFault();
    const host = hostname();
    if (!this.places.some((place) => place.startsWith(`${host}:`))) return measure();
    const key = controlKey(this.queueName);
    const field = quietField(host);
    const renew = () => this.control.hset(key, field, String(Date.now() + QUIET_MS));
    await renew().catch(this.onError);
    this.throwFault();
    await setTimeout(QUIET_DELAY_MS);
    const renewal = setInterval(() => renew().catch(this.onError), QUIET_RENEWAL_MS);
    try {
      return await measure();
    } finally {
      clearInterval(renewal);
      await this.control.hdel(key, field).catch(this.onError);
    }
  }

  private async closeQueue(): Promise<void> {
    await Promise.race([
      this.queue.close().catch(() => undefined),
      setTimeout(CLOSE_MS, undefined, { ref: false }),
    ]);
    this.connections.closeAll();
  }
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
