/** A model that is calibrated is the same model, and tells what its like erred by on pictures that they had not seen. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { withoutExpectedError } from '../../dist/model/doubt/index.js';
import { createRng } from '../../dist/random/index.js';
import { calibrateModel } from '../../dist/train/calibration/calibrate-model.js';
import { calibrateToFile } from '../../dist/train/calibration/calibrate-to-file.js';
import {
  DEFAULT_TRAIN_SETTINGS,
  type NetworkRecipe,
  type PreparedPictures,
  trainModel,
} from '../../dist/train/index.js';

const RECIPE: NetworkRecipe = {
  family: 'small',
  heightPx: 4,
  widthPx: 4,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 8,
  anchors: 2,
};
const SETTINGS = { ...DEFAULT_TRAIN_SETTINGS, epochs: 2, batch: 4, threads: 1 };
const ORIGIN = { name: 'made', version: '0', data: 'made', licence: '', attribution: '' };
const OPTIONS = { kind: 'random', folds: 4, seed: 1 } as const;

/** Greys under lights; every second picture is so coloured that its light is anybody's guess. */
function madePictures(count: number): PreparedPictures {
  const make = (side: number) => {
    const pixels = new Float32Array(new SharedArrayBuffer(count * side * side * 16));
    const entries = Array.from({ length: count }, (_, n) => {
      const rng = createRng(`picture ${n}`);
      const whitePoint = { r: 0.4 + 0.5 * rng.uniform(), b: 0.4 + 0.5 * rng.uniform() };
      const tint = n % 2 === 0 ? [1, 1] : [Math.exp(rng.normal()), Math.exp(rng.normal())];
      for (let p = 0; p < side * side; p++) {
        const grey = 0.2 + 0.3 * rng.uniform();
        const rgb = [grey * whitePoint.r * tint[0]!, grey, grey * whitePoint.b * tint[1]!];
        pixels.set([...rgb, 1], (n * side * side + p) * 4);
      }
      return { id: `p${n}`, part: 'train', whitePoint, properties: {} };
    });
    return {
      heightPx: side,
      widthPx: side,
      pixels,
      entries,
    } as unknown as PreparedPictures['input'];
  };
  const set = { source: make(8), input: make(4), dataHash: 'made', notices: [], skipped: [] };
  return { ...set, fromCache: false, levels: { blackLevel: 0, whiteLevel: 1 } };
}

describe('a calibrated model', () => {
  it('keeps its network and numbers, and tells degrees of every picture', async () => {
    const pictures = madePictures(48);
    const { model } = await trainModel(pictures, RECIPE, SETTINGS, ORIGIN);
    const how = { recipe: RECIPE, settings: SETTINGS };
    const { model: told, added, judged } = await calibrateModel(model, pictures, how, OPTIONS);
    const { architecture, parameters } = withoutExpectedError(told);
    expect(architecture).toEqual(model.architecture);
    expect(parameters).toEqual(model.parameters);
    expect(added).toBe(told.parameters.length - model.parameters.length);
    expect(judged.images).toBe(48);
    expect(judged.idealAurc).toBeLessThan(judged.randomAurc);
    const estimator = createEstimator(told, loadKernelModule());
    const { expectedErrorDegrees } = estimator.estimateThumbnail(
      pictures.input.pixels.slice(0, 64),
    );
    expect(expectedErrorDegrees).toBeGreaterThanOrEqual(0.2);
    const again = await calibrateModel(model, pictures, how, OPTIONS);
    expect(again.model.parameters).toEqual(told.parameters);
    const anew = await calibrateModel(told, pictures, how, OPTIONS);
    expect(anew.added).toBe(added);
    expect(anew.model).toEqual(told);
  }, 120_000);

  it('is refused by the recipe of another network, and where nothing would be held back', async () => {
    const pictures = madePictures(16);
    const { model } = await trainModel(pictures, RECIPE, SETTINGS, ORIGIN);
    const other = { recipe: { ...RECIPE, hidden: 9 }, settings: SETTINGS };
    await expect(calibrateModel(model, pictures, other, OPTIONS)).rejects.toThrow(
      /another network/,
    );
    const how = { recipe: RECIPE, settings: SETTINGS };
    const none = { ...OPTIONS, kind: 'none' } as const;
    await expect(calibrateModel(model, pictures, how, none)).rejects.toThrow(/held back/);
  }, 120_000);
});

describe('a calibration into a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'deepawb-calibrate-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves the model alone, so that other settings find nothing in their way', async () => {
    const pictures = madePictures(16);
    const { model } = await trainModel(pictures, RECIPE, SETTINGS, ORIGIN);
    const out = join(folder, 'told.awb');
    const choice = { out, folds: 2, seed: 1, validation: 'random' } as const;
    for (const settings of [SETTINGS, { ...SETTINGS, epochs: 3 }]) {
      await calibrateToFile(model, { pictures, recipe: RECIPE, settings }, choice);
      expect(readdirSync(folder)).toEqual(['told.awb']);
    }
  }, 120_000);

  it('that was stopped is gone on with, and by other settings only once its checkpoint is gone', async () => {
    const pictures = madePictures(16);
    const { model } = await trainModel(pictures, RECIPE, SETTINGS, ORIGIN);
    const choice = { folds: 2, seed: 1, validation: 'random' } as const;
    const how = { pictures, recipe: RECIPE, settings: SETTINGS };
    const stop = new AbortController();
    stop.abort();
    const stopped = { ...choice, signal: stop.signal };
    const out = join(folder, 'stopped.awb');
    await expect(calibrateToFile(model, how, { ...stopped, out })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['stopped.awb.checkpoint.1']);
    const other = { ...how, settings: { ...SETTINGS, epochs: 3 } };
    await expect(calibrateToFile(model, other, { ...choice, out })).rejects.toThrow(
      /stopped\.awb\.checkpoint\.1: .*settings\.epochs.*remove it/,
    );
    const whole = join(folder, 'whole.awb');
    for (const file of [out, whole]) await calibrateToFile(model, how, { ...choice, out: file });
    expect(readFileSync(out)).toEqual(readFileSync(whole));
  }, 120_000);
});
