/** What a comparison of methods on pictures is made of: plain data, filled in by the caller. */
import type { ColourMatrix, LinearPicture, WhitePoint } from '../../color/index.js';
import type { BandPoint, CurvePoint, SearchPoint, SearchRecord } from '../../methods/index.js';
import type { ReportedMethod } from '../evaluation/methods.js';
import type { PictureRank } from '../evaluation/picture-choice.js';

export type { BandPoint, CurvePoint, SearchPoint, SearchRecord };

/** The CT curve that a Bayesian method searches, and what is known about it. */
export interface ComparedCurve {
  /** Name of the method whose curve it is. */
  readonly method: string;
  /** By rising CT, at least two. */
  readonly points: readonly CurvePoint[];
  /** What `cctKelvin` of its points stands for: r itself for the curve of the reference, CT unless told. */
  readonly along?: 'r';
  /** By rising r; empty where it was not learned from lights. */
  readonly band: readonly BandPoint[];
  /** The lights of the train part. */
  readonly lights: readonly WhitePoint[];
}

/** The curve that a network's answers keep to. */
export interface KeptCurve {
  /** Place of the method in the list, whose colour it is drawn in. */
  readonly method: number;
  readonly name: string;
  /** At least two. */
  readonly points: readonly WhitePoint[];
  /** How far from it answers may lie, in units of r and b. */
  readonly band: number;
}

export interface ComparedPicture {
  readonly id: string;
  /** Why it is shown; absent where it was asked for. */
  readonly rank?: PictureRank;
  readonly picture: LinearPicture;
  /** White-balanced camera RGB to linear sRGB; the comparison's unless given. */
  readonly ccm?: ColourMatrix;
  /** Absent where nobody knows it. */
  readonly truth?: WhitePoint;
  /** CT and signed distance of the truth on the curve, where there is a curve. */
  readonly truthOnCurve?: {
    readonly cctKelvin: number;
    readonly offset: number;
    readonly along?: 'r';
  };
  /** One for each method, in their order. */
  readonly estimates: readonly WhitePoint[];
  /** White points of the picture's zones. */
  readonly zones: readonly WhitePoint[];
  /** Of the method whose curve is shown; absent where it had too little to go by. */
  readonly search?: SearchRecord;
}

export interface ComparisonContent {
  readonly title: string;
  readonly intro: readonly string[];
  /** At least one. */
  readonly methods: readonly ReportedMethod[];
  readonly pictures: readonly ComparedPicture[];
  readonly curve?: ComparedCurve;
  /** Of the networks that have one. */
  readonly kept?: readonly KeptCurve[];
  /** Width over height as shown, where the pictures' pixels are not square. */
  readonly pictureAspect?: number;
  readonly ccm?: ColourMatrix;
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  readonly notes?: readonly string[];
}
