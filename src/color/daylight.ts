/**
 * The CIE daylight series: the spectrum of daylight of a colour temperature, from a mean spectrum S0 and
 * two characteristic vectors S1 (yellow to blue, cloud and sun) and S2 (pink to green, water vapour and haze).
 *
 *   S(nm) = S0(nm) + M1 S1(nm) + M2 S2(nm)
 *   M1, M2  from the chromaticity (x, y); y of a colour temperature lies on the daylight locus
 *           y = -3 x^2 + 2.87 x - 0.275
 *
 * M1 and M2 are not rounded to three decimals, which CIE 015 does for its tabled illuminants.
 * Source: Judd, MacAdam and Wyszecki 1964, in CIE 015:2004 section 3.1 and table T.2.
 */
import type { Chromaticity } from './chromaticity.js';
import { mixSpectra, resampleTable, type Spectrum } from './spectrum.js';

const TABLE_STEP_NM = 10;

/** Colour temperatures for which the daylight locus is defined, in K. */
export const DAYLIGHT_CCT_RANGE_KELVIN: readonly [number, number] = [4000, 25000];

// 380, 390, ..., 780 nm.
const S0: readonly number[] = [
  63.4, 65.8, 94.8, 104.8, 105.9, 96.8, 113.9, 125.6, 125.5, 121.3, 121.3, 113.5, 113.1, 110.8,
  106.5, 108.8, 105.3, 104.4, 100, 96, 95.1, 89.1, 90.5, 90.3, 88.4, 84, 85.1, 81.9, 82.6, 84.9,
  81.3, 71.9, 74.3, 76.4, 63.3, 71.7, 77, 65.2, 47.7, 68.6, 65,
];
const S1: readonly number[] = [
  38.5, 35, 43.4, 46.3, 43.9, 37.1, 36.7, 35.9, 32.6, 27.9, 24.3, 20.1, 16.2, 13.2, 8.6, 6.1, 4.2,
  1.9, 0, -1.6, -3.5, -3.5, -5.8, -7.2, -8.6, -9.5, -10.9, -10.7, -12, -14, -13.6, -12, -13.3,
  -12.9, -10.6, -11.6, -12.2, -10.2, -7.8, -11.2, -10.4,
];
const S2: readonly number[] = [
  3, 1.2, -1.1, -0.5, -0.7, -1.2, -2.6, -2.9, -2.8, -2.6, -2.6, -1.8, -1.5, -1.3, -1.2, -1, -0.5,
  -0.3, 0, 0.2, 0.5, 2.1, 3.2, 4.1, 4.7, 5.1, 6.7, 7.3, 8.6, 9.8, 10.2, 8.3, 9.6, 8.5, 7, 7.6, 8,
  6.7, 5.2, 7.4, 6.8,
];

const MEAN = resampleTable(S0, TABLE_STEP_NM);
const YELLOW_BLUE = resampleTable(S1, TABLE_STEP_NM);
const PINK_GREEN = resampleTable(S2, TABLE_STEP_NM);

/**
 * The point of the daylight locus for a correlated colour temperature in K (CIE 015, equations 3.1 to 3.3).
 * @throws RangeError outside 4000 to 25000 K
 */
export function daylightCctToXy(cctKelvin: number): Chromaticity {
  const [lowest, highest] = DAYLIGHT_CCT_RANGE_KELVIN;
  if (!(cctKelvin >= lowest && cctKelvin <= highest)) {
    throw new RangeError(`daylightCctToXy: expected ${lowest} to ${highest} K, got ${cctKelvin} K`);
  }
  const t = 1e3 / cctKelvin;
  const x =
    cctKelvin <= 7000
      ? 0.244063 + t * (0.09911 + t * (2.9678 + t * -4.607))
      : 0.23704 + t * (0.24748 + t * (1.9018 + t * -2.0064));
  return { x, y: daylightLocusY(x) };
}

/** The daylight locus: y of an x. */
function daylightLocusY(x: number): number {
  return -3 * x * x + 2.87 * x - 0.275;
}

/**
 * The colour temperature in K whose point of the daylight locus has this x; the inverse of daylightCctToXy
 * (by bisection: x falls strictly with the temperature). Clamped to 4000 to 25000 K.
 */
export function xyToDaylightCct({ x }: Chromaticity): number {
  let [low, high] = DAYLIGHT_CCT_RANGE_KELVIN;
  // 50 halvings of 21000 K leave less than the last bit of a double.
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (daylightCctToXy(middle).x > x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Daylight of a chromaticity on or near the daylight locus (real daylight scatters about 0.01 in y around
 * it); relative power, 100 at 560 nm.
 */
export function daylightSpectrumOfXy({ x, y }: Chromaticity): Spectrum {
  const m = 0.0241 + 0.2562 * x - 0.7341 * y;
  const m1 = (-1.3515 - 1.7703 * x + 5.9114 * y) / m;
  const m2 = (0.03 - 31.4424 * x + 30.0717 * y) / m;
  return mixSpectra([1, MEAN], [m1, YELLOW_BLUE], [m2, PINK_GREEN]);
}

/**
 * Daylight of a correlated colour temperature in K, relative power, 100 at 560 nm. D65 is 6504 K, D50 5003 K:
 * the constant c2 of Planck's law changed after the illuminants had been named.
 * @throws RangeError outside 4000 to 25000 K
 */
export function daylightSpectrum(cctKelvin: number): Spectrum {
  return daylightSpectrumOfXy(daylightCctToXy(cctKelvin));
}
