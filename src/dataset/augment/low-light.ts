/**
 * The noise that a picture would have, had it been exposed less: of photons, whose number varies by its square root, and
 * of the amplifier, which is the same whatever the light (the model of EMVA 1288). The picture keeps its brightness, so
 * that only its noise says how dark it was. A cell is the mean of several pixels of the sensor.
 */
import type { Rng } from '../../random/index.js';
import { THUMBNAIL_CHANNELS } from '../pictures/thumbnail-set.js';
import { NORMAL_COUNT, standardNormals } from './standard-normals.js';

export interface LowLightOptions {
  /** Share of samples that are exposed less, 0..1. */
  readonly share: number;
  /** Exposures are log-uniform from this to 1; 0 < this <= 1. */
  readonly leastExposure: number;
  /** Electrons of a full pixel, more than 0. */
  readonly fullWellElectrons: number;
  /** Standard deviation of a pixel's read noise. */
  readonly readElectrons: number;
  /** Pixels of the sensor that a cell averages, 1 or more. */
  readonly pixelsPerCell: number;
}

/** Adds noise to the colours of a sample's visible cells, in place; all chance comes from `rng`. Values may fall below 0. */
export type LowLight = (pixels: Float32Array, rng: Rng) => void;

/** Throws RangeError for options out of range. */
export function createLowLight(options: LowLightOptions): LowLight {
  checkOptions(options);
  const { share, leastExposure, fullWellElectrons, readElectrons, pixelsPerCell } = options;
  const normals = standardNormals();
  return (pixels, rng) => {
    if (rng.uniform() >= share) return;
    const electrons = fullWellElectrons * leastExposure ** rng.uniform();
    // Variances of a mean of n pixels are 1 / n of a pixel's.
    const photon = 1 / (electrons * pixelsPerCell);
    const read = (readElectrons / electrons) ** 2 / pixelsPerCell;
    let n = rng.integer(NORMAL_COUNT);
    for (let i = 0; i < pixels.length; i += THUMBNAIL_CHANNELS) {
      if (pixels[i + 3] === 0) continue;
      for (let c = i; c < i + 3; c++) {
        const sigma = Math.sqrt(photon * Math.max(0, pixels[c]) + read);
        pixels[c] += sigma * normals[n++ & (NORMAL_COUNT - 1)];
      }
    }
  };
}

function checkOptions(options: LowLightOptions): void {
  const { share, leastExposure, fullWellElectrons, readElectrons, pixelsPerCell } = options;
  const right =
    share >= 0 &&
    share <= 1 &&
    leastExposure > 0 &&
    leastExposure <= 1 &&
    fullWellElectrons > 0 &&
    readElectrons >= 0 &&
    pixelsPerCell >= 1;
  if (right) return;
  throw new RangeError(
    'low light: expected a share of 0 to 1, a least exposure above 0 and at most 1, electrons of a full pixel above 0, read ' +
      `noise of 0 or more and at least 1 pixel a cell, got ${JSON.stringify(options)}`,
  );
}
