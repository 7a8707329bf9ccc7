import { describe, expect, it } from 'vitest';
import { doubtLabels, type LabelledGreyWorld } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';

/**
 * Lights from warm to cool and what grey world makes of scenes under them: right on average, off by what the scene's
 * own colours do (on Cube++ some 0.1 in log r and b).
 */
function dataSet(count: number, seed: string, scene = 0.1, spread = 0.25): LabelledGreyWorld[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => {
    const warmth = spread * rng.normal();
    const whitePoint = {
      r: 0.5 * Math.exp(warmth + 0.03 * rng.normal()),
      b: 0.65 * Math.exp(-warmth + 0.03 * rng.normal()),
    };
    const greyWorld = {
      r: whitePoint.r * Math.exp(scene * rng.normal()),
      b: whitePoint.b * Math.exp(scene * rng.normal()),
    };
    return { whitePoint, greyWorld };
  });
}

const relabelled = (
  pictures: readonly LabelledGreyWorld[],
  label: (i: number) => LabelledGreyWorld['whitePoint'],
) => pictures.map(({ greyWorld }, i) => ({ greyWorld, whitePoint: label(i) }));

const SEEDS = Array.from({ length: 40 }, (_, i) => `set ${i}`);
const kinds = (
  change: (pictures: LabelledGreyWorld[], seed: string) => LabelledGreyWorld[],
  count: number,
) => SEEDS.map((seed) => doubtLabels(change(dataSet(count, seed), seed))?.kind ?? null);
const share = (found: readonly (string | null)[], kind: string | null) =>
  found.filter((one) => one === kind).length / found.length;

const gains = (pictures: LabelledGreyWorld[]) =>
  relabelled(pictures, (i) => ({
    r: 1 / pictures[i]!.whitePoint.r,
    b: 1 / pictures[i]!.whitePoint.b,
  }));
const swapped = (pictures: LabelledGreyWorld[]) =>
  relabelled(pictures, (i) => ({ r: pictures[i]!.whitePoint.b, b: pictures[i]!.whitePoint.r }));
const shifted = (rows: number) => (pictures: LabelledGreyWorld[]) =>
  relabelled(pictures, (i) => pictures[(i + rows + pictures.length) % pictures.length]!.whitePoint);
const shuffled = (pictures: LabelledGreyWorld[], seed: string) => {
  const rng = createRng(`shuffle ${seed}`);
  const order = pictures.map((_, i) => [rng.uniform(), i] as const).sort((a, b) => a[0] - b[0]);
  return relabelled(pictures, (i) => pictures[order[i]![1]]!.whitePoint);
};

describe('labels that belong to their pictures', () => {
  it.each([3, 6, 12, 30, 300])('raise no doubt, %d pictures', (count) => {
    for (const seed of SEEDS) {
      for (const scene of [0.05, 0.1, 0.15]) {
        expect(doubtLabels(dataSet(count, seed, scene))).toBeNull();
      }
    }
  });

  it('raise none where all are of one light, or all scenes have the same cast', () => {
    for (const seed of SEEDS) {
      expect(doubtLabels(dataSet(60, seed, 0.1, 0))).toBeNull();
      const cast = dataSet(60, seed).map(({ whitePoint, greyWorld: { r, b } }) => ({
        whitePoint,
        greyWorld: { r: 1.25 * r, b: 0.8 * b },
      }));
      expect(doubtLabels(cast)).toBeNull();
    }
  });
});

describe('a doubt', () => {
  const certain = (pictures: LabelledGreyWorld[]) => doubtLabels(pictures)?.isCertain;

  it('is certain of gains from the first one on, of the rest with pictures enough', () => {
    const of = (count: number) => dataSet(count, 'certain');
    expect(certain(gains(of(8)))).toBe(true);
    expect(certain(swapped(of(100)))).toBe(true);
    expect(certain(gains(swapped(of(100))))).toBe(true);
    expect(certain(shifted(3)(of(40)))).toBe(true);
    expect(certain(shuffled(of(200), 'certain'))).toBe(true);
    expect(SEEDS.map((seed) => certain(shuffled(dataSet(20, seed), seed)))).not.toContain(true);
  });

  it('is never certain where a run of scenes under one light has a cast of its own', () => {
    for (const seed of SEEDS) {
      const cast = dataSet(14, seed, 0.06, 0.02).map(({ whitePoint, greyWorld: { r, b } }) => ({
        whitePoint,
        greyWorld: { r: 1.15 * r, b: 0.87 * b },
      }));
      expect(certain(cast)).not.toBe(true);
    }
  });

  it('asks for less agreement where labels hardly vary: scenes then vary more than lights', () => {
    for (const seed of SEEDS) expect(doubtLabels(dataSet(30, seed, 0.15, 0.06))).toBeNull();
  });
});

describe('labels that do not', () => {
  it.each([8, 30, 300])('are known as gains, %d pictures', (count) => {
    expect(share(kinds(gains, count), 'gains')).toBe(1);
  });

  it.each([30, 300])('are known to have red and blue swapped, %d pictures', (count) => {
    expect(share(kinds(swapped, count), 'swapped')).toBeGreaterThan(0.9);
    expect(
      share(
        kinds((pictures) => gains(swapped(pictures)), count),
        'swapped-gains',
      ),
    ).toBe(1);
  });

  it.each([-7, -1, 1, 5])('are known to be %d rows off', (rows) => {
    expect(share(kinds(shifted(rows), 30), 'shifted')).toBeGreaterThan(0.9);
    const doubt = doubtLabels(shifted(rows)(dataSet(200, 'figures')))!;
    const count = Math.abs(rows);
    expect(doubt.message).toContain(`${count} ${count === 1 ? 'row' : 'rows'} off`);
    expect(doubt.message).toContain(rows > 0 ? 'further up' : 'further down');
  });

  it('are known to be shuffled, from some tens of pictures on', () => {
    expect(share(kinds(shuffled, 40), 'unrelated')).toBeGreaterThan(0.8);
    expect(share(kinds(shuffled, 300), 'unrelated')).toBe(1);
    expect(share(kinds(shuffled, 10), null)).toBe(1);
  });
});
