/** Which pictures reports show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEach, namedPictures, pickPictures } from '../../dist/report/index.js';

describe('countEach', () => {
  it('takes the best, the middle and the worst', () => {
    const errors = [5, 1, 9, 3, 7, 2, 8, 4, 6];
    const picks = pickPictures(errors, countEach(2, errors.length));
    expect(picks.map((p) => [p.rank, errors[p.index]])).toEqual([
      ['best', 1],
      ['best', 2],
      ['median', 4],
      ['median', 5],
      ['worst', 8],
      ['worst', 9],
    ]);
  });

  it('shows no image twice, however few there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 90, noNaN: true }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 6 }),
        (errors, each) => {
          const indices = pickPictures(errors, countEach(each, errors.length)).map((p) => p.index);
          expect(new Set(indices).size).toBe(indices.length);
          expect(indices.length).toBeGreaterThanOrEqual(Math.min(1, errors.length));
          expect(indices.length).toBeLessThanOrEqual(3 * each);
        },
      ),
    );
  });
});

describe('pickPictures', () => {
  it('takes no picture twice, all that there are before too few, and keeps the order of errors', () => {
    const count = fc.nat(6);
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { maxLength: 15 }),
        count,
        count,
        count,
        (errors, best, median, worst) => {
          const chosen = pickPictures(errors, { best, median, worst });
          const indices = chosen.map(({ index }) => index);
          expect(new Set(indices).size).toBe(indices.length);
          expect(indices.length).toBe(Math.min(errors.length, best + median + worst));
          const inOrder = indices.map((i) => errors[i] ?? 0);
          expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
          const ranks = chosen.map(({ rank }) => ['best', 'median', 'worst'].indexOf(rank ?? ''));
          expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('finds the middle', () => {
    const errors = Array.from({ length: 11 }, (_, i) => i);
    const middle = pickPictures(errors, { best: 0, median: 3, worst: 0 });
    expect(middle.map(({ index }) => index)).toEqual([4, 5, 6]);
  });
});

describe('namedPictures', () => {
  it('keeps the order in which they were named, each once', () => {
    expect(namedPictures(['c', 'a', 'c'], ['a', 'b', 'c'])).toEqual([{ index: 2 }, { index: 0 }]);
  });

  it('names ids that are there where one is not', () => {
    expect(() => namedPictures(['d'], ['a', 'b', 'c', 'e'])).toThrow(
      'expected ids of this part (a, b, c, ... 4 in all), got d',
    );
  });
});
