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
  /** Size of the repeat of `black` where it is not that of the filters (for RGB: not one pixel). */
  readonly blackRepeat?: { readonly rows: number; readonly columns: number };
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
  /** When it was taken by the camera's clock: `2026-11-27T09:30:00`. */
  readonly takenAt?: string;
}

/** Which pixels of the active area an opcode changes, as DNG has them: rows and columns in steps, samples from `plane` on. */
export interface OpcodeArea {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly plane: number;
  readonly planes: number;
  readonly rowPitch: number;
  readonly columnPitch: number;
}

/** What is done to linear values before anything else, in order [DNG 1.7.1, chapter 7]. */
export type LinearOpcode = { readonly area: OpcodeArea } & (
  | {
      readonly kind: 'gainMap';
      readonly rows: number;
      readonly columns: number;
      /** Places of the map's points relative to the active area: the first one's, and from one to the next. */
      readonly originV: number;
      readonly originH: number;
      readonly spacingV: number;
      readonly spacingH: number;
      readonly mapPlanes: number;
      /** rows x columns x mapPlanes. */
      readonly gains: Float32Array;
    }
  | { readonly kind: 'polynomial'; readonly coefficients: readonly number[] }
  /** Values of 0 to 65535 for values of 0 to 65535. */
  | { readonly kind: 'table'; readonly table: Uint16Array }
  | {
      readonly kind: 'deltaRows' | 'deltaColumns' | 'scaleRows' | 'scaleColumns';
      /** One for each row or column of the area that is changed. */
      readonly factors: Float32Array;
    }
);

/** How stored values become linear, besides levels. */
export interface FrameLinearisation {
  /** Looked up before black is taken off; what lies past its end takes the last entry. */
  readonly table?: Uint16Array;
  /** Added to black by column and row of the active area. */
  readonly blackOfColumns?: Float32Array;
  readonly blackOfRows?: Float32Array;
  readonly opcodes: readonly LinearOpcode[];
}

/** What a file says of itself that no estimate needs, for people. */
export interface FrameDetails {
  /** `DNG`. */
  readonly format: string;
  readonly bits: number;
  /** As TIFF numbers compressions. */
  readonly compression: number;
  /** As the file has them. */
  readonly colorMatrices: readonly {
    readonly illuminant: number;
    readonly matrix: readonly number[];
  }[];
  /** How it should be turned for display, as Exif numbers it; values lie as the sensor has them. */
  readonly orientation: number;
  /** Scale and offset of the variance over linear values, for each plane or for all. */
  readonly noiseProfile?: readonly number[];
  readonly opcodes: { readonly applied: readonly string[]; readonly skipped: readonly string[] };
  /** Sentences without a stop at their end. */
  readonly warnings: readonly string[];
}

/** All of a frame but its values. */
export interface FrameHeader {
  /** Size of what is stored, borders included. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly layout: RgbLayout | MosaicLayout;
  /** The picture in it: the whole frame where nothing is covered. */
  readonly activeArea: PixelArea;
  readonly levels: FileLevels;
  readonly camera: RawCamera;
  /** None: values are linear as they are. */
  readonly linearisation?: FrameLinearisation;
  /** Values may lie above white, and are no whole numbers. */
  readonly isFloat?: boolean;
  /** Whether an RGB pixel of 0, 0, 0 is dark; it is masked unless so. */
  readonly zeroIsDark?: boolean;
  /** Parts of the frame that see no light. */
  readonly maskedAreas?: readonly PixelArea[];
  readonly details?: FrameDetails;
}

export interface RawFrame extends FrameHeader {
  /** widthPx x heightPx values, three times as many for RGB; black level left in. */
  readonly values: Uint16Array | Float32Array;
}
