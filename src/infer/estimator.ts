/**
 * A model and a frame give a white point. The estimator is set up once (weights folded and packed, buffers planned; those
 * for frames when the first of a size comes); a frame then costs one pass over its pixels and one over the network. What
 * it allocates is the answer.
 */
import {
  type ColourGains,
  type ColourMatrix,
  findMappedWhitePoint,
  invertMatrix,
  mapPixels,
  type WhitePoint,
  whitePointToGains,
} from '../color/white/index.js';
import { type CompiledModule, instantiateKernels, type Kernels } from '../engine/index.js';
import {
  type AnswerCurve,
  type AnswerKind,
  ArchitectureError,
  answerCurveOf,
  answerOf,
  type CameraReadings,
  checkParameters,
  countFlops,
  countParameters,
  decodeModel,
  framesMapOf,
  type Model,
  ModelFileError,
  type ModelMetadata,
  meanLightOf,
  type ReadingName,
} from '../model/index.js';
import {
  checkRawImage,
  type RawImage,
  type ThumbnailSize,
  type Zones,
} from '../raw/image/index.js';
import { describeValue } from '../text/index.js';
import { confidenceOf } from './confidence.js';
import { ForwardPass } from './forward-pass.js';
import { checkFrame, type Frame } from './frame.js';
import { FrameAverager } from './frame-averager.js';
import { FrameError, type LightFault } from './frame-error.js';
import { blankFault, FrameSummariser } from './frame-summary.js';
import {
  findMixture,
  type LightMixture,
  mixtureSpreadDegrees,
  mixtureThrough,
} from './light-mixture.js';
import { mosaicToRgb } from './mosaic.js';
import type { Arithmetic } from './stage-context.js';
import { averageZones } from './zones.js';

export interface AwbEstimate {
  readonly whitePoint: WhitePoint;
  /** What undoes it. Always finite and positive. */
  readonly gains: ColourGains;
  /**
   * 0..1: the share of the frame that can be used, and how much the lights agree that the network mixes
   * (confidence.ts has the formula and what it is worth). 0 means that the white point is the model's mean light, or
   * that every visible cell is clipped or black in part.
   */
  readonly confidence: number;
  /**
   * By how many degrees (recovery error) the white point is likely to be off, in the mean of pictures like this one, up to
   * 180; from models that were calibrated on pictures which took no part in their training, and absent from others and where
   * the frame shows no light.
   */
  readonly expectedErrorDegrees?: number;
}

export interface EstimatorOptions {
  /**
   * What convolutions compute with. `float32`, the default, gives what an exported model gives, to 1e-5; `int16` is faster,
   * most of all for networks of some size, and moves estimates by some thousandths of a degree.
   */
  readonly arithmetic?: Arithmetic;
  /**
   * From linear RGB of the frames to that of the camera that the model was made for (deepawb/camera's `cameraMap`), where
   * they are of another one. The network sees their means over cells through it, and its answer is mapped back: white
   * points, mean light included, are those of the frames' own camera.
   */
  readonly colourMatrix?: ColourMatrix;
}

export class AwbEstimator {
  /** Size of the thumbnail that the network reads. */
  readonly inputSize: ThumbnailSize;
  readonly metadata: ModelMetadata;
  /** Trained numbers of the network. */
  readonly parameters: number;
  /** Floating-point operations of one pass, two per multiply-add. */
  readonly flops: number;
  /** The answer, with confidence 0, to frames that show no light; null where the model holds none. */
  readonly meanLight: WhitePoint | null;
  /** What it takes beside a frame where that is known; empty for most. */
  readonly readings: readonly ReadingName[];
  /** What the network answers with: white points by `estimate` and its like, kelvin by `estimateTemperature`. */
  readonly answer: AnswerKind;
  /** What answers keep to; null where they are free, or are those of another camera's frames. */
  readonly answerCurve: AnswerCurve | null;
  private readonly pass: ForwardPass;
  private readonly averager: FrameAverager;
  private readonly mixture: LightMixture | null;
  private readonly expectedError: string | undefined;
  private readonly summariser: FrameSummariser;
  private readonly toModel: ColourMatrix | null;
  private readonly fromModel: ColourMatrix | null;

