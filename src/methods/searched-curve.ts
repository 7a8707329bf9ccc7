/** What a Bayesian search goes along and looks at on its way, kept for plots. */
import {
  type BayesianAwbParameters,
  createBayesianAwb,
  curveFunctions,
  DEFAULT_ZONE_GRID,
  evaluatePiecewise,
  type Thumbnail,
  thumbnailToZones,
} from '../classical/index.js';
import type { WhitePoint } from '../color/index.js';
import type { PreparedMethod, SearchAlongR } from './method.js';

const GRID = { width: DEFAULT_ZONE_GRID.columns, height: DEFAULT_ZONE_GRID.rows };

/** A point of a CT curve. */
export interface CurvePoint extends WhitePoint {
  readonly cctKelvin: number;
}

/** The curve b(r) at one r: its mean, how sure that is, and how far single lights lie from it (standard deviations). */
export interface BandPoint {
  readonly r: number;
  readonly mean: number;
  readonly curveSd: number;
  readonly sampleSd: number;
}

/** A white point at which the search knew the cost. */
export interface SearchPoint extends CurvePoint {
  readonly cost: number;
  /** Signed distance from the curve, r/b units: positive towards larger r and b. */
  readonly offset: number;
}

/** One search, in the order in which points were visited. */
export interface SearchRecord {
  /** On the curve, over the whole range. */
  readonly coarse: readonly SearchPoint[];
  /** Around the coarse search's best, on the curve and across it: rows of one CT each. */
  readonly fine: readonly SearchPoint[];
  /** The best of each row after interpolation; the cheapest of them is the answer. */
  readonly refined: readonly SearchPoint[];
  /** What `cctKelvin` stands for: r itself for the search of the reference, CT unless told. */
  readonly along?: 'r';
}

/** Of a curve drawn along r. */
const CURVE_POINTS = 200;

/** The curve of a search along r, with its bands. */
export function curveAlongR({ low, high, predict }: SearchAlongR): {
  readonly points: CurvePoint[];
  readonly band: BandPoint[];
} {
  const band = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
    const r = low + ((high - low) * i) / CURVE_POINTS;
    return { r, ...predict(r) };
  });
  return { band, points: band.map(({ r, mean }) => ({ cctKelvin: r, r, b: mean })) };
}

/** The whole search on one picture; undefined where the search found too little to go by, or did not run. */
export function recordSearch(
  awb: BayesianAwbParameters,
  thumbnail: Thumbnail,
): SearchRecord | undefined {
  const curve = curveFunctions(awb.ctCurve ?? []);
  const record = { coarse: [], fine: [], refined: [] } as Record<
    'coarse' | 'fine' | 'refined',
    SearchPoint[]
  >;
  createBayesianAwb(awb)(thumbnailToZones(thumbnail, GRID), {
    observe(stage, cctKelvin, r, b, cost) {
      const dr = r - evaluatePiecewise(curve.r, cctKelvin);
      const db = b - evaluatePiecewise(curve.b, cctKelvin);
      const offset = Math.sign(dr + db) * Math.hypot(dr, db);
      record[stage].push({ cctKelvin, r, b, cost, offset });
    },
  });
  return record.refined.length > 0 ? record : undefined;
}

/** The whole search on one picture; undefined where no zone was bright enough. */
export function recordAlongR(shown: SearchAlongR, thumbnail: Thumbnail): SearchRecord | undefined {
  const coarse: SearchPoint[] = [];
  const fine: SearchPoint[] = [];
  const best = new Map<number, SearchPoint>();
  shown.search(thumbnail, (stage, row, r, b, cost) => {
    const offset = Math.sign(r - row) * Math.hypot(r - row, b - shown.predict(row).mean);
    const point = { cctKelvin: row, r, b, cost, offset: stage === 'fine' ? offset : 0 };
    if (stage === 'coarse') {
      coarse.push(point);
      return;
    }
    fine.push(point);
    if (!(cost >= (best.get(row)?.cost ?? Number.POSITIVE_INFINITY))) best.set(row, point);
  });
  if (fine.length === 0) return undefined;
  return { coarse, fine, refined: [...best.values()], along: 'r' };
}

/** The whole search of a method on one picture; undefined for one that searches nothing, or found too little to go by. */
export function searchOf(
  { awb, alongR }: Pick<PreparedMethod, 'awb' | 'alongR'>,
  thumbnail: Thumbnail,
): SearchRecord | undefined {
  if (alongR) return recordAlongR(alongR, thumbnail);
  return awb && awb.ctCurve !== null ? recordSearch(awb, thumbnail) : undefined;
}

/** A curve and the area beside it in which a search looks. */
export interface SearchedCurve {
  readonly points: readonly CurvePoint[];
  /** What `cctKelvin` of its points stands for, as in SearchRecord. */
  readonly along?: 'r';
  /** Its edges, as many points each as the curve has: on the side of larger r and b, and on the other. */
  readonly band: { readonly above: readonly WhitePoint[]; readonly below: readonly WhitePoint[] };
}

/** Standard deviations of single lights on both sides of a curve that a Gaussian process made. */
const BAND_SDS = 2;

/** What a method searches; undefined for one that searches no curve. */
export function searchedCurve({
  awb,
  alongR,
}: Pick<PreparedMethod, 'awb' | 'alongR'>): SearchedCurve | undefined {
  if (alongR) {
    const { points, band } = curveAlongR(alongR);
    const edge = (sign: number) =>
      band.map(({ r, mean, sampleSd }) => ({ r, b: mean + sign * BAND_SDS * sampleSd }));
    return { points, along: 'r', band: { above: edge(1), below: edge(-1) } };
  }
  const { ctCurve, transversePos, transverseNeg } = awb ?? { ctCurve: null };
  if (ctCurve === null || ctCurve.length < 2) return undefined;
  return { points: ctCurve, band: bandBeside(ctCurve, transversePos!, transverseNeg!) };
}

/** Edges at fixed distances from a curve of at least two points, at right angles to it. */
export function bandBeside(
  curve: readonly WhitePoint[],
  above: number,
  below: number,
): SearchedCurve['band'] {
  const normals = curve.map((_, i) => {
    const [from, to] = [curve[Math.max(0, i - 1)]!, curve[Math.min(curve.length - 1, i + 1)]!];
    const [dr, db] = [to.b - from.b, from.r - to.r];
    const length = Math.hypot(dr, db) || 1;
    const sign = dr + db < 0 ? -1 : 1;
    return [(sign * dr) / length, (sign * db) / length] as const;
  });
  const edge = (distance: number) =>
    curve.map(({ r, b }, i) => ({
      r: r + distance * normals[i]![0],
      b: b + distance * normals[i]![1],
    }));
  return { above: edge(above), below: edge(-below) };
}
