/** The Bayesian AWB tuned to the pictures of a camera, and its tuning file. */
import {
  type BayesianAwbParameters,
  type BayesTrial,
  DEFAULT_AWB_PARAMETERS,
  findTuning,
  monotoneCurve,
  piecewiseLinear,
  TUNING_TARGETS,
  type TunedBayes,
  type TuningTarget,
} from '../../classical/index.js';
import { readTuning } from '../../classical/node/index.js';
import type { ColourMatrix } from '../../color/index.js';
import {
  chosenData,
  type DataChoice,
  type LoadedThumbnails,
  statisticsSize,
} from '../../dataset/index.js';
import { InputError, UsageError } from '../../errors/index.js';
import { writeBayesAwb } from '../../libcamera/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import { labelledThumbnails } from '../index.js';
import { statedCurve } from './camera-matrix.js';
import { tuneBayesInThread } from './fit-in-thread.js';
import { checkZones, type StockSensor, sensorTraining, stockSensor } from './sensor-training.js';

/** A camera's own tuning file, to be written whole with what is tuned. */
export interface StockTuning {
  readonly target: TuningTarget;
  readonly sensor: StockSensor;
  /** Its text with these parameters in rpi.awb. */
  readonly write: (parameters: BayesianAwbParameters) => string;
}

/** Read before the search: what is wrong with it should not be found at its end. Throws InputError. */
function readStockTuning(file: string): StockTuning {
  return readTuning(file, { refused: 'Take the stock file of the camera.' }, (text) => {
    const { target } = findTuning(text);
    if (target !== 'pisp' && target !== 'bcm2835') {
      throw new InputError(`${file}: expected target pisp or bcm2835, got ${target}`);
    }
    const write = (parameters: BayesianAwbParameters) => writeBayesAwb(text, parameters);
    write(DEFAULT_AWB_PARAMETERS);
    return { target, sensor: stockSensor(file, text), write };
  });
}

/** What may be asked of a tuning before its pictures are read. */
export interface TuningChoice extends DataChoice {
  readonly data: string;
  /** Of a file that holds nothing else; a stock file has its own. */
  readonly target: TuningTarget;
  /** The camera's stock file. */
  readonly tuningFile?: string;
  /** Of the thumbnails. */
  readonly size?: ThumbnailSize;
}

const DEFAULT_SIZE: ThumbnailSize = { widthPx: 64, heightPx: 64 };

/**
 * Stock file, target and size of the thumbnails: of statistics their own zones unless another is asked for. Throws InputError for
 * the file, and for statistics of another platform.
 */
export function planTuning(choice: TuningChoice): {
  readonly stock: StockTuning | null;
  readonly target: TuningTarget;
  readonly size: ThumbnailSize;
} {
  const { data, tuningFile, size } = choice;
  const stock = tuningFile === undefined ? null : readStockTuning(tuningFile);
  const target = stock?.target ?? choice.target;
  const zones = statisticsSize(data, 'train', chosenData(data, choice).layout);
  checkZones(data, zones, target, stock?.sensor ?? null);
  return { stock, target, size: size ?? zones ?? DEFAULT_SIZE };
}

export interface CameraTuning {
  /** Names the data set in errors. */
  readonly data: string;
  readonly target: TuningTarget;
  /** Parts of the cross-validation. */
  readonly folds: number;
  /** A curve along which r falls and b rises with CT. */
  readonly monotone?: boolean;
  readonly xyzToCamera?: ColourMatrix;
  /** Whose pictures alone count where the data set has statistics of several. */
  readonly sensor?: StockSensor;
}

/** What tuning chose, and how many pictures it saw. */
export interface TunedCamera extends TunedBayes {
  readonly pictures: number;
}

/**
 * Statistics in a sensor's canonical space are brought back to its raw values, and lights have the CT of their label.
 * Rejects with InputError for lights that carry no curve, a matrix that sees none and a sensor that the data set has not,
 * UsageError for a matrix where labels are CTs, and the signal's reason.
 */
export async function tuneCamera(
  { set }: Pick<LoadedThumbnails, 'set'>,
  { data, target, folds, monotone, xyzToCamera, sensor }: CameraTuning,
  options: {
    readonly signal?: AbortSignal;
    readonly onTrial?: (trial: BayesTrial, done: number, total: number) => void;
  } = {},
): Promise<TunedCamera> {
  const { set: pictures, physical } = sensorTraining(set, data, sensor ?? null);
  if (physical !== null && xyzToCamera !== undefined) {
    throw new UsageError(
      `--xyz-to-camera: the labels of ${data} are colour temperatures already. Leave it out.`,
    );
  }
  const { widthZones: columns, heightZones: rows } = TUNING_TARGETS[target];
  const along = physical ?? statedCurve(xyzToCamera);
  const tuning = { physical: along, columns, rows, folds };
  const whitePoints = pictures.entries.map(({ whitePoint }) => whitePoint);
  const training = labelledThumbnails({ whitePoints, pictures });
  const tuned = await tuneBayesInThread(tuning, training, options).catch((error) => {
    throw unfitForTuning(error, data, whitePoints.length);
  });
  const { ctCurve } = tuned.parameters;
  const curve = monotone && ctCurve !== null ? monotoneCurve(ctCurve) : ctCurve;
  const parameters = inFileDigits({ ...tuned.parameters, ctCurve: curve });
  return { ...tuned, parameters, pictures: whitePoints.length };
}

/** Curve and priors in the digits of stock files: whole kelvin, four decimals. */
function inFileDigits(parameters: BayesianAwbParameters): BayesianAwbParameters {
  const decimals = (value: number) => Number(value.toFixed(4)) + 0;
  const { ctCurve, priors } = parameters;
  return {
    ...parameters,
    ctCurve:
      ctCurve?.map(({ cctKelvin, r, b }) => ({
        cctKelvin: Math.round(cctKelvin),
        r: decimals(r),
        b: decimals(b),
      })) ?? null,
    priors: priors.map(({ lux, logLikelihood: { x, y } }) => ({
      lux,
      logLikelihood: piecewiseLinear(x.map(Math.round), y.map(decimals)),
    })),
  };
}

/** The error for lights that carry no curve, from the library's own. Anything but a RangeError passes as it is. */
function unfitForTuning(error: unknown, dir: string, pictures: number): unknown {
  if (!(error instanceof RangeError)) return error;
  return new InputError(
    `${dir} (train, ${pictures} pictures): ${error.message}. The Bayesian methods learn their curve from ` +
      'the train part: it must hold some dozens of pictures under lights that differ.',
  );
}
