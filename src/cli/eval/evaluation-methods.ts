/** Estimates of all methods that an evaluation compares, each at the picture size that it wants. */
import type { WhitePoint } from '../../color/index.js';
import {
  type DatasetPart,
  type LoadedThumbnails,
  readDatasetIndex,
  type ThumbnailSet,
  thumbnailPixels,
} from '../../dataset/index.js';
import type { RawLevels } from '../../raw/index.js';
import type { BayesMethod } from '../bayes/bayes-methods.js';
import type { CameraOptions } from '../bayes/bayes-training.js';
import type { CommandContext } from '../command-context.js';
import {
  type DatasetCommandOptions,
  levelsOf,
  loadPartAtSizes,
} from '../options/dataset-options.js';
import type { LoadedModel } from '../options/model-choice.js';
import type { PictureSize } from '../options/option-types.js';
import {
  type BaselineName,
  estimateBaselines,
  isBayesName,
  type MethodEstimates,
} from './estimators.js';
import { estimateWithNetwork } from './network-estimates.js';

/** What to compare on which pictures. */
export interface EvaluationJob extends DatasetCommandOptions, CameraOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly models: readonly LoadedModel[];
  readonly baselines: readonly BaselineName[];
  /** Thumbnails that the baselines see. */
  readonly size: PictureSize;
  /** Tuning file in place of a tuning of bayes-tuned. */
  readonly bayesTuning?: string;
}

export interface EvaluatedPictures {
  /** Networks first, then baselines, as they were named; at least one. */
  readonly methods: readonly MethodEstimates[];
  readonly entries: ThumbnailSet['entries'];
  readonly levels: RawLevels;
  readonly datasetHash: string;
  /** What the baselines saw; without baselines, what the first network saw. */
  readonly thumbnails: ThumbnailSet;
  /** The Bayesian ones among the methods. */
  readonly bayes: readonly BayesMethod[];
  /** Of the train part, where there were baselines. */
  readonly lights: readonly WhitePoint[];
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
  const networks: MethodEstimates[] = [];
  for (const [i, model] of models.entries()) {
    const set = loaded[i]?.set;
    if (set) networks.push(await askNetwork(model, set, context));
  }
  const last = loaded[models.length];
  const classical = last && (await askBaselines({ ...job, levels }, last, context));
  const methods = distinctNames([...networks, ...(classical?.methods ?? [])]);
  const thumbnails = (last ?? first).set;
  const { bayes = [], lights = [] } = classical ?? {};
  return { methods, bayes, lights, thumbnails, entries, levels, datasetHash: first.datasetHash };
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

/** The classical methods in the order in which they were named, and those of them that are Bayesian. */
async function askBaselines(
  job: EvaluationJob & { readonly levels: RawLevels },
  loaded: LoadedThumbnails,
  context: CommandContext,
): Promise<{ methods: MethodEstimates[]; bayes: BayesMethod[]; lights: WhitePoint[] }> {
  const { set } = loaded;
  const { baselines } = job;
  const bayes = await bayesMethodsOf(job, loaded, context);
  const lights = baselines.some((name) => learns(name, job)) ? trainingLights(job, set) : [];
  const { terminal, signal } = context;
  const total = baselines.length;
  const progress = terminal.progress({ label: 'Estimating', unit: 'items', total });
  const methods: MethodEstimates[] = [];
  const waiting = [...bayes];
  for (const name of baselines) {
    progress.update(methods.length, { detail: name });
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    if (!isBayesName(name)) methods.push(...estimateBaselines([name], set, lights));
    else methods.push(...waiting.splice(0, 1).map((method) => askBayes(method, set)));
  }
  progress.update(total, { detail: '' });
  terminal.close();
  return { methods, bayes, lights };
}

function askBayes({ name, parameters, estimate }: BayesMethod, set: ThumbnailSet): MethodEstimates {
  const { heightPx, widthPx, entries } = set;
  const estimates = entries.map((_, i) =>
    estimate({ heightPx, widthPx, pixels: thumbnailPixels(set, i) }),
  );
  return { name, parameters, estimates };
}

/** The named Bayesian methods, learned from the train part, whatever part is evaluated. */
async function bayesMethodsOf(
  job: EvaluationJob & { readonly levels: RawLevels },
  loaded: LoadedThumbnails,
  context: CommandContext,
): Promise<BayesMethod[]> {
  const { data, part, size, levels, baselines, bayesTuning, cache } = job;
  const names = baselines.filter(isBayesName);
  if (names.length === 0) return [];
  const [{ prepareBayesMethods }, { cameraCurve }] = await Promise.all([
    import('../bayes/bayes-methods.js'),
    import('../bayes/bayes-training.js'),
  ]);
  const isElsewhere = part !== 'train' && names.some((name) => learns(name, job));
  const [training = loaded] = isElsewhere
    ? await loadPartAtSizes(data, 'train', [size], { ...job, ...levels }, context)
    : [];
  const physical = await cameraCurve(job);
  const sources = { dir: data, training, levels, physical, tuningFile: bayesTuning, cache };
  return prepareBayesMethods(names, sources, context);
}

/** Whether a method needs the train part: all but those whose tuning comes from a file. */
function learns(name: BaselineName, { bayesTuning }: EvaluationJob): boolean {
  return name !== 'bayes-tuned' || bayesTuning === undefined;
}

/** The lights of the train part, whatever part is evaluated. */
function trainingLights({ data, part, skipBad }: EvaluationJob, set: ThumbnailSet): WhitePoint[] {
  const training =
    part === 'train'
      ? set.entries
      : readDatasetIndex(data, { part: 'train', skipBad: skipBad === true }).pictures;
  return training.map((entry) => entry.whitePoint);
}

/** Two models of one name are told apart by a number, so that no row of a table is taken for another. */
function distinctNames(methods: readonly MethodEstimates[]): MethodEstimates[] {
  return methods.map((method, i) => {
    const before = methods.slice(0, i).filter(({ name }) => name === method.name).length;
    return before === 0 ? method : { ...method, name: `${method.name} (${before + 1})` };
  });
}
