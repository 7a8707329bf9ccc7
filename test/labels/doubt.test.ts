/** Which labels to look at again, which pictures teach most, which lights are missing. */
import { describe, expect, it } from 'vitest';
import {
  coverageOf,
  describePlace,
  FEWEST_ANSWERED,
  findDoubts,
  type LabelLine,
  leaveOneOut,
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
      isDoubtful: false,
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

describe('a camera whose white balance was fixed', () => {
  const fixed = [0, 1, 2, 3].map((i) => ({ ...shot(`p${i}`), camera: 'one' }) as ShotRecord);
  const far = fixed.map(({ image }, i) => label(image, 0.58 + 0.01 * i, 0.62 - 0.01 * i));

  it('speaks against no label', () => {
    for (const { reasons } of doubts(far, {}, fixed).values()) expect(reasons).toEqual([]);
    // As soon as its answers follow the light they count.
    const free = fixed.map((one, i) => ({ ...one, asShot: { r: 0.7 + 0.01 * i, b: 0.5 } }));
    for (const { reasons } of doubts(far, {}, free).values()) {
      expect(reasons).toEqual([expect.stringMatching(/camera's own answer/)]);
    }
  });

  it('has no part in what a picture teaches: grey world stands for it', () => {
    const [labelled, ...open] = fixed.map((one, i) => ({
      ...one,
      greyWorld: { r: 0.6 + 0.02 * i, b: 0.6 },
    }));
    const found = doubts([label('p0', 0.6, 0.6)], {}, [labelled!, ...open]);
    const [first, second] = open.map(({ image }) => found.get(image)!.teaches!);
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(1.5 * first!);
  });

  it('is told apart camera by camera', () => {
    const other = ['q0', 'q1'].map((image, i) => ({
      ...shot(image, { r: 0.5 + 0.05 * i, b: 0.7 }),
      camera: 'two',
    }));
    const labels = [...far, label('q0', 0.62, 0.58)];
    const found = doubts(labels, {}, [...fixed, ...(other as ShotRecord[])]);
    expect(found.get('p0')?.reasons).toEqual([]);
    expect(found.get('q0')?.reasons).toEqual([expect.stringMatching(/camera's own answer/)]);
  });
});

describe('leaving a label out', () => {
  /** A network that sees all of this camera 10 % too red, give or take a little. */
  const others = Array.from({ length: 9 }, (_, i) => {
    const share = i / 8;
    const light = { r: 0.9 - 0.4 * share, b: 0.3 + 0.4 * share };
    const jitter = 1 + 0.004 * ((i % 3) - 1);
    return { label: light, answer: { r: 1.1 * light.r * jitter, b: light.b } };
  });

  it('takes the bias of a network off by the others, and tells its usual error', () => {
    const left = leaveOneOut(others)!;
    for (const { degrees, usualDegrees } of left) {
      expect(degrees).toBeLessThan(0.25);
      expect(usualDegrees).toBeLessThan(0.25);
    }
    expect(left.some(({ usualDegrees }) => usualDegrees > 0.01)).toBe(true);
  });

  it('finds the one that all others speak against, which has no part in what it is judged by', () => {
    const wrong = others.map((pair, i) =>
      i === 4 ? { ...pair, label: { r: pair.label.r * 1.1, b: pair.label.b } } : pair,
    );
    const left = leaveOneOut(wrong)!;
    expect(left[4]!.degrees).toBeGreaterThan(2);
    expect(left[4]!.usualDegrees).toBeLessThan(0.25);
    left.forEach(({ degrees }, i) => {
      if (i !== 4) expect(degrees).toBeLessThan(0.3);
    });
  });

  it('says nothing of fewer than six', () => {
    expect(leaveOneOut(others.slice(0, FEWEST_ANSWERED - 1))).toBeNull();
    expect(leaveOneOut(others.slice(0, FEWEST_ANSWERED))).toHaveLength(FEWEST_ANSWERED);
  });

  it('is what labels are doubted by, camera by camera, weak ones not counted', () => {
    const labels = others.map(({ label: { r, b } }, i) => label(`p${i}`, i === 4 ? r * 1.1 : r, b));
    const model = new Map(others.map(({ answer }, i) => [`p${i}`, answer]));
    const shots = labels.map(
      ([image]) => ({ ...shot(image), asShot: null, camera: 'one' }) as never,
    );
    const rest = { model, curve: null };
    const found = doubts(labels, rest, shots);
    expect(found.get('p4')).toMatchObject({
      reasons: [expect.stringMatching(/from what the other labels make of the model's answer/)],
    });
    expect(found.get('p4')!.doubt).toBeGreaterThan(1);
    expect(found.get('p0')).toMatchObject({ doubt: 0, reasons: [] });
    // Without enough others of its camera the answer itself judges, at 4 degrees.
    const weak = labels.map(([image, line]) => [image, { ...line, how: 'as-shot' }] as never);
    expect(doubts(weak, rest, shots).get('p0')?.reasons).toEqual([]);
    const apart = labels.map(
      ([image], i) => ({ ...shot(image), asShot: null, camera: `${i}` }) as never,
    );
    expect(doubts(labels, rest, apart).get('p4')?.reasons).toEqual([]);
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
