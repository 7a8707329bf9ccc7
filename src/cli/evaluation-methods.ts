/** Estimates of all methods that an evaluation compares, each at the picture size that it wants. */
import { type DatasetPart, readDatasetIndex, type ThumbnailSet } from '../dataset/index.js';
import type { RawLevels } from '../raw/index.js';
import type { CommandContext } from './command-context.js';
import { type DatasetCommandOptions, levelsOf, loadPartAtSizes } from './dataset-options.js';
import { type BaselineName, estimateBaselines, type MethodEstimates } from './estimators.js';
import type { LoadedModel } from './model-choice.js';
import { estimateWithNetwork } from './network-estimates.js';
import type { PictureSize } from './option-types.js';

/** What to compare on which pictures. */
export interface EvaluationJob extends DatasetCommandOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly models: readonly LoadedModel[];
  readonly baselines: readonly BaselineName[];
  /** Thumbnails that the baselines see. */
  readonly size: PictureSize;
}

export interface EvaluatedPictures {
  /** Networks first, then baselines, as they were named; at least one. */
  readonly methods: readonly MethodEstimates[];
  readonly entries: ThumbnailSet['entries'];
  readonly levels: RawLevels;
  readonly datasetHash: string;
}

/** Loads the pictures and asks every method. Throws DatasetError, and InputError for a picture without an answer. */
export async function estimateMethods(
  job: EvaluationJob,
  context: CommandContext,
): Promise<EvaluatedPictures> {
  const { data, part, models, baselines, size } = job;
  const levels = await levelsOf(job, models[0]?.estimator.metadata);
  const sizes = models.map(({ estimator }) => estimator.inputSize);
  if (baselines.length > 0) sizes.push(size);
  const loaded = await loadPartAtSizes(data, part, sizes, { ...job, ...levels }, context);
  const first = loaded[0];
  if (first === undefined) throw new RangeError('estimateMethods: expected a method, got none');
  const { entries } = first.set;
  const methods: MethodEstimates[] = [];
  for (const [i, model] of models.entries()) {
    const set = loaded[i]?.set;
    if (set) methods.push(await askNetwork(model, set, context));
  }
  const baselineSet = loaded[models.length]?.set;
  if (baselineSet) methods.push(...(await askBaselines(job, baselineSet, context)));
  return { methods: distinctNames(methods), entries, levels, datasetHash: first.datasetHash };
}

async function askNetwork(
  model: LoadedModel,
  set: ThumbnailSet,
  { terminal, signal }: CommandContext,
): Promise<MethodEstimates> {
  const total = set.entries.length;
  const progress = terminal.progress({ label: 'Estimating', unit: 'items', total });
  const method = await estimateWithNetwork(model, set, {
    signal,
    onProgress: (done) => progress.update(done, { detail: model.estimator.metadata.name }),
  });
  terminal.close();
  return method;
}

/** The constant needs the training labels, whatever part is evaluated. */
async function askBaselines(
  { data, part, skipBad, baselines }: EvaluationJob,
  set: ThumbnailSet,
  { terminal, signal }: CommandContext,
): Promise<MethodEstimates[]> {
  const training =
    part === 'train'
      ? set.entries
      : readDatasetIndex(data, { part: 'train', skipBad: skipBad === true }).pictures;
  const lights = training.map((entry) => entry.whitePoint);
  const total = baselines.length;
  const progress = terminal.progress({ label: 'Estimating', unit: 'items', total });
  const methods: MethodEstimates[] = [];
  for (const name of baselines) {
    progress.update(methods.length, { detail: name });
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    methods.push(...estimateBaselines([name], set, lights));
  }
  progress.update(total, { detail: '' });
  terminal.close();
  return methods;
}

/** Two models of one name are told apart by a number, so that no row of a table is taken for another. */
function distinctNames(methods: readonly MethodEstimates[]): MethodEstimates[] {
  return methods.map((method, i) => {
    const before = methods.slice(0, i).filter(({ name }) => name === method.name).length;
    return before === 0 ? method : { ...method, name: `${method.name} (${before + 1})` };
  });
}
