/**
 * What estimates a white point, whatever it is: a network, a constant, a statistic of the picture, a Bayesian search,
 * the camera's own answer. A method learns from a training part, and from nothing else; what comes out of that answers
 * one picture at a time and never sees a label.
 */
import type {
  BayesianAwbParameters,
  GaussianProcess,
  ReferenceObserver,
  ReferenceTrial,
  Thumbnail,
} from '../classical/index.js';
import type { ColourMatrix, WhitePoint } from '../color/index.js';
import { BadInput } from '../errors/index.js';
import type { CanonicalSpace, LocusPoint } from '../libcamera/index.js';
import type { AnswerCurve, CameraReadings } from '../model/index.js';
import type { RawImage } from '../raw/index.js';

/** What kind of thing it is; a family's name stands for its members on the command line. */
export type MethodFamily = 'statistical' | 'bayes' | 'network' | 'camera';

/** What of a training part a method cannot do without. */
export type Learning = 'nothing' | 'lights' | 'pictures';

/** Pictures of one size: N x height x width x 4, linear R, G, B and coverage, all in 0..1. */
export interface TrainingPictures {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly pixels: Float32Array;
}

/** All that a method may learn from. */
export interface TrainingPart {
  /** Of the pictures, in their natural order: neighbours are often one place on one day. */
  readonly whitePoints: readonly WhitePoint[];
  /** In the order of the lights; null where no method asked for them. */
  readonly pictures: TrainingPictures | null;
  /** From XYZ to this camera's RGB under D65; without it the camera of Cube+. */
  readonly xyzToCamera?: ColourMatrix;
  /**
   * Names everything above: content, labels, size and levels. What is fitted is kept under it; without it nothing is
   * kept.
   */
  readonly key?: string;
}

/** What is known of a picture apart from its pixels, and apart from its light. */
export interface PictureFacts {
  readonly id: string;
  /** Columns of its row in the properties file. */
  readonly properties: Readonly<Record<string, string>>;
  /** Brightness of the scene as the camera knew it, where it is recorded. */
  readonly lux?: number;
  /** The camera's own curve, where it is known. */
  readonly locus?: readonly LocusPoint[];
  /** Between the camera's raw values and the pixels, where it is known. */
  readonly space?: CanonicalSpace;
}

/** What a method says of a whole raw picture. */
export interface PictureAnswer {
  readonly whitePoint: WhitePoint;
  /** 0 to 1, ranks answers and is no probability; null for a method that states none. */
  readonly confidence: number | null;
  /** By how many degrees it is likely to be off; absent where nobody calibrated the method, or no light was seen. */
  readonly expectedErrorDegrees?: number;
}

/** A search along a curve b(r). */
export interface SearchAlongR {
  readonly low: number;
  readonly high: number;
  /** The curve at r: mean, standard deviations of curve and of single lights. */
  readonly predict: GaussianProcess['predict'];
  readonly search: (picture: Thumbnail, observe: ReferenceObserver) => void;
  /** What its limits were chosen among, each with its error on the train part. */
  readonly tried: readonly ReferenceTrial[];
}

/** A method that has learned. */
export interface PreparedMethod {
  readonly name: string;
  /** Numbers that were trained or tuned. */
  readonly parameters: number;
  /**
   * The white point of one picture, positive and finite. Throws MethodError where the picture lets it say nothing and
   * there is nothing to fall back on.
   */
  readonly estimate: (picture: Thumbnail, facts: PictureFacts) => WhitePoint;
  /** The same with how sure it is, for a method that tells. Throws as `estimate` does. */
  readonly answer?: (picture: Thumbnail, facts: PictureFacts) => PictureAnswer;
  /**
   * Of a raw picture, by its own levels and mask, for a method that reads it itself and not a thumbnail of it; `answerPicture`
   * asks any method; `known`: what the camera knows beside it. Throws as `estimate` does.
   */
  readonly estimatePicture?: (image: RawImage, known?: CameraReadings) => PictureAnswer;
  /** Of a network whose answers keep to a curve of lights: its points, and how far from it they may lie. */
  readonly answerCurve?: AnswerCurve;
  /** Of libcamera's Bayesian AWB: what it searches. */
  readonly awb?: BayesianAwbParameters;
  /** Of the reference's: its curve with its bands, and its search with every point that it looks at. */
  readonly alongR?: SearchAlongR;
}

/** The part of an AbortSignal that is needed here. */
export interface StopSignal {
  throwIfAborted(): void;
}

/** Fits a method, here or in a thread, afresh or from what was kept of an earlier time. */
export type FitRunner = <P>(
  method: FittedMethod<P>,
  training: TrainingPart,
  options: { readonly signal?: StopSignal; readonly onProgress?: FitProgress },
) => Promise<P>;

/** How many steps of a fit are done, out of how many there may be at most. */
export type FitProgress = (done: number, total: number) => void;

export interface PrepareOptions {
  readonly signal?: StopSignal;
  readonly onProgress?: FitProgress;
  /** Where and how fits run; default: at once, in this thread. */
  readonly fit?: FitRunner;
}

/** What a method has learned already, before it gets here. */
export interface Origin {
  /** Name and content hash of the pictures. */
  readonly data: { readonly name: string; readonly hash: string };
  /** At which they were linearised. */
  readonly levels: { readonly blackLevel: number; readonly whiteLevel: number };
}

export interface Method {
  readonly name: string;
  readonly family: MethodFamily;
  readonly learnsFrom: Learning;
  /** The size of picture that it reads; null for any. */
  readonly inputSize: { readonly heightPx: number; readonly widthPx: number } | null;
  /** Of a network: what it was trained on. */
  readonly origin?: Origin;
  /**
   * Learns what there is to learn. Throws MethodError where `training` lacks what `learnsFrom` says, or holds too
   * little of it, and the signal's reason when it is aborted.
   * @param training null where there is none
   */
  prepare(training: TrainingPart | null, options?: PrepareOptions): Promise<PreparedMethod>;
}

/** A method whose parameters take long to find: the search is apart, so that it may run elsewhere and be kept. */
export interface FittedMethod<P> extends Method {
  /** Goes up whenever the same training part gives other parameters. */
  readonly version: number;
  /** Whatever else the fit depends on, as plain data. */
  readonly settings: unknown;
  /** Parameters as plain data, which survive JSON. Deterministic. Throws RangeError for too few pictures or lights. */
  fit(training: TrainingPart, onProgress: FitProgress): P;
  /** Whether these are parameters that `fit` may have given: a file may hold anything. */
  isFit(parameters: unknown): parameters is P;
  /** What answers, with parameters that were fitted elsewhere, to a part of which only the lights are needed here. */
  restore(parameters: P, training: Omit<TrainingPart, 'pictures'>): PreparedMethod;
}

/** A method that cannot learn or answer from what it is given; the message says what it lacks. */
export class MethodError extends BadInput {
  override readonly name = 'MethodError';
}
