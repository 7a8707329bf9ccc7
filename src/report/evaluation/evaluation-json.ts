/** What `eval --json` prints. */
import type { JudgedMethod } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import type { PairedDifference } from '../../metrics/index.js';
import { angularErrors } from '../../metrics/index.js';
import type { EvaluationFacts } from './provenance.js';

/** Figures of all methods, how they came about, and with `perPicture` every picture with each estimate. */
export function evaluationJson(
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
  { data, trainData, part, seed, size, version }: EvaluationFacts,
  { perPicture }: { readonly perPicture: boolean },
) {
  const { levels, datasetHash, contradictions, judgedOnTraining } = result;
  const { blackLevel, whiteLevel, stated } = levels;
  const to = judged[0]?.name;
  return {
    data,
    part,
    ...(trainData === undefined ? {} : { trainData }),
    images: result.entries.length,
    hash: datasetHash,
    levels: { blackLevel, whiteLevel, stated },
    size,
    seed,
    version,
    levelContradictions: contradictions.map(({ method, trainedAt, dataset, used }) => ({
      method,
      trainedAt,
      dataset,
      used,
    })),
    methods: judged.map((method) => ({
      ...method,
      difference: plainDifference(method.difference, to),
      judgedOnTraining: judgedOnTraining.includes(method.name),
    })),
    ...(perPicture ? { pictures: picturesJson(result) } : {}),
  };
}

/** The difference to the method `to` with names as the other figures of the JSON have them. */
function plainDifference(difference: PairedDifference | null, to: string | undefined) {
  if (difference === null) return null;
  const { meanDifference: mean, interval: meanCi95, shareBetter } = difference;
  return { to, mean, meanCi95, shareBetter };
}

/** Every picture with its light, its properties and what each method said. */
function picturesJson({ methods, entries }: EstimatedPictures) {
  const errors = methods.map(({ name, estimates }) => angularErrors(estimates, entries, name));
  return entries.map(({ id, whitePoint, properties }, i) => ({
    id,
    truth: whitePoint,
    properties,
    estimates: methods.map(({ name, estimates }, m) => ({
      name,
      ...estimates[i],
      recoveryDegrees: errors[m]?.recovery[i],
      reproductionDegrees: errors[m]?.reproduction[i],
    })),
  }));
}
