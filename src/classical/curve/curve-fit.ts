/**
 * CT curves from labelled white points, ready for a tuning file: b as a function of r, by a Gaussian process or by
 * the quadratic in hat space of Raspberry Pi's camera tuning tool, sampled; each sample's CT is that of its foot
 * on the physical curve, so that no light meter is needed.
 *   hat space   r^ = r / (1 + r + b),  b^ = b / (1 + r + b)
 */
import type { WhitePoint } from '../../color/index.js';
import { fitPolynomial } from '../../linalg/index.js';
import type { CtCurvePoint } from '../libcamera/awb-parameters.js';
import { projectOntoCurve, type TransverseLimits, transverseLimits } from './curve-geometry.js';
import { fitGaussianProcess, type GaussianProcess } from './gaussian-process.js';

/** A curve as a tuning file holds it. */
export interface FittedCtCurve extends TransverseLimits {
  readonly points: readonly CtCurvePoint[];
}

/** The kinds of curve there are. */
export const CT_CURVE_KINDS = ['gaussian-process', 'hat-quadratic', 'physical'] as const;
export type CtCurveKind = (typeof CT_CURVE_KINDS)[number];

export interface FitCtCurveOptions {
  /** The curve of physicalCurve: gives CTs, and is the curve itself for the kind 'physical'. */
  readonly physical: readonly CtCurvePoint[];
  /** Points of the result. */
  readonly points?: number;
  /** Where given, the curve is continued to these CTs along the physical one. */
  readonly fromKelvin?: number;
  readonly toKelvin?: number;
}

/** Decimals of r and b in a tuning file, and of CT in K. */
const WHITE_POINT_DECIMALS = 4;

/** To hat space. */
export function whitePointToHat({ r, b }: WhitePoint): { rHat: number; bHat: number } {
  const sum = 1 + r + b;
  return { rHat: r / sum, bHat: b / sum };
}

/** From hat space. */
export function hatToWhitePoint({ rHat, bHat }: { rHat: number; bHat: number }): WhitePoint {
  const green = 1 - rHat - bHat;
  return { r: rHat / green, b: bHat / green };
}

/** Gaussian process b(r) over white points; inputs are rounded to 1/200 of their range, as the noise is wider. */
export function fitGpCurve(whitePoints: readonly WhitePoint[]): GaussianProcess {
  const r = whitePoints.map((whitePoint) => whitePoint.r);
  const { low, high } = rangeOf(r);
  return fitGaussianProcess(
    r,
    whitePoints.map((whitePoint) => whitePoint.b),
    { roundTo: (high - low) / 200 },
  );
}

/** Coefficients c0, c1, c2 of b^(r^); null for white points on fewer than three r^. */
export function fitHatQuadratic(whitePoints: readonly WhitePoint[]): Float64Array | null {
  const hats = whitePoints.map(whitePointToHat);
  return fitPolynomial(
    hats.map(({ rHat }) => rHat),
    hats.map(({ bHat }) => bHat),
    2,
  );
}

/**
 * A curve of a kind for these white points, with transverse limits that take them all in.
 * Throws RangeError for white points too few or too much alike to carry a curve.
 */
export function fitCtCurve(
  kind: CtCurveKind,
  whitePoints: readonly WhitePoint[],
  { physical, points = 16, fromKelvin, toKelvin }: FitCtCurveOptions,
): FittedCtCurve {
  const fitted = increasing(sampleCurve(kind, whitePoints, physical, points), physical);
  if (fitted.length < 2) {
    throw new RangeError(
      `fitCtCurve: expected white points along a curve, got ${whitePoints.length} that give ${fitted.length} points`,
    );
  }
  const extended = extendCurve(fitted, physical, { fromKelvin, toKelvin });
  return { points: extended, ...transverseLimits(extended, whitePoints) };
}

/** White points along the curve, from small CT (large r) to large CT. */
function sampleCurve(
  kind: CtCurveKind,
  whitePoints: readonly WhitePoint[],
  physical: readonly CtCurvePoint[],
  points: number,
): WhitePoint[] {
  switch (kind) {
    case 'gaussian-process': {
      const { predict } = fitGpCurve(whitePoints);
      return steps(rangeOf(whitePoints.map(({ r }) => r)), points).map((r) => ({
        r,
        b: predict(r).mean,
      }));
    }
    case 'hat-quadratic': {
      const c = fitHatQuadratic(whitePoints);
      if (c === null) return [];
      const rHats = whitePoints.map((whitePoint) => whitePointToHat(whitePoint).rHat);
      return steps(rangeOf(rHats), points).map((rHat) =>
        hatToWhitePoint({ rHat, bHat: c[0] + c[1] * rHat + c[2] * rHat * rHat }),
      );
    }
    case 'physical': {
      const ccts = whitePoints.map(
        (whitePoint) => projectOntoCurve(physical, whitePoint).cctKelvin,
      );
      const { low, high } = rangeOf(ccts.map((cct) => 1 / cct));
      return steps({ low, high }, points).map((mired) => curveAt(physical, 1 / mired));
    }
    default:
      return kind satisfies never;
  }
}

