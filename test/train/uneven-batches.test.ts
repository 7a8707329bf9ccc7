import { describe, expect, it } from 'vitest';
import { buildArchitecture, type TrainJob, train } from '../../dist/train/index.js';
import { makeJob } from './made-job.js';

const SIDE = 32;
const COUNT = 40;

/** Forty pictures of different colours, in batches of 32: the last eight make a smaller batch. */
function unevenJob(epochs: number): TrainJob {
  const job = makeJob({ epochs, threads: 2, batch: 32 });
  const pixels = Float32Array.from({ length: COUNT * SIDE * SIDE * 4 }, (_, i) => {
    const n = Math.floor(i / (SIDE * SIDE * 4));
    return i % 4 === 3 ? 1 : 0.2 + 0.02 * ((n * (1 + (i % 4)) + (i >> 2)) % 32);
  });
  const training = { ...job.training, heightPx: SIDE, widthPx: SIDE, pixels };
  const { whitePoints } = training;
  const lights = Array.from({ length: COUNT }, (_, n) => ({
    r: whitePoints[2 * n] ?? 1,
    b: whitePoints[2 * n + 1] ?? 1,
  }));
  const blocks = [
    { kernel: 2, stride: 2, channels: 32 },
    { kernel: 1, stride: 1, channels: 32 },
  ];
  const size = { heightPx: SIDE, widthPx: SIDE };
  const recipe = { family: 'small', ...size, blocks, hidden: 8, anchors: 4 } as const;
  return {
    ...job,
    architecture: buildArchitecture(recipe, lights, 1),
    training,
    validation: training,
  };
}

describe('validation on several threads', () => {
  it('does not depend on which thread is ahead when the last batch is smaller', async () => {
    const run = async () => {
      const { history } = await train(unevenJob(30));
      return history.map((epoch) => epoch.validation?.mean);
    };
    const first = await run();
    expect(first).toHaveLength(30);
    for (let again = 0; again < 2; again++) expect(await run()).toEqual(first);
  });
});
