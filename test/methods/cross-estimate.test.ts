/** Methods on folds: what is held back is never learned from. */
import { describe, expect, it } from 'vitest';
import { chooseMethods, crossEstimate, type LabelledSet } from '../../dist/methods/index.js';

const SIDE = 16;

/** Flat pictures of lights on a line, a little darker each. */
function pictures(
  count: number,
  lightOf = (i: number) => ({ r: 0.4 + i / 50, b: 0.8 - i / 50 }),
): LabelledSet {
  const pixels = new Float32Array(count * SIDE * SIDE * 4);
  const entries = Array.from({ length: count }, (_, i) => {
    const { r, b } = { r: 0.4 + i / 50, b: 0.8 - i / 50 };
    for (let p = 0; p < SIDE * SIDE; p++) {
      pixels.set([r / 2, 0.5, b / 2, 1], (i * SIDE * SIDE + p) * 4);
    }
    return { id: `p${i}`, properties: {}, whitePoint: lightOf(i) };
  });
  return { heightPx: SIDE, widthPx: SIDE, pixels, entries };
}

const FOLDS = [
  { train: [2, 3, 4, 5], validation: [0, 1] },
  { train: [0, 1, 4, 5], validation: [2, 3] },
  { train: [0, 1, 2, 3], validation: [5, 4] },
];

const [constant] = chooseMethods(['constant']);
const [greyWorld] = chooseMethods(['grey-world']);

describe('crossEstimate', () => {
  it('answers with the mean of the other folds where a constant is learned', async () => {
    const set = pictures(6);
    const { estimates, name } = await crossEstimate(constant!, set, FOLDS);
    expect(name).toBe('constant');
    const meanOf = (indices: number[]) =>
      indices.reduce((sum, i) => sum + set.entries[i]!.whitePoint.r, 0) / indices.length;
    expect(estimates.map(({ r }) => r)).toEqual(
      [0, 0, 1, 1, 2, 2].map((fold) => expect.closeTo(meanOf(FOLDS[fold]!.train), 2)),
    );
    expect(estimates[0]).toEqual(estimates[1]);
    expect(estimates[0]).not.toEqual(estimates[2]);
  });

  it('gives each picture its own estimate, whatever the order in a fold', async () => {
    const { estimates } = await crossEstimate(greyWorld!, pictures(6), FOLDS);
    estimates.forEach(({ r, b }, i) => {
      expect(r).toBeCloseTo(0.4 + i / 50, 5);
      expect(b).toBeCloseTo(0.8 - i / 50, 5);
    });
  });

  it('never lets a picture see its own label', async () => {
    const plain = await crossEstimate(constant!, pictures(6), FOLDS);
    const lied = pictures(6, (i) =>
      i < 2 ? { r: 2, b: 0.1 } : { r: 0.4 + i / 50, b: 0.8 - i / 50 },
    );
    const other = await crossEstimate(constant!, lied, FOLDS);
    expect(other.estimates.slice(0, 2)).toEqual(plain.estimates.slice(0, 2));
    expect(other.estimates[2]).not.toEqual(plain.estimates[2]);
  });

  it('refuses folds that leave a picture out or hold one back twice', async () => {
    const set = pictures(6);
    await expect(crossEstimate(constant!, set, FOLDS.slice(1))).rejects.toThrow(
      'each of 6 pictures once, got 4 in 4 places',
    );
    const twice = [...FOLDS.slice(1), { train: [4], validation: [0, 1, 2] }];
    await expect(crossEstimate(constant!, set, twice)).rejects.toThrow(RangeError);
  });
});
