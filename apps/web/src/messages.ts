/** What the page asks its worker and what it answers. */
import type { ColourGains, WhitePoint } from 'deepawb/color';

export interface PictureRequest {
  readonly id: number;
  /** A whole file: DNG, TIFF or PNG. */
  readonly bytes: Uint8Array;
  /** Of files that state none. */
  readonly blackLevel: number;
  readonly whiteLevel: number;
}

export interface Rendering {
  readonly whitePoint: WhitePoint;
  readonly gains: ColourGains;
  readonly widthPx: number;
  readonly heightPx: number;
  /** RGBA codes, sRGB. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Milliseconds of wall time: a page sees no process time. */
export interface PictureTimes {
  readonly decodeMs: number;
  /** The first call on this picture, from decoded frame to gains. */
  readonly firstMs: number;
  /** Median of later calls, from decoded frame to gains. */
  readonly frameMs: number;
  /** Median of later calls, the network alone. */
  readonly networkMs: number;
  readonly runs: number;
}

export interface PictureAnswer {
  readonly kind: 'picture';
  readonly id: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly uniform: Rendering;
  readonly network: Rendering;
  /** Null where grey world has nothing to say (all masked, clipped or black). */
  readonly greyWorld: Rendering | null;
  /** What the camera took the light for; null where the file does not say. */
  readonly asShot: WhitePoint | null;
  /** Smallest black and largest white level that the file states; null where it states none. */
  readonly fileLevels: { readonly black: number; readonly white: number } | null;
  /** What is odd about the file, sentences without a stop. */
  readonly warnings: readonly string[];
  readonly confidence: number;
  /** Why black and white level cannot be those of the picture, or why it is not linear; null where neither is so. */
  readonly levelDoubt: string | null;
  readonly times: PictureTimes;
  readonly parameters: number;
  readonly flops: number;
  readonly memoryBytes: number;
}

export type WorkerAnswer =
  | PictureAnswer
  | { readonly kind: 'fault'; readonly id: number; readonly message: string };
