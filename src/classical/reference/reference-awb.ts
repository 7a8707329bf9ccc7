/**
 * The Bayesian baseline of the reference system: libcamera's idea with less. Zones of an 18x12 grid, no prior, lux
 * or CT; the curve is b as a function of r, a Gaussian process through the training set's white points; the cost
 * is that of grey-cost.ts without offsets.
 *   coarse   100 values of r in [0.2, 1.2] on the curve
 *   fine     10 values of r across one coarse step to either side of the best, each with 10 offsets across the
 *            curve, a tenth of a coarse step apart and centred on it
 * Where no zone is bright enough: a fixed white point.
 */
import type { WhitePoint } from '../../color/index.js';
import { fitGpCurve } from '../curve/curve-fit.js';
import { SearchScratch } from '../libcamera/curve-search.js';
import { type GreyTarget, greyCosts } from '../libcamera/grey-cost.js';
import {
  evaluatePiecewise,
  type PiecewiseLinear,
  piecewiseLinear,
} from '../libcamera/piecewise-linear.js';
import { KeptZones, thumbnailZoneMeans } from '../libcamera/zone-statistics.js';
import type { Thumbnail } from '../statistical/thumbnail-planes.js';

export interface ReferenceAwbParameters {
  readonly columns: number;
  readonly rows: number;
  /** Least mean green of a zone, linear 0..1. */
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

/** Values of r per coarse step at which the curve is tabulated. */
const CURVE_RESOLUTION = 10;

/** The curve b(r) over the search's range and one coarse step beyond, from the white points of a training set. */
export function fitReferenceCurve(
  whitePoints: readonly WhitePoint[],
  { rLow, rHigh, coarseSteps }: ReferenceAwbParameters = REFERENCE_AWB_PARAMETERS,
): PiecewiseLinear {
  const { predict } = fitGpCurve(whitePoints);
  const step = (rHigh - rLow) / (coarseSteps - 1);
  const first = rLow - step;
  const count = (coarseSteps + 1) * CURVE_RESOLUTION + 1;
  const r = Array.from({ length: count }, (_, i) => first + (i * step) / CURVE_RESOLUTION);
  return piecewiseLinear(
    r,
    r.map((at) => predict(at).mean),
  );
}

/** An estimator on thumbnails; it keeps its working memory and is not reentrant. */
export function createReferenceAwb(
  curve: PiecewiseLinear,
  parameters: ReferenceAwbParameters = REFERENCE_AWB_PARAMETERS,
): (thumbnail: Thumbnail) => WhitePoint {
  const grid = { width: parameters.columns, height: parameters.rows };
  const estimate = createReferenceSearch(curve, parameters);
  return (thumbnail) => estimate(thumbnailZoneMeans(thumbnail, grid));
}

/** The same on zone means as thumbnailZoneMeans gives them: R, G, B (linear) and coverage of each zone. */
export function createReferenceSearch(
  curve: PiecewiseLinear,
  parameters: ReferenceAwbParameters,
): (zoneMeans: Float64Array) => WhitePoint {
  const { coarseSteps, fineSteps, transverseSteps } = parameters;
  const zones = new KeptZones();
  const scratch = new SearchScratch();
  scratch.reserve(Math.max(coarseSteps, fineSteps * transverseSteps));
  return (zoneMeans) => {
    keepBrightZones(zoneMeans, parameters.minGreen, zones);
    if (zones.count === 0) return parameters.fallback;
    const coarse = coarseReference(curve, parameters, zones, scratch);
    return fineReference(curve, parameters, zones, scratch, coarse);
  };
}

/** Zones of some coverage and at least minGreen, as R' = R / G and B' = B / G. */
function keepBrightZones(means: Float64Array, minGreen: number, zones: KeptZones): void {
  zones.reserve(means.length / 4);
  for (let o = 0; o < means.length; o += 4) {
    const green = means[o + 1];
    if (!(means[o + 3] > 0 && green >= minGreen && green > 0)) continue;
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

/** The best r on the curve. */
function coarseReference(
  curve: PiecewiseLinear,
  parameters: ReferenceAwbParameters,
  zones: KeptZones,
  scratch: SearchScratch,
): number {
  const { rLow, rHigh, coarseSteps } = parameters;
  for (let i = 0; i < coarseSteps; i++) {
    scratch.r[i] = rLow + ((rHigh - rLow) * i) / (coarseSteps - 1);
    scratch.b[i] = evaluatePiecewise(curve, scratch.r[i]);
  }
  return scratch.r[cheapest(parameters, zones, scratch, coarseSteps)];
}

/** The best white point near the curve's point at `centre`. */
function fineReference(
  curve: PiecewiseLinear,
  parameters: ReferenceAwbParameters,
  zones: KeptZones,
  scratch: SearchScratch,
  centre: number,
): WhitePoint {
  const { rLow, rHigh, coarseSteps, fineSteps, transverseSteps } = parameters;
  const step = (rHigh - rLow) / (coarseSteps - 1);
  const slope = evaluatePiecewise(curve, centre + step) - evaluatePiecewise(curve, centre - step);
  const length = Math.hypot(2 * step, slope);
  // Across (2 step, slope): towards larger b, as the curve is walked by rising r here.
  const acrossR = -slope / length;
  const acrossB = (2 * step) / length;
  let n = 0;
  for (let i = 0; i < fineSteps; i++) {
    const r = centre - step + (2 * step * i) / (fineSteps - 1);
    const b = evaluatePiecewise(curve, r);
    for (let j = 0; j < transverseSteps; j++, n++) {
      const offset = ((j - (transverseSteps - 1) / 2) * step) / 10;
      scratch.r[n] = r + acrossR * offset;
      scratch.b[n] = b + acrossB * offset;
    }
  }
  const best = cheapest(parameters, zones, scratch, n);
  return { r: scratch.r[best], b: scratch.b[best] };
}
