/** One trial of a study on a small data set: what it trains on, what its error is, and when it stops. */
import { describe, expect, it } from 'vitest';
import { DatasetMismatchError, type TrialSpec, trainTrial } from '../../dist/nas/index.js';
import { errorOf } from '../../dist/nas/trial/train-trial.js';
import { DEFAULT_TRAIN_SETTINGS, preparePictures } from '../../dist/train/index.js';
import { datasetFolder } from '../dataset/dataset-folder.js';

const NETWORK = {
  family: 'small',
  heightPx: 4,
  widthPx: 4,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 8,
  anchors: 1,
} as const;
const LEVELS = { blackLevel: 2048, whiteLevel: 16383 };

async function specOf(changes: Partial<TrialSpec> = {}): Promise<TrialSpec> {
  const path = datasetFolder();
  const { dataHash } = await preparePictures(path, NETWORK, { part: 'train', ...LEVELS });
  return {
    network: NETWORK,
    settings: { ...DEFAULT_TRAIN_SETTINGS, epochs: 4, batch: 2, threads: 1 },
    data: { path, hash: dataHash },
    validation: { folds: 2, fold: 0, kind: 'random', seed: 0 },
    error: 'recoveryDegrees',
    stopRules: [],
    ...changes,
  };
}

describe('trainTrial', () => {
  it('answers with the error of every epoch, the last one as its own, the same each time', async () => {
    const spec = await specOf();
    const told: number[] = [];
    const outcome = await trainTrial(spec, { onProgress: ({ error }) => told.push(error) });
    expect(outcome).toMatchObject({ kind: 'completed', curve: told });
    expect(told).toHaveLength(4);
    const again = await trainTrial(spec);
    expect(again).toMatchObject({ error: told.at(-1), curve: told });
  });

  it('takes the mean of the folds it uses, with the curve of the first', async () => {
    const one = await specOf();
    const outcomes = await Promise.all(
      [{ fold: 0 }, { fold: 1 }, { fold: 0, use: 2 }].map((validation) =>
        trainTrial({ ...one, validation: { ...one.validation, ...validation } }),
      ),
    );
    const [first, second, both] = outcomes.map((outcome) => {
      if (outcome.kind !== 'completed') throw new Error(outcome.kind);
      return outcome;
    });
    expect(both!.error).toBeCloseTo((first!.error + second!.error) / 2, 12);
    expect(both!.curve).toEqual(first!.curve);
    await expect(
      trainTrial({ ...one, validation: { ...one.validation, fold: 1, use: 2 } }),
    ).rejects.toThrow('expected folds 1 to 2 below 2');
  });

  it('stops at the end of the epoch whose error a rule forbids, not at one it allows', async () => {
    const spec = await specOf();
    const rules = (epoch: number, error: number) => ({ ...spec, stopRules: [{ epoch, error }] });
    const whole = await trainTrial(spec);
    if (whole.kind !== 'completed') throw new Error(whole.kind);
    const pruned = await trainTrial(rules(2, whole.curve[1]! - 1e-9));
    expect(pruned).toMatchObject({ kind: 'pruned', epoch: 2, curve: whole.curve.slice(0, 2) });
    expect(await trainTrial(rules(2, whole.curve[1]!))).toMatchObject({ kind: 'completed' });
  });

  it('refuses another data set than the study had', async () => {
    const spec = await specOf();
    await expect(trainTrial({ ...spec, data: { ...spec.data, hash: 'other' } })).rejects.toThrow(
      DatasetMismatchError,
    );
  });
});

describe('errorOf', () => {
  const estimates = Float64Array.of(0.5, 0.7, 0.6, 0.9);
  const truth = [
    { r: 0.5, b: 0.7 },
    { r: 0.4, b: 0.8 },
  ];

  it('is the mean angle, or half the mean square of both coordinates', () => {
    const dot = 0.6 * 0.4 + 1 + 0.9 * 0.8;
    const lengths = Math.hypot(0.6, 1, 0.9) * Math.hypot(0.4, 1, 0.8);
    const degrees = (Math.acos(dot / lengths) * 180) / Math.PI;
    expect(errorOf('recoveryDegrees', estimates, truth)).toBeCloseTo(degrees / 2, 9);
    expect(errorOf('meanSquared', estimates, truth)).toBeCloseTo((0.2 ** 2 + 0.1 ** 2) / 4, 12);
  });
});
