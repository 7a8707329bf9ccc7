/**
 * Augmentation that keeps the label true. A picture may be turned, cut and shrunk, made brighter and noisier: a grey
 * stays R : G : B = r : 1 : b. If the light itself is changed, picture and label are changed by the same two factors
 * (the diagonal model of a change of light [vonKries1902]). Masked pixels stay masked whatever happens.
 */
import type { WhitePoint } from '../../color/index.js';
import type { Rng } from '../../random/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import {
  createResampler,
  type Orientation,
  type Resample,
  type ResampleBox,
} from '../pictures/thumbnail-resample.js';
import { THUMBNAIL_CHANNELS } from '../pictures/thumbnail-set.js';
import {
  type AugmentOptions,
  type CropOptions,
  type CutoutOptions,
  checkAugmentOptions,
  type NoiseOptions,
  type RelightOptions,
} from './augment-options.js';
import { NORMAL_COUNT, standardNormals } from './standard-normals.js';
import { changeContrast, createBlur, createWarp } from './warp.js';

/** Where an augmented sample goes: height x width x 4 floats, and r, b. */
export interface AugmentTarget {
  readonly pixels: Float32Array;
  readonly label: Float32Array;
}

/** Writes one augmented sample; all chance comes from `rng`; no allocation. */
export type Augment = (
  source: Float32Array,
  whitePoint: WhitePoint,
  rng: Rng,
  target: AugmentTarget,
) => void;

/** A box that shows less of the scene than this (the rest masked) is drawn again. */
const LEAST_COVERAGE = 0.25;
const CROP_TRIES = 4;

/**
 * An augmenter from thumbnails of one size to samples of another.
 * @throws RangeError for transposition onto an output that is not square, or options out of range
 */
export function createAugment(
  from: ThumbnailSize,
  to: ThumbnailSize,
  options: AugmentOptions = {},
): Augment {
  checkAugmentOptions(to, options);
  const resample = createResampler(from, to);
  const box: ResampleBox = { top: 0, left: 0, heightPx: from.heightPx, widthPx: from.widthPx };
  const orientation: Orientation = { flipHorizontal: false, flipVertical: false, transpose: false };
  const warp = options.warp ? createWarp(to, options.warp) : null;
  const blur = options.blur ? createBlur(to, options.blur) : null;
  const { contrast = 0 } = options;
  const gains = new Float64Array(2);
  const normals = options.noise === undefined ? new Float32Array(0) : standardNormals();
  return (source, whitePoint, rng, { pixels, label }) => {
    orientation.flipHorizontal = options.flipHorizontal === true && rng.uniform() < 0.5;
    orientation.flipVertical = options.flipVertical === true && rng.uniform() < 0.5;
    orientation.transpose = options.transpose === true && rng.uniform() < 0.5;
    placeBox(source, from, options.crop, rng, box, orientation, resample, pixels);
    warp?.(pixels, rng);
    blur?.(pixels, rng);
    drawRelight(options.relight, whitePoint, rng, gains);
    label[0] = whitePoint.r * gains[0];
    label[1] = whitePoint.b * gains[1];
    const range = options.exposureLogRange ?? 0;
    const exposure = range === 0 ? 1 : Math.exp((2 * rng.uniform() - 1) * range);
    scaleChannels(pixels, gains[0] * exposure, exposure, gains[1] * exposure);
    if (contrast > 0) changeContrast(pixels, label, 1 + contrast * (2 * rng.uniform() - 1));
    if (options.noise !== undefined) addNoise(pixels, options.noise, normals, rng);
    clipToBlack(pixels);
    if (options.clip === true) clipToWhite(pixels);
    if (options.cutout !== undefined) cutHole(pixels, to, options.cutout, rng);
  };
}

/** Draws boxes until one shows enough of the scene, the whole picture at last, and averages it onto the output. */
function placeBox(
  source: Float32Array,
  from: ThumbnailSize,
  crop: CropOptions | undefined,
  rng: Rng,
  box: ResampleBox,
  orientation: Orientation,
  resample: Resample,
  pixels: Float32Array,
): void {
  for (let i = 0; crop !== undefined && i < CROP_TRIES; i++) {
    drawBox(from, crop, rng, box);
    if (resample(source, box, orientation, pixels) >= LEAST_COVERAGE) return;
  }
  box.top = 0;
  box.left = 0;
  box.heightPx = from.heightPx;
  box.widthPx = from.widthPx;
  resample(source, box, orientation, pixels);
}

