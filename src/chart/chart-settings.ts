/**
 * Limits of finding and measuring a chart. Set by hand on rendered charts through the matrices of many cameras, on photographs of
 * scenes that hold none and on those of the shared data (docs/adr/0017-a-chart-finder-of-our-own.md); no run compares them.
 */
export const CHART_SETTINGS = {
  find: {
    /** Longer sides of the pictures searched, pixels; the finest is cut to the picture. */
    levelSides: [260, 520, 1040, 2080],
    /** Pixels up to which a smoothed picture is searched too: larger ones have little noise left in the coarser level. */
    mostSmoothed: 900_000,
    /** Changes from pixel to pixel, as a share, up to which a patch is flat. */
    flatnessLimits: [0.05, 0.09, 0.15],
    fewestSeen: 10,
    timeLimitMs: 1800,
    /** A chart is one where colours fit better than all three, and the next best way round is clearly worse. */
    accepted: { unexplained: 0.42, colourDegrees: 8, brightnessSpread: 0.4 },
    /** Of hueAgreement: what no chart has been seen below, and most other windows are. */
    leastAgreement: 0.45,
    /** Found so well that no finer picture is looked at. */
    certain: 0.6,
  },
  flatness: {
    /** Classes of brightness in which the noise is estimated. */
    classes: 24,
    /** Changes of a central difference below this many of its deviations are noise. */
    significant: 2.6,
    /** Brightness below which shares of it mean little, as a share of the channel's median. */
    floorShare: 0.03,
  },
  patches: {
    leastPixels: 9,
    largestShare: 0.035,
    mostAspect: 2.6,
    /** Pixels over those of the parallelogram with the same moments: 1 for a parallelogram, 1.05 for an ellipse. */
    leastFill: 0.78,
  },
  lattice: {
    fewestNodes: 10,
    /** Neighbours tried as the first steps, and how much patches of one grid may differ in size. */
    neighbours: 6,
    sizeRatio: 1.75,
    /** How far from its predicted place a patch may lie, in steps. */
    tolerance: 0.2,
    mostNodes: 400,
  },
  colours: {
    rounds: 4,
    /** Patches whose brightness is off the smooth course by more (natural logarithm) lie in a shadow or a reflex. */
    shadow: 0.25,
  },
  measure: {
    /** Half the side of what is read of a patch, in steps from patch to patch, and the places read along it. */
    readHalf: 0.24,
    samples: 40,
    /** A sensor counts as full from here, as a share of white: noise lies on both sides of the level. */
    full: 0.995,
  },
  greys: {
    /** Light uneven in colour over the chart, as a share of the brightest patch: no patch is surer than that. */
    uneven: 0.0025,
    /** Patches below this share of the brightest used one are too dark to be judged by themselves. */
    darkShare: 0.1,
  },
} as const;
