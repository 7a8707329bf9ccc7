/** What threads are asked that average pictures down and write them, and what they answer. */
import type { LevelSources } from '../../raw/index.js';
import type { BlackLevel } from '../dataset-description.js';
import type { ReadableFile } from '../pictures/dumps.js';
import type { PictureFault } from '../pictures/picture-file.js';

/** x and y in pixels of the picture, from the left and from the top, pixel middles at halves. */
export type Corner = readonly [x: number, y: number];

/** Corners in pixels of a picture of another size where `of` is given: they are scaled. */
export interface MaskedArea {
  readonly corners: readonly Corner[];
  readonly of?: { readonly widthPx: number; readonly heightPx: number };
}

/** Levels of the values as a file stores them. */
export interface StoredLevels {
  readonly black: BlackLevel;
  /** `nearMaximum`: two below the picture's highest value, as Cube+ prescribes. */
  readonly white: number | 'nearMaximum';
  /** Which of them go before the file's own. */
  readonly sources: LevelSources;
}

/** The size of what is written: exactly so, or the longer side with the picture's shape kept. */
export type ReducedSize =
  | { readonly heightPx: number; readonly widthPx: number }
  | { readonly longestPx: number };

export interface ReduceTask extends ReadableFile {
  readonly to: string;
  readonly size: ReducedSize;
  readonly levels: StoredLevels;
  readonly masks: readonly MaskedArea[];
}

/** Fault where the picture could not be read. */
export interface ReduceResult {
  readonly fault?: PictureFault;
}

/** Levels of every picture that is written: room for noise below black, all bits above. */
export const REDUCED_LEVELS = { blackLevel: 4096, whiteLevel: 65_535 } as const;
