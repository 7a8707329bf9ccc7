/**
 * The Bayesian baseline of the reference system: libcamera's idea with less. Zones of an 18x12 grid, no prior, lux
 * or CT; the curve is b as a function of r, a Gaussian process through the training set's white points; the cost
 * is that of grey-cost.ts without offsets.
 *   coarse   100 values of r in [0.2, 1.2] on the curve
 *   fine     10 values of r from a hundredth below the best to a hundredth above; at each but the first and the last 10
 *            points across the curve, whose r lies -5 to 4 thousandths from there, on the line at right angles
 *            to the chord between the neighbours
 * Where no zone is bright enough: a fixed white point.
 */
import type { WhitePoint } from '../../color/index.js';
import { SearchScratch } from '../libcamera/curve-search.js';
import { type GreyTarget, greyCosts } from '../libcamera/grey-cost.js';
import { KeptZones, thumbnailZoneMeans } from '../libcamera/zone-statistics.js';
import type { Thumbnail } from '../statistical/thumbnail-planes.js';
import type { ReferenceCurve } from './reference-curve.js';

export interface ReferenceAwbParameters {
  readonly columns: number;
  readonly rows: number;
  /** Least mean green of a zone, linear 0..1; masked pixels count as black, as they are to the reference. */
  readonly minGreen: number;
  /** Cap on one zone's squared error. */
  readonly deltaLimit: number;
  readonly rLow: number;
  readonly rHigh: number;
  readonly coarseSteps: number;
  readonly fineSteps: number;
  readonly transverseSteps: number;
  readonly fallback: WhitePoint;
}

/** As the reference system settled on them. */
export const REFERENCE_AWB_PARAMETERS: ReferenceAwbParameters = {
  columns: 18,
  rows: 12,
  minGreen: 0.005,
  deltaLimit: 0.1,
  rLow: 0.2,
  rHigh: 1.2,
  coarseSteps: 100,
  fineSteps: 10,
  transverseSteps: 10,
  fallback: { r: 0.425, b: 0.7 },
};

/**
 * Hears of every point that a search looks at: of the coarse one, and row by row of the fine one, whose rows lie at `row` on the
 * curve (`row` is r itself in the coarse one).
 */
export type ReferenceObserver = (
  stage: 'coarse' | 'fine',
  row: number,
  r: number,
  b: number,
  cost: number,
) => void;

/** An estimator on thumbnails; it keeps its working memory and is not reentrant. */
export function createReferenceAwb(
  curve: ReferenceCurve,
  parameters: ReferenceAwbParameters = REFERENCE_AWB_PARAMETERS,
  observe?: ReferenceObserver,
): (thumbnail: Thumbnail) => WhitePoint {
  const grid = { width: parameters.columns, height: parameters.rows };
  const estimate = createReferenceSearch(curve, parameters, observe);
  return (thumbnail) => estimate(thumbnailZoneMeans(thumbnail, grid));
}

/** The same on zone means as thumbnailZoneMeans gives them: R, G, B (linear) and coverage of each zone. */
export function createReferenceSearch(
  curve: ReferenceCurve,
  parameters: ReferenceAwbParameters,
  observe?: ReferenceObserver,
): (zoneMeans: Float64Array) => WhitePoint {
  const { coarseSteps, fineSteps, transverseSteps } = parameters;
  const zones = new KeptZones();
  const scratch = new SearchScratch();
  scratch.reserve(Math.max(coarseSteps, fineSteps * transverseSteps));
  const points = coarsePoints(curve, parameters);
  return (zoneMeans) => {
    keepBrightZones(zoneMeans, parameters.minGreen, zones);
    if (zones.count === 0) return parameters.fallback;
    scratch.r.set(points.r);
    scratch.b.set(points.b);
    const best = cheapest(parameters, zones, scratch, coarseSteps);
    if (observe) {
      const { r, b, cost } = scratch;
      for (let i = 0; i < coarseSteps; i++) observe('coarse', r[i], r[i], b[i], cost[i]);
    }
    return fineReference(curve, parameters, zones, scratch, points.r[best], observe);
  };
}

/** Where the coarse search looks: r evenly, b on the curve. */
function coarsePoints(
  curve: ReferenceCurve,
  { rLow, rHigh, coarseSteps }: ReferenceAwbParameters,
): { readonly r: Float64Array; readonly b: Float64Array } {
  const r = Float64Array.from(
    { length: coarseSteps },
    (_, i) => rLow + ((rHigh - rLow) * i) / (coarseSteps - 1),
  );
  return { r, b: r.map(curve) };
}

/** Zones of at least minGreen, masked pixels as black, as R' = R / G and B' = B / G. */
function keepBrightZones(means: Float64Array, minGreen: number, zones: KeptZones): void {
  zones.reserve(means.length / 4);
  for (let o = 0; o < means.length; o += 4) {
    const green = means[o + 1];
    if (!(green * means[o + 3] >= minGreen && green > 0)) continue;
    zones.red[zones.count] = means[o] / green;
    zones.blue[zones.count++] = means[o + 2] / green;
  }
}

function targetOf({ deltaLimit }: ReferenceAwbParameters): GreyTarget {
  return { deltaLimit, greyOffsetR: 0, greyOffsetB: 0 };
}

/** Index of the cheapest of n candidates in the scratch. */
function cheapest(
  parameters: ReferenceAwbParameters,
  zones: KeptZones,
  { r, b, cost }: SearchScratch,
  n: number,
): number {
  greyCosts(zones.red, zones.blue, zones.count, targetOf(parameters), r, b, n, cost);
  let best = 0;
  for (let i = 1; i < n; i++) if (cost[i] < cost[best]) best = i;
  return best;
}

/** The best white point near the curve's point at `centre`; its own steps are those of the coarse range over 100. */
function fineReference(
  curve: ReferenceCurve,
  parameters: ReferenceAwbParameters,
  zones: KeptZones,
  scratch: SearchScratch,
  centre: number,
  observe?: ReferenceObserver,
): WhitePoint {
  const { rLow, rHigh, coarseSteps, fineSteps, transverseSteps } = parameters;
  const step = (rHigh - rLow) / coarseSteps;
  const r = Array.from(
    { length: fineSteps },
    (_, i) => centre - step + (2 * step * i) / (fineSteps - 1),
  );
  const b = r.map(curve);
  let n = 0;
  for (let i = 1; i < fineSteps - 1; i++) {
    const slope = (b[i + 1] - b[i - 1]) / (r[i + 1] - r[i - 1]);
    for (let j = 0; j < transverseSteps; j++, n++) {
      const offset = ((j - Math.floor(transverseSteps / 2)) * step) / 10;
      scratch.r[n] = r[i] + offset;
      scratch.b[n] = b[i] - offset / slope;
    }
  }
  const best = cheapest(parameters, zones, scratch, n);
  for (let i = 0; observe && i < n; i++) {
    const row = r[1 + Math.floor(i / transverseSteps)];
    observe('fine', row, scratch.r[i], scratch.b[i], scratch.cost[i]);
  }
  return { r: scratch.r[best], b: scratch.b[best] };
}
