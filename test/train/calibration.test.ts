/** Expected errors are learnt from answers about pictures held back, and on a scale of their own. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  fitError,
  fitScale,
  logDegreesOf,
  noveltyLimit,
  scaled,
} from '../../dist/train/calibration/fit-error.js';

/** Answers whose errors are exponentially distributed about a mean that the first doubt tells. */
function answers(count: number, seed: number) {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => {
    const doubts = Float32Array.from({ length: 4 }, () => 3 + 2 * rng.normal());
    const meanDegrees = Math.exp(0.5 + 0.3 * ((doubts[0]! - 3) / 2));
    return { doubts, meanDegrees, errorDegrees: -meanDegrees * Math.log(1 - rng.uniform()) };
  });
}

const MADE = answers(2000, 1);
const FIT = fitError(MADE, createRng(2));

describe('a fit of expected errors', () => {
  it('tells mean errors by what tells them, on answers that it has not seen', () => {
    const fresh = answers(500, 3);
    const off = fresh.map(({ doubts, meanDegrees }) =>
      Math.abs(logDegreesOf(FIT, doubts) - Math.log(meanDegrees)),
    );
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(0.12);
  });

  it('is the same for the same answers and stream', () => {
    const few = MADE.slice(0, 100);
    expect(fitError(few, createRng(5))).toEqual(fitError(few, createRng(5)));
    expect(fitError(few, createRng(5))).not.toEqual(fitError(few, createRng(6)));
  });
});

describe('the scale of expected errors', () => {
  const said = MADE.map(({ meanDegrees }) => Math.log(meanDegrees));

  it('is left as it is where means are right', () => {
    const { offset, slope } = fitScale(
      said,
      MADE.map(({ meanDegrees }) => meanDegrees),
    );
    expect(offset).toBeCloseTo(0, 6);
    expect(slope).toBeCloseTo(1, 6);
  });

  it('takes back what was told too boldly, and by how much all is off', () => {
    const errors = MADE.map(({ meanDegrees }) => 1.5 * meanDegrees ** 0.5);
    const { offset, slope } = fitScale(said, errors);
    expect(slope).toBeCloseTo(0.5, 6);
    expect(offset).toBeCloseTo(Math.log(1.5), 6);
    const { doubts } = MADE[0]!;
    const told = logDegreesOf(scaled(FIT, { offset, slope }), doubts);
    expect(told).toBeCloseTo(offset + slope * logDegreesOf(FIT, doubts), 9);
  });

  it('never tells sure and doubtful apart by more than was said, nor the other way round', () => {
    const bolder = MADE.map(({ meanDegrees }) => meanDegrees ** 2);
    expect(fitScale(said, bolder).slope).toBe(1);
    const turned = MADE.map(({ meanDegrees }) => 1 / meanDegrees);
    expect(fitScale(said, turned).slope).toBe(0);
  });
});

describe('the limit of what is known', () => {
  it('is the mean square of standardised doubts that a share of the answers stay below', () => {
    const limit = noveltyLimit(MADE, FIT, 0.9);
    const { means, deviations } = FIT;
    const beyond = MADE.filter(
      ({ doubts }) =>
        [...doubts].reduce((sum, v, j) => sum + ((v - means[j]!) / deviations[j]!) ** 2, 0) / 4 >
        limit,
    );
    expect(beyond.length / MADE.length).toBeCloseTo(0.1, 2);
  });
});