  /**
   * Throws ArchitectureError for a network that cannot be run, TypeError for a module that is none of the kernels or a
   * colour matrix for a network that answers in kelvin, and RangeError for a singular matrix and where memory ends.
   */
  constructor(
    { architecture, parameters, metadata }: Model,
    kernelModule: CompiledModule,
    { arithmetic = 'float32', colourMatrix }: EstimatorOptions = {},
  ) {
    checkParameters(architecture, parameters);
    const kernels = startKernels(kernelModule);
    const mixture = findMixture(architecture, parameters);
    this.expectedError = architecture.expectedError;
    const keep = [mixture?.nodeId, this.expectedError].filter((id) => id !== undefined);
    this.pass = new ForwardPass(architecture, parameters, kernels, { keep, arithmetic });
    this.inputSize = architecture.input;
    this.readings = this.pass.readings;
    this.metadata = metadata;
    this.parameters = countParameters(architecture);
    this.flops = countFlops(architecture);
    const { arena, inputAt } = this.pass;
    const cells = architecture.input.heightPx * architecture.input.widthPx;
    this.summariser = new FrameSummariser(kernels, arena, inputAt, cells);
    this.averager = new FrameAverager(kernels, arena, architecture.input, inputAt);
    this.pass.refreshViews();
    this.answer = answerOf(architecture);
    this.toModel = colourMatrix ? checkedMatrix(colourMatrix, this.answer) : null;
    this.fromModel = this.toModel && invertMatrix(this.toModel);
    // Degrees of the frames' own colours, in which errors are counted.
    this.mixture = mixture && this.fromModel ? mixtureThrough(mixture, this.fromModel) : mixture;
    const isMapped = this.toModel !== null || framesMapOf(architecture) !== null;
    this.answerCurve = isMapped ? null : answerCurveOf(architecture);
    const meanLight = meanLightOf(architecture);
    this.meanLight = meanLight && this.ofFrames(meanLight);
  }

  /** Bytes of the kernels' memory in use. */
  get memoryBytes(): number {
    return this.pass.bytesUsed;
  }

  /**
   * White point of a frame of any size: R, G, B, a Bayer mosaic or one of any other repeat, by its own levels and mask; or of a raw picture, whose
   * pixels of 0, 0, 0 are masked. The first frame larger than those before makes room for its values in memory.
   * `known`: what the camera knows beside it, in the units of CameraReadings; what the model does not take is ignored, and what is
   * absent, NaN or not above 0 counts as not known, which the model has learnt to do without.
   *
   * Throws FrameError for a frame that is not what it says (`size`; `value` for levels, readings, or where a value is NaN). A frame
   * that shows no light has the mean light of the model's training as its answer, with confidence 0.
   */
  estimate(frame: Frame | RawImage, known: CameraReadings = {}): AwbEstimate {
    if (typeof frame !== 'object' || frame === null) {
      throw new FrameError('size', `frame: expected a frame, got ${describeValue(frame)}`);
    }
    if ('rgb' in frame) checkRaw(frame);
    else checkFrame(frame);
    const plain = 'layout' in frame && frame.layout === 'mosaic' ? mosaicToRgb(frame) : frame;
    try {
      this.averager.reserve(plain);
    } finally {
      // Memory may have grown, and then ended.
      if (this.pass.input.length === 0) this.pass.refreshViews();
    }
    this.averager.average(plain);
    return this.estimateInput(known);
  }

  /**
   * White point of zone statistics, any number of zones; they are spread over the network's input by area. `known` as of
   * `estimate`. Throws FrameError.
   */
  estimateZones(zones: Zones, known: CameraReadings = {}): AwbEstimate {
    averageZones(zones, this.inputSize, this.pass.input);
    return this.estimateInput(known);
  }

