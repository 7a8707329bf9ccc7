/** What the page asks its worker and what it answers. */
import type { ColourGains, ColourMatrix, WhitePoint } from 'deepawb/color';

/** A method that can be chosen. */
export interface MethodEntry {
  readonly name: string;
  /** What kind of thing it is, for the list. */
  readonly kind: 'network' | 'classical' | 'bayes' | 'camera' | 'none' | 'label';
}

/** A picture and how it is to be read. */
export interface PictureRequest {
  readonly kind: 'picture';
  readonly id: number;
  /** A whole file: DNG, TIFF or PNG. */
  readonly bytes: Uint8Array;
  /** Of files that state none. */
  readonly blackLevel: number;
  readonly whiteLevel: number;
  readonly methods: readonly string[];
  /** Where it is known. */
  readonly label: WhitePoint | null;
  /** From XYZ to camera RGB under D65, before the file's own. */
  readonly xyzToCamera: ColourMatrix | null;
}

/** A file that brings a method: a model, or a tuning file of libcamera. */
export interface MethodRequest {
  readonly kind: 'method';
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The picture of the last request at full size under a white point, as a PNG. */
export interface FullRequest {
  readonly kind: 'full';
  readonly id: number;
  readonly whitePoint: WhitePoint;
}

export type WorkerRequest = PictureRequest | MethodRequest | FullRequest;

/** What is known of a picture before any method has answered. */
export interface PictureFacts {
  readonly kind: 'facts';
  readonly id: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly decodeMs: number;
  /** Smallest black and largest white level that the file states; null where it states none. */
  readonly fileLevels: { readonly black: number; readonly white: number } | null;
  /** What is odd about the file, sentences without a stop. */
  readonly warnings: readonly string[];
  /** Why black and white level cannot be those of the picture, or why it is not linear; null where neither is so. */
  readonly levelDoubt: string | null;
  /** Of black bodies, or of the tuning file, as this camera sees them. */
  readonly curve: readonly (WhitePoint & { readonly cctKelvin: number })[];
  /** Whose curve it is. */
  readonly curveName: string;
  /** How far the Bayesian search may leave the curve, to both sides in the plane; null where none was given. */
  readonly band: { readonly above: number; readonly below: number } | null;
}

export interface MethodAnswer {
  readonly kind: 'answer';
  readonly id: number;
  readonly method: string;
  /** Null where the method has none; `fault` says why. */
  readonly whitePoint: WhitePoint | null;
  readonly gains: ColourGains | null;
  readonly confidence: number | null;
  readonly fault: string | null;
  /** Recovery error, where a label is known. */
  readonly errorDegrees: number | null;
  /** Wall time of an estimate from the decoded picture, a median; null for what computes nothing. */
  readonly ms: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** RGBA codes, sRGB. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer> | null;
}

export type WorkerAnswer =
  | PictureFacts
  | MethodAnswer
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'methods'; readonly methods: readonly MethodEntry[]; readonly added?: string }
  | { readonly kind: 'full'; readonly id: number; readonly png: Blob }
  | { readonly kind: 'fault'; readonly id: number | null; readonly message: string };