/** The ends of a list; of its middle 99 % where it is long, so that one odd label does not set the range. */
function rangeOf(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 200);
  return { low: sorted[cut], high: sorted[sorted.length - 1 - cut] };
}

function steps({ low, high }: { low: number; high: number }, points: number): number[] {
  return Array.from({ length: points }, (_, i) => high - ((high - low) * i) / (points - 1));
}

/** Samples with the CT of their foot on the physical curve; those that break its rise are dropped. */
function increasing(
  samples: readonly WhitePoint[],
  physical: readonly CtCurvePoint[],
): CtCurvePoint[] {
  const curve: CtCurvePoint[] = [];
  for (const sample of samples) {
    const point = rounded({ ...sample, cctKelvin: projectOntoCurve(physical, sample).cctKelvin });
    const last = curve[curve.length - 1];
    if (last !== undefined && !(point.cctKelvin > last.cctKelvin && point.r < last.r)) continue;
    curve.push(point);
  }
  return curve;
}

function rounded({ cctKelvin, r, b }: CtCurvePoint): CtCurvePoint {
  const scale = 10 ** WHITE_POINT_DECIMALS;
  return {
    cctKelvin: Math.round(cctKelvin),
    r: Math.round(r * scale) / scale,
    b: Math.round(b * scale) / scale,
  };
}

/** The curve's white point at a CT, linear in 1/CT; the ends are held. */
export function curveAt(curve: readonly CtCurvePoint[], cctKelvin: number): WhitePoint {
  const above = curve.findIndex((point) => point.cctKelvin >= cctKelvin);
  if (above <= 0) {
    const { r, b } = above === 0 ? curve[0] : curve[curve.length - 1];
    return { r, b };
  }
  const low = curve[above - 1];
  const high = curve[above];
  const share = (1 / low.cctKelvin - 1 / cctKelvin) / (1 / low.cctKelvin - 1 / high.cctKelvin);
  return { r: low.r + share * (high.r - low.r), b: low.b + share * (high.b - low.b) };
}

/** Ratio in CT between points where a curve is continued. Set by hand. */
export const CURVE_SETTINGS = { extensionRatio: 1.12 } as const;

/**
 * The curve continued to fromKelvin and toKelvin where these lie outside: beyond its ends it goes as the physical
 * curve goes, times the ratio of the two at the end, so that it stays continuous.
 */
export function extendCurve(
  curve: readonly CtCurvePoint[],
  physical: readonly CtCurvePoint[],
  range: { fromKelvin?: number | undefined; toKelvin?: number | undefined },
): CtCurvePoint[] {
  const first = curve[0];
  const last = curve[curve.length - 1];
  const { fromKelvin = first.cctKelvin, toKelvin = last.cctKelvin } = range;
  const before = geometric(first.cctKelvin, Math.min(fromKelvin, first.cctKelvin)).reverse();
  const after = geometric(last.cctKelvin, Math.max(toKelvin, last.cctKelvin));
  return [
    ...before.map((cct) => continued(first, physical, cct)),
    ...curve,
    ...after.map((cct) => continued(last, physical, cct)),
  ];
}

/** CTs from `from` (left out) to `to` (included) in equal ratios; none where the two are one. */
function geometric(from: number, to: number): number[] {
  const count = Math.ceil(Math.abs(Math.log(to / from)) / Math.log(CURVE_SETTINGS.extensionRatio));
  return Array.from({ length: count }, (_, i) =>
    Math.round(from * (to / from) ** ((i + 1) / count)),
  );
}

function continued(
  end: CtCurvePoint,
  physical: readonly CtCurvePoint[],
  cctKelvin: number,
): CtCurvePoint {
  const here = curveAt(physical, cctKelvin);
  const there = curveAt(physical, end.cctKelvin);
  return rounded({
    cctKelvin,
    r: (end.r * here.r) / there.r,
    b: (end.b * here.b) / there.b,
  });
}
