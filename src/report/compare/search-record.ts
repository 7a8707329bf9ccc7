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
import type { BandPoint, SearchPoint, SearchRecord } from './content.js';

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
  const record = { coarse: [], fine: [], refined: [] } as Record<keyof SearchRecord, SearchPoint[]>;
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
