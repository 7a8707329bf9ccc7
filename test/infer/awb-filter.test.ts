import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { AwbFilter } from '../../dist/infer/index.js';
import { createRng } from '../../dist/random/index.js';

const DAYLIGHT = { r: 0.42, b: 0.72 };
const LAMP = { r: 0.85, b: 0.35 };

type Light = typeof DAYLIGHT;

/** Estimates about a light, off by a few per cent. */
function noisy(light: (frame: number) => Light, frames: number, deviation: number, seed = 3) {
  const rng = createRng(seed);
  return Array.from({ length: frames }, (_, i) => {
    const { r, b } = light(i);
    const whitePoint = {
      r: r * Math.exp(deviation * rng.normal()),
      b: b * Math.exp(deviation * rng.normal()),
    };
    return { whitePoint, confidence: 0.8 };
  });
}

/** Standard deviation of the red gain from frame to frame, after it has settled. */
function flicker(gains: readonly number[]): number {
  const steps = gains
    .slice(100)
    .map((gain, i, all) => (i === 0 ? 0 : Math.log(gain / all[i - 1]!)));
  return Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);
}

describe('the exponential filter', () => {
  it("moves as libcamera's: a share of the way in each gain, at once during start-up", () => {
    const filter = new AwbFilter({ kind: 'exponential', speed: 0.05, startupFrames: 2 });
    filter.update({ whitePoint: DAYLIGHT, confidence: 1 });
    expect(filter.update({ whitePoint: LAMP, confidence: 1 }).gains.red).toBeCloseTo(
      1 / LAMP.r,
      12,
    );
    let red = 1 / LAMP.r;
    for (let i = 0; i < 20; i++) {
      red = 0.05 / DAYLIGHT.r + 0.95 * red;
      expect(filter.update({ whitePoint: DAYLIGHT, confidence: 1 }).gains.red).toBeCloseTo(red, 12);
    }
  });
});

describe('the adaptive filter', () => {
  it('takes a change of scene up in that very frame, and says so', () => {
    const filter = new AwbFilter();
    for (const estimate of noisy(() => DAYLIGHT, 60, 0.02)) filter.update(estimate);
    const cut = filter.update({ whitePoint: LAMP, confidence: 0.8 });
    expect(cut.isCut).toBe(true);
    expect(cut.whitePoint.r).toBeCloseTo(LAMP.r, 12);
    const exponential = new AwbFilter({ kind: 'exponential' });
    for (const estimate of noisy(() => DAYLIGHT, 60, 0.02)) exponential.update(estimate);
    const slow = exponential.update({ whitePoint: LAMP, confidence: 0.8 });
    expect(recoveryErrorDegrees(slow.whitePoint, LAMP)).toBeGreaterThan(10);
  });

  it.each([0.005, 0.02, 0.05])(
    'flickers less than the exponential one under noise of %d',
    (deviation) => {
      const estimates = noisy(() => DAYLIGHT, 600, deviation);
      const run = (kind: 'adaptive' | 'exponential') => {
        const filter = new AwbFilter({ kind });
        return estimates.map((estimate) => filter.update(estimate));
      };
      const adaptive = run('adaptive');
      const exponential = run('exponential').map(({ gains }) => gains.red);
      expect(flicker(adaptive.map(({ gains }) => gains.red))).toBeLessThan(flicker(exponential));
      expect(adaptive.some(({ isCut }) => isCut)).toBe(false);
    },
  );

  it('follows a light that drifts more closely than the exponential one', () => {
    const sunset = (frame: number) => ({
      r: 0.42 * Math.exp(0.004 * frame),
      b: 0.72 * Math.exp(-0.004 * frame),
    });
    const lag = (kind: 'adaptive' | 'exponential') => {
      const filter = new AwbFilter({ kind });
      const errors = noisy(sunset, 150, 0.01).map((estimate, i) =>
        recoveryErrorDegrees(filter.update(estimate).whitePoint, sunset(i)),
      );
      return errors.slice(50).reduce((sum, error) => sum + error, 0) / 100;
    };
    expect(lag('adaptive')).toBeLessThan(lag('exponential'));
    expect(lag('adaptive')).toBeLessThan(1);
  });

  it('holds its answer while frames tell nothing, and moves less for frames that tell little', () => {
    const filter = new AwbFilter();
    expect(filter.current).toBeNull();
    for (const estimate of noisy(() => DAYLIGHT, 60, 0.01)) filter.update(estimate);
    const before = filter.current;
    for (let i = 0; i < 50; i++) filter.update({ whitePoint: LAMP, confidence: 0 });
    expect(filter.current).toEqual(before);
    const doubtful = filter.update({ whitePoint: LAMP, confidence: 0.01 });
    expect(doubtful.isCut).toBe(false);
    expect(recoveryErrorDegrees(doubtful.whitePoint, before!.whitePoint)).toBeLessThan(0.3);
  });

  it('gives the same answers to the same estimates', () => {
    const run = () => {
      const filter = new AwbFilter();
      return noisy((i) => (i < 30 ? DAYLIGHT : LAMP), 60, 0.02).map((estimate) =>
        filter.update(estimate),
      );
    };
    expect(run()).toEqual(run());
  });

  it('refuses what is no estimate, and settings that mean nothing', () => {
    const filter = new AwbFilter();
    expect(() => filter.update({ whitePoint: { r: Number.NaN, b: 1 }, confidence: 1 })).toThrow(
      RangeError,
    );
    expect(() => filter.update({ whitePoint: { r: 0, b: 1 }, confidence: 1 })).toThrow(RangeError);
    expect(() => filter.update({ whitePoint: { r: 1, b: 1 }, confidence: 1.1 })).toThrow(/0 to 1/);
    expect(() => new AwbFilter({ kind: 'median' as 'adaptive' })).toThrow(/got 'median'/);
    expect(() => new AwbFilter({ speed: 0 })).toThrow(/speed above 0/);
    expect(() => new AwbFilter({ startupFrames: 0.5 })).toThrow(/startup frames/);
  });
});
