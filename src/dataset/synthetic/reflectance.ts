/**
 * Smooth random reflectances by material. Every reflectance is a logistic function of a smooth curve over the
 * wavelength, so that it lies strictly between 0 and 1 (no surface gives back more than it gets), as in
 * [JakobHanika2019]; what a material is known for is added to that curve:
 *   foliage  the green bump at 550 nm, chlorophyll's dip at 675, the red edge near 715 nm
 *   skin     haemoglobin's dips at 545 and 577 nm over melanin's slope
 *   soil, brick, wood, stone   rising slopes of iron oxides, tannins
 *   paint, textile   an edge (yellow, orange, red), a band (green, blue) or both (purple)
 *   plaster, asphalt, snow, grey   nearly flat
 * Slopes and levels follow measured collections [Parkkinen1989, Hunt2011] in kind, not in number.
 *
 * [JakobHanika2019] A Low-Dimensional Function Space for Efficient Spectral Upsampling, Eurographics 2019.
 * [Parkkinen1989] Characteristic Spectra of Munsell Colors, JOSA A 6. [Hunt2011] Measuring Colour, 4th ed.
 */
import { type Spectrum, sampleSpectrum, splitGaussian } from '../../color/index.js';
import type { Rng } from '../../random/index.js';

/** What a surface is made of. */
export type Material =
  | 'foliage'
  | 'soil'
  | 'brick'
  | 'wood'
  | 'stone'
  | 'skin'
  | 'paint'
  | 'textile'
  | 'plaster'
  | 'asphalt'
  | 'snow'
  | 'grey';

const MIDDLE_NM = 560;
const HALF_RANGE_NM = 180;

/** A curve over the wavelength before the logistic function. */
type Curve = (nm: number) => number;

function logit(share: number): number {
  return Math.log(share / (1 - share));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

/** Level in the middle of the spectrum, slope towards red, and a gentle random bend. */
function slope(level: number, tilt: number, bend: number): Curve {
  const start = logit(level);
  return (nm) => {
    const t = (nm - MIDDLE_NM) / HALF_RANGE_NM;
    return start + tilt * t + bend * (t * t - 1 / 3);
  };
}

function foliage(rng: Rng): Curve {
  const base = slope(between(rng, 0.03, 0.09), between(rng, 0, 0.6), 0);
  const green = between(rng, 0.5, 1.1);
  // Autumn: less chlorophyll, more red.
  const autumn = rng.uniform() < 0.2 ? between(rng, 0.6, 1.8) : 0;
  const edge = between(rng, 2, 3.2);
  return (nm) =>
    base(nm) +
    green * splitGaussian(nm, 552, 25, 35) +
    autumn * logistic((nm - 570) / 18) -
    0.35 * splitGaussian(nm, 675, 20, 14) +
    edge * logistic((nm - 715) / 10);
}

function skin(rng: Rng): Curve {
  const base = slope(between(rng, 0.1, 0.4), between(rng, 0.9, 1.4), 0);
  const blood = between(rng, 0.15, 0.4);
  return (nm) =>
    base(nm) -
    blood * (splitGaussian(nm, 545, 12, 12) + splitGaussian(nm, 577, 10, 10)) +
    0.3 * logistic((nm - 600) / 12);
}

/** Dyed surfaces: a dark colour rises to a light one over an edge, within a band, or both. */
function dyed(rng: Rng, strongest: number): Curve {
  const low = logit(between(rng, 0.03, 0.4));
  const rise = between(rng, 0.3, strongest);
  const tilt = 0.3 * rng.normal();
  const edgeNm = between(rng, 490, 625);
  const bandNm = between(rng, 430, 545);
  const bandSigma = between(rng, 25, 60);
  const kind = rng.uniform();
  const edgeShare = kind < 0.6 ? 1 : 0;
  const bandShare = kind < 0.5 ? 0 : 1;
  return (nm) =>
    low +
    tilt * ((nm - MIDDLE_NM) / HALF_RANGE_NM) +
    edgeShare * rise * logistic((nm - edgeNm) / 14) +
    bandShare * 0.8 * rise * splitGaussian(nm, bandNm, bandSigma, bandSigma);
}

function curveOf(material: Material, rng: Rng): Curve {
  switch (material) {
    case 'foliage':
      return foliage(rng);
    case 'soil':
      return slope(between(rng, 0.08, 0.25), between(rng, 0.5, 1.1), -0.1);
    case 'brick':
      return slope(between(rng, 0.12, 0.25), between(rng, 1, 1.7), 0.2);
    case 'wood':
      return slope(between(rng, 0.1, 0.4), between(rng, 0.6, 1.3), -0.1);
    case 'stone':
      return slope(between(rng, 0.15, 0.5), between(rng, 0, 0.4), 0);
    case 'skin':
      return skin(rng);
    case 'paint':
      return dyed(rng, 3.2);
    case 'textile':
      return dyed(rng, 2);
    case 'plaster':
      return slope(between(rng, 0.35, 0.85), between(rng, -0.05, 0.5), 0);
    case 'asphalt':
      return slope(between(rng, 0.05, 0.16), between(rng, -0.05, 0.15), 0);
    case 'snow':
      return slope(between(rng, 0.85, 0.95), between(rng, -0.3, 0), 0);
    case 'grey': {
      const level = logit(between(rng, 0.03, 0.9));
      return () => level;
    }
    default:
      return material satisfies never;
  }
}

/** A reflectance of a material, strictly between 0 and 1. */
export function drawReflectance(material: Material, rng: Rng): Spectrum {
  const curve = curveOf(material, rng);
  return sampleSpectrum((nm) => logistic(curve(nm)));
}
