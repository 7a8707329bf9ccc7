import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { rootMoments } from '../../dist/methods/corrected-moments.js';
import { correctedMomentsMethod } from '../../dist/methods/index.js';
import { madePicture, madeSet, trainingPart } from './made-pictures.js';

const flat = (...pixels: readonly (readonly number[])[]) => ({
  heightPx: 1,
  widthPx: pixels.length,
  pixels: Float32Array.from(pixels.flat()),
});

describe('root moments', () => {
  it('are means and roots of mean products, each pixel by its coverage, clipped ones left out', () => {
    const moments = rootMoments(flat([0.25, 0.5, 0.125, 1], [0.5, 0.25, 0.5, 0.5], [1, 1, 1, 1]));
    const mean = (x: number, y: number) => (x + 0.5 * y) / 1.5;
    const expected = [
      mean(0.25, 0.5),
      mean(0.5, 0.25),
      mean(0.125, 0.5),
      Math.sqrt(mean(0.0625, 0.25)),
      Math.sqrt(mean(0.25, 0.0625)),
      Math.sqrt(mean(0.015625, 0.25)),
      Math.sqrt(mean(0.125, 0.125)),
      Math.sqrt(mean(0.03125, 0.25)),
      Math.sqrt(mean(0.0625, 0.125)),
    ];
    for (const [i, value] of expected.entries()) expect(moments?.[i]).toBeCloseTo(value, 12);
  });

  it('are none of a picture that is masked or clipped all over', () => {
    expect(rootMoments(flat([0.3, 0.3, 0.3, 0]))).toBeNull();
    expect(rootMoments(flat([0.99, 0.3, 0.3, 1]))).toBeNull();
  });
});

describe('corrected moments', () => {
  it('answer the same when the picture is darker', async () => {
    const method = await correctedMomentsMethod.prepare(trainingPart(madeSet(40, 3)));
    const { picture, facts } = madePicture(11);
    const dark = picture.pixels.map((value, i) => (i % 4 === 3 ? value : value * 0.25));
    const { r, b } = method.estimate({ ...picture, pixels: dark }, facts);
    const clippedOff = picture.pixels.map((v, i) => (i % 4 === 3 ? v : Math.min(v, 0.9)));
    const bright = method.estimate({ ...picture, pixels: clippedOff }, facts);
    const quarter = clippedOff.map((v, i) => (i % 4 === 3 ? v : v * 0.25));
    const again = method.estimate({ ...picture, pixels: quarter }, facts);
    expect(again.r).toBeCloseTo(bright.r, 6);
    expect(again.b).toBeCloseTo(bright.b, 6);
    expect(r > 0 && b > 0).toBe(true);
  });

  it('undo a cast that the training pictures have in common, which grey world cannot', async () => {
    // Labels are what the pictures' mean is, seen through a matrix that mixes channels.
    const made = madeSet(80, 4);
    const floats = made.heightPx * made.widthPx * 4;
    const entries = made.entries.map((entry, i) => {
      const moments = rootMoments({
        ...made,
        pixels: made.pixels.subarray(i * floats, (i + 1) * floats),
      });
      const [red = 0, green = 0, blue = 0] = moments ?? [];
      const seen = [red + 0.2 * green, green + 0.1 * blue, 0.7 * blue + 0.1 * red] as const;
      return { ...entry, whitePoint: { r: seen[0] / seen[1], b: seen[2] / seen[1] } };
    });
    const half = {
      ...made,
      entries: entries.slice(0, 60),
      pixels: made.pixels.slice(0, 60 * floats),
    };
    const method = await correctedMomentsMethod.prepare(trainingPart(half));
    for (let i = 60; i < 80; i++) {
      const picture = { ...made, pixels: made.pixels.subarray(i * floats, (i + 1) * floats) };
      const answer = method.estimate(picture, entries[i]!);
      expect(recoveryErrorDegrees(answer, entries[i]!.whitePoint)).toBeLessThan(0.5);
    }
  });

  it('stay near grey world with a single picture to learn from', async () => {
    const method = await correctedMomentsMethod.prepare(trainingPart(madeSet(1, 5)));
    const { picture, facts } = madePicture(12);
    const { r, b } = method.estimate(picture, facts);
    expect(r > 0.1 && r < 3 && b > 0.1 && b < 3).toBe(true);
  });
});
