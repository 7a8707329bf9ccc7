/** Imaginary cameras: a grey stays one, strengths are what the settings say, and nothing is drawn where nothing is asked. */
import { describe, expect, it } from 'vitest';
import { cameraByName, cameraMap, daylightMatrix, tableMatrices } from '../../dist/camera/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  createImaginaryCameras,
  type ImaginaryCameraOptions,
} from '../../dist/train/imaginary-cameras.js';
import {
  changedTraining,
  DEFAULT_TRAIN_SETTINGS,
  NEUTRAL_SETTINGS,
} from '../../dist/train/index.js';
import { createSampleSource } from '../../dist/train/sample-source.js';
import { makeJob } from './made-job.js';

const CAMERA = cameraByName('Canon EOS 550D').camera;
const MATRIX = daylightMatrix(CAMERA);
const LIGHT = [0.5, 0.7] as const;
const NONE: ImaginaryCameraOptions = { share: 0, reach: 1, diagonal: 0, crosstalk: 0 };

/** A grey, a green and a masked pixel under LIGHT, as so many imaginary cameras took them. */
function drawn(options: Partial<ImaginaryCameraOptions>, count = 800) {
  const imagine = createImaginaryCameras({ ...NONE, ...options }, MATRIX);
  return Array.from({ length: count }, (_, i) => {
    const pixels = Float32Array.of(0.25, 0.5, 0.35, 1, 0.1, 0.5, 0.1, 0.5, 0, 0, 0, 0);
    const label = Float32Array.from(LIGHT);
    imagine({ pixels, label }, createRng(1).fork('cameras', i));
    return { pixels, label };
  });
}
const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('an imaginary camera', () => {
  it('sees the same grey in the picture as in the label, at any strength', () => {
    const all = drawn({ share: 1, diagonal: 0.2, crosstalk: 0.1 });
    for (const { pixels, label } of all) {
      expect(pixels[0]! / pixels[1]!).toBeCloseTo(label[0]!, 4);
      expect(pixels[2]! / pixels[1]!).toBeCloseTo(label[1]!, 4);
      expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
      expect([...pixels.subarray(8)]).toEqual([0, 0, 0, 0]);
      expect([pixels[3], pixels[7]]).toEqual([1, 0.5]);
    }
    expect(new Set(all.map(({ label }) => label.join())).size).toBeGreaterThan(790);
  });

  it('is of the table and its blends: no further than its cameras, the whole way where it reaches so far', () => {
    const reds = tableMatrices().map((matrix) => {
      const m = cameraMap(CAMERA, {
        name: 'other',
        matrices: [{ cctKelvin: 6504, xyzToCamera: matrix }],
      });
      return (
        (m[0] * LIGHT[0] + m[1] + m[2] * LIGHT[1]) / (m[3] * LIGHT[0] + m[4] + m[5] * LIGHT[1])
      );
    });
    const [least, most] = [Math.min(...reds), Math.max(...reds)];
    const spans = [1, 0.1].map((reach) => {
      const labels = drawn({ share: 1, reach }).map(({ label }) => label[0]!);
      expect(Math.min(...labels)).toBeGreaterThanOrEqual(least - 1e-6);
      expect(Math.max(...labels)).toBeLessThanOrEqual(most + 1e-6);
      return deviation(labels.map((r) => Math.log(r / LIGHT[0])));
    });
    expect(spans[1]! / spans[0]!).toBeGreaterThan(0.05);
    expect(spans[1]! / spans[0]!).toBeLessThan(0.2);
  });

  it('takes the share of samples that it should', () => {
    const moved = drawn({ share: 0.3 }).filter(({ label }) => label[0] !== Math.fround(LIGHT[0]));
    // Of 800 draws, four standard deviations.
    expect(Math.abs(moved.length / 800 - 0.3)).toBeLessThan(0.065);
  });

  it('scales red and blue by the deviation that the settings say', () => {
    const all = drawn({ diagonal: 0.1 });
    for (const i of [0, 1]) {
      const logs = all.map(({ label }) => Math.log(label[i]! / LIGHT[i]!));
      expect(Math.abs(deviation(logs) / 0.1 - 1)).toBeLessThan(0.1);
    }
  });

  it('brings colours nearer or further and leaves the light, where channels take of each other', () => {
    const greens = drawn({ crosstalk: 0.1 }).map(({ pixels, label }) => {
      expect(label[0]).toBeCloseTo(LIGHT[0], 6);
      expect(label[1]).toBeCloseTo(LIGHT[1], 6);
      expect(pixels[0]).toBeCloseTo(0.25, 6);
      // The green pixel, white balanced: (0.2, 0.5, 1 / 7) before.
      return pixels[4]! / LIGHT[0];
    });
    // Red takes 0.1 n of green's 0.3 more, and 0.1 n' of blue's 0.057 less.
    const expected = 0.1 * Math.hypot(0.3, 0.2 - 1 / 7);
    expect(Math.abs(deviation(greens.map((red) => red - 0.2)) / expected - 1)).toBeLessThan(0.1);
  });

  it('needs to know from which camera the table is reached', () => {
    expect(() => createImaginaryCameras({ ...NONE, share: 0.1 }, undefined)).toThrow(
      /augmentation\.cameras\.share: expected pictures of a known camera.*give --camera/,
    );
  });
});

describe('samples of imaginary cameras', () => {
  const { training, architecture } = makeJob();
  const pictures = { ...training, xyzToCamera: MATRIX };
  const target = () => ({ pixels: new Float32Array(8 * 8 * 4), label: new Float32Array(2) });
  const { augmentation } = DEFAULT_TRAIN_SETTINGS;
  const with_ = {
    ...augmentation,
    cameras: { share: 0.5, reach: 1, diagonal: 0.1, crosstalk: 0.05 },
  };

  it('are drawn by seed, epoch and sample, whatever was drawn before', () => {
    const [one, other] = [1, 1].map((seed) =>
      createSampleSource(pictures, architecture.input, with_, seed),
    );
    const [a, b, c] = [target(), target(), target()];
    one!.draw(0, 0, a);
    one!.draw(7, 2, a);
    other!.draw(7, 2, b);
    other!.draw(7, 3, c);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('leave all other draws as they were', () => {
    const still = { ...augmentation, cameras: { ...NONE } };
    const [plain, same] = [augmentation, still].map((settings) => {
      const out = target();
      createSampleSource(pictures, architecture.input, settings, 1).draw(3, 1, out);
      return out;
    });
    expect(same).toEqual(plain);
  });
});

describe('the settings of imaginary cameras', () => {
  const where = { file: 'r.json', path: 'training' };
  const change = (cameras: object) =>
    changedTraining(DEFAULT_TRAIN_SETTINGS, { augmentation: { cameras } }, where);

  it('are taken from a recipe, and left out where they change nothing', () => {
    expect(change({ diagonal: 0.1 }).augmentation.cameras).toEqual({ ...NONE, diagonal: 0.1 });
    expect(change(NEUTRAL_SETTINGS.augmentation.cameras)).toEqual(DEFAULT_TRAIN_SETTINGS);
  });

  it.each([
    [{ share: 2 }, 'training.augmentation.cameras.share: expected a number from 0 to 1, got 2'],
    [{ crosstalk: -1 }, 'training.augmentation.cameras.crosstalk'],
    [{ blend: 1 }, 'training.augmentation.cameras.blend: expected one of share, reach'],
  ])('are held to their ranges: %j', (cameras, message) => {
    expect(() => change(cameras)).toThrow(message);
  });
});
