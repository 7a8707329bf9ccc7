/**
 * A list of tasks shared out to worker threads that live for this run. Nothing hangs: a thread that breaks or ends ends
 * the run with an error, and all threads are always taken down.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { AnswerMessage, TaskMessage } from './messages.js';

export interface MapInThreadsOptions<Task, Report = never> {
  /** Number of threads; default: one per core. Never more than tasks. */
  readonly workers?: number | undefined;
  /** What each thread finds in `workerData`. */
  readonly workerData?: unknown;
  /** Called after every task. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Called for what threads report of a task before it is done. */
  readonly onReport?: ((report: Report, task: Task) => void) | undefined;
  /** The error to throw for one that a thread broke with; by default that error itself. */
  readonly describeFailure?: (error: Error, task: Task | undefined) => Error;
  readonly signal?: AbortSignal | undefined;
}

/** Tasks a thread has at a time: one at work and one waiting, so that it never waits for the post. */
const TASKS_IN_FLIGHT = 2;

/**
 * Has all tasks answered by threads that run `module` (see answerTasks).
 * Returns the results in the order of the tasks. Throws what a thread threw, an Error where one ended early, and the
 * signal's reason where it is aborted.
 */
export async function mapInThreads<Task, Result, Report = never>(
  module: URL,
  tasks: readonly Task[],
  options: MapInThreadsOptions<Task, Report> = {},
): Promise<Result[]> {
  const { workers = availableParallelism(), workerData, signal } = options;
  signal?.throwIfAborted();
  if (tasks.length === 0) return [];
  const queue = new TaskQueue<Task, Result, Report>(tasks, options);
  const count = Math.max(1, Math.min(Math.floor(workers), tasks.length));
  const pool: Worker[] = [];
  const abort = (): void => queue.fail(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (let i = 0; i < count; i++) {
      const worker = new Worker(module, { workerData });
      pool.push(worker);
      queue.serve(worker);
    }
    return await queue.finished;
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const worker of pool) worker.removeAllListeners();
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

/** Gives out tasks in their order and collects their results. */
class TaskQueue<Task, Result, Report> {
  readonly finished: Promise<Result[]>;
  private readonly tasks: readonly Task[];
  private readonly options: MapInThreadsOptions<Task, Report>;
  private readonly results: Result[];
  private next = 0;
  private done = 0;
  private resolve!: (results: Result[]) => void;
  private reject!: (reason: unknown) => void;

  constructor(tasks: readonly Task[], options: MapInThreadsOptions<Task, Report>) {
    this.tasks = tasks;
    this.options = options;
    this.results = new Array<Result>(tasks.length);
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // It may fail before anybody waits for it.
    this.finished.catch(() => {});
  }

  fail(reason: unknown): void {
    this.reject(reason);
  }

  serve(worker: Worker): void {
    const waiting: number[] = [];
    worker.on('message', (message: AnswerMessage<Result, Report>) => {
      if ('report' in message) {
        this.options.onReport?.(message.report, this.tasks[message.index]!);
        return;
      }
      if ('thrown' in message) {
        broke(message.thrown as Error, message.index);
        return;
      }
      waiting.shift();
      this.give(worker, waiting);
      this.take(message.index, message.result);
    });
    const broke = (error: Error, index = waiting[0] ?? -1): void => {
      const task = this.tasks[index];
      this.fail(this.options.describeFailure?.(error, task) ?? error);
    };
    worker.on('error', (error: Error) => broke(error));
    worker.on('exit', (code) => broke(new Error(`a thread ended with code ${code}`)));
    for (let i = 0; i < TASKS_IN_FLIGHT; i++) this.give(worker, waiting);
  }

  private give(worker: Worker, waiting: number[]): void {
    if (this.next >= this.tasks.length) return;
    const index = this.next++;
    waiting.push(index);
    const message: TaskMessage<Task> = { index, task: this.tasks[index]! };
    worker.postMessage(message);
  }

  private take(index: number, result: Result): void {
    const { onProgress } = this.options;
    this.results[index] = result;
    this.done++;
    onProgress?.(this.done, this.tasks.length);
    if (this.done === this.tasks.length) this.resolve(this.results);
  }
}
