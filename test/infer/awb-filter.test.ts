import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { AwbFilter, type FilteredAwb } from '../../dist/infer/index.js';
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

/** The light so many degrees warmer than DAYLIGHT. */
function warmer(degrees: number): Light {
  let [low, high] = [0, 3];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const light = { r: DAYLIGHT.r * Math.exp(middle), b: DAYLIGHT.b * Math.exp(-middle) };
    if (recoveryErrorDegrees(light, DAYLIGHT) < degrees) low = middle;
    else high = middle;
  }
  return { r: DAYLIGHT.r * Math.exp(low), b: DAYLIGHT.b * Math.exp(-low) };
}

/** So far from daylight to another light, in log gains. */
function mixed(light: Light, share: number): Light {
  return {
    r: DAYLIGHT.r * (light.r / DAYLIGHT.r) ** share,
    b: DAYLIGHT.b * (light.b / DAYLIGHT.b) ** share,
  };
}

/** Answers to a sequence after some calm frames under DAYLIGHT. */
function follow(calmFrames: number, frames: number, light: (frame: number) => Light) {
  const filter = new AwbFilter();
  for (let i = 0; i < calmFrames; i++) filter.update({ whitePoint: DAYLIGHT, confidence: 0.9 });
  return Array.from({ length: frames }, (_, i) =>
    filter.update({ whitePoint: light(i), confidence: 0.9 }),
  );
}

