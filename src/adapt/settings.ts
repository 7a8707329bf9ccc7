/** How far a head may move, and what may be said of it. */

/** Standard deviations of the prior of one layer: how far its numbers are expected from where they start. */
export interface LayerPrior {
  readonly weight: number;
  readonly bias: number;
}

/**
 * Chosen on four of NUS-8's nine cameras (docs/few-pictures.md has what was tried); the other five judged the choice.
 */
export const ADAPT_SETTINGS = {
  /** From the last layer back; layers before these stay as they are. */
  priors: [
    { weight: 0.02, bias: 0.07 },
    { weight: 0.06, bias: 0.1 },
    { weight: 0.03, bias: 0.03 },
  ] as readonly LayerPrior[],
  /** Of a label around a right answer, in log chroma: pictures further away pull no harder for it. */
  labelDeviation: 0.07,
  /** Quasi-Newton steps at most; a fit to ten pictures takes some twenty. */
  mostIterations: 60,
  /** A fit ends where a step gains less than this share. */
  valueTolerance: 1e-6,
  /** With fewer pictures nothing is adapted unless asked: cross-validation cannot tell luck from gain. */
  leastPictures: 5,
  /** One picture in this many is held back at a time, each picture of fewer. */
  folds: 10,
  /** Share of resamples that must be better before a model is adapted, and what few pictures add to it, over their number. */
  neededShare: 0.5,
  neededOfFew: 1,
  /** Pictures that hold a model (`--replay`) count as this many of the camera's, and this many are taken at most. */
  replayWeight: 5,
  mostReplayed: 100,
} as const;
