/** Errors as a model file states them. */
import type { ModelErrors } from '../../model/index.js';
import type { Int8Report } from '../export/int8-report.js';

/** Of a part of a data set, for one kind of weights; `name` is the data set's. */
export function reportedErrors(
  name: string,
  { part, datasetHash, pictures, ...summaries }: Int8Report,
  weights: 'float32' | 'int8',
): ModelErrors {
  const { mean, median, worst25 } = summaries[weights];
  const degrees = { meanDegrees: mean, medianDegrees: median, worst25Degrees: worst25 };
  return { data: name, part, hash: datasetHash, pictures, ...degrees };
}
