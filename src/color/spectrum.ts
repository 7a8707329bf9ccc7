/**
 * Spectra as 81 samples from 380 to 780 nm in steps of 5 nm, the interval the CIE recommends for
 * colorimetry (CIE 015:2004, section 7). Narrow lines are Gaussians with a sigma of at least 2.5 nm: sampled every
 * 5 nm, their area is then within 1.5 % of the true one wherever they fall between the samples.
 */

/** Power, sensitivity or reflectance at 380, 385, ..., 780 nm. */
export type Spectrum = Float64Array;

export const SPECTRUM_FIRST_NM = 380;
export const SPECTRUM_STEP_NM = 5;
export const SPECTRUM_SAMPLES = 81;

/** Spectrum of a function of the wavelength in nm. */
export function sampleSpectrum(at: (wavelengthNm: number) => number): Spectrum {
  const spectrum = new Float64Array(SPECTRUM_SAMPLES);
  for (let i = 0; i < SPECTRUM_SAMPLES; i++) {
    spectrum[i] = at(SPECTRUM_FIRST_NM + i * SPECTRUM_STEP_NM);
  }
  return spectrum;
}

/**
 * Spectrum from a table that starts at 380 nm, interpolated linearly; the table must reach 780 nm.
 * @throws RangeError if it does not
 */
export function resampleTable(table: ArrayLike<number>, stepNm: number): Spectrum {
  const reachNm = SPECTRUM_FIRST_NM + (table.length - 1) * stepNm;
  const lastNm = SPECTRUM_FIRST_NM + (SPECTRUM_SAMPLES - 1) * SPECTRUM_STEP_NM;
  if (reachNm < lastNm) {
    throw new RangeError(`resampleTable: expected a table up to ${lastNm} nm, got ${reachNm} nm`);
  }
  return sampleSpectrum((nm) => {
    const position = (nm - SPECTRUM_FIRST_NM) / stepNm;
    const i = Math.min(Math.floor(position), table.length - 2);
    const t = position - i;
    return table[i] * (1 - t) + table[i + 1] * t;
  });
}

/** Gaussian of height 1 with its own sigma on either side of the peak. */
export function splitGaussian(
  nm: number,
  peakNm: number,
  sigmaShortNm: number,
  sigmaLongNm: number,
): number {
  const t = (nm - peakNm) / (nm < peakNm ? sigmaShortNm : sigmaLongNm);
  return Math.exp(-0.5 * t * t);
}

/** Sum of weighted spectra. */
export function mixSpectra(...terms: readonly (readonly [number, Spectrum])[]): Spectrum {
  const sum = new Float64Array(SPECTRUM_SAMPLES);
  for (const [weight, spectrum] of terms) {
    for (let i = 0; i < SPECTRUM_SAMPLES; i++) sum[i] += weight * spectrum[i];
  }
  return sum;
}

/** Product wavelength by wavelength: a light on a reflectance, a filter before a sensor. */
export function multiplySpectra(a: Spectrum, b: Spectrum): Spectrum {
  return a.map((value, i) => value * b[i]);
}

/** Sum of a product over the wavelengths: what a sensitivity makes of a light. */
export function dotSpectra(a: Spectrum, b: Spectrum): number {
  let sum = 0;
  for (let i = 0; i < SPECTRUM_SAMPLES; i++) sum += a[i] * b[i];
  return sum;
}
