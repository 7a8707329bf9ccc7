/**
 * The Bayesian methods: libcamera's AWB as it would be for this camera (stock), with its range extended, and tuned;
 * and the variant of DeepAWB, with a curve by a Gaussian process and its own grid search.
 */
import {
  BAYES_SPACE,
  BAYES_START,
  type BayesianAwbParameters,
  type CtCurvePoint,
  createReferenceAwb,
  createThumbnailBayes,
  DEFAULT_ZONE_GRID,
  type GpHyperparameters,
  type LabelledThumbnail,
  physicalCurve,
  REFERENCE_AWB_PARAMETERS,
  REFERENCE_GRID,
  type ReferenceTrial,
  readTuningFile,
  referenceProcess,
  type StockBaselines,
  stockBaselines,
  tuneBayes,
  tuneReferenceAwb,
  writeTuningFile,
} from '../classical/index.js';
import { CANON_EOS_550D_XYZ_TO_CAMERA, type ColourMatrix } from '../color/index.js';
import { fittedMethod } from './fitted-method.js';
import type { FittedMethod, Method, PreparedMethod, TrainingPart } from './method.js';
import { picturesOf, requireTraining, withTrainingErrors } from './training.js';

/** CT of the light for which a camera's matrix is made: D65, as for DNG's ColorMatrix2. */
const MATRIX_CCT_KELVIN = 6504;
const CHANNELS = 4;
const TUNING_FOLDS = 4;
/** Of DeepAWB's variant: cap and green limit, and the curve's mean, scale, length and noise. */
const REFERENCE_PARAMETERS = 6;

/**
 * Colour temperatures along the black bodies as a camera sees them.
 * Throws RangeError for a matrix that sees no black body, say one from camera to XYZ.
 * @param xyzToCamera from XYZ to the camera's RGB under D65; without it, the camera of Cube+
 */
export function cameraCurve(
  xyzToCamera: ColourMatrix = CANON_EOS_550D_XYZ_TO_CAMERA,
): CtCurvePoint[] {
  return physicalCurve([{ cctKelvin: MATRIX_CCT_KELVIN, xyzToCamera }]);
}

/** Pictures and lights of a part, one by one, in place. */
export function labelledThumbnails(training: TrainingPart): LabelledThumbnail[] {
  const { heightPx, widthPx, pixels } = picturesOf(training);
  const floats = heightPx * widthPx * CHANNELS;
  return training.whitePoints.map((whitePoint, i) => ({
    thumbnail: { heightPx, widthPx, pixels: pixels.subarray(i * floats, (i + 1) * floats) },
    whitePoint,
  }));
}

function libcameraAwb(awb: BayesianAwbParameters): Omit<PreparedMethod, 'name'> {
  return { parameters: countNumbers(awb), estimate: createThumbnailBayes(awb), awb };
}

/** Curve, priors, and the limits, cap and grey offsets that are tuned beside them. */
function countNumbers({ ctCurve, priors }: BayesianAwbParameters): number {
  const priorNumbers = priors.reduce(
    (sum, { logLikelihood }) => sum + 2 * logLikelihood.x.length,
    0,
  );
  return 3 * (ctCurve?.length ?? 0) + priorNumbers + 5;
}

function stockMethod(name: string, choice: keyof StockBaselines): Method {
  const method: Method = {
    name,
    family: 'bayes',
    learnsFrom: 'lights',
    inputSize: null,
    async prepare(part) {
      const training = requireTraining(method, part);
      const { whitePoints, xyzToCamera } = training;
      return withTrainingErrors(method, training, async () => ({
        name,
        ...libcameraAwb(stockBaselines(whitePoints, cameraCurve(xyzToCamera))[choice]),
      }));
    },
  };
  return method;
}

/** libcamera's AWB with parameters of a tuning file: it learns nothing more. */
export function tunedMethod(name: string, awb: BayesianAwbParameters): Method {
  return {
    name,
    family: 'bayes',
    learnsFrom: 'nothing',
    inputSize: null,
    prepare: async () => ({ name, ...libcameraAwb(awb) }),
  };
}

const bayesTuned: FittedMethod<object> = fittedMethod({
  name: 'bayes-tuned',
  family: 'bayes',
  learnsFrom: 'pictures',
  version: 2,
  settings: { ...DEFAULT_ZONE_GRID, folds: TUNING_FOLDS, space: BAYES_SPACE, start: BAYES_START },
  fit(training, onProgress) {
    const { parameters } = tuneBayes(labelledThumbnails(training), {
      physical: cameraCurve(training.xyzToCamera),
      ...DEFAULT_ZONE_GRID,
      folds: TUNING_FOLDS,
      onTrial: (_trial, done, total) => onProgress(done, total),
    });
    return writeTuningFile(parameters);
  },
  isFit: isTuningFile,
  create: (file) => libcameraAwb(readTuningFile(file)),
});

function isTuningFile(file: unknown): file is object {
  try {
    readTuningFile(file);
    return typeof file === 'object';
  } catch {
    return false;
  }
}

/** What was fitted: the search's two limits, the curve's hyperparameters, and what the whole grid came to. */
interface ReferenceFit {
  readonly deltaLimit: number;
  readonly minGreen: number;
  readonly hyperparameters: GpHyperparameters;
  readonly tried: readonly ReferenceTrial[];
}

const bayesReference: FittedMethod<ReferenceFit> = fittedMethod({
  name: 'bayes-reference',
  family: 'bayes',
  learnsFrom: 'pictures',
  version: 3,
  settings: REFERENCE_GRID,
  fit(training, onProgress) {
    const { parameters, hyperparameters, tried } = tuneReferenceAwb(labelledThumbnails(training), {
      onTrial: (_trial, done, total) => onProgress(done, total),
    });
    const { deltaLimit, minGreen } = parameters;
    return { deltaLimit, minGreen, hyperparameters, tried };
  },
  isFit: isReferenceFit,
  create(fit, { whitePoints }) {
    const { meanAt, predict } = referenceProcess(whitePoints, fit.hyperparameters);
    const { deltaLimit, minGreen } = fit;
    const awb = { ...REFERENCE_AWB_PARAMETERS, deltaLimit, minGreen };
    return {
      parameters: REFERENCE_PARAMETERS,
      estimate: createReferenceAwb(meanAt, awb),
      alongR: {
        low: awb.rLow,
        high: awb.rHigh,
        tried: fit.tried,
        predict,
        search: (picture, observe) => {
          createReferenceAwb(meanAt, awb, observe)(picture);
        },
      },
    };
  },
});

function isReferenceFit(fit: unknown): fit is ReferenceFit {
  if (typeof fit !== 'object' || fit === null) return false;
  const { deltaLimit = 0, minGreen = 0, hyperparameters, tried } = fit as Partial<ReferenceFit>;
  const { lengthScale = 0, signalSd = 0, noiseSd = 0, mean } = hyperparameters ?? {};
  const positive = [deltaLimit, minGreen, lengthScale, signalSd, noiseSd];
  return positive.every((value) => value > 0) && Number.isFinite(mean) && Array.isArray(tried);
}

/** All of them, in the order of tables. */
export const BAYESIAN_METHODS: readonly Method[] = [
  stockMethod('bayes-stock', 'stock'),
  stockMethod('bayes-extended', 'extended'),
  bayesTuned,
  bayesReference,
];
