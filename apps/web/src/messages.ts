/** What the page asks its worker and what it answers. */
import type { Camera } from 'deepawb/camera';
import type { ColourGains, ColourMatrix, WhitePoint } from 'deepawb/color';

/** A method that can be chosen. */
export interface MethodEntry {
  readonly name: string;
  /** What kind of thing it is, for the list. */
  readonly kind: 'network' | 'classical' | 'bayes' | 'camera' | 'none' | 'label';
  /** Whether it has to learn from the folder's train part first, which takes a while. */
  readonly learns: boolean;
}

/** Who took a picture, where files say nothing or are to be overruled. */
export interface ChosenCamera {
  /** Of the table that ships; null where none was named. */
  readonly name: string | null;
  /** From XYZ to camera RGB under D65; null where none was given. */
  readonly xyzToCamera: ColourMatrix | null;
}

/** A picture and how it is to be read. */
export interface PictureRequest extends ChosenCamera {
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
  /** Whether it is one of the served folder, whose camera may be known. */
  readonly ofFolder: boolean;
}

/** A file that brings a method: a model, or a tuning file of libcamera. */
export interface MethodRequest {
  readonly kind: 'method';
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether the visitor brought it now, and wants to see it. */
  readonly isChosen: boolean;
}

/** The folder that the page was served with. */
export interface FolderRequest {
  readonly kind: 'folder';
  readonly name: string;
  /** Address of the page, with a slash at its end. */
  readonly base: string;
  readonly camera: Camera | null;
  /** Methods that the server can teach. */
  readonly learning: readonly string[];
}

/** The picture of the last request at full size under a white point, as a PNG. */
export interface FullRequest {
  readonly kind: 'full';
  readonly id: number;
  readonly whitePoint: WhitePoint;
}

export type WorkerRequest = PictureRequest | MethodRequest | FolderRequest | FullRequest;

/** A curve of lights with the edges of the area in which a search looks beside it. */
export interface ShownCurve {
  readonly name: string;
  /** `cctKelvin` is r itself where `along` says so. */
  readonly points: readonly (WhitePoint & { readonly cctKelvin: number })[];
  readonly along?: 'r';
  readonly band: { readonly above: readonly WhitePoint[]; readonly below: readonly WhitePoint[] };
}

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
  /** Whose picture it is; null where nobody says. */
  readonly camera: string | null;
  /** Which network reads it and how, a sentence or two. */
  readonly reading: string;
  /** Of the camera's lights, as far as anything is known of them. */
  readonly curve: ShownCurve;
}

/** What a search looked at: r and b in turn. */
export interface SearchTrace {
  readonly coarse: Float32Array;
  readonly fine: Float32Array;
}

export interface MethodAnswer {
  readonly kind: 'answer';
  readonly id: number;
  readonly method: string;
  /** Null where the method has none; `fault` says why. */
  readonly whitePoint: WhitePoint | null;
  readonly gains: ColourGains | null;
  readonly confidence: number | null;
  /** Degrees that the white point is likely to be off by; absent where nobody calibrated the method. */
  readonly expectedErrorDegrees?: number;
  readonly fault: string | null;
  /** Recovery error, where a label is known. */
  readonly errorDegrees: number | null;
  /** Wall time of an estimate from the decoded picture, a median; null for what computes nothing. */
  readonly ms: number | null;
  /** Of a Bayesian search. */
  readonly curve: ShownCurve | null;
  readonly trace: SearchTrace | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** RGBA codes, sRGB. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer> | null;
}

export type WorkerAnswer =
  | PictureFacts
  | MethodAnswer
  | { readonly kind: 'learning'; readonly id: number; readonly method: string }
  | { readonly kind: 'done'; readonly id: number }
  | {
      readonly kind: 'methods';
      readonly methods: readonly MethodEntry[];
      /** Name of one that was brought just now. */
      readonly added?: string;
    }
  | { readonly kind: 'cameras'; readonly names: readonly string[] }
  | { readonly kind: 'full'; readonly id: number; readonly png: Blob }
  | { readonly kind: 'fault'; readonly id: number | null; readonly message: string };
