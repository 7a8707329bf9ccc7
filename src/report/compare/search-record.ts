/** Where lights and zones of a picture stand against the curve of a Bayesian search. */
import {
  type BayesianAwbParameters,
  DEFAULT_ZONE_GRID,
  fitGpCurve,
  projectOntoCurve,
  type Thumbnail,
  thumbnailZoneMeans,
} from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import type { SearchAlongR } from '../../methods/index.js';
import type { BandPoint } from './content.js';

const GRID = { width: DEFAULT_ZONE_GRID.columns, height: DEFAULT_ZONE_GRID.rows };
/** Zones darker than this (linear, 0..1) say nothing about the light. */
const LEAST_GREEN = 0.002;
/** Lights below which a Gaussian process through them says little. */
const FEWEST_LIGHTS = 10;
const BAND_POINTS = 90;

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