  /**
   * White point of a thumbnail of `inputSize`: height x width x [R, G, B, coverage], linear, up to 1, means over the unmasked
   * part of each cell; those below 0 count as 0. `known` as of `estimate`. Throws FrameError.
   */
  estimateThumbnail(pixels: Float32Array, known: CameraReadings = {}): AwbEstimate {
    const { input } = this.pass;
    if (pixels.length !== input.length) {
      throw new FrameError('size', this.expected(pixels));
    }
    input.set(pixels);
    return this.estimateInput(known);
  }

  /**
   * Colour temperature in kelvin of statistics, height x width x [R, G, B, coverage], linear, of any finite values, under a
   * brightness in lux. Always finite. Throws FrameError (`size`; `answer` for a network that answers with white points).
   */
  estimateTemperature(pixels: Float32Array, lux: number): number {
    const { pass } = this;
    if (this.answer !== 'kelvin') {
      throw new FrameError('answer', 'frame: the model answers with white points, not in kelvin');
    }
    if (pixels.length !== pass.input.length) throw new FrameError('size', this.expected(pixels));
    pass.input.set(pixels);
    if (pass.lux) pass.lux[0] = lux;
    // As a reading lux may be unknown, and all others are here.
    pass.setReadings({ lux });
    pass.run();
    return pass.output[0]!;
  }

  private expected({ length }: Float32Array): string {
    const { heightPx, widthPx } = this.inputSize;
    return `frame: expected ${heightPx} x ${widthPx} x 4 = ${this.pass.input.length} numbers, got ${length}`;
  }

  private estimateInput(known: CameraReadings): AwbEstimate {
    const { pass } = this;
    if (this.answer !== 'whitePoint') {
      const message =
        'frame: the model answers with a colour temperature, for statistics in the canonical space of a camera: use ' +
        'estimateTemperature, or export --format tflite';
      throw new FrameError('answer', message);
    }
    const summary = this.summariser.summarise();
    const fault = blankFault(summary);
    if (fault) return this.withoutLight(fault);
    if (this.toModel) mapCells(this.toModel, pass.input);
    pass.setReadings(checkedReadings(known, this.readings));
    pass.run();
    const r = pass.output[0]!;
    const b = pass.output[1]!;
    if (![r, b, 1 / r, 1 / b].every(isPositive)) return this.withoutLight('answer');
    const whitePoint = this.ofFrames({ r, b });
    if (!whitePoint) return this.withoutLight('answer');
    const gains = whitePointToGains(whitePoint);
    const confidence = confidenceOf(summary, this.spreadDegrees(whitePoint.r, whitePoint.b));
    const expectedErrorDegrees = this.readExpectedError();
    if (expectedErrorDegrees === null) return { whitePoint, gains, confidence };
    return { whitePoint, gains, confidence, expectedErrorDegrees };
  }

  /** Degrees up to 180; null from a network that tells none. */
  private readExpectedError(): number | null {
    if (this.expectedError === undefined) return null;
    const degrees = this.pass.value(this.expectedError)![0]!;
    return degrees < HALF_TURN_DEGREES ? degrees : HALF_TURN_DEGREES;
  }

  /** A white point of the model's camera as that of the frames' camera; null where that has no such colour. */
  private ofFrames(whitePoint: WhitePoint): WhitePoint | null {
    return this.fromModel ? findMappedWhitePoint(this.fromModel, whitePoint) : whitePoint;
  }

  private spreadDegrees(r: number, b: number): number {
    if (!this.mixture) return 0;
    const shares = this.pass.value(this.mixture.nodeId)!;
    return mixtureSpreadDegrees(this.mixture.directions, shares, r, b);
  }

  private withoutLight(fault: LightFault): AwbEstimate {
    if (!this.meanLight) throw new FrameError(fault, FAULT_MESSAGES[fault]);
    const whitePoint = this.meanLight;
    return { whitePoint, gains: whitePointToGains(whitePoint), confidence: 0 };
  }
}

/** No two colours are further apart; told where a number is none, too. */
const HALF_TURN_DEGREES = 180;

