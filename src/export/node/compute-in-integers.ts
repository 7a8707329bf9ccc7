/** Ranges from the pictures of `--calibrate`, and what integers cost on them and on those of `--report`. */
import { basename, resolve } from 'node:path';
import {
  type DataChoice,
  type DatasetPart,
  levelsUnlessStated,
  type ThumbnailSet,
} from '../../dataset/index.js';
import type { Model } from '../../model/index.js';
import { type ArithmeticReport, arithmeticReport } from '../../report/index.js';
import type { Arithmetic, Ranges } from '../index.js';
import { answersInIntegers, calibrate } from './calibration.js';
import { doubtfulCalibration } from './doubtful-calibration.js';

/** Thumbnails of a part, at the size of the network, under levels where the data set states none. */
export type LoadPictures = (
  data: string,
  part: DatasetPart,
  size: { readonly heightPx: number; readonly widthPx: number },
  levels: ReturnType<typeof levelsUnlessStated>,
) => Promise<ThumbnailSet>;

export interface IntegerChoice extends DataChoice {
  readonly calibrate?: string;
  readonly report?: string;
  /** Of the report. */
  readonly part: DatasetPart;
  readonly seed: number;
}

export interface ComputedInIntegers {
  readonly ranges: Ranges;
  /** On the pictures that were calibrated on, then on others. */
  readonly reports: readonly ArithmeticReport[];
  /** What speaks against the pictures that were calibrated on. */
  readonly doubts: readonly string[];
}

/** Rejects as `load` does. */
export async function computeInIntegers(
  {
    model,
    arithmetic,
  }: { readonly model: Model; readonly arithmetic: Exclude<Arithmetic, 'float32'> },
  choice: IntegerChoice,
  load: LoadPictures,
): Promise<ComputedInIntegers> {
  const { calibrate: calibrated, report, part, seed } = choice;
  const picturesOf = (data: string, of: DatasetPart) =>
    load(data, of, model.architecture.input, levelsUnlessStated(data, choice, model.metadata));
  let ranges: Ranges = new Map();
  const reports: ArithmeticReport[] = [];
  const doubts: string[] = [];
  const tell = (data: string, of: DatasetPart, set: ThumbnailSet) => {
    const answers = (computed: Arithmetic) =>
      answersInIntegers(model, { arithmetic: computed, ranges }, thumbnailsOf(set));
    const compared = {
      labels: set.entries.map(({ whitePoint }) => whitePoint),
      float32: answers('float32'),
      integers: answers(arithmetic),
    };
    const about = { data: basename(resolve(data)), part: of, arithmetic, seed };
    reports.push(arithmeticReport(compared, about));
  };
  if (calibrated !== undefined) {
    const set = await picturesOf(calibrated, 'train');
    ranges = calibrate(model, thumbnailsOf(set));
    tell(calibrated, 'train', set);
    doubts.push(...doubtfulCalibration(model, calibrated, reports[0]!));
  }
  if (report !== undefined) tell(report, part, await picturesOf(report, part));
  return { ranges, reports, doubts };
}

function thumbnailsOf({ heightPx, widthPx, pixels, entries }: ThumbnailSet): Float32Array[] {
  const length = heightPx * widthPx * 4;
  return entries.map((_, i) => pixels.subarray(i * length, (i + 1) * length));
}
