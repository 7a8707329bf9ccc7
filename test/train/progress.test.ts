/** What a training run says of its speed: figures that must agree with each other and with a clock beside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type TrainProgress, train } from '../../dist/train/index.js';
import { makeJob } from './made-job.js';

const BATCH = 8;
const STEPS = 5;

/** Progress of every step, with the time it was told at. */
async function watch(job: ReturnType<typeof makeJob>, until?: (p: TrainProgress) => boolean) {
  const told: (TrainProgress & { at: number })[] = [];
  const stop = new AbortController();
  const began = performance.now();
  const result = await train(job, {
    turnMs: 0,
    signal: stop.signal,
    onProgress(progress) {
      told.push({ ...progress, at: performance.now() });
      if (until?.(progress)) stop.abort();
    },
  });
  return { told, began, result };
}

/** Speed and time left must agree, and the speed must lie between what two clocks outside of it allow. */
function expectSpeed({ told, began }: Awaited<ReturnType<typeof watch>>, epochs: number): void {
  const done = (p: TrainProgress) => (p.epoch - 1) * STEPS + p.step;
  const first = told[0]!;
  for (const p of told) {
    const left = epochs * STEPS - done(p);
    expect(p.samplesPerSecond * p.secondsLeft).toBeCloseTo(BATCH * left, 6);
    const here = done(p) - done(first) + 1;
    expect(p.samplesPerSecond).toBeGreaterThanOrEqual((BATCH * here * 1000) / (p.at - began));
    if (p !== first) {
      expect(p.samplesPerSecond).toBeLessThanOrEqual((BATCH * here * 1000) / (p.at - first.at));
    }
  }
}

describe('progress of a training run', () => {
  it('agrees with the clock: samples a second, seconds left', async () => {
    const run = await watch(makeJob({ epochs: 4 }));
    expect(run.told).toHaveLength(4 * STEPS);
    expectSpeed(run, 4);
  });

  it('lets timers and signals in where every epoch is shorter than a turn', async () => {
    const stop = new AbortController();
    const told: TrainProgress[] = [];
    setTimeout(() => stop.abort(), 100);
    const job = makeJob({ epochs: 1_000_000 });
    const result = await train(job, {
      turnMs: 50,
      signal: stop.signal,
      onProgress: (p) => told.push(p),
    });
    expect(result.interrupted).toBe(true);
    expect(told.length).toBeGreaterThan(0);
  });

  it('counts the steps of this process alone after a resumption', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deepawb-progress-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const job = { ...makeJob({ epochs: 40 }), checkpointFile: join(folder, 'run.checkpoint') };
    await watch(job, ({ epoch, step }) => epoch === 39 && step === 2);
    const run = await watch({ ...job, resume: true });
    expect(run.told).toHaveLength(STEPS + 3);
    expectSpeed(run, 40);
  });

  it('writes speed and duration of each epoch that multiply to its samples', async () => {
    const { result } = await watch(makeJob({ epochs: 3 }));
    for (const { samplesPerSecond, seconds } of result.history) {
      // Both are rounded.
      expect((samplesPerSecond + 0.5) * (seconds + 0.0005)).toBeGreaterThanOrEqual(BATCH * STEPS);
      expect((samplesPerSecond - 0.5) * (seconds - 0.0005)).toBeLessThanOrEqual(BATCH * STEPS);
    }
  });

  it('reports the mean and the median of the validation errors, and the mean loss of the epoch', async () => {
    const losses: number[] = [];
    const job = makeJob({ epochs: 1 });
    const { result, told } = await watch(job);
    losses.push(...told.map(({ loss }) => loss));
    expect(result.history[0]!.loss).toBeCloseTo(losses.at(-1)!, 12);
    const { whitePoints } = job.validation!;
    const errors = Array.from({ length: whitePoints.length / 2 }, (_, i) => {
      const [r, b] = result.estimates.subarray(2 * i, 2 * i + 2);
      const [tr, tb] = whitePoints.subarray(2 * i, 2 * i + 2);
      const cosine = (r! * tr! + 1 + b! * tb!) / (Math.hypot(r!, 1, b!) * Math.hypot(tr!, 1, tb!));
      return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
    }).sort((a, b) => a - b);
    const { mean, median } = result.history[0]!.validation!;
    expect(mean).toBeCloseTo(errors.reduce((a, b) => a + b, 0) / errors.length, 5);
    expect(median).toBeCloseTo((errors[19]! + errors[20]!) / 2, 5);
  });
});