/** Largest gain over the smallest, less 1; of red or blue, whichever moves more. */
function ripple(answers: readonly FilteredAwb[]): number {
  const span = (gains: readonly number[]) => Math.max(...gains) / Math.min(...gains) - 1;
  return Math.max(
    span(answers.map(({ gains }) => gains.red)),
    span(answers.map(({ gains }) => gains.blue)),
  );
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
  it('believes another light once four frames agree on it, and says so in that frame', () => {
    const filter = new AwbFilter();
    for (const estimate of noisy(() => DAYLIGHT, 60, 0.02)) filter.update(estimate);
    const before = filter.current!;
    const answers = [1, 2, 3, 4].map(() => filter.update({ whitePoint: LAMP, confidence: 0.8 }));
    expect(answers.map(({ isCut }) => isCut)).toEqual([false, false, false, true]);
    expect(answers[2]!.whitePoint).toEqual(before.whitePoint);
    expect(recoveryErrorDegrees(answers[3]!.whitePoint, LAMP)).toBeLessThan(1e-9);
  });

  it.each([4, 6, 10, 21])(
    'reaches a cut of %d degrees to nine tenths in five frames',
    (degrees) => {
      const other = warmer(degrees);
      for (const seed of [1, 2, 3, 4, 5]) {
        const filter = new AwbFilter();
        for (const estimate of noisy(() => DAYLIGHT, 60, 0.005, seed)) filter.update(estimate);
        const answers = noisy(() => other, 5, 0.005, seed + 100).map((e) => filter.update(e));
        const left = recoveryErrorDegrees(answers[4]!.whitePoint, other);
        expect(left).toBeLessThan(0.1 * degrees + 0.4);
      }
    },
  );

  it.each([60, 0])('holds what alternates, after %d calm frames', (calmFrames) => {
    for (const degrees of [1, 2, 4, 10, 21]) {
      const [one, other] = [DAYLIGHT, warmer(degrees)];
      const third = { r: other.r, b: DAYLIGHT.b };
      const cycles = { 2: [one, other], 3: [one, other, third], 4: [one, one, other, other] };
      for (const [name, cycle] of Object.entries(cycles)) {
        const answers = follow(calmFrames, 200, (i) => cycle[i % cycle.length]!);
        expect(ripple(answers.slice(9)), `${degrees} degrees, cycle of ${name}`).toBeLessThan(0.01);
      }
    }
  });

  it.each([0, 5, 12, 20, 60])('moves by less than 1 % from the tenth frame on, %d calm', (calm) => {
    for (const degrees of [1, 3, 10, 21]) {
      for (const period of [4, 7, 10, 14, 20, 25, 30]) {
        const other = warmer(degrees);
        const answers = follow(calm, 240, (i) => (i % period < period / 2 ? other : DAYLIGHT));
        expect(ripple(answers.slice(9)), `${degrees} degrees, ${period}`).toBeLessThan(0.01);
      }
    }
  });

  it.each([4, 10, 21])(
    'believes a cut of %d degrees as soon as it is no alternation',
    (degrees) => {
      const other = warmer(degrees);
      for (let calm = 2; calm <= 60; calm++) {
        const answers = follow(calm, 40, () => other);
        const frames =
          1 + answers.findIndex((a) => recoveryErrorDegrees(a.whitePoint, other) <= degrees / 10);
        // A first light of 6 to 19 frames may be half of a period of 30.
        const most = calm > 5 && calm < 20 ? 34 - calm : 5;
        expect(frames, `${calm} frames before`).toBeGreaterThan(0);
        expect(frames, `${calm} frames before`).toBeLessThanOrEqual(most);
      }
    },
  );

  it('goes half way between two lights that take turns', () => {
    for (const degrees of [4, 21]) {
      const answers = follow(60, 60, (i) => (i % 2 ? DAYLIGHT : warmer(degrees)));
      const middle = mixed(warmer(degrees), 0.5);
      expect(recoveryErrorDegrees(answers[9]!.whitePoint, middle)).toBeLessThan(0.02 * degrees);
    }
  });

  it('follows what stays for some frames once, and then holds it too', () => {
    for (const degrees of [4, 10, 21]) {
      for (const period of [6, 8, 10, 16, 24, 30]) {
        const other = warmer(degrees);
        const answers = follow(60, 300, (i) => (i % period < period / 2 ? other : DAYLIGHT));
        const late = ripple(answers.slice(40));
        expect(late, `${degrees} degrees, period ${period}`).toBeLessThan(0.01);
        expect(answers.filter(({ isCut }) => isCut).length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('holds its answer under a lamp that beats with the frame rate', () => {
    const other = warmer(6);
    for (const framesPerBeat of [2.4, 3, 6, 7.3]) {
      const answers = follow(60, 300, (i) =>
        mixed(other, 0.5 * Math.sin((2 * Math.PI * i) / framesPerBeat)),
      );
      expect(ripple(answers.slice(20)), `${framesPerBeat} frames a beat`).toBeLessThan(0.01);
    }
  });

  it.each([2, 4, 10, 21])('does not move for one bad frame, %d degrees off', (degrees) => {
    for (const deviation of [0, 0.005, 0.02]) {
      const filter = new AwbFilter();
      for (const estimate of noisy(() => DAYLIGHT, 100, deviation)) filter.update(estimate);
      const answers = [filter.current!];
      answers.push(filter.update({ whitePoint: warmer(degrees), confidence: 0.9 }));
      for (const e of noisy(() => DAYLIGHT, 60, deviation, 7)) answers.push(filter.update(e));
      expect(ripple(answers)).toBeLessThan(0.02);
    }
  });

  it('follows a scene that is cut and comes back', () => {
    const filter = new AwbFilter();
    const light = (i: number) => (i >= 60 && i < 90 ? LAMP : DAYLIGHT);
    const answers = noisy(light, 150, 0.01).map((estimate) => filter.update(estimate));
    const cuts = answers.flatMap(({ isCut }, i) => (isCut ? [i] : []));
    expect(cuts).toEqual([63, 93]);
  });

  it('learns how much estimates vary from frames that it holds too', () => {
    const filter = new AwbFilter();
    for (let i = 0; i < 60; i++) filter.update({ whitePoint: DAYLIGHT, confidence: 0.8 });
    const other = warmer(10);
    for (let i = 0; i < 300; i++) {
      filter.update({ whitePoint: i % 2 ? other : DAYLIGHT, confidence: 0.8 });
    }
    // Ten degrees are noise by now: four frames are no cut, as they would be in calm.
    const answers = [1, 2, 3, 4].map(() => filter.update({ whitePoint: other, confidence: 0.8 }));
    expect(ripple(answers)).toBeLessThan(0.01);
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
    for (const r of [0, -1, 5e-324, 1e-7, 1e7, Number.POSITIVE_INFINITY]) {
      expect(() => filter.update({ whitePoint: { r, b: 1 }, confidence: 1 })).toThrow(RangeError);
    }
    expect(filter.current).toBeNull();
    expect(() => new AwbFilter({ settings: { cutFrames: -1 } })).toThrow(/cutFrames of 0 or more/);
    expect(() => filter.update({ whitePoint: { r: 1, b: 1 }, confidence: 1.1 })).toThrow(/0 to 1/);
    expect(() => new AwbFilter({ kind: 'median' as 'adaptive' })).toThrow(/got 'median'/);
    expect(() => new AwbFilter({ speed: 0 })).toThrow(/speed above 0/);
    expect(() => new AwbFilter({ startupFrames: 0.5 })).toThrow(/startup frames/);
  });
});

describe('AwbFilter and expected errors', () => {
  const calm = (filter: AwbFilter, frames = 30) => {
    for (let i = 0; i < frames; i++) {
      filter.update({ whitePoint: DAYLIGHT, confidence: 0.9, expectedErrorDegrees: 2 });
    }
    return filter;
  };
  /** Frames of another light until the answer went over to it. */
  const framesToCut = (expectedErrorDegrees: number | undefined) => {
    const filter = calm(new AwbFilter());
    const told = expectedErrorDegrees === undefined ? {} : { expectedErrorDegrees };
    for (let frame = 1; frame <= 100; frame++) {
      if (filter.update({ whitePoint: LAMP, confidence: 0.9, ...told }).isCut) return frame;
    }
    return Number.POSITIVE_INFINITY;
  };

  it('goes over to another light in four frames, whose errors are as usual or not told', () => {
    expect(framesToCut(2)).toBe(4);
    expect(framesToCut(2.9)).toBe(4);
    expect(framesToCut(1)).toBe(4);
    expect(framesToCut(undefined)).toBe(4);
  });

  it('takes longer the more doubtful the frames are, and goes over in the end', () => {
    const frames = [3.2, 4, 6, 60].map(framesToCut);
    for (const [i, count] of frames.entries()) {
      expect(count).toBeGreaterThan(i === 0 ? 4 : frames[i - 1]! - 1);
    }
    expect(frames.at(-1)).toBeGreaterThan(8);
    expect(frames.at(-1)).toBeLessThanOrEqual(20);
  });

  it('moves less for a jump in a doubtful frame than in a sure one', () => {
    const moved = (expectedErrorDegrees: number) => {
      const filter = new AwbFilter();
      for (let i = 0; i < 3; i++) {
        filter.update({ whitePoint: DAYLIGHT, confidence: 0.9, expectedErrorDegrees: 2 });
      }
      const jump = { whitePoint: mixed(LAMP, 0.02), confidence: 0.9, expectedErrorDegrees };
      return recoveryErrorDegrees(filter.update(jump).whitePoint, DAYLIGHT);
    };
    expect(moved(2)).toBeGreaterThan(0.05);
    expect(moved(6)).toBeCloseTo(moved(2) / 4, 3);
    expect(moved(100)).toBeCloseTo(moved(2) / 5, 3);
  });

  it('follows a scene that is doubtful throughout as any other', () => {
    const answers = (expectedErrorDegrees: number) => {
      const filter = new AwbFilter();
      return noisy((i) => mixed(LAMP, i < 60 ? 0 : 0.5), 120, 0.01).map((estimate) =>
        filter.update({ ...estimate, expectedErrorDegrees }),
      );
    };
    expect(answers(9)).toEqual(answers(1));
  });

  it('refuses an expected error that is none, and changes nothing', () => {
    const filter = calm(new AwbFilter());
    const before = filter.current;
    for (const expectedErrorDegrees of [-1, 181, Number.NaN, Number.POSITIVE_INFINITY, '2']) {
      const estimate = { whitePoint: LAMP, confidence: 1, expectedErrorDegrees };
      expect(() => filter.update(estimate as never)).toThrow(/expected error of 0 to 180/);
    }
    expect(filter.current).toEqual(before);
  });
});
