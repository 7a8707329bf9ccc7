/**
 * From radiance to raw numbers, as a camera does it: exposure from a meter, photon and read noise, an analogue
 * gain (ISO), 14 bits over a black level, clipping.
 *
 *   x         signal, 1 at full scale
 *   N         electrons of a photosite at full scale, FULL_WELL 100 / ISO
 *   variance  x / N + (read / N)^2 + (adc / 2^14)^2, halved in green: a pixel is one Bayer quad of R, 2 G, B
 *
 * Photon noise is a normal of the Poisson variance, right above some ten electrons. Model: [EMVA1288] and
 * Janesick, Photon Transfer, 2007; figures of a typical APS-C sensor of 2010.
 */

import type { Rng } from '../../random/index.js';
import { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL, type RawImage } from '../../raw/index.js';
import type { PaintedScene } from './paint.js';

/** Noise of the sensor. */
export const SENSOR = {
  fullWellElectrons: 25000,
  readElectrons: 4,
  /** Noise behind the gain, in 14-bit steps. */
  adcSteps: 5,
} as const;

const SCALE_STEPS = 16384;
/** Share of the metered pixels that may be brighter than `METER.brightLevel`. */
const METER = { meanLevel: 0.25, brightShare: 0.03, brightLevel: 0.85 } as const;
/** Four pixels of three values. */
const METER_STRIDE = 12;
/** Photosites of one pixel in R, G, B. */
const PHOTOSITES = [1, 2, 1] as const;

/** Variance of one channel of a pixel, as a straight line over the signal: photon x + read. */
export interface NoiseLine {
  readonly photon: number;
  readonly read: number;
}

/** Noise of the channels R, G, B at an ISO speed, for signals where 1 is full scale. */
export function noiseLines(iso: number): readonly NoiseLine[] {
  const electrons = (SENSOR.fullWellElectrons * 100) / iso;
  const read = (SENSOR.readElectrons / electrons) ** 2 + (SENSOR.adcSteps / SCALE_STEPS) ** 2;
  return PHOTOSITES.map((count) => ({ photon: 1 / (electrons * count), read: read / count }));
}

/**
 * Gain that a meter would choose: green has the wanted mean, unless more than a few per cent would be too
 * bright. Meters every fourth pixel. A black picture gets gain 1.
 */
export function meterExposure({ radiance }: PaintedScene): number {
  const green = new Float32Array(Math.ceil(radiance.length / METER_STRIDE));
  for (let i = 0; i < green.length; i++) green[i] = radiance[i * METER_STRIDE + 1];
  green.sort();
  const mean = green.reduce((sum, value) => sum + value, 0) / green.length;
  const bright = green[Math.floor((1 - METER.brightShare) * (green.length - 1))];
  if (!(mean > 0)) return 1;
  return Math.min(METER.meanLevel / mean, bright > 0 ? METER.brightLevel / bright : Infinity);
}

export interface ExposeOptions {
  /** Radiance to signal; signal 1 is full scale. */
  readonly gain: number;
  readonly iso: number;
  /** Noise; without it the picture is exact up to rounding. */
  readonly rng?: Rng;
}

/**
 * Raw picture of a scene: 14 bits, black 2048, white 16383, interleaved RGB. No pixel is 0,0,0, which would mean
 * masked: the lowest value is 1.
 */
export function exposeScene(
  { widthPx, heightPx, radiance }: PaintedScene,
  { gain, iso, rng }: ExposeOptions,
): RawImage {
  const range = DEFAULT_WHITE_LEVEL - DEFAULT_BLACK_LEVEL;
  const rgb = new Uint16Array(radiance.length);
  const lines = noiseLines(iso);
  for (let c = 0; c < 3; c++) {
    const { photon, read } = lines[c];
    for (let i = c; i < rgb.length; i += 3) {
      let x = gain * radiance[i];
      if (rng) x += Math.sqrt(photon * x + read) * rng.normal();
      const value = Math.round(DEFAULT_BLACK_LEVEL + range * x);
      rgb[i] = Math.min(Math.max(value, 1), DEFAULT_WHITE_LEVEL);
    }
  }
  return {
    widthPx,
    heightPx,
    rgb,
    blackLevel: DEFAULT_BLACK_LEVEL,
    whiteLevel: DEFAULT_WHITE_LEVEL,
  };
}

/**
 * Where SimpleCube++ masks its calibration object: the lower right 175 x 250 of 648 x 432 pixels.
 */
export const CALIBRATION_MASK = { widthShare: 175 / 648, heightShare: 250 / 432 } as const;

/** Sets the calibration object's rectangle to 0,0,0, in place. */
export function maskCalibrationObject({ widthPx, heightPx, rgb }: RawImage): void {
  const left = widthPx - Math.round(CALIBRATION_MASK.widthShare * widthPx);
  const top = heightPx - Math.round(CALIBRATION_MASK.heightShare * heightPx);
  for (let row = top; row < heightPx; row++) {
    rgb.fill(0, (row * widthPx + left) * 3, (row + 1) * widthPx * 3);
  }
}