/** Values a cell of the input: R, G, B and coverage. */
const CELL_NUMBERS = 4;

/** Cells below black count as black before they are mixed. */
function mapCells(matrix: ColourMatrix, cells: Float32Array): void {
  for (let i = 0; i < cells.length; i++) if (cells[i]! < 0) cells[i] = 0;
  mapPixels(matrix, cells, CELL_NUMBERS);
}

function checkedMatrix(matrix: ColourMatrix, answer: AnswerKind): ColourMatrix {
  if (answer === 'kelvin') {
    throw new TypeError(
      "colourMatrix: the model answers in kelvin and reads a camera's canonical space already; it takes none",
    );
  }
  if (!(Array.isArray(matrix) && matrix.length === 9 && matrix.every(Number.isFinite))) {
    throw new TypeError(`colourMatrix: expected nine numbers, got ${describeValue(matrix)}`);
  }
  return matrix;
}

function startKernels(module: CompiledModule): Kernels {
  let kernels: Partial<Kernels>;
  try {
    kernels = instantiateKernels(module, new WebAssembly.Memory({ initial: 1 }));
  } catch (error) {
    throw new TypeError(`kernels: expected deepawb's kernels.wasm: ${(error as Error).message}`);
  }
  if (kernels.heapBase && kernels.averageRows) return kernels as Kernels;
  throw new TypeError("kernels: expected deepawb's kernels.wasm, got another module");
}

function checkRaw(raw: RawImage): void {
  if (!(raw.rgb instanceof Uint16Array)) {
    throw new FrameError('size', 'raw image: expected values as Uint16Array');
  }
  try {
    checkRawImage(raw);
  } catch (error) {
    throw new FrameError('size', error instanceof Error ? error.message : String(error));
  }
}

/** Throws FrameError (`value`) for a reading that the model takes and that is neither a number nor left out. */
function checkedReadings(known: CameraReadings, names: readonly ReadingName[]): CameraReadings {
  const given: Readonly<Record<string, unknown>> = { ...known };
  const wrong = names.find((name) => !['number', 'undefined'].includes(typeof given[name]));
  if (wrong === undefined) return given;
  throw new FrameError(
    'value',
    `readings: expected ${wrong} to be a number, or undefined where it is not known, got ${describeValue(given[wrong])}`,
  );
}

const FAULT_MESSAGES: Record<LightFault, string> = {
  masked: 'frame: expected something visible, got every pixel masked',
  black:
    'frame: expected some light, got values at the black level only; check black level and exposure',
  clipped:
    'frame: expected pixels below saturation, got all of them clipped; check white level and exposure',
  answer: "frame: expected a white point, got none out of the network's range of numbers",
};

/**
 * An estimator for a model, or for the bytes of a model file. TypeError for a module that is none of the kernels.
 * Throws ModelFileError for bytes that are no whole, valid model that this version can run, ArchitectureError for such
 * a `Model`, and RangeError where memory ends.
 * @param kernelModule a build of the kernels without shared memory
 */
export function createEstimator(
  model: Uint8Array | ArrayBuffer | Model,
  kernelModule: CompiledModule,
  options: EstimatorOptions = {},
): AwbEstimator {
  if (!(model instanceof Uint8Array || model instanceof ArrayBuffer)) {
    const isModel = typeof model === 'object' && model?.parameters instanceof Float32Array;
    if (!(isModel && model.architecture && model.metadata)) {
      throw new ModelFileError(
        `expected a model or the bytes of a model file, got ${describeValue(model)}`,
      );
    }
    return new AwbEstimator(model, kernelModule, options);
  }
  const decoded = decodeModel(model instanceof ArrayBuffer ? new Uint8Array(model) : model);
  try {
    return new AwbEstimator(decoded, kernelModule, options);
  } catch (error) {
    if (!(error instanceof ArchitectureError)) throw error;
    throw new ModelFileError(`the model cannot be run: ${error.message}; a newer deepawb may`);
  }
}

/** Greater than 0 and finite. */
function isPositive(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}
