/**
 * What the data layer hands to training and evaluation: linear thumbnails with their lights, packed.
 */
import type { WhitePoint } from '../../color/index.js';
import type { CanonicalSpace, LocusPoint } from '../../libcamera/index.js';

/** Floats of one thumbnail pixel: linear R, G, B and coverage. */
export const THUMBNAIL_CHANNELS = 4;

/**
 * N thumbnails of one size. `pixels` is N x height x width x 4, interleaved: linear R, G, B up to 1 (black level
 * removed, divided by white - black; means over the unmasked pixels of the cell, 0 where there are none; below 0 where
 * noise took a dark cell there: who averages cells further clips the result) and coverage, the unmasked share of the cell in 0..1. Backed by shared memory so that threads read it in place.
 */
export interface ThumbnailSet {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly pixels: Float32Array;
  readonly entries: readonly ThumbnailEntry[];
}

/** Label and origin of one thumbnail. */
export interface ThumbnailEntry {
  /** Image id without extension, e.g. `00_0003`. */
  readonly id: string;
  /** The folder's part it comes from; `.`: the folder itself. */
  readonly part: 'train' | 'test' | '.';
  readonly whitePoint: WhitePoint;
  /** Columns of auxiliary/{part}_properties.csv, e.g. { place: 'outdoor' }; empty where there is none. */
  readonly properties: Readonly<Record<string, string>>;
  /** Brightness of the scene as the camera knew it, lux; absent where nothing is recorded. */
  readonly lux?: number;
  /** The label as a colour temperature, K; absent where the data set has white points alone. */
  readonly colorTemperature?: number;
  /**
   * White points of the camera's own lights over CT, rising, in the space of the pixels; absent where nothing is known of
   * the camera. The same array for all pictures of a sensor.
   */
  readonly locus?: readonly LocusPoint[];
  /** Between the sensor's raw values and the pixels; absent as the locus is, and the same object for all of a sensor. */
  readonly space?: CanonicalSpace;
}

/** The height x width x 4 floats of thumbnail `index`, in place. */
export function thumbnailPixels(set: ThumbnailSet, index: number): Float32Array {
  const floats = set.heightPx * set.widthPx * THUMBNAIL_CHANNELS;
  return set.pixels.subarray(index * floats, (index + 1) * floats);
}
