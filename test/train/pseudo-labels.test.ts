/** Pseudo-labels: the middle of what teachers answer, and weights by how much it is to be trusted. */
import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { createRng } from '../../dist/random/index.js';
import { pseudoLabelsOf, type Teaching } from '../../dist/train/index.js';

const PICTURES = 60;
/** Errors grow with the one doubt there is, by a factor of 20. */
const degreesOf = (doubt: number) => 0.4 * 20 ** doubt;

/** Teachers whose answers lie about the light as their doubts say; `agree` takes away what they disagree by. */
function teachings(agree: boolean): Teaching[] {
  const rng = createRng('teachers');
  return Array.from({ length: 4 }, (_, t) => ({
    heldOut: Array.from({ length: 50 }, (_, i) => {
      const doubt = (i % 25) / 25;
      const errorDegrees = degreesOf(doubt) * (0.5 + rng.uniform());
      return { doubts: Float32Array.from([doubt, 0.5]), errorDegrees };
    }),
    answers: Array.from({ length: PICTURES }, (_, i) => {
      const doubt = i / PICTURES;
      const off = agree ? 1 : Math.exp((t - 1.5) * 0.03 * degreesOf(doubt));
      return {
        estimate: { r: (0.5 + 0.004 * i) * off, b: 0.8 / off },
        doubts: Float32Array.from([agree ? doubt : 0.5, 0.5]),
      };
    }),
  }));
}
const make = (given: Teaching[], settings = {}) =>
  pseudoLabelsOf(given, { doubtExponent: 1, surest: 1, ...settings }, createRng(1));
const meanOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('pseudo-labels', () => {
  it('are the middle of the answers in log chroma', () => {
    const { whitePoints } = make(teachings(false));
    for (let i = 0; i < PICTURES; i++) {
      expect(whitePoints[2 * i]).toBeCloseTo(0.5 + 0.004 * i, 9);
      expect(whitePoints[2 * i + 1]).toBeCloseTo(0.8, 9);
    }
  });

  it.each([
    ['teachers expect more error', true],
    ['they disagree', false],
  ])('weigh less where %s, and 1 in the mean', (_, agree) => {
    const { weights } = make(teachings(agree));
    expect(meanOf(weights)).toBeCloseTo(1, 9);
    const thirds = [0, 1, 2].map((k) => meanOf(weights.subarray(20 * k, 20 * (k + 1))));
    expect(thirds[0]).toBeGreaterThan(1.2 * thirds[1]!);
    expect(thirds[1]).toBeGreaterThan(1.2 * thirds[2]!);
  });

  it('are alike with an exponent of 0, and further apart with a larger one', () => {
    expect(make(teachings(true), { doubtExponent: 0 }).weights.every((w) => w === 1)).toBe(true);
    const ratio = (doubtExponent: number) => {
      const { weights } = make(teachings(true), { doubtExponent });
      return weights[0]! / weights[PICTURES - 1]!;
    };
    expect(ratio(2)).toBeCloseTo(ratio(1) ** 2, 6);
  });

  it('are left out but for the surest share', () => {
    const { weights } = make(teachings(true), { surest: 0.25 });
    expect(weights.filter((w) => w > 0)).toHaveLength(PICTURES / 4);
    expect(weights.subarray(0, 10).every((w) => w > 0)).toBe(true);
    expect(meanOf(weights)).toBeCloseTo(1, 9);
  });

  it('come with the errors that are expected, in degrees as they were on held-out pictures', () => {
    const { summary } = make(teachings(true));
    const truth = meanOf(Array.from({ length: PICTURES }, (_, i) => degreesOf(i / PICTURES)));
    expect(summary).toMatchObject({ pictures: PICTURES, teachers: 4 });
    expect(Math.abs(summary.expectedDegrees / truth - 1)).toBeLessThan(0.2);
    expect(summary.disagreementDegrees).toBe(0);
    const { disagreementDegrees } = make(teachings(false)).summary;
    const spread = meanOf(
      Array.from({ length: PICTURES }, (_, i) => {
        const light = { r: 0.5 + 0.004 * i, b: 0.8 };
        const squares = teachings(false).map(
          ({ answers }) => recoveryErrorDegrees(answers[i]!.estimate, light) ** 2,
        );
        return Math.sqrt(squares.reduce((a, b) => a + b, 0) / 3);
      }),
    );
    expect(disagreementDegrees).toBeCloseTo(spread, 6);
  });

  it('need teachers', () => {
    expect(() => make([])).toThrow(/expected teachers, got none/);
  });
});
