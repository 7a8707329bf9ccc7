/**
 * Constants of the adaptive filter. `npm run bench:filter` chose them (docs/filter.md): the smallest ripple under what
 * alternates among those that reach a real cut within five frames and follow a ramp as closely as libcamera's filter.
 * Differences are lengths in the plane of log gains: 0.01 is 1 % of a gain, or about 0.4 degrees.
 */
export const FILTER_SETTINGS = {
  /** Frames in a row that must agree on another light before it is believed. */
  cutFrames: 4,
  /** A light that stood no longer than this must be outlasted by the next: half a second at 30 frames a second. */
  briefFrames: 15,
  /** Where the light turned back once, it must stand for `restlessCutFrames`, until it has kept still for `restlessFrames`. */
  restlessFrames: 50,
  restlessCutFrames: 30,
  /** So too where more than this share of the last 30 frames or so was another light's, now this one's, now that one's. */
  unrestShare: 0.15,
  unrestRate: 0.033,
  /** What is nearer than this to the answer, or than `nearSigma` of the noise, is the same light. */
  nearDifference: 0.06,
  nearSigma: 2.2,
  /** Frames of another light count as one where they differ by less than this share of their distance to the answer. */
  agreement: 0.5,
  /** A change of more than this is reported as a cut. Degrees. */
  cutDegrees: 3,
  /** How fast the noise is learnt, and how many times its variance one frame can be taken for. */
  noiseRate: 0.05,
  noiseClip: 9,
  firstNoise: 0.06,
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
} as const;

export type FilterSettings = { readonly [Name in keyof typeof FILTER_SETTINGS]: number };
