/** Which labels to look at again, which pictures teach most, which lights are missing. */
import { describe, expect, it } from 'vitest';
import {
  coverageOf,
  describePlace,
  findDoubts,
  type LabelLine,
  placeOfLight,
  type ShotRecord,
} from '../../dist/labels/index.js';

const CURVE = [
  { cctKelvin: 2500, r: 0.9, b: 0.3 },
  { cctKelvin: 4000, r: 0.7, b: 0.5 },
  { cctKelvin: 8000, r: 0.5, b: 0.7 },
];
const shot = (image: string, asShot = { r: 0.7, b: 0.5 }) =>
  ({ image, asShot, greyWorld: null }) as unknown as ShotRecord;
const label = (image: string, r: number, b: number, rest: object = {}): [string, LabelLine] => [
  image,
  { key: image, image, how: 'patch', r, b, by: 'x', at: 'now', ...rest },
];
const doubts = (
  labels: [string, LabelLine][],
  rest: Partial<Parameters<typeof findDoubts>[0]> = {},
  shots = labels.map(([image]) => shot(image)),
) =>
  findDoubts({
    shots,
    labels: new Map(labels),
    unusable: new Set(),
    bursts: [],
    curve: CURVE,
    model: new Map(),
    ...rest,
  });

describe('the place of a light', () => {
  it('is told in kelvin, linear in its inverse between points, and in degrees to a side', () => {
    const between = placeOfLight(CURVE, { r: 0.6, b: 0.6 });
    expect(between.cctKelvin).toBeCloseTo(1 / ((1 / 4000 + 1 / 8000) / 2), 6);
    expect(between.offDegrees).toBeCloseTo(0, 9);
    expect(describePlace(between)).toBe('5330 K, on the curve');
    expect(describePlace(placeOfLight(CURVE, { r: 0.55, b: 0.55 }))).toMatch(
      /^5330 K, \d\.\d° to the green$/,
    );
    expect(describePlace(placeOfLight(CURVE, { r: 0.65, b: 0.65 }))).toMatch(/to the magenta$/);
  });

  it('has no temperature by a curve that knows none', () => {
    const plain = CURVE.map(({ r, b }) => ({ r, b }));
    expect(describePlace(placeOfLight(plain, { r: 0.7, b: 0.5 }))).toBe('on the curve');
    expect(coverageOf(plain, [])).toBeNull();
  });
});

describe('a label is doubted', () => {
  it('not at all where everything agrees', () => {
    expect(doubts([label('a', 0.7, 0.5)]).get('a')).toEqual({
      doubt: 0,
      reasons: [],
      teaches: null,
    });
  });

  it.each([
    ['beside the curve', [label('a', 0.62, 0.42)], {}, /beside the curve/],
    [
      "far from the model's answer",
      [label('a', 0.7, 0.5)],
      { model: new Map([['a', { r: 0.5, b: 0.7 }]]) },
      /model/,
    ],
    [
      'far from a mate of its burst',
      [label('a', 0.7, 0.5), label('b', 0.66, 0.54)],
      { bursts: [['a', 'b']] },
      /another picture of its burst/,
    ],
    ['with a spread', [label('a', 0.7, 0.5, { spreadDegrees: 2.5 })], {}, /2\.5° within the patch/],
    ["far from the camera's answer", [label('a', 0.56, 0.64)], {}, /camera's own answer/],
  ] as const)('%s', (_name, labels, rest, reason) => {
    const found = doubts([...labels] as never, rest as never).get('a');
    expect(found?.doubt).toBeGreaterThan(1);
    expect(found?.reasons[0]).toMatch(reason);
  });

  it('less where it says itself that it is unsure', () => {
    const off = [0.62, 0.42] as const;
    expect(doubts([label('a', ...off)]).get('a')?.doubt).toBeGreaterThan(1);
    const unsure = doubts([label('a', ...off, { sigmaDegrees: 2 })]).get('a');
    expect(unsure?.reasons.filter((reason) => /curve/.test(reason))).toEqual([]);
  });
});

describe('a picture teaches', () => {
  const shots = [shot('near', { r: 0.71, b: 0.5 }), shot('far', { r: 0.5, b: 0.7 })];

  it('by how far its light may lie from all that are labelled', () => {
    const found = doubts([label('x', 0.7, 0.5)], {}, shots);
    expect(found.get('far')?.teaches).toBeGreaterThan(10 * (found.get('near')?.teaches ?? 0));
  });

  it('by how much model and camera disagree, where there is a model', () => {
    const model = new Map([['near', { r: 0.5, b: 0.7 }]]);
    const found = doubts([label('x', 0.7, 0.5)], { model }, shots);
    expect(found.get('near')?.teaches).toBeGreaterThan(5);
  });

  it('nothing where it is of no use or labelled', () => {
    const found = doubts([label('near', 0.7, 0.5)], { unusable: new Set(['far']) }, shots);
    expect([found.get('near')?.teaches, found.get('far')?.teaches]).toEqual([null, null]);
  });
});

describe('coverage', () => {
  it('counts each label once, those beyond the ranges in the outermost', () => {
    const lights = [
      { r: 0.7, b: 0.5 },
      { r: 0.95, b: 0.25 },
      { r: 0.4, b: 0.8 },
    ];
    const counts = coverageOf(CURVE, lights)!;
    expect(counts.reduce((sum, { labels }) => sum + labels, 0)).toBe(3);
    expect(counts.find(({ toKelvin }) => toKelvin === 4200)?.labels).toBe(1);
    expect(counts.find(({ fromKelvin }) => fromKelvin === 4200)?.labels).toBe(0);
  });
});
