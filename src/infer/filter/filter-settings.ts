/** The adaptive filter's least share of the way to an estimate, each frame, unless told otherwise: docs/filter.md. */
export const CALM_SPEED = 0.02;
/** The first frames that it takes as they come, unless told otherwise. */
export const CALM_STARTUP_FRAMES = 1;

/** No camera sees a light beyond this, and gains stay finite. */
export const LEAST_RATIO = 1e-6;
export const GREATEST_RATIO = 1e6;

/** Nothing is expected to be nearer. Degrees. */
export const LEAST_DEGREES = 0.01;

/** Of the logistic function that is nearest to the normal distribution's. */
export const LOGISTIC_SLOPE = 1.702;

/**
 * Constants of the adaptive filter, chosen one by one by the judge of `npm run bench:filter -- --sweep` (docs/filter.md): few alternations beyond
 * 1 % among those that reach a real cut within five frames and follow a ramp more closely than libcamera's filter.
 * Differences are lengths in the plane of log gains: 0.01 is 1 % of a gain, or about 0.4 degrees.
 */
export const FILTER_SETTINGS = {
  /** Frames in a row that must agree on another light before it is believed. */
  cutFrames: 4,
  /** The first frames, in which another light needs no more than that whatever stood before. */
  settlingFrames: 9,
  /** After them a first light that stood no longer than this is not known as steady: with the next it must fill `restlessCutFrames`. */
  briefFrames: 17,
  /** So too where the light turned back once, until it has kept still for `restlessFrames`. */
  restlessFrames: 50,
  restlessCutFrames: 30,
  /** More frames than these at the next light, lately, beyond what noise explains, and it has been there before. */
  strayFrames: 1,
  /** What noise explains, times this. */
  beyondChance: 2,
  /** A stay may have this share of its frames elsewhere, and fewer than so many of them in a row: noise. */
  awayShare: 0.25,
  awayFrames: 3,
  /** What is nearer than this to the answer, or than `nearSigma` of the noise, is the same light. */
  nearDifference: 0.01,
  nearSigma: 3,
  /** A way that takes back less than this share of the last one is no return. */
  turnShare: 0.33,
  /** Frames that suffice to go on the way that the answer went within the last `onwardFrames`. */
  onFrames: 2,
  onwardFrames: 21,
  /** Lights take turns where they close so many cycles of so many frames at least, within `alternationFrames`. */
  alternationCycles: 2,
  alternationLeastFrames: 6,
  alternationFrames: 7,
  /** Another light that is so many times as far off, after so many frames, as it was at first is followed. */
  recedingFactor: 2,
  recedingFrames: 8,
  /** Frames of another light count as one where they differ by less than this share of their distance to the answer. */
  agreement: 0.5,
  /** Estimates over which another light is averaged before it is believed. */
  challengerFrames: 3,
  /** A change of more than this is reported as a cut. Degrees. */
  cutDegrees: 3,
  /** How fast the noise is learnt, and how many times its variance one frame can be taken for. */
  noiseRate: 0.05,
  noiseClip: 9,
  firstNoise: 0.03,
  leastNoise: 0.003,
  /** The first frames of a light are averaged: as they come up to `averagedFrames`, in small steps while it is young. */
  averagedFrames: 9,
  youngFrames: 50,
  youngStep: 0.000_25,
  /** How far one frame moves an answer that nothing speaks against. */
  heldStep: 0.000_03,
  /** A drift: the running mean of differences lies beyond `driftSigma` of its own deviation for `driftFrames`. */
  meanRate: 0.25,
  driftSigma: 3,
  driftFrames: 6,
  driftSpeed: 0.5,
  /** Confidence from which a frame counts in full, and below which it says nothing of another light. */
  fullConfidence: 0.25,
  leastConfidence: 0.05,
  /**
   * How fast the usual expected error is learnt, how many times as much a frame may expect and count in full, and what one
   * of which more is expected counts at least.
   */
  doubtRate: 0.05,
  usualDoubt: 1.5,
  leastWeight: 0.2,
} as const;

export type FilterSettings = { readonly [Name in keyof typeof FILTER_SETTINGS]: number };
