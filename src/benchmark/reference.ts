/** The reference's released weights and its Bayesian baseline beside ours, on its split. */
import { type LoadedModel, loadModel, runnable } from '../infer/node/index.js';
import { chooseMethods, type JudgedMethod, judgeMethods } from '../methods/index.js';
import type { EstimatedPictures, EvaluationJob } from '../methods/node/index.js';
import { importWeights } from '../weights/node/index.js';

/** The reference's zones, 18x12, are whole numbers of cells of these. */
const SIZE = { widthPx: 162, heightPx: 108 };
const BAYES = 'bayes-reference';

export interface ReferenceJob
  extends Omit<EvaluationJob, 'part' | 'models' | 'baselines' | 'size'> {
  /** The reference's released weights. */
  readonly weights?: string;
  /** Of ours. */
  readonly model: string;
  readonly seed: number;
}

/** Null for what was not run. */
export interface ReferenceRun {
  readonly pictures: number;
  readonly referenceNetwork: JudgedMethod | null;
  readonly referenceBayes: JudgedMethod | null;
  readonly network: JudgedMethod | null;
  readonly bayes: JudgedMethod | null;
  /** The search of the baseline's limits. */
  readonly grid: NonNullable<EstimatedPictures['prepared'][number]['alongR']>['tried'];
}

/** Throws what `evaluate` throws, and InputError for weights that are none of the reference's. */
export async function runReference(
  job: ReferenceJob,
  evaluate: (job: EvaluationJob) => Promise<EstimatedPictures>,
): Promise<ReferenceRun> {
  const own = await loadModel(job.model);
  const reference = job.weights === undefined ? null : await loadReference(job.weights);
  const { methods, entries, prepared } = await evaluate({
    ...job,
    part: 'test',
    models: reference ? [reference, own] : [own],
    baselines: chooseMethods([BAYES, 'bayes-tuned']),
    size: SIZE,
  });
  const judged = judgeMethods(methods, entries, { seed: job.seed });
  const [first, second] = judged;
  const of = (name: string) => judged.find((method) => method.name === name) ?? null;
  return {
    pictures: entries.length,
    referenceNetwork: reference ? first! : null,
    referenceBayes: of(BAYES),
    network: (reference ? second : first) ?? null,
    bayes: of('bayes-tuned'),
    grid: prepared.find(({ name }) => name === BAYES)?.alongR?.tried ?? [],
  };
}

async function loadReference(file: string): Promise<LoadedModel> {
  const { model } = importWeights(file, { name: "reference's network" });
  return runnable(file, model);
}
