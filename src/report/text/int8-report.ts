/** What rounding a network's weights to bytes costs on a data set: both networks on the same pictures. */
import type { DatasetPart } from '../../dataset/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import {
  angularErrors,
  type ErrorSummary,
  type PairedDifference,
  pairedBootstrap,
  summariseErrors,
} from '../../metrics/index.js';
import type { ModelErrors } from '../../model/index.js';
import { createRng } from '../../random/index.js';
import { formatCount } from '../../text/index.js';

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

/** The figures of two methods, the network with float32 weights and the same with int8, on the pictures of a part. Throws RangeError for any other methods. */
export function int8Report(
  { methods: [float32, int8], entries, datasetHash }: EstimatedPictures,
  {
    data,
    part,
    seed,
  }: { readonly data: string; readonly part: DatasetPart; readonly seed: number },
): Int8Report {
  if (!float32 || !int8) throw new RangeError('int8Report: expected two methods');
  const errors = [float32, int8].map(
    ({ estimates, name }) => angularErrors(estimates, entries, name).recovery,
  ) as [Float64Array, Float64Array];
  const rng = createRng(seed).fork('paired bootstrap');
  return {
    data,
    part,
    datasetHash,
    pictures: entries.length,
    float32: summariseErrors(errors[0]),
    int8: summariseErrors(errors[1]),
    difference: pairedBootstrap(errors[1], errors[0], { rng }),
    largestChange: Math.max(
      ...int8.estimates.flatMap(({ r, b }, i) => {
        const before = float32.estimates[i]!;
        return [Math.abs(r - before.r), Math.abs(b - before.b)];
      }),
    ),
  };
}

/** For a terminal; where float32 alone is to be noted (`isPlain`), of that alone. */
export function describeInt8Report(report: Int8Report, isPlain = false): string {
  const { data, part, pictures, float32, int8, difference, largestChange } = report;
  const line = (name: string, { mean, median, worst25 }: ErrorSummary) =>
    `  ${name.padEnd(8)} mean ${mean.toFixed(3)}  median ${median.toFixed(3)}  worst25 ${worst25.toFixed(3)}`;
  const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
  const [low, high] = difference.interval;
  const title = `Recovery error in degrees on ${formatCount(pictures, 'picture')} of ${data}, ${part}:`;
  if (isPlain) return `${title}\n${line('float32', float32)}`;
  return [
    title,
    line('float32', float32),
    line('int8', int8),
    `  int8 minus float32: ${signed(difference.meanDifference)} (95 % interval ${signed(low)} to ${signed(high)}); r and b change by ${largestChange.toFixed(5)} at most`,
  ].join('\n');
}

/** The errors of a report as a model file states them, for one kind of weights; `name` is the data set's. */
export function reportedErrors(
  name: string,
  { part, datasetHash, pictures, ...summaries }: Int8Report,
  weights: 'float32' | 'int8',
): ModelErrors {
  const { mean, median, worst25 } = summaries[weights];
  const degrees = { meanDegrees: mean, medianDegrees: median, worst25Degrees: worst25 };
  return { data: name, part, hash: datasetHash, pictures, ...degrees };
}
