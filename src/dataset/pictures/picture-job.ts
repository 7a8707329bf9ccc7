/**
 * What picture workers are asked and what they answer: the contract between picture-pool and picture-worker.
 */
import type { ExposureStatistics, LevelSources, RawLevels } from '../../raw/index.js';
import type { ValueExtent } from '../inspect/dataset-report.js';
import type { ReadableFile } from './dumps.js';
import type { PictureFault } from './picture-file.js';

/** The work, the same for all pictures of a run. */
export type PictureJob =
  | { readonly kind: 'hash' }
  | {
      readonly kind: 'thumbnail';
      readonly levels: LevelSources;
      readonly heightPx: number;
      readonly widthPx: number;
      /** Picture i goes to floats [i x height x width x 4, ...). */
      readonly pixels: SharedArrayBuffer;
    }
  | { readonly kind: 'exposure'; readonly levels: LevelSources };

export interface PictureTask extends ReadableFile {
  readonly index: number;
}

/** What is known of one picture afterwards; `fault` where it could not be used. */
export interface PictureResult {
  readonly index: number;
  readonly fault?: PictureFault;
  /** Of job thumbnail: how far its values reach, and the levels that it was read with. */
  readonly extent?: ValueExtent & RawLevels;
  /** Of job thumbnail: why the levels cannot be those of the picture, where they cannot. */
  readonly doubt?: string;
  /** Of jobs hash and exposure. */
  readonly sha256?: string;
  /** Of job exposure. */
  readonly exposure?: ExposureStatistics & { readonly widthPx: number; readonly heightPx: number };
  /** Of job exposure: those that the picture was read with. */
  readonly levels?: RawLevels;
  /** Of job exposure: what pictureSignature of inspect-signature gives. */
  readonly signature?: Float32Array;
}
