/**
 * `npm run bench:filter -- --sweep`: what each constant of the adaptive filter is chosen by. Every constant is tried at
 * multiples of its value, the others as they are, against
 *   alternations   two lights that take turns: 1 to 21 degrees apart, periods of 2 to 30 frames, half of the time each or a
 *                  third and two thirds, beginning with either, from a cold start and after 1, 5, 12, 20 and 60 calm
 *                  frames. A pattern fails where a gain's span is more than 1 % from the tenth frame on.
 *   cuts           4 to 21 degrees after 31, 60 and 300 calm frames, with noise of 0, 0.5 and 1 %: most frames to 90 %.
 *   small cuts     4 degrees under noise of 3 and 5 % in each gain: mean frames to 90 % over seeds.
 *   ramps          15 degrees in 1, 3 and 10 s, noise of 0 and 1 %: mean angle to the light.
 *   bad frame      1 to 21 degrees off, noise of 0 and 1 %: how far gains move, beyond what they do without.
 *   noise          of 1, 3 and 5 %: standard deviation of the red gain from frame to frame, %, after four seconds.
 */
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { AwbFilter, FILTER_SETTINGS } from '../dist/infer/index.js';
import { createRng } from '../dist/random/index.js';
import { between, DAYLIGHT, warmer } from './filter-sequences.mjs';

const DEGREES = [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 21];
const PERIODS = Array.from({ length: 29 }, (_, i) => i + 2);
const CALM = [0, 1, 5, 12, 20, 60];
const FRAMES = 240;
const TENTH = 9;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const LARGEST_RIPPLE = 0.01;
const LIGHTS = new Map(DEGREES.map((degrees) => [degrees, warmer(degrees)]));

/** White points through a fresh filter; `estimates` from calm frame -calm on. */
function answersTo(settings, { calm = 0, frames, light, noise = 0, seed = 1 }) {
  const filter = new AwbFilter({ settings });
  const rng = createRng(seed).fork('sweep');
  const blur = (x) => (noise === 0 ? x : x * Math.exp(noise * rng.normal()));
  const answers = [];
  for (let i = -calm; i < frames; i++) {
    const { r, b } = i < 0 ? DAYLIGHT : light(i);
    const { whitePoint } = filter.update({
      whitePoint: { r: blur(r), b: blur(b) },
      confidence: 0.8,
    });
    if (i >= -1) answers.push(whitePoint);
  }
  return calm > 0 ? answers.slice(1) : answers;
}

/** Largest gain over the smallest, less 1; of the one that moves more. */
function rippleOf(answers) {
  const span = (key) => {
    let [least, most] = [Number.POSITIVE_INFINITY, 0];
    for (const answer of answers) {
      least = Math.min(least, answer[key]);
      most = Math.max(most, answer[key]);
    }
    return most / least - 1;
  };
  return Math.max(span('r'), span('b'));
}

export function* alternationPatterns() {
  for (const degrees of DEGREES) {
    for (const period of PERIODS) {
      for (const share of period === 2 ? [1 / 2] : [1 / 2, 1 / 3, 2 / 3]) {
        for (const calm of CALM) {
          const there = Math.max(1, Math.floor(period * share));
          yield { degrees, period, there, calm };
        }
      }
    }
  }
}

/** Patterns that exceed the ripple, with theirs. */
export function failedAlternations(settings) {
  const failed = [];
  let count = 0;
  for (const pattern of alternationPatterns()) {
    const { degrees, period, there, calm } = pattern;
    const other = LIGHTS.get(degrees);
    const light = (i) => (i % period < there ? other : DAYLIGHT);
    const ripple = rippleOf(answersTo(settings, { calm, frames: FRAMES, light }).slice(TENTH));
    count++;
    if (ripple > LARGEST_RIPPLE) failed.push({ ...pattern, ripple });
  }
  return { failed, count };
}

