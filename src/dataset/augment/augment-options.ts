/** The settings of augmentation, one interface for each thing that may happen to a sample. */
import type { WhitePoint } from '../../color/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import type { BlurOptions, WarpOptions } from './warp.js';

/** What may happen to a sample. Everything is off by default: without options a sample stays as it is. */
export interface AugmentOptions {
  /** Mirrored left to right in half of the samples. */
  readonly flipHorizontal?: boolean;
  /** Mirrored top to bottom in half of the samples. */
  readonly flipVertical?: boolean;
  /** Rows and columns exchanged in half of the samples (with both flips: all quarter turns); square output only. */
  readonly transpose?: boolean;
  readonly crop?: CropOptions;
  /** Turned, shifted, scaled, seen from aside. */
  readonly warp?: WarpOptions;
  readonly blur?: BlurOptions;
  /** Contrast about a grey of the light's colour, from 1 - this to 1 + this. */
  readonly contrast?: number;
  readonly relight?: RelightOptions;
  /** Brightness times exp(u), u uniform in -this .. this. */
  readonly exposureLogRange?: number;
  readonly noise?: NoiseOptions;
  /** Clip to 1 after relighting, exposure and noise, as a sensor would. */
  readonly clip?: boolean;
  readonly cutout?: CutoutOptions;
}

/** A random box of the picture, averaged onto the whole output. */
export interface CropOptions {
  /** Smallest share of the picture's area, 0..1; uniform between this and 1. */
  readonly minArea: number;
  /** Largest stretch of height against width, 1 or more; log-uniform between 1 / this and this. */
  readonly maxAspect?: number;
}

/** Another light: R and B of picture and label times the same factors. */
export interface RelightOptions {
  /** Share of samples that are relit, 0..1. */
  readonly probability: number;
  /** Standard deviation of free jitter of log r and log b, each on its own. */
  readonly logSigma?: number;
  /** Towards a light drawn from these: by a uniform share between 0 and `strength` of the way in log r, log b. */
  readonly toward?: { readonly whitePoints: readonly WhitePoint[]; readonly strength: number };
}

/** Noise of variance photon x value + read^2 in linear units; its amplitude is uniform between 0 and full. */
export interface NoiseOptions {
  readonly photon: number;
  readonly read: number;
}

/** A square of the output masked: coverage and colour 0. */
export interface CutoutOptions {
  /** Share of samples with a hole, 0..1. */
  readonly probability: number;
  /** Largest side, as a share of the output's shorter side; uniform from 0. */
  readonly maxSide: number;
}

/** Throws RangeError for options that cannot be met on an output of this size. */
export function checkAugmentOptions(
  to: ThumbnailSize,
  { transpose, crop, relight }: AugmentOptions,
): void {
  if (transpose === true && to.heightPx !== to.widthPx) {
    throw new RangeError(
      `augment: expected a square output for transposition, got ${to.heightPx}x${to.widthPx}`,
    );
  }
  if (crop !== undefined && !(crop.minArea > 0 && crop.minArea <= 1 && !(crop.maxAspect! < 1))) {
    throw new RangeError(
      `augment: expected crop.minArea in (0, 1] and crop.maxAspect of at least 1, got ${crop.minArea} and ${crop.maxAspect}`,
    );
  }
  if (relight?.toward?.whitePoints.length === 0) {
    throw new RangeError('augment: expected lights to relight toward, got none');
  }
}
