/** What a Bayesian search looks at on its way, kept for plots. */
import {
  type BayesianAwbParameters,
  createBayesianAwb,
  curveFunctions,
  DEFAULT_ZONE_GRID,
  evaluatePiecewise,
  fitGpCurve,
  projectOntoCurve,
  type Thumbnail,
  thumbnailToZones,
  thumbnailZoneMeans,
} from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import type { SearchAlongR } from '../../methods/index.js';
import type { BandPoint, CurvePoint, SearchPoint, SearchRecord } from './content.js';

const GRID = { width: DEFAULT_ZONE_GRID.columns, height: DEFAULT_ZONE_GRID.rows };
/** Zones darker than this (linear, 0..1) say nothing about the light. */
const LEAST_GREEN = 0.002;
/** Lights below which a Gaussian process through them says little. */
const FEWEST_LIGHTS = 10;
const BAND_POINTS = 90;

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

/** A light's place on it: its own r, and its distance, positive above. */
export function onCurveAlongR({ predict }: SearchAlongR, { r, b }: WhitePoint) {
  const step = 1e-3;
  const slope = (predict(r + step).mean - predict(r - step).mean) / (2 * step);
  return {
    cctKelvin: r,
    offset: (b - predict(r).mean) / Math.hypot(1, slope),
    along: 'r' as const,
  };
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

/** White points of the picture's zones, masked and black ones left out. */
export function zoneWhitePoints(thumbnail: Thumbnail): WhitePoint[] {
  const means = thumbnailZoneMeans(thumbnail, GRID);
  const points: WhitePoint[] = [];
  for (let o = 0; o < means.length; o += 4) {
    const [red = 0, green = 0, blue = 0, coverage = 0] = means.subarray(o, o + 4);
    if (coverage > 0 && green >= LEAST_GREEN) points.push({ r: red / green, b: blue / green });
  }
  return points;
}

/** Where a light stands against the curve. */
export function onCurve(
  { ctCurve }: BayesianAwbParameters,
  light: WhitePoint,
): { cctKelvin: number; offset: number } {
  const { cctKelvin, distance } = projectOntoCurve(ctCurve ?? [], light);
  return { cctKelvin, offset: distance };
}

/** The Gaussian process b(r) through lights over the range of their r; empty for too few lights. */
export function curveBand(lights: readonly WhitePoint[]): BandPoint[] {
  if (lights.length < FEWEST_LIGHTS) return [];
  const values = lights.map(({ r }) => r).sort((a, b) => a - b);
  const cut = Math.floor(values.length / 200);
  const [low = 0, high = 1] = [values[cut], values[values.length - 1 - cut]];
  const { predict } = fitGpCurve(lights);
  return Array.from({ length: BAND_POINTS }, (_, i) => {
    const r = low + ((high - low) * i) / (BAND_POINTS - 1);
    return { r, ...predict(r) };
  });
}
