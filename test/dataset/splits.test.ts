import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRuns, type Split, splitByRuns, splitKFold } from '../../dist/dataset/index.js';

/** Ids `dd_dddd` in any order, with gaps, never twice. */
const ids = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 300 })), {
    minLength: 30,
    maxLength: 150,
    selector: ([prefix, number]) => prefix * 1000 + number,
  })
  .map((pairs) => pairs.map(([p, n]) => `0${p}_${String(n).padStart(4, '0')}`));

function expectPartition(splits: readonly Split[], count: number): void {
  const seen = new Int32Array(count);
  for (const { train, validation } of splits) {
    for (const i of validation) seen[i]++;
    const both = [...train, ...validation].sort((a, b) => a - b);
    expect(both).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(validation.length).toBeGreaterThan(0);
  }
  expect(seen.every((n) => n === 1)).toBe(true);
}

describe('splitKFold', () => {
  it('puts every index into one validation part, sizes equal to within one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 200 }),
        fc.integer({ min: 2, max: 10 }),
        fc.integer(),
        (count, folds, seed) => {
          const splits = splitKFold(count, { folds, seed });
          expect(splits).toHaveLength(folds);
          expectPartition(splits, count);
          const sizes = splits.map(({ validation }) => validation.length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('depends on the seed and on nothing else', () => {
    expect(splitKFold(100, { folds: 5, seed: 1 })).toEqual(splitKFold(100, { folds: 5, seed: 1 }));
    expect(splitKFold(100, { folds: 5, seed: 1 })).not.toEqual(
      splitKFold(100, { folds: 5, seed: 2 }),
    );
  });

  it.each([0, 1, 2.5])('refuses %s folds', (folds) => {
    expect(() => splitKFold(10, { folds, seed: 1 })).toThrow(/whole number from 2 on/);
  });

  it('says of too few pictures that they are too few', () => {
    expect(splitKFold(10, { folds: 10, seed: 1 })).toHaveLength(10);
    expect(() => splitKFold(10, { folds: 11, seed: 1 })).toThrow(
      /^10 pictures are too few for 11 folds: add pictures until there are 11/,
    );
    expect(() => splitKFold(1, { folds: 2, seed: 1 })).toThrow(/^1 picture is too few/);
    expect(() => splitByRuns(['a_1', 'a_2'], { folds: 2, seed: 1 })).toThrow(
      /^1 run of neighbouring ids is too few for 2 folds: .*--validation random/,
    );
  });
});

describe('splitByRuns', () => {
  it('is a partition that splits no run', () => {
    fc.assert(
      fc.property(ids, fc.integer(), fc.integer({ min: 1, max: 8 }), (list, seed, maxGap) => {
        const options = { folds: 3, seed, maxGap, maxRunLength: 10 };
        const splits = splitByRuns(list, options);
        expectPartition(splits, list.length);
        for (const run of findRuns(list, options)) {
          for (const { validation } of splits) {
            const held = run.filter((i) => validation.includes(i)).length;
            expect([0, run.length]).toContain(held);
          }
        }
      }),
    );
  });

  it('is balanced to within one run', () => {
    fc.assert(
      fc.property(ids, fc.integer(), (list, seed) => {
        const options = { folds: 4, seed, maxRunLength: 6 };
        const sizes = splitByRuns(list, options).map(({ validation }) => validation.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('does not depend on the order of the ids, and does on the seed', () => {
    const list = Array.from({ length: 200 }, (_, i) => `00_${String(i).padStart(4, '0')}`);
    const named = (order: string[], seed: number) =>
      splitByRuns(order, { folds: 5, seed }).map(({ validation }) =>
        [...validation].map((i) => order[i]).sort(),
      );
    expect(named([...list].reverse(), 1)).toEqual(named(list, 1));
    expect(named(list, 2)).not.toEqual(named(list, 1));
  });
});

describe('findRuns', () => {
  it('starts a run at a gap and at a change of prefix, and cuts long ones evenly', () => {
    const list = ['00_0004', '00_0001', '00_0002', '00_0010', '01_0011', 'odd', '01_0012'];
    expect(findRuns(list, { maxGap: 2 })).toEqual([[1, 2, 0], [3], [4, 6], [5]]);
    expect(findRuns(list, { maxGap: 1 })).toEqual([[1, 2], [0], [3], [4, 6], [5]]);
    const long = Array.from({ length: 25 }, (_, i) => `a${i}`);
    expect(findRuns(long, { maxRunLength: 10 }).map((run) => run.length)).toEqual([8, 9, 8]);
    expect(() => findRuns(list, { maxGap: 0 })).toThrow(RangeError);
  });
});
