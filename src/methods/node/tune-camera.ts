/** The Bayesian AWB tuned to the pictures of a camera, and its tuning file. */
import {
  type BayesianAwbParameters,
  type BayesTrial,
  DEFAULT_AWB_PARAMETERS,
  findTuning,
  monotoneCurve,
  TUNING_TARGETS,
  type TunedBayes,
  type TuningTarget,
} from '../../classical/index.js';
import { readTuning } from '../../classical/node/index.js';
import type { ColourMatrix } from '../../color/index.js';
import type { LoadedThumbnails } from '../../dataset/index.js';
import { InputError } from '../../errors/index.js';
import { writeBayesAwb } from '../../libcamera/index.js';
import { labelledThumbnails } from '../index.js';
import { statedCurve } from './camera-matrix.js';
import { tuneBayesInThread } from './fit-in-thread.js';

/** A camera's own tuning file, to be written whole with what is tuned. */
export interface StockTuning {
  readonly target: TuningTarget;
  /** Its text with these parameters in rpi.awb. */
  readonly write: (parameters: BayesianAwbParameters) => string;
}

/** Read before the search: what is wrong with it should not be found at its end. Throws InputError. */
export function readStockTuning(file: string): StockTuning {
  return readTuning(file, { refused: 'Take the stock file of the camera.' }, (text) => {
    const { target } = findTuning(text);
    if (target !== 'pisp' && target !== 'bcm2835') {
      throw new InputError(`${file}: expected target pisp or bcm2835, got ${target}`);
    }
    const write = (parameters: BayesianAwbParameters) => writeBayesAwb(text, parameters);
    write(DEFAULT_AWB_PARAMETERS);
    return { target, write };
  });
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
}

/** Rejects with InputError for lights that carry no curve or a matrix that sees none, and the signal's reason. */
export async function tuneCamera(
  { set: pictures }: Pick<LoadedThumbnails, 'set'>,
  { data, target, folds, monotone, xyzToCamera }: CameraTuning,
  options: {
    readonly signal?: AbortSignal;
    readonly onTrial?: (trial: BayesTrial, done: number, total: number) => void;
  } = {},
): Promise<TunedBayes> {
  const { widthZones: columns, heightZones: rows } = TUNING_TARGETS[target];
  const tuning = { physical: statedCurve(xyzToCamera), columns, rows, folds };
  const whitePoints = pictures.entries.map(({ whitePoint }) => whitePoint);
  const training = labelledThumbnails({ whitePoints, pictures });
  const tuned = await tuneBayesInThread(tuning, training, options).catch((error) => {
    throw unfitForTuning(error, data, whitePoints.length);
  });
  const { ctCurve } = tuned.parameters;
  if (!monotone || ctCurve === null) return tuned;
  return { ...tuned, parameters: { ...tuned.parameters, ctCurve: monotoneCurve(ctCurve) } };
}

/** The error for lights that carry no curve, from the library's own. Anything but a RangeError passes as it is. */
function unfitForTuning(error: unknown, dir: string, pictures: number): unknown {
  if (!(error instanceof RangeError)) return error;
  return new InputError(
    `${dir} (train, ${pictures} pictures): ${error.message}. The Bayesian methods learn their curve from ` +
      'the train part: it must hold some dozens of pictures under lights that differ.',
  );
}
