/**
 * The curve that the labels of a data set lie along, found from the labels alone: no matrix of the camera is needed,
 * and no light meter. Lights scatter closely about a curve from warm to cool, so a label beside it is a rare light (a
 * fluorescent lamp, a coloured wall) or a wrong label.
 *
 *   (ln r, ln b) is turned to its main direction t and the one across it, u; u(t) is a local line, fitted at each knot
 *   to the nearest share of the labels with tricube weights [Cleveland1979] and, against wrong labels, bisquare
 *   weights (1 - (e / 6s)^2)^2 of the residuals e, s their median absolute value near that knot.
 *
 * The main direction comes from angles weighted by 1 / distance to the median, which a far label cannot turn.
 * [Cleveland1979] Robust locally weighted regression and smoothing scatterplots, JASA 74.
 */
import type { WhitePoint } from '../color/index.js';
import { measureLine, type Polyline } from './inspect-polyline.js';

export const LABEL_CURVE_SETTINGS = {
  /** Fewer labels carry no curve. */
  fewestLabels: 20,
  /** Share of the labels that a local line is fitted to, and how many at least. */
  span: 0.2,
  fewestNeighbours: 12,
  /** Smallest reach of a local line in ln r and ln b, so that a crowd of equal lights does not bend the curve. */
  smallestReach: 0.15,
  knots: 96,
  robustSteps: 5,
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
  const { fewestLabels, knots } = LABEL_CURVE_SETTINGS;
  if (whitePoints.length < fewestLabels) return null;
  const { t, u, whitePoint } = turnLabels(whitePoints);
  const sorted = t.slice().sort();
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (!(high - low > 1e-6)) return null;
  const points = Array.from({ length: knots }, (_, i) => {
    const at = low + ((high - low) * i) / (knots - 1);
    return whitePoint(at, localLine(t, u, at));
  });
  return measureLine(points[0].r < points[knots - 1].r ? points.reverse() : points);
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

/** The robust local line's value at a knot. */
function localLine(t: Float64Array, u: Float64Array, at: number): number {
  const { span, fewestNeighbours, smallestReach, robustSteps } = LABEL_CURVE_SETTINGS;
  const distances = t.map((value) => Math.abs(value - at));
  const count = Math.min(t.length, Math.max(fewestNeighbours, Math.ceil(span * t.length)));
  const reach = 1.001 * Math.max(smallestReach, distances.slice().sort()[count - 1]);
  const near = [...distances.keys()].filter((i) => distances[i] < reach);
  const dt = Float64Array.from(near, (i) => t[i] - at);
  const du = Float64Array.from(near, (i) => u[i]);
  const tricube = dt.map((d) => (1 - (Math.abs(d) / reach) ** 3) ** 3);
  let weights = tricube;
  let line = weightedLine(dt, du, weights);
  for (let step = 0; step < robustSteps; step++) {
    const { value, slope } = line;
    const residuals = du.map((v, i) => v - value - slope * dt[i]);
    const scale = 6 * median(residuals.map(Math.abs));
    if (scale === 0) break;
    weights = tricube.map((w, i) => w * Math.max(0, 1 - (residuals[i] / scale) ** 2) ** 2);
    line = weightedLine(dt, du, weights);
  }
  return line.value;
}

/** Least squares line u = value + slope t; level where all t are one. */
function weightedLine(t: Float64Array, u: Float64Array, weights: Float64Array) {
  let s = 0;
  let st = 0;
  let su = 0;
  for (let i = 0; i < t.length; i++) {
    s += weights[i];
    st += weights[i] * t[i];
    su += weights[i] * u[i];
  }
  const meanT = st / s;
  const meanU = su / s;
  let stt = 0;
  let stu = 0;
  for (let i = 0; i < t.length; i++) {
    stt += weights[i] * (t[i] - meanT) ** 2;
    stu += weights[i] * (t[i] - meanT) * (u[i] - meanU);
  }
  const slope = stt > 1e-12 * s ? stu / stt : 0;
  return { value: meanU - slope * meanT, slope };
}

/** Of at least one value. */
export function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const n = sorted.length;
  return (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}
