/**
 * A raw picture as its file holds it, whatever the format: values of the sensor, where on it the picture lies, and what the
 * file says of levels and camera. `toRawImage` makes one kind of picture of all of them.
 */
import type { ColourMatrix } from '../../color/index.js';

/** Red, green or blue, as an index into R, G, B. */
export type ChannelIndex = 0 | 1 | 2;

/** Three values a pixel, side by side. */
export interface RgbLayout {
  readonly kind: 'rgb';
}

/** One value a pixel behind a filter; the filters repeat every `rows` x `columns` pixels: 2 x 2 for Bayer, 6 x 6 for X-Trans. */
export interface MosaicLayout {
  readonly kind: 'mosaic';
  readonly rows: number;
  readonly columns: number;
  /** rows x columns channels, row by row from the corner of the active area; each of the three at least once. */
  readonly colours: readonly ChannelIndex[];
}

/** A rectangle of pixels. */
export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the file states of its levels; what it does not state is left out. */
export interface FileLevels {
  /** Value that means no light at each position of the repeat, row by row from the active area's corner; for RGB of R, G, B. */
  readonly black?: readonly number[];
  /** Value of a full sensor, for R, G, B. */
  readonly white?: readonly [red: number, green: number, blue: number];
}

/** A matrix from CIE XYZ to camera RGB under one light, as DNG's ColorMatrix1 and 2. */
export interface CalibrationMatrix {
  /** Temperature of the light that it was measured under. */
  readonly cctKelvin: number;
  readonly xyzToCamera: ColourMatrix;
}

/** What the file says of the camera and of how it took the picture; what it does not say is left out. */
export interface RawCamera {
  /** Maker and model. */
  readonly name?: string;
  readonly colourMatrices?: readonly CalibrationMatrix[];
  /** The camera's own estimate: R, G, B of a grey under the light, in any scale. */
  readonly asShotNeutral?: readonly [red: number, green: number, blue: number];
  readonly exposureSeconds?: number;
  readonly iso?: number;
}

export interface RawFrame {
  /** Size of what is stored, borders included. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly layout: RgbLayout | MosaicLayout;
  /** widthPx x heightPx values, three times as many for RGB; black level left in. */
  readonly values: Uint16Array;
  /** The picture in it: the whole frame where nothing is covered. */
  readonly activeArea: PixelArea;
  readonly levels: FileLevels;
  readonly camera: RawCamera;
}