function mostFramesToCut(settings) {
  let most = 0;
  for (const degrees of [4, 6, 10, 15, 21]) {
    const to = LIGHTS.get(degrees);
    for (const calm of [31, 60, 300]) {
      for (const [noise, seed] of [0, 0.005, 0.01].flatMap((n) => [1, 2, 3].map((s) => [n, s]))) {
        const cut = { calm, frames: 90, light: () => to, noise, seed };
        // What noise adds to the answer is no part of the way.
        const allowance = (1.5 * noise * 40) / 3;
        const whole = recoveryErrorDegrees(DAYLIGHT, to) / 10 + allowance;
        const answers = answersTo(settings, cut);
        const reached = answers.findIndex((answer) => recoveryErrorDegrees(answer, to) <= whole);
        most = Math.max(most, reached < 0 ? 91 : reached + 1);
      }
    }
  }
  return most;
}

/** Mean frames until the answer stays within a third of a small cut, over seeds; 300 where it never does. */
function meanFramesToSmallCut(settings, degrees, noise) {
  const to = warmer(degrees);
  const frames = SEEDS.map((seed) => {
    const cut = { calm: 120, frames: 300, light: () => to, noise, seed };
    const answers = answersTo(settings, cut);
    const reached = answers.findIndex((answer) => recoveryErrorDegrees(answer, to) <= degrees / 3);
    return reached < 0 ? 300 : reached + 1;
  });
  return meanOf(frames);
}

function rampError(settings, seconds, noise) {
  const to = warmer(15);
  const light = (i) => between(to, Math.min(1, i / (30 * seconds)));
  const errors = SEEDS.flatMap((seed) => {
    const frames = 30 * (seconds + 1);
    const answers = answersTo(settings, { calm: 60, frames, light, noise, seed });
    return answers.map((answer, i) => recoveryErrorDegrees(answer, light(i)));
  });
  return meanOf(errors);
}

/** How much further gains span with one bad frame in them than without, %. */
function badFrameMove(settings) {
  let most = 0;
  for (const bad of LIGHTS.values()) {
    for (const [noise, calm] of [0, 0.01].flatMap((n) => [12, 60, 300].map((c) => [n, c]))) {
      const run = (at) => {
        const light = (i) => (i === at ? bad : DAYLIGHT);
        return rippleOf(answersTo(settings, { calm, frames: 60, light, noise }));
      };
      most = Math.max(most, run(3) - run(-1));
    }
  }
  return 100 * most;
}

function noiseLeft(settings, noise) {
  const answers = answersTo(settings, { calm: 120, frames: 600, light: () => DAYLIGHT, noise });
  const steps = answers.slice(1).map(({ r }, i) => Math.log(r / answers[i].r) ** 2);
  return 100 * Math.sqrt(meanOf(steps));
}

function meanOf(numbers) {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

/** What the settings are judged by, in the order of the table's columns. */
export function judge(settings) {
  const { failed, count } = failedAlternations(settings);
  return {
    'alternations beyond 1 %': `${failed.length}/${count}`,
    'cut, most frames': mostFramesToCut(settings),
    '4° in 3 %, frames': meanFramesToSmallCut(settings, 4, 0.03).toFixed(0),
    '4° in 5 %, frames': meanFramesToSmallCut(settings, 4, 0.05).toFixed(0),
    '2° in 3 %, frames': meanFramesToSmallCut(settings, 2, 0.03).toFixed(0),
    'ramp 1 s': rampError(settings, 1, 0.01).toFixed(2),
    'ramp 3 s': rampError(settings, 3, 0.01).toFixed(2),
    'ramp 10 s': rampError(settings, 10, 0.01).toFixed(2),
    'ramp 10 s, no noise': rampError(settings, 10, 0).toFixed(2),
    'bad frame, %': badFrameMove(settings).toFixed(2),
    'noise 1 %, left': noiseLeft(settings, 0.01).toFixed(3),
    'noise 5 %, left': noiseLeft(settings, 0.05).toFixed(3),
  };
}

const FACTORS = [0.5, 0.75, 1.33, 2];
const WHOLE = /Frames$|Cycles$/;

/** Rows of the sweep: the constants as they are, then each of them times each factor. */
export function* sweep() {
  yield { constant: 'as they are', value: '', ...judge({}) };
  for (const [constant, present] of Object.entries(FILTER_SETTINGS)) {
    for (const factor of FACTORS) {
      const scaled = factor * present;
      const value = WHOLE.test(constant) ? Math.round(scaled) : Number(scaled.toPrecision(3));
      if (value !== present) yield { constant, value, ...judge({ [constant]: value }) };
    }
  }
}
