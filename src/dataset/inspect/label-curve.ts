/**
 * The curve that the labels of a data set lie along, found from the labels alone: no matrix of the camera is needed,
 * and no light meter. Lights scatter closely about a curve from warm to cool, so a label beside it is a rare light (a
 * fluorescent lamp, a coloured wall) or a wrong label.
 *
 *   (ln r, ln b) is turned to its main direction t and the one across it, u; u(t) is a robust local line, smoothed
 *
 * Every label counts 1 / sqrt(number of labels close by along t): a crowd of daylight weighs more than a few lamps, but
 * does not decide alone; a lonely label counts no more than one of a small crowd, since it may be wrong. The main
 * direction comes from points weighted by 1 / distance to the median, which a far label cannot turn.
 */
import type { WhitePoint } from '../../color/index.js';
import { type CurvePoint, measureLine, type Polyline } from './polyline.js';
import { median, robustLocalValue } from './robust-curve.js';

export const LABEL_CURVE_SETTINGS = {
  /** Fewer labels carry no curve. */
  fewestLabels: 20,
  /** Labels within this share of the range of t on either side are close by. */
  closeShare: 0.025,
  /** No label counts more than one of so many. */
  smallCrowd: 10,
  /** Reach of a local line as a share of the range of t. */
  reachShare: 0.25,
  /** Labels scatter so much about the curve at least, in ln r and ln b: about a degree. */
  smallestDeviation: 0.04,
  /** Points of the curve. */
  points: 96,
  /** Points on either side that each is averaged with, against steps where a crowd comes into reach. */
  smoothPoints: 8,
} as const;

/** Labels in turned coordinates: along the curve and across it. */
interface TurnedLabels {
  readonly t: Float64Array;
  readonly u: Float64Array;
  /** Back to the plane of r and b. */
  readonly whitePoint: (t: number, u: number) => WhitePoint;
}

/** The curve from the warmest to the coolest label; null for too few labels or labels all alike. */
export function fitLabelCurve(whitePoints: readonly WhitePoint[]): Polyline | null {
  const { fewestLabels, reachShare, smallestDeviation, points, smoothPoints } =
    LABEL_CURVE_SETTINGS;
  if (whitePoints.length < fewestLabels) return null;
  const { t, u, whitePoint } = turnLabels(whitePoints);
  const sorted = t.slice().sort();
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (!(high - low > 1e-6)) return null;
  const weights = crowdWeights(t, high - low);
  const options = { reach: reachShare * (high - low), smallestDeviation };
  const places = Float64Array.from({ length: points }, (_, i) => {
    return low + ((high - low) * i) / (points - 1);
  });
  const across = smoothed(
    places.map((at) =>
      robustLocalValue(t, u, weights, at, { ...options, reach: reachAt(at, t, options.reach) }),
    ),
    smoothPoints,
  );
  const curve = Array.from(places, (at, i): CurvePoint => whitePoint(at, across[i]));
  return measureLine(curve[0].r < curve[points - 1].r ? curve.reverse() : curve);
}

function turnLabels(whitePoints: readonly WhitePoint[]): TurnedLabels {
  const x = Float64Array.from(whitePoints, ({ r }) => Math.log(r));
  const y = Float64Array.from(whitePoints, ({ b }) => Math.log(b));
  const middleX = median(x);
  const middleY = median(y);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] - middleX;
    const dy = y[i] - middleY;
    const weight = 1 / Math.max(1e-3, Math.hypot(dx, dy));
    xx += weight * dx * dx;
    xy += weight * dx * dy;
    yy += weight * dy * dy;
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return {
    t: x.map((value, i) => cos * (value - middleX) + sin * (y[i] - middleY)),
    u: x.map((value, i) => -sin * (value - middleX) + cos * (y[i] - middleY)),
    whitePoint: (t, u) => ({
      r: Math.exp(middleX + cos * t - sin * u),
      b: Math.exp(middleY + sin * t + cos * u),
    }),
  };
}

/** Twice as far as the nearest label where none is within reach, as in the wide gaps of few labels: whatever lies on either side. */
function reachAt(at: number, t: Float64Array, reach: number): number {
  const nearest = t.reduce(
    (least, one) => Math.min(least, Math.abs(one - at)),
    Number.POSITIVE_INFINITY,
  );
  return nearest < reach ? reach : 2 * nearest;
}

/** Means with weights that fall to both sides; towards the ends over fewer values, the ends themselves kept. */
function smoothed(values: Float64Array, halfWidth: number): Float64Array {
  return values.map((_, i) => {
    const reach = Math.min(halfWidth, i, values.length - 1 - i);
    let sum = 0;
    let total = 0;
    for (let k = -reach; k <= reach; k++) {
      const weight = reach + 1 - Math.abs(k);
      sum += weight * values[i + k];
      total += weight;
    }
    return sum / total;
  });
}

/** 1 / sqrt(labels close by), the root being of `smallCrowd` at least. */
function crowdWeights(t: Float64Array, range: number): Float64Array {
  const { closeShare, smallCrowd } = LABEL_CURVE_SETTINGS;
  const reach = closeShare * range;
  return t.map((at) => {
    let close = 0;
    for (let i = 0; i < t.length; i++) if (Math.abs(t[i] - at) <= reach) close++;
    return 1 / Math.sqrt(Math.max(smallCrowd, close));
  });
}
