/**
 * Planck's law: the spectrum of a black body, which a filament lamp follows closely.
 *
 *   M(nm) ~ nm^-5 / (exp(c2 / (nm T)) - 1)
 *
 * Source: CIE 015:2004, section 3 and its note on c2 (ITS-90).
 */
import type { Chromaticity } from './chromaticity.js';
import { spectrumToXy } from './observer.js';
import { type Spectrum, sampleSpectrum } from './spectrum.js';

/** The second radiation constant hc/k in nm K, as ITS-90 and the CIE round it. */
export const SECOND_RADIATION_CONSTANT_NM_KELVIN = 1.4388e7;

const REFERENCE_NM = 560;

/**
 * Relative power of a black body at a temperature in K, 100 at 560 nm.
 * @throws RangeError unless the temperature is positive and finite
 */
export function planckianSpectrum(kelvin: number): Spectrum {
  if (!(kelvin > 0 && kelvin < Infinity)) {
    throw new RangeError(`planckianSpectrum: expected a positive temperature, got ${kelvin} K`);
  }
  const c = SECOND_RADIATION_CONSTANT_NM_KELVIN / kelvin;
  // expm1 keeps its digits where c / nm is small (very hot bodies).
  const atReference = Math.expm1(c / REFERENCE_NM);
  return sampleSpectrum((nm) => {
    const ratio = REFERENCE_NM / nm;
    const squared = ratio * ratio;
    return (100 * squared * squared * ratio * atReference) / Math.expm1(c / nm);
  });
}

/** The point of the Planckian locus for a temperature in K. */
export function planckianXy(kelvin: number): Chromaticity {
  return spectrumToXy(planckianSpectrum(kelvin));
}
