/**
 * Correlated colour temperature: the temperature of the point of the Planckian locus nearest in the CIE
 * 1960 diagram, and the signed distance duv to it (positive above the locus: greenish).
 *
 *   mired   1e6 / K: equal steps look about equally large
 *   T(m)    point of the Planckian locus, t(m) its unit tangent towards lower temperatures,
 *           n(m) its unit normal towards larger v
 *   a point p has the colour temperature m where (p - T(m)) . t(m) = 0, and duv = (p - T(m)) . n(m)
 *
 * The locus is integrated from Planck's law, not approximated. Source: CIE 015:2004, section 9.5; Ohno, Practical
 * Use and Calculation of CCT and Duv, Leukos 2014.
 */
import { type Chromaticity, type UniformChromaticity, uvToXy, xyToUv } from './chromaticity.js';
import type { Tristimulus } from './observer.js';
import { planckianXy } from './planckian.js';

/** Correlated colour temperature in K and distance from the Planckian locus in CIE 1960 u, v. */
export interface CorrelatedColourTemperature {
  readonly cctKelvin: number;
  readonly duv: number;
}

/** Between these mired (100000 K and 1000 K) xyToCct finds its answer. */
const MIRED_RANGE = [10, 1000] as const;
const SCAN_STEP_MIRED = 15;
const TANGENT_STEP_MIRED = 0.01;
const MIRED_TOLERANCE = 1e-9;
const UV_TOLERANCE = 1e-13;

interface LocusFrame {
  readonly at: UniformChromaticity;
  readonly tangent: UniformChromaticity;
}

function locusUv(mired: number): UniformChromaticity {
  return xyToUv(planckianXy(1e6 / mired));
}

function locusFrame(mired: number): LocusFrame {
  const before = locusUv(mired - TANGENT_STEP_MIRED);
  const after = locusUv(mired + TANGENT_STEP_MIRED);
  const du = after.u - before.u;
  const dv = after.v - before.v;
  const length = Math.hypot(du, dv);
  return { at: locusUv(mired), tangent: { u: du / length, v: dv / length } };
}

/** (p - T(m)) . t(m): positive where the point lies on the warmer side of the isotherm. */
function alongLocus(point: UniformChromaticity, { at, tangent }: LocusFrame): number {
  return (point.u - at.u) * tangent.u + (point.v - at.v) * tangent.v;
}

/** The scanned mired nearest to the point. */
function nearestScannedMired(point: UniformChromaticity): number {
  let nearest = MIRED_RANGE[0] as number;
  let smallest = Infinity;
  for (let mired = MIRED_RANGE[0]; mired <= MIRED_RANGE[1]; mired += SCAN_STEP_MIRED) {
    const { u, v } = locusUv(mired);
    const distance = Math.hypot(point.u - u, point.v - v);
    if (distance < smallest) {
      smallest = distance;
      nearest = mired;
    }
  }
  return nearest;
}

/** (p - T(m)) . n(m): the signed distance from the locus on the isotherm. */
function acrossLocus(point: UniformChromaticity, { at, tangent }: LocusFrame): number {
  return (point.v - at.v) * tangent.u - (point.u - at.u) * tangent.v;
}

/** The mired between low and high where the point lies on the isotherm: false position, Illinois variant. */
function solveIsotherm(point: UniformChromaticity, lowMired: number, highMired: number): number {
  const side = (mired: number): number => alongLocus(point, locusFrame(mired));
  let [low, high] = [lowMired, highMired];
  let [atLow, atHigh] = [side(low), side(high)];
  if (atLow <= 0) return low;
  if (atHigh >= 0) return high;
  let kept = 0;
  for (let i = 0; i < 60 && high - low > MIRED_TOLERANCE; i++) {
    const mired = (low * atHigh - high * atLow) / (atHigh - atLow);
    const value = side(mired);
    if (Math.abs(value) < UV_TOLERANCE) return mired;
    // Halving the value of an end kept twice in a row brings that end in as well.
    if (value > 0) {
      [low, atLow] = [mired, value];
      if (kept === 1) atHigh /= 2;
      kept = 1;
    } else {
      [high, atHigh] = [mired, value];
      if (kept === -1) atLow /= 2;
      kept = -1;
    }
  }
  return (low + high) / 2;
}

/**
 * Correlated colour temperature of a chromaticity, clamped to 1000 to 100000 K. Means little further than 0.05
 * from the Planckian locus (the CIE's own limit), which `duv` tells.
 */
export function xyToCct(xy: Chromaticity): CorrelatedColourTemperature {
  const point = xyToUv(xy);
  const nearest = nearestScannedMired(point);
  const mired = solveIsotherm(
    point,
    Math.max(nearest - SCAN_STEP_MIRED, MIRED_RANGE[0]),
    Math.min(nearest + SCAN_STEP_MIRED, MIRED_RANGE[1]),
  );
  return { cctKelvin: 1e6 / mired, duv: acrossLocus(point, locusFrame(mired)) };
}

/**
 * The chromaticity of a correlated colour temperature and a distance from the locus; the inverse of xyToCct.
 * @throws RangeError unless the temperature is positive
 */
export function cctToXy({ cctKelvin, duv }: CorrelatedColourTemperature): Chromaticity {
  if (!(cctKelvin > 0)) {
    throw new RangeError(`cctToXy: expected a positive temperature, got ${cctKelvin} K`);
  }
  const { at, tangent } = locusFrame(1e6 / cctKelvin);
  return uvToXy({ u: at.u - duv * tangent.v, v: at.v + duv * tangent.u });
}

/** Conditions on a light for one colour temperature, both linear in its X, Y, Z. */
export interface Isotherm {
  /** Positive on the warmer side of the isotherm, 0 on it; scales with the light. */
  side(light: Tristimulus): number;
  /** duv of a light that lies on the isotherm. */
  duv(light: Tristimulus): number;
}

/** The isotherm of a colour temperature: on it (u, v) . t is constant, which is linear in X, Y, Z. */
export function isothermOf(cctKelvin: number): Isotherm {
  const frame = locusFrame(1e6 / cctKelvin);
  const { at, tangent } = frame;
  const offset = at.u * tangent.u + at.v * tangent.v;
  return {
    side: ({ X, Y, Z }) => 4 * X * tangent.u + 6 * Y * tangent.v - offset * (X + 15 * Y + 3 * Z),
    duv: ({ X, Y, Z }) => {
      const sum = X + 15 * Y + 3 * Z;
      return acrossLocus({ u: (4 * X) / sum, v: (6 * Y) / sum }, frame);
    },
  };
}