function drawBox(
  { heightPx, widthPx }: ThumbnailSize,
  { minArea, maxAspect = 1 }: CropOptions,
  rng: Rng,
  box: ResampleBox,
): void {
  const side = Math.sqrt(minArea + (1 - minArea) * rng.uniform());
  const stretch = Math.exp(0.5 * (2 * rng.uniform() - 1) * Math.log(maxAspect));
  box.heightPx = Math.min(heightPx * side * stretch, heightPx);
  box.widthPx = Math.min((widthPx * side) / stretch, widthPx);
  box.top = rng.uniform() * (heightPx - box.heightPx);
  box.left = rng.uniform() * (widthPx - box.widthPx);
}

/** Factors of R and B into `gains`; 1, 1 where the sample keeps its light. */
function drawRelight(
  relight: RelightOptions | undefined,
  { r, b }: WhitePoint,
  rng: Rng,
  gains: Float64Array,
): void {
  let logR = 0;
  let logB = 0;
  if (relight !== undefined && rng.uniform() < relight.probability) {
    const { toward, logSigma = 0 } = relight;
    if (toward !== undefined) {
      const light = toward.whitePoints[rng.integer(toward.whitePoints.length)];
      const share = rng.uniform() * toward.strength;
      logR += share * Math.log(light.r / r);
      logB += share * Math.log(light.b / b);
    }
    if (logSigma > 0) {
      logR += logSigma * rng.normal();
      logB += logSigma * rng.normal();
    }
  }
  gains[0] = Math.exp(logR);
  gains[1] = Math.exp(logB);
}

function scaleChannels(pixels: Float32Array, red: number, green: number, blue: number): void {
  if (red === 1 && green === 1 && blue === 1) return;
  for (let i = 0; i < pixels.length; i += THUMBNAIL_CHANNELS) {
    pixels[i] *= red;
    pixels[i + 1] *= green;
    pixels[i + 2] *= blue;
  }
}

function addNoise(
  pixels: Float32Array,
  { photon, read }: NoiseOptions,
  normals: Float32Array,
  rng: Rng,
): void {
  const amplitude = rng.uniform();
  const readVariance = read * read;
  let n = rng.integer(NORMAL_COUNT);
  for (let i = 0; i < pixels.length; i += THUMBNAIL_CHANNELS) {
    if (pixels[i + 3] === 0) continue;
    for (let c = i; c < i + 3; c++) {
      const sigma = amplitude * Math.sqrt(photon * Math.max(0, pixels[c]) + readVariance);
      pixels[c] += sigma * normals[n++ & (NORMAL_COUNT - 1)];
    }
  }
}

/** Once all averaging is done: what noise took below black counts as no light. */
function clipToBlack(pixels: Float32Array): void {
  for (let i = 0; i < pixels.length; i++) if (pixels[i] < 0) pixels[i] = 0;
}

function clipToWhite(pixels: Float32Array): void {
  for (let i = 0; i < pixels.length; i++) if (pixels[i] > 1) pixels[i] = 1;
}

/** A hole whose centre lies anywhere in the picture, so that it may lie partly outside. */
function cutHole(
  pixels: Float32Array,
  { heightPx, widthPx }: ThumbnailSize,
  { probability, maxSide }: CutoutOptions,
  rng: Rng,
): void {
  if (rng.uniform() >= probability) return;
  const half = (rng.uniform() * maxSide * Math.min(heightPx, widthPx)) / 2;
  const centreY = rng.uniform() * heightPx;
  const centreX = rng.uniform() * widthPx;
  const top = Math.max(0, Math.round(centreY - half));
  const bottom = Math.min(heightPx, Math.round(centreY + half));
  const left = Math.max(0, Math.round(centreX - half));
  const right = Math.max(left, Math.min(widthPx, Math.round(centreX + half)));
  for (let y = top; y < bottom; y++) {
    const row = y * widthPx;
    pixels.fill(0, (row + left) * THUMBNAIL_CHANNELS, (row + right) * THUMBNAIL_CHANNELS);
  }
}
