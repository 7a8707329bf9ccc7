/** What rounding a network's weights to bytes costs on a data set: both networks on the same pictures. */
import type { DatasetPart } from '../../dataset/index.js';
import type { ErrorSummary, PairedDifference } from '../../metrics/index.js';
import type { Model } from '../../model/index.js';
import { formatCount } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import {
  checkStatedLevels,
  type DatasetCommandOptions,
  loadPartAtSizes,
  statedLevels,
} from '../options/dataset-options.js';
import { chosenLayout } from '../options/layout-options.js';

export interface Int8Report {
  readonly data: string;
  readonly part: DatasetPart;
  readonly datasetHash: string;
  readonly pictures: number;
  /** Recovery errors, degrees. */
  readonly float32: ErrorSummary;
  readonly int8: ErrorSummary;
  /** int8 minus float32, paired over the pictures. */
  readonly difference: PairedDifference;
  /** Largest difference of r or b on any picture. */
  readonly largestChange: number;
}

export interface Int8ReportOptions extends DatasetCommandOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly seed: number;
}

/** Throws DatasetError, UsageError for levels that do not go together, and InputError for a picture without an answer. */
export async function reportInt8(
  model: Model,
  options: Int8ReportOptions,
  context: CommandContext,
): Promise<Int8Report> {
  const { data, part, seed } = options;
  const [
    { withInt8Weights },
    { createEstimator },
    { loadKernelModule },
    methods,
    metrics,
    { createRng },
  ] = await Promise.all([
    import('../../export/index.js'),
    import('../../infer/index.js'),
    import('../../engine/node/index.js'),
    import('../../methods/index.js'),
    import('../../metrics/index.js'),
    import('../../random/index.js'),
  ]);
  await checkStatedLevels(data, options);
  const { datasetLevels } = await import('../../dataset/index.js');
  const layout = await chosenLayout(data, options);
  const given = { ...statedLevels(options), ...(layout ? { layout } : {}) };
  const { stated } = datasetLevels(data, given);
  // A data set that states nothing: most likely what the model was trained on, or its like.
  const isStated = stated.black !== 'default' || stated.white !== 'default';
  const levels = isStated ? {} : levelsOfModel(model);
  const size = model.architecture.input;
  const [loaded] = await loadPartAtSizes(data, part, [size], { ...options, ...levels }, context);
  const { set, datasetHash } = loaded!;
  const kernels = loadKernelModule();
  const run = async (candidate: Model) => {
    const network = methods.networkMethod(createEstimator(candidate, kernels));
    const prepared = await network.prepare(null);
    const { estimates } = await methods.estimatePictures(prepared, set, {
      signal: context.signal,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
    return { estimates, errors: metrics.angularErrors(estimates, set.entries, 'network').recovery };
  };
  const float32 = await run(model);
  const int8 = await run(withInt8Weights(model));
  const rng = createRng(seed).fork('paired bootstrap');
  return {
    data,
    part,
    datasetHash,
    pictures: set.entries.length,
    float32: metrics.summariseErrors(float32.errors),
    int8: metrics.summariseErrors(int8.errors),
    difference: metrics.pairedBootstrap(int8.errors, float32.errors, { rng }),
    largestChange: Math.max(
      ...int8.estimates.flatMap(({ r, b }, i) => {
        const before = float32.estimates[i]!;
        return [Math.abs(r - before.r), Math.abs(b - before.b)];
      }),
    ),
  };
}

function levelsOfModel({ metadata: { blackLevel, whiteLevel } }: Model) {
  return { blackLevel, whiteLevel };
}

/** For a terminal. */
export function describeInt8Report(report: Int8Report): string {
  const { data, part, pictures, float32, int8, difference, largestChange } = report;
  const line = (name: string, { mean, median, worst25 }: ErrorSummary) =>
    `  ${name.padEnd(8)} mean ${mean.toFixed(3)}  median ${median.toFixed(3)}  worst25 ${worst25.toFixed(3)}`;
  const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
  const [low, high] = difference.interval;
  return [
    `Recovery error in degrees on ${formatCount(pictures, 'picture')} of ${data}, ${part}:`,
    line('float32', float32),
    line('int8', int8),
    `  int8 minus float32: ${signed(difference.meanDifference)} (95 % interval ${signed(low)} to ${signed(high)}); r and b change by ${largestChange.toFixed(5)} at most`,
  ].join('\n');
}
