import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createBullmqExecutor,
  createLocalExecutor,
  type Executor,
  startTrialWorker,
  type TrialJob,
  type TrialProgress,
  type TrialSpec,
  type TrialWorker,
} from '../../dist/nas/index.js';
import { describeWithRedis, type RedisServer, startRedis } from './redis-server.js';

const TOY = join(import.meta.dirname, 'toy-child.mjs');

interface Behaviour {
  readonly behaviour?: 'crash' | 'throw' | 'hang' | 'refuse' | 'refuse-elsewhere';
  readonly epochs?: number;
  readonly epochMs?: number;
  readonly answer?: number;
  readonly tally?: string;
}

let jobs = 0;

/** A job of its own study each time, so that no two tests share one. */
function jobOf(behaviour: Behaviour, attempt = 1): TrialJob {
  jobs++;
  const spec = {
    settings: behaviour,
    data: { path: '/data', hash: 'abc' },
  } as unknown as TrialSpec;
  return { studyId: `study-${process.pid}-${jobs}`, trialId: jobs, attempt, spec };
}

/** What every executor does. */
function describesExecutor(start: (slots: number) => Promise<Executor>): void {
  let executor: Executor;
  afterEach(() => executor.close());

  it('gives the outcome of a trial and tells its epochs in order', async () => {
    executor = await start(1);
    const epochs: number[] = [];
    const outcome = await executor.submit(jobOf({ answer: 1.25, epochMs: 300 }), {
      onProgress: ({ epoch }: TrialProgress) => epochs.push(epoch),
    });
    expect(outcome).toEqual({
      kind: 'completed',
      error: 1.25,
      curve: [1, 1 / 2, 1 / 3],
      cpuSeconds: 0.5,
    });
    expect(epochs.length).toBeGreaterThan(0);
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
  });

  it('keeps the outcomes of trials side by side apart', async () => {
    executor = await start(2);
    expect(executor.slots()).toBe(2);
    const answers = [1, 2, 3, 4, 5, 6];
    const outcomes = await Promise.all(answers.map((answer) => executor.submit(jobOf({ answer }))));
    expect(outcomes.map((outcome) => outcome.kind === 'completed' && outcome.error)).toEqual(
      answers,
    );
  });

  it('turns a crash into a failed trial that says how the process ended', async () => {
    executor = await start(1);
    const [crash, thrown] = await Promise.all([
      executor.submit(jobOf({ behaviour: 'crash' })),
      executor.submit(jobOf({ behaviour: 'throw' })),
    ]);
    expect(crash).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ended with code 7'),
    });
    expect(thrown).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('before it answered'),
    });
  });

  it('ends a trial that is told to end, and goes on with others', async () => {
    executor = await start(1);
    const controller = new AbortController();
    const hanging = executor.submit(jobOf({ behaviour: 'hang' }), { signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    expect(await hanging).toEqual({ kind: 'failed', reason: 'interrupted' });
    expect(await executor.submit(jobOf({ answer: 7 }))).toMatchObject({ error: 7 });
  });

  it('ends a trial that waits for its turn at once when it is told to', async () => {
    executor = await start(1);
    const running = new AbortController();
    const waiting = new AbortController();
    const first = executor.submit(jobOf({ behaviour: 'hang' }), { signal: running.signal });
    const second = executor.submit(jobOf({ answer: 2 }), { signal: waiting.signal });
    await pause(200);
    waiting.abort();
    expect(await second).toEqual({ kind: 'failed', reason: 'interrupted' });
    running.abort();
    expect(await first).toEqual({ kind: 'failed', reason: 'interrupted' });
    expect(await executor.submit(jobOf({ answer: 3 }))).toMatchObject({ error: 3 });
  });

  it('answers at once for a signal that came before', async () => {
    executor = await start(1);
    expect(await executor.submit(jobOf({}), { signal: AbortSignal.abort() })).toEqual({
      kind: 'failed',
      reason: 'interrupted',
    });
  });

  it('stops its trials while something is measured on their machine', async () => {
    executor = await start(1);
    let epochs = 0;
    const trial = executor.submit(jobOf({ epochs: 12, epochMs: 100 }), {
      onProgress: ({ epoch }) => {
        epochs = epoch;
      },
    });
    await expect.poll(() => epochs, { timeout: 60_000 }).toBeGreaterThan(0);
    const grown = await executor.whileQuiet(async () => {
      await pause(500);
      const before = epochs;
      await pause(700);
      return epochs - before;
    });
    expect(grown).toBe(0);
    expect(await trial).toMatchObject({ kind: 'completed' });
  });

  it('measures one thing at a time, and trains nothing until the last is measured', async () => {
    executor = await start(1);
    let epochs = 0;
    const trial = executor.submit(jobOf({ epochs: 15, epochMs: 100 }), {
      onProgress: ({ epoch }) => {
        epochs = epoch;
      },
    });
    await expect.poll(() => epochs, { timeout: 60_000 }).toBeGreaterThan(0);
    let measuring = 0;
    const grown = await Promise.all(
      [1, 2].map(() =>
        executor.whileQuiet(async () => {
          measuring++;
          await pause(400);
          const before = epochs;
          await pause(400);
          expect(measuring).toBe(1);
          measuring--;
          return epochs - before;
        }),
      ),
    );
    expect(grown).toEqual([0, 0]);
    expect(await trial).toMatchObject({ kind: 'completed' });
  });

  it('ends what runs when it is closed', async () => {
    executor = await start(2);
    const hanging = [jobOf({ behaviour: 'hang' }), jobOf({ behaviour: 'hang' })].map((job) =>
      executor.submit(job),
    );
    await pause(300);
    await executor.close();
    expect(await Promise.all(hanging)).toEqual([
      { kind: 'failed', reason: 'interrupted' },
      { kind: 'failed', reason: 'interrupted' },
    ]);
    expect(await executor.submit(jobOf({}))).toEqual({ kind: 'failed', reason: 'interrupted' });
  });
}

describe('the local executor', () => {
  describesExecutor(async (slots) => createLocalExecutor({ slots, module: TOY }));

  it('takes a child that says nothing for dead', async () => {
    const executor = createLocalExecutor({ slots: 1, module: TOY, silenceMs: 300 });
    expect(await executor.submit(jobOf({ behaviour: 'hang' }))).toEqual({
      kind: 'failed',
      reason: "the trial's process said nothing for 0.3 s",
    });
    await executor.close();
  });
});

describeWithRedis('the BullMQ executor', () => {
  let redis: RedisServer;
  let dir: string;
  beforeAll(async () => {
    redis = await startRedis();
    dir = mkdtempSync(join(tmpdir(), 'deepawb-executors-'));
  });
  afterAll(async () => {
    await redis?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  let queues = 0;
  const newQueue = () => `test-${process.pid}-${++queues}`;
  const worker = (queue: string, options = {}): Promise<TrialWorker> =>
    startTrialWorker({ redis: redis.url, queue, module: TOY, lockMs: 1000, ...options });

  describe('with a worker', () => {
    const open: TrialWorker[] = [];
    afterEach(async () => {
      await Promise.all(open.splice(0).map((each) => each.close()));
    });
    describesExecutor(async (slots) => {
      const queue = newQueue();
      open.push(await worker(queue, { slots }));
      return createBullmqExecutor({ redis: redis.url, queue });
    });
  });

  it('counts the slots of all workers', async () => {
    const queue = newQueue();
    const workers = [await worker(queue, { slots: 2 }), await worker(queue)];
    const executor = await createBullmqExecutor({ redis: redis.url, queue });
    await expect.poll(() => executor.slots()).toBe(3);
    await workers[0]!.close();
    await expect.poll(() => executor.slots(), { timeout: 60_000 }).toBe(1);
    await workers[1]!.close();
    await executor.close();
  });

  it('gives a trial whose worker was killed to another worker, and its outcome once', async () => {
    const queue = newQueue();
    const executor = await createBullmqExecutor({ redis: redis.url, queue });
    const tally = join(dir, 'killed');
    writeFileSync(tally, '');
    const runs = () => readFileSync(tally, 'utf8').split('\n').filter(Boolean);
    const doomed = await startWorkerProcess(redis.url, queue);
    let outcomes = 0;
    const trial = executor
      .submit(jobOf({ epochs: 10, epochMs: 200, answer: 3, tally }))
      .finally(() => outcomes++);
    await expect.poll(() => runs().length, { timeout: 60_000 }).toBe(1);
    doomed.kill('SIGKILL');
    const heir = await worker(queue);
    expect(await trial).toMatchObject({ kind: 'completed', error: 3 });
    expect(runs().length).toBe(2);
    expect(outcomes).toBe(1);
    await heir.close();
    await executor.close();
  });

  it('gives a trial back when its worker ends in order', async () => {
    const queue = newQueue();
    const executor = await createBullmqExecutor({ redis: redis.url, queue });
    const first = await worker(queue, { lockMs: 60_000 });
    let started = false;
    const trial = executor.submit(jobOf({ epochs: 4, epochMs: 300, answer: 4 }), {
      onProgress: () => {
        started = true;
      },
    });
    await expect.poll(() => started, { timeout: 60_000 }).toBe(true);
    await first.close();
    const second = await worker(queue);
    expect(await trial).toMatchObject({ kind: 'completed', error: 4 });
    await second.close();
    await executor.close();
  });

  it.each([false, true])(
    'survives a Redis that restarts in the middle (all forgotten: %s)',
    async (forget) => {
      const queue = newQueue();
      const executor = await createBullmqExecutor({ redis: redis.url, queue });
      const hand = await worker(queue);
      let epochs = 0;
      const trials = [1, 2, 3].map((answer) =>
        executor.submit(jobOf({ epochs: 5, epochMs: 200, answer }), { onProgress: () => epochs++ }),
      );
      await expect.poll(() => epochs, { timeout: 60_000 }).toBeGreaterThan(0);
      await redis.restart({ forget });
      const outcomes = await Promise.all(trials);
      expect(outcomes.map((outcome) => outcome.kind === 'completed' && outcome.error)).toEqual([
        1, 2, 3,
      ]);
      await hand.close();
      await executor.close();
    },
  );

  it('counts a trial once that two workers deliver', async () => {
    const queue = newQueue();
    const executor = await createBullmqExecutor({ redis: redis.url, queue });
    const tally = join(dir, 'twice');
    writeFileSync(tally, '');
    const runs = () => readFileSync(tally, 'utf8').split('\n').filter(Boolean);
    const sleeper = await startWorkerProcess(redis.url, queue);
    let outcomes = 0;
    const trial = executor
      .submit(jobOf({ answer: 5, tally, epochs: 4, epochMs: 100 }))
      .finally(() => outcomes++);
    await expect.poll(() => runs().length, { timeout: 60_000 }).toBe(1);
    // Its child goes on and has its answer ready when the worker wakes up, long after its lock ran out.
    sleeper.kill('SIGSTOP');
    const heir = await worker(queue);
    expect(await trial).toMatchObject({ kind: 'completed', error: 5 });
    sleeper.kill('SIGCONT');
    await pause(1000);
    expect(outcomes).toBe(1);
    expect(runs()).toHaveLength(2);
    expect(await executor.submit(jobOf({ answer: 6 }))).toMatchObject({ error: 6 });
    sleeper.kill('SIGKILL');
    await heir.close();
    await executor.close();
  });

  it('leaves a trial that one worker refuses to another one, and tells of it', async () => {
    const queue = newQueue();
    const notices: string[] = [];
    const executor = await createBullmqExecutor({
      redis: redis.url,
      queue,
      onNotice: (notice) => notices.push(notice),
    });
    const stranger = await startWorkerProcess(redis.url, queue, '/elsewhere');
    const trial = executor.submit(jobOf({ behaviour: 'refuse-elsewhere', answer: 8 }));
    await expect.poll(() => notices, { timeout: 60_000 }).toHaveLength(1);
    const hand = await worker(queue);
    expect(await trial).toMatchObject({ kind: 'completed', error: 8 });
    expect(notices).toEqual([
      `a worker refuses its trials: ${hostname()}: /elsewhere: expected abc`,
    ]);
    stranger.kill('SIGKILL');
    await hand.close();
    await executor.close();
  });

  it('ends a trial that every worker refuses, with what each said', async () => {
    const queue = newQueue();
    const executor = await createBullmqExecutor({ redis: redis.url, queue });
    const hand = await worker(queue, { slots: 2 });
    expect(await executor.submit(jobOf({ behaviour: 'refuse' }))).toEqual({
      kind: 'failed',
      reason: `every worker refuses: ${hostname()}: /data: expected abc`,
      refused: true,
    });
    await hand.close();
    await executor.close();
  });

  it('says that nobody takes its trials, and goes on when somebody comes', async () => {
    const queue = newQueue();
    const notices: string[] = [];
    const executor = await createBullmqExecutor({
      redis: redis.url.replace('//', '//:@'),
      queue,
      onNotice: (notice) => notices.push(notice),
    });
    const trial = executor.submit(jobOf({ answer: 9 }));
    await expect.poll(() => notices, { timeout: 60_000 }).toHaveLength(1);
    expect(notices[0]).toBe(
      `no worker takes trials out of the queue '${queue}'; start one with 'deepawb worker --redis ${redis.url}'`,
    );
    const hand = await worker(queue);
    expect(await trial).toMatchObject({ error: 9 });
    await hand.close();
    await executor.close();
  });

  it('says what a Redis wants that lets nobody in without a password', async () => {
    const locked = await startRedis('open-sesame');
    const place = locked.url.replace('redis://', '');
    for (const url of [locked.url, `redis://:guess@${place}`]) {
      await expect(startTrialWorker({ redis: url })).rejects.toThrow(
        `redis://${place}: expected a Redis that lets us in, got: `,
      );
    }
    const executor = await createBullmqExecutor({ redis: `redis://:open-sesame@${place}` });
    await executor.close();
    await locked.close();
  });

  it('says that no Redis answers, without the password', async () => {
    await expect(createBullmqExecutor({ redis: 'redis://me:secret@127.0.0.1:1' })).rejects.toThrow(
      /^redis:\/\/127\.0\.0\.1:1: expected a Redis, got: .*ECONNREFUSED.*; start redis-server/,
    );
    await expect(createBullmqExecutor({ redis: 'nonsense' })).rejects.toThrow(
      /redis:\/\/host:6379/,
    );
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A worker in a process that can be killed. */
async function startWorkerProcess(
  url: string,
  queue: string,
  data?: string,
): Promise<ChildProcess> {
  const code =
    `import { startTrialWorker } from ${JSON.stringify(join(import.meta.dirname, '../../dist/nas/index.js'))};` +
    `await startTrialWorker({ redis: ${JSON.stringify(url)}, queue: ${JSON.stringify(queue)}, ` +
    `${data ? `data: ${JSON.stringify(data)}, ` : ''}module: ${JSON.stringify(TOY)}, lockMs: 1000 }); ` +
    `console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => child.stdout!.once('data', () => resolve()));
  return child;
}
