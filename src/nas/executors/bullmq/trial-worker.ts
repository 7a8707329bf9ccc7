/**
 * A worker: takes trials out of the queue and trains each in a child process, so that this process is free to renew its
 * locks. It keeps nothing: one that is killed loses the epochs it ran, and another one takes its jobs over once their
 * locks run out.
 */
import type { ChildProcess } from 'node:child_process';
import { hostname } from 'node:os';
import type { Job, Worker } from 'bullmq';
import type { StudyError } from '../../description/study-error.js';
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
  const { redis: url, queue = DEFAULT_QUEUE, slots = 1, onEvent } = options;
  const packages = await importBullmq();
  const onNotice = (text: string) => onEvent?.({ event: 'notice', text });
  await checkRedis(url, packages.Redis, {
    queue,
    role: 'worker',
    signal: options.signal,
    onNotice,
  });
  const worker = new QueueWorker(options, packages);
  try {
    await worker.ready();
  } catch (error) {
    await worker.close();
    throw (error as Error).name === 'StudyError' ? error : absenceOf(error, url);
  }
  onEvent?.({ event: 'ready', slots });
  return { failed: worker.failed, close: () => worker.close() };
}

class QueueWorker {
  readonly failed: Promise<StudyError>;
  private readonly options: TrialWorkerOptions;
  private readonly bullmq: Awaited<ReturnType<typeof importBullmq>>['bullmq'];
  private readonly queue: string;
  private readonly place = workerPlace(hostname(), process.pid);
  private readonly running = new Set<Running>();
  private readonly closing = new AbortController();
  private readonly connections: ReturnType<typeof createConnections>;
  private readonly control: ReturnType<ReturnType<typeof createConnections>['open']>;
  private readonly listener: NodeJS.Timeout;
  private readonly workers: readonly Worker<QueuedJob, TrialOutcome>[];
  private quiet = false;
  private away = false;
  private fault: StudyError | null = null;
  private fail: (fault: StudyError) => void = () => undefined;

  constructor(
    options: TrialWorkerOptions,
    { bullmq, Redis }: Awaited<ReturnType<typeof importBullmq>>,
  ) {
    const { redis: url, queue = DEFAULT_QUEUE, slots = 1 } = options;
    this.options = options;
    this.bullmq = bullmq;
    this.queue = queue;
    this.failed = new Promise<StudyError>((resolve) => {
      this.fail = (fault) => {
        this.fault ??= fault;
        resolve(fault);
      };
    });
    this.connections = createConnections(url, Redis, this.onError);
    this.control = this.connections.open();
    this.control.on('ready', () => {
      this.away = false;
    });
    this.listener = setInterval(() => this.obey().catch(this.onError), CONTROL_INTERVAL_MS);
    // A worker of BullMQ's for each slot, so that coordinators can count slots.
    this.workers = Array.from({ length: slots }, (_, slot) => this.openSlot(slot));
  }

  /** Throws the fault of a Redis that refuses. */
  async ready(): Promise<void> {
    const ready = Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
    const refused = await Promise.race([ready, this.failed]);
    if (refused instanceof Error) throw refused;
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearInterval(this.listener);
    const isRefused = this.fault !== null;
    // What a Redis refuses cannot be given back in order.
    if (isRefused) this.connections.closeAll();
    const all = Promise.all(
      this.workers.map((worker) => worker.close(isRefused).catch(() => undefined)),
    );
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    this.connections.closeAll();
  }

  private readonly onError = (error: Error): void => {
    const { redis: url, onEvent } = this.options;
    if (isRefusal(error)) {
      this.fail(refusalOf(error, url, this.queue));
      return;
    }
    const reason = withoutSecrets(error.message, url) || 'no connection';
    if (!this.away) onEvent?.({ event: 'notice', text: `Redis is away: ${reason}` });
    this.away = true;
  };

  private openSlot(slot: number): Worker<QueuedJob, TrialOutcome> {
    const { lockMs = LOCK_MS } = this.options;
    const rest = () => {
      worker.pause(true).catch(this.onError);
      const resume = setTimeout(() => worker.resume(), REFUSAL_PAUSE_MS);
      this.closing.signal.addEventListener('abort', () => clearTimeout(resume), { once: true });
    };
    const take = (job: QueueJob, token?: string) => this.processJob(job, token, rest);
    const worker = new this.bullmq.Worker<QueuedJob, TrialOutcome>(this.queue, take, {
      connection: this.connections.open(),
      name: slotName(this.place, slot),
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: MOST_STALLS,
    });
    worker.on('error', this.onError);
    return worker;
  }

  private pause(wanted: boolean): void {
    this.quiet = wanted;
    for (const { child } of this.running) child?.kill(wanted ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Does what coordinators ask: quiet while they measure, trials ended that nobody wants. */
  private async obey(): Promise<void> {
    if (this.control.status !== 'ready') return;
    const key = controlKey(this.queue);
    const jobs = [...this.running];
    const fields = [quietField(hostname()), ...jobs.map(({ id }) => cancelField(id))];
    const [until, ...cancelled] = await this.control.hmget(key, ...fields);
    const wanted = CAN_PAUSE && Number(until ?? 0) > Date.now();
    if (wanted !== this.quiet) this.pause(wanted);
    for (const [i, job] of jobs.entries()) {
      if (cancelled[i] === null) continue;
      job.interrupt.abort();
      await this.control.hdel(key, cancelField(job.id));
    }
  }

  private async processJob(
    job: QueueJob,
    token: string | undefined,
    rest: () => void,
  ): Promise<TrialOutcome> {
    const { onEvent } = this.options;
    const { UnrecoverableError } = this.bullmq;
    const entry: Running = { id: job.id!, interrupt: new AbortController(), child: null };
    this.running.add(entry);
    onEvent?.({ event: 'started', job: job.data });
    try {
      const outcome = await this.train(job, entry);
      if (this.closing.signal.aborted) await this.putBack(job, token, 0);
      if (entry.interrupt.signal.aborted) throw new UnrecoverableError('interrupted');
      onEvent?.({ event: 'ended', job: job.data, outcome });
      if (outcome.kind === 'failed' && outcome.refused) {
        const reason = `${hostname()}: ${outcome.reason}`;
        const refusals = { ...job.data.refusals, [this.place]: reason };
        await job.updateData({ ...job.data, refusals });
        rest();
        await this.putBack(job, token, REFUSAL_DELAY_MS);
      }
      return outcome;
    } finally {
      this.running.delete(entry);
    }
  }

  private train(job: QueueJob, entry: Running): Promise<TrialOutcome> {
    const { data, module } = this.options;
    return runInChild(withData(job.data.spec, data), {
      ...(module ? { module } : {}),
      signal: AbortSignal.any([entry.interrupt.signal, this.closing.signal]),
      onProgress: (progress) => void job.updateProgress(progress).catch(() => undefined),
      onChild: (child) => {
        entry.child = child;
        if (this.quiet) child.kill('SIGSTOP');
      },
    });
  }

  private async putBack(job: QueueJob, token: string | undefined, delayMs: number): Promise<void> {
    const { DelayedError } = this.bullmq;
    await job.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  }
}

function withData(spec: TrialSpec, path: string | undefined): TrialSpec {
  return path === undefined ? spec : { ...spec, data: { ...spec.data, path } };
}
