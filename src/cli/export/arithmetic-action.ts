/** `export --arithmetic`: ranges from the pictures of `--calibrate`, and what integers cost on them and on those of `--report`. */
import { basename, resolve } from 'node:path';
import type { DatasetPart } from '../../dataset/index.js';
import type { Ranges } from '../../export/index.js';
import { type AskedExport, answersInIntegers, calibrate } from '../../export/node/index.js';
import { type ArithmeticReport, arithmeticReport } from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { type DatasetCommandOptions, loadPart } from '../options/dataset-options.js';
import { modelLevels } from './model-levels.js';

export interface ArithmeticOptions extends DatasetCommandOptions {
  readonly calibrate?: string;
  readonly report?: string;
  readonly part: DatasetPart;
  readonly seed: number;
}

export interface ComputedInIntegers {
  readonly ranges: Ranges;
  /** On the pictures that were calibrated on, then on others. */
  readonly reports: readonly ArithmeticReport[];
}

/** Rejects with DatasetError for pictures that cannot be read. */
export async function computeInIntegers(
  asked: AskedExport,
  options: ArithmeticOptions,
  context: CommandContext,
): Promise<ComputedInIntegers> {
  const { model, arithmetic } = asked;
  if (arithmetic === 'float32') return { ranges: new Map(), reports: [] };
  const picturesOf = async (data: string, part: DatasetPart) => {
    const { heightPx, widthPx } = model.architecture.input;
    const chosen = { ...options, ...modelLevels(model, { ...options, data }) };
    const { set } = await loadPart(data, part, { heightPx, widthPx }, chosen, context);
    const length = heightPx * widthPx * 4;
    const thumbnails = set.entries.map((_, i) => set.pixels.subarray(i * length, (i + 1) * length));
    return { data: basename(resolve(data)), part, thumbnails, labels: set.entries.map(({ whitePoint }) => whitePoint) };
  };
  const told: Awaited<ReturnType<typeof picturesOf>>[] = [];
  if (options.calibrate !== undefined) told.push(await picturesOf(options.calibrate, 'train'));
  const ranges: Ranges = told[0] ? calibrate(model, told[0].thumbnails) : new Map();
  if (options.report !== undefined) told.push(await picturesOf(options.report, options.part));
  const reports = told.map(({ data, part, thumbnails, labels }) => {
    const [float32, integers] = (['float32', arithmetic] as const).map((computed) =>
      answersInIntegers(model, { arithmetic: computed, ranges }, thumbnails),
    );
    const about = { data, part, arithmetic, seed: options.seed };
    return arithmeticReport({ labels, float32: float32!, integers: integers! }, about);
  });
  return { ranges, reports };
}
