import { describe, expect, it } from 'vitest';
import { type MapInThreadsOptions, mapInThreads } from '../../dist/threads/index.js';

const MODULE = new URL('./task-thread.mjs', import.meta.url);
const TASKS = Array.from({ length: 40 }, (_, i) => i);
const run = (options: MapInThreadsOptions<number, string> = {}): Promise<number[]> =>
  mapInThreads<number, number, string>(MODULE, TASKS, { workerData: {}, ...options });

describe('tasks shared out to threads', () => {
  it.each([1, 3, 100])('come back in their order from %i threads', async (workers) => {
    const seen: number[] = [];
    const results = await run({ workers, onProgress: (done) => seen.push(done) });
    expect(results).toEqual(TASKS.map((task) => 2 * task));
    expect(seen).toEqual(TASKS.map((task) => task + 1));
  });

  it('may say something before they are done', async () => {
    const said: string[] = [];
    await run({ onReport: (report, task) => said.push(`${report} of ${task}`) });
    expect(new Set(said)).toEqual(new Set(TASKS.map((task) => `at ${task} of ${task}`)));
  });

  it.each([1, 2, 3])('are done by %i threads where so many are asked for', async (workers) => {
    const threads = new Set<string>();
    const workerData = { tellsThread: true };
    await run({ workers, workerData, onReport: (thread) => threads.add(thread) });
    // Each is given a task before any is done.
    expect(threads.size).toBe(workers);
  });

  it('are two at a time with each thread, so that none waits for the post', async () => {
    const threadOf = new Map<number, string>();
    const onReport = (thread: string, task: number) => threadOf.set(task, thread);
    await run({ workers: 3, workerData: { tellsThread: true }, onReport });
    const firstSix = [0, 1, 2, 3, 4, 5].map((task) => threadOf.get(task));
    expect([1, 3, 5].map((task) => firstSix[task])).toEqual(
      [0, 2, 4].map((task) => firstSix[task]),
    );
    expect(new Set(firstSix).size).toBe(3);
  });

  it.each([
    [2.9, 2],
    [0, 1],
    [-3, 1],
  ])('are done by whole threads and at least one: %d asked for, %d', async (workers, count) => {
    const threads = new Set<string>();
    const workerData = { tellsThread: true };
    await run({ workers, workerData, onReport: (thread) => threads.add(thread) });
    expect(threads.size).toBe(count);
  });

  it('start no thread where there are none', async () => {
    expect(await mapInThreads(new URL('file:///nowhere.js'), [])).toEqual([]);
  });

  it('end with what a thread threw', async () => {
    await expect(run({ workerData: { breaksAt: 11 } })).rejects.toThrow(RangeError);
    const describeFailure = (error: Error, task?: number): Error =>
      new Error(`${task}: ${error.message}`);
    const broken = run({ workers: 1, workerData: { breaksAt: 11 }, describeFailure });
    await expect(broken).rejects.toThrow('11: broke at 11');
  });

  it('end with an error where a thread ends', async () => {
    await expect(run({ workerData: { endsAt: 5 } })).rejects.toThrow(/ended with code 7/);
    const describeFailure = (error: Error, task?: number): Error =>
      new Error(`at ${task}: ${error.message}`);
    const ended = run({ workers: 1, workerData: { endsAt: 0 }, describeFailure });
    await expect(ended).rejects.toThrow('at 0: a thread ended with code 7');
  });

  it("end with the signal's reason", async () => {
    const controller = new AbortController();
    const stopped = run({
      workers: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    await expect(run({ signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
  });
});
