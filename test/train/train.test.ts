import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TrainProgress, train } from '../../dist/train/index.js';
import { makeJob } from './made-job.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-train-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('train', () => {
  it('learns: the validation error falls to a fraction', async () => {
    const { history } = await train(makeJob({ epochs: 60 }));
    expect(history).toHaveLength(60);
    expect(history[59]!.validation!.mean).toBeLessThan(0.5 * history[0]!.validation!.mean);
    expect(history[59]!.validation!.mean).toBeLessThan(3);
  });

  it.each([1, 2])('gives the same bits for one seed on %i thread(s)', async (threads) => {
    const first = await train(makeJob({ threads }));
    const second = await train(makeJob({ threads }));
    expect(second.parameters).toEqual(first.parameters);
    const other = await train(makeJob({ threads, seed: 2 }));
    expect(other.parameters).not.toEqual(first.parameters);
  });

  it('gives nearly the same network on one thread and on two', async () => {
    const one = await train(makeJob({ epochs: 1 }));
    const two = await train(makeJob({ epochs: 1, threads: 2 }));
    for (const [i, value] of two.estimates.entries())
      expect(value).toBeCloseTo(one.estimates[i]!, 2);
  });

  it.each([1, 2])(
    'resumes to the bit after an interruption within an epoch, on %i thread(s)',
    async (threads) => {
      const whole = await train(makeJob({ threads }));
      const checkpointFile = join(folder, 'run.checkpoint');
      const logFile = join(folder, 'run.jsonl');
      const controller = new AbortController();
      const job = { ...makeJob({ threads }), checkpointFile, logFile };
      // Progress comes between two steps; a step of its own turn is forced by slowing the clock's patience down to 0.
      let seen: TrainProgress | undefined;
      const interrupted = await train(job, {
        signal: controller.signal,
        turnMs: 0,
        onProgress(progress) {
          seen = progress;
          if (progress.epoch === 3 && progress.step === 2) controller.abort();
        },
      });
      expect(seen).toMatchObject({ epoch: 3, step: 2, epochs: 6, steps: 5 });
      expect(interrupted.interrupted).toBe(true);
      const resumed = await train({ ...job, resume: true });
      expect(resumed.interrupted).toBe(false);
      expect(resumed.resumedAtEpoch).toBe(2);
      expect(resumed.parameters).toEqual(whole.parameters);
      const lines = readFileSync(logFile, 'utf8').trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    },
  );

  it('refuses a checkpoint of other settings and names the setting', async () => {
    const checkpointFile = join(folder, 'run.checkpoint');
    await train({ ...makeJob({ epochs: 1 }), checkpointFile });
    const other = { ...makeJob({ epochs: 1, batch: 4 }), checkpointFile, resume: true };
    await expect(train(other)).rejects.toThrow(/settings\.batch \(8, now 4\)/);
    await expect(
      train({ ...makeJob({ epochs: 1 }), dataHash: 'x', checkpointFile, resume: true }),
    ).rejects.toThrow(/dataHash/);
  });

  it('refuses a damaged checkpoint', async () => {
    const checkpointFile = join(folder, 'run.checkpoint');
    const job = { ...makeJob({ epochs: 1 }), checkpointFile };
    await train(job);
    const bytes = readFileSync(checkpointFile);
    writeFileSync(checkpointFile, bytes.subarray(0, bytes.length - 10));
    await expect(train({ ...job, resume: true })).rejects.toThrow(/cut short|altered/);
  });

  it('says what to do when the loss is no longer finite', async () => {
    const schedule = { rate: 1e30, finalRate: 1e30, warmUp: 0 };
    await expect(train(makeJob({ schedule }))).rejects.toThrow(/diverged.*lower --rate/s);
  });
});
