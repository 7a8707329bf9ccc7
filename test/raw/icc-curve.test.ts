/** Tone curves of ICC profiles: to their last byte, every kind of curve, and how far from straight one may be. */
import { describe, expect, it } from 'vitest';
import { iccCurvesAreLinear } from '../../dist/raw/png/icc-curve.js';

const u32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const u16 = (value: number) => [value >> 8, value & 255];
const fixed = (value: number) => u32(Math.round(value * 65_536));
const text = (name: string) => [...Buffer.from(name, 'latin1')];
const curv = (...samples: number[]) => [
  ...text('curv'),
  ...u32(0),
  ...u32(samples.length),
  ...samples.flatMap(u16),
];
const para = (type: number, ...numbers: number[]) => [
  ...text('para'),
  ...u32(0),
  ...u16(type),
  ...u16(0),
  ...numbers.flatMap(fixed),
];

/** A profile of tags whose data lie behind the table, one after the other. */
function profileOf(
  tags: readonly (readonly [name: string, data: readonly number[]])[],
): Uint8Array {
  let at = 128 + 4 + 12 * tags.length;
  const table = tags.flatMap(([name, data]) => {
    const entry = [...text(name), ...u32(at), ...u32(data.length)];
    at += data.length;
    return entry;
  });
  const data = tags.flatMap(([, bytes]) => bytes);
  return Uint8Array.from([
    ...new Array<number>(128).fill(0),
    ...u32(tags.length),
    ...table,
    ...data,
  ]);
}
const ofCurve = (data: readonly number[]) => iccCurvesAreLinear(profileOf([['gTRC', data]]));
const straight = (count: number) =>
  Array.from({ length: count }, (_, i) => Math.round((65_535 * i) / (count - 1)));

describe('a profile', () => {
  it.each([
    ['without numbers', curv()],
    ['of one', curv(256)],
    ['of two', curv(0, 65_535)],
    ['of many', curv(...straight(17))],
    ...(
      [
        [0, 1],
        [1, 1, 1, 0],
        [2, 1, 1, 0, 0],
        [3, 1, 1, 0, 1, 0.5],
        [4, 1, 1, 0, 1, 0.5, 0, 0],
      ] as const
    ).map(([type, ...numbers]) => [`parametric ${type}`, para(type, ...numbers)] as const),
  ] as [string, number[]][])(
    'with a curve %s is read to its last byte and not beyond',
    (_name, data) => {
      const whole = profileOf([
        ['desc', [1, 2, 3, 4]],
        ['bTRC', data],
      ]);
      expect(iccCurvesAreLinear(whole)).toBe(true);
      for (let length = 0; length < whole.length; length++) {
        const cut = iccCurvesAreLinear(whole.subarray(0, length));
        expect(cut, `${length} of ${whole.length} bytes`).toBeNull();
      }
      // As a part of something longer it is what it is.
      const within = Uint8Array.from([9, 9, 9, ...whole, 7, 7]);
      expect(iccCurvesAreLinear(within.subarray(3, 3 + whole.length))).toBe(true);
    },
  );

  it('has 200 tags at most', () => {
    const filler = (count: number) =>
      Array.from({ length: count }, () => ['desc', [0, 0, 0, 0]] as const);
    expect(iccCurvesAreLinear(profileOf([...filler(199), ['rTRC', curv()]]))).toBe(true);
    expect(iccCurvesAreLinear(profileOf([...filler(200), ['rTRC', curv()]]))).toBeNull();
  });

  it('says nothing without a curve, or with one of a kind that is not known', () => {
    expect(iccCurvesAreLinear(profileOf([['desc', curv()]]))).toBeNull();
    expect(ofCurve([...text('crvx'), ...u32(0), ...u32(0)])).toBeNull();
    expect(ofCurve(para(5, 1, 1, 0, 1, 0.5, 0, 0))).toBeNull();
  });

  it('is as crooked as the most crooked of its curves', () => {
    for (const name of ['rTRC', 'gTRC', 'bTRC']) {
      const tags = ['rTRC', 'gTRC', 'bTRC'].map(
        (one) => [one, one === name ? curv(563) : curv(256)] as const,
      );
      expect(iccCurvesAreLinear(profileOf(tags))).toBe(false);
    }
  });
});

describe('a curve is straight up to 0.02 off', () => {
  const bent = (off: number) => curv(0, Math.round(65_535 * (0.5 + off)), 65_535);
  it.each([
    [0.019, true],
    [-0.019, true],
    [0.0205, false],
    [-0.0205, false],
  ])('by %d', (off, isStraight) => {
    expect(ofCurve(bent(off))).toBe(isStraight);
  });

  it.each([
    ['an end that is too low', curv(0, 64_000)],
    ['a beginning that is too high', curv(1500, 65_535)],
    ['a power of 1.1', curv(Math.round(1.1 * 256))],
    ['no number at all', para(1, -1, 1, 0)],
    ['a step in its lower piece', para(4, 1, 1, 0, 1, 0.5, 0, 0.03)],
    ['a step in its upper piece', para(4, 1, 1, 0, 1, 0.5, 0.03, 0)],
    ['an offset', para(2, 1, 1, 0, 0.03)],
    ['a slope below its knee', para(3, 1, 1, 0, 1.1, 0.5)],
    ['a slope above its knee', para(3, 1, 0.95, 0, 1, 0.5)],
    ['black below what its sum leaves', para(1, 1, 1, -0.03)],
  ])('not with %s', (_name, data) => {
    expect(ofCurve(data)).toBe(false);
  });
});
