/**
 * The sequences of `npm run bench:filter`: estimates of a camera at 30 frames a second, what the light really was, and
 * from which frame on something happens. All start with two calm seconds but those named "cold".
 */
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { createRng } from '../dist/random/index.js';

export const DAYLIGHT = { r: 0.46, b: 0.71 };
const CALM_FRAMES = 60;
const SECONDS = 30;

/** The light so many degrees warmer than daylight. */
export function warmer(degrees) {
  let [low, high] = [0, 3];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (recoveryErrorDegrees(shifted(middle), DAYLIGHT) < degrees) low = middle;
    else high = middle;
  }
  return shifted(low);
}

function shifted(logs) {
  return { r: DAYLIGHT.r * Math.exp(logs), b: DAYLIGHT.b * Math.exp(-logs) };
}

/** So far from daylight to another light, in log gains; negative beyond daylight. */
export function between(light, share) {
  return {
    r: DAYLIGHT.r * (light.r / DAYLIGHT.r) ** share,
    b: DAYLIGHT.b * (light.b / DAYLIGHT.b) ** share,
  };
}

function sequence(name, { calm = CALM_FRAMES, frames = 200, light, estimate, noise = 0, ...rest }) {
  const rng = createRng(name);
  const blur = ({ r, b }) => ({
    r: r * Math.exp(noise * rng.normal()),
    b: b * Math.exp(noise * rng.normal()),
  });
  const lights = [];
  const estimates = [];
  for (let i = -calm; i < frames; i++) {
    const truth = i < 0 ? DAYLIGHT : light(i);
    lights.push(truth);
    const seen = i < 0 || estimate === undefined ? { whitePoint: truth } : estimate(i);
    estimates.push({ confidence: 0.8, ...seen, whitePoint: blur(seen.whitePoint) });
  }
  return { name, from: calm, lights, estimates, ...rest };
}

function steps() {
  return [4, 10, 21].flatMap((degrees) =>
    [0, 0.01].map((noise) => {
      const to = warmer(degrees);
      const name = `step of ${degrees} degrees${noise ? `, noise of ${100 * noise} %` : ''}`;
      const chart = degrees === 21 && noise ? 'step' : undefined;
      return sequence(name, { light: () => to, to, noise, chart });
    }),
  );
}

function ramps() {
  const to = warmer(15);
  return [1, 3, 10].map((seconds) => {
    const light = (i) => between(to, Math.min(1, i / (seconds * SECONDS)));
    const frames = (seconds + 1) * SECONDS;
    const chart = seconds === 3 ? 'ramp' : undefined;
    return sequence(`ramp of 15 degrees in ${seconds} s, noise of 1 %`, {
      light,
      frames,
      noise: 0.01,
      chart,
    });
  });
}

/** The truth of an alternation is the light half way: whatever is shown should be between the two. */
function alternations() {
  return [1, 4, 10, 21].flatMap((degrees) =>
    [2, 6, 10, 20, 30].map((period) => {
      const other = warmer(degrees);
      return sequence(`alternation of ${degrees} degrees, period ${period}`, {
        light: () => between(other, 0.5),
        estimate: (i) => ({ whitePoint: i % period < period / 2 ? other : DAYLIGHT }),
        hasRipple: true,
        chart: degrees === 21 && period === 2 ? 'alternation' : undefined,
      });
    }),
  );
}

function coldAlternations() {
  return [4, 21].map((degrees) => {
    const other = warmer(degrees);
    return sequence(`alternation of ${degrees} degrees, period 2, cold`, {
      calm: 0,
      light: () => between(other, 0.5),
      estimate: (i) => ({ whitePoint: i % 2 ? other : DAYLIGHT }),
      hasRipple: true,
    });
  });
}

/** A lamp on the mains beats against the shutter: 100 or 120 Hz seen at the camera's rate. */
function flickers() {
  const other = warmer(6);
  const rates = [
    [100, 30],
    [100, 25.5],
    [120, 29],
    [100, 24],
  ];
  return rates.map(([hertz, rate]) =>
    sequence(`flicker of ${hertz} Hz at ${rate} frames/s, 6 degrees`, {
      light: () => DAYLIGHT,
      estimate: (i) => ({
        whitePoint: between(other, 0.5 * Math.sin((2 * Math.PI * hertz * i) / rate)),
      }),
      hasRipple: true,
    }),
  );
}

function noises() {
  return [0.01, 0.03].map((noise) =>
    sequence(`noise of ${100 * noise} %`, { light: () => DAYLIGHT, noise, hasRipple: true }),
  );
}

function interruptions() {
  const lamp = warmer(15);
  const there = (from, to) => (i) => (i >= from && i < to ? lamp : DAYLIGHT);
  return [
    sequence('cut of 15 degrees and back after 1 s', { light: there(0, 30) }),
    sequence('cut of 15 degrees and back after 3 s', { light: there(0, 90) }),
    sequence('darkness for 2 s and back', {
      light: () => DAYLIGHT,
      estimate: (i) =>
        i < 60
          ? { whitePoint: between(lamp, (i % 7) / 7), confidence: 0 }
          : { whitePoint: DAYLIGHT },
      hasRipple: true,
    }),
    sequence('one bad frame, 15 degrees off', {
      light: () => DAYLIGHT,
      estimate: (i) => ({ whitePoint: i === 20 ? lamp : DAYLIGHT }),
      hasRipple: true,
    }),
  ];
}

export const SEQUENCES = [
  ...steps(),
  ...ramps(),
  ...alternations(),
  ...coldAlternations(),
  ...flickers(),
  ...noises(),
  ...interruptions(),
];
