/** What a user may say of a training: what goes together, and what the model file says of it. */
import { basename } from 'node:path';
import { chosenData, type DataChoice, statisticsSize } from '../dataset/index.js';
import { UsageError } from '../errors/index.js';
import { answerOf, type Model } from '../model/index.js';
import { chooseRecipe, type RecipeChoice } from './choose-recipe.js';
import { ZONE_NETWORK } from './recipe.js';
import type { ModelOrigin } from './train-model.js';
import type { PicturesOrigin } from './training-sets.js';

/** Options of `train` that exclude or need each other. */
export interface TrainChoice {
  readonly out?: string;
  readonly crossValidate?: boolean;
  readonly from?: string;
  readonly alwaysAdapt?: boolean;
  readonly replay?: string;
  readonly replayCamera?: string;
  readonly baselines?: string;
  readonly start?: string;
  readonly size?: unknown;
  readonly readings?: unknown;
  readonly calibrate?: string;
  readonly report?: string;
  readonly unlabelled?: readonly string[];
  readonly data?: readonly string[];
  readonly head?: string;
  readonly mapPart?: number;
  readonly canonical?: boolean;
  readonly distil?: number;
  readonly teachers?: string;
  readonly teacherShare?: number;
  readonly validation?: string;
}

/** Throws UsageError. */
export function checkTrainChoice(choice: TrainChoice): void {
  const wrong = misfitOf(choice);
  if (wrong) throw new UsageError(`train: ${wrong}`);
}

/** Of teachers. Models that are given may have been trained on any of the pictures. */
function teacherMisfitOf(choice: TrainChoice): string | null {
  const { distil, teachers, from, crossValidate, calibrate, validation } = choice;
  if (teachers === undefined && distil === undefined) return null;
  if (from !== undefined)
    return '--from adapts a model without teachers; leave out --distil and --teachers';
  if (teachers === undefined) return null;
  if (distil !== undefined)
    return '--teachers gives the models that --distil trains; leave out one';
  const cure = '--distil trains teachers on the other pictures';
  if (crossValidate || calibrate !== undefined)
    return `--teachers may have seen the pictures that are held back; ${cure}`;
  if (validation !== 'none')
    return `--teachers may have seen the pictures that are held back; give --validation none, or ${cure}`;
  return null;
}

function misfitOf(choice: TrainChoice): string | null {
  const { out, crossValidate, from, alwaysAdapt, baselines, start, size } = choice;
  if (choice.calibrate !== undefined && (crossValidate || (start ?? from) !== undefined))
    return '--calibrate writes the model to --out, and goes with neither --cross-validate nor --start nor --from';
  if (crossValidate && out) return '--cross-validate writes no model; leave out --out';
  if (crossValidate && choice.validation === 'none')
    return '--cross-validate holds back every fold in turn; leave out --validation none';
  if (!crossValidate && !out) return 'expected --out, the model file to write';
  if (from !== undefined && crossValidate)
    return '--from cross-validates what it adapts by itself; leave out --cross-validate';
  if (from !== undefined && choice.unlabelled !== undefined)
    return '--unlabelled is for a training of its own; --from adapts by labelled pictures alone';
  if (from === undefined && alwaysAdapt) return '--always-adapt is for --from';
  if (from === undefined && (choice.replay ?? choice.replayCamera) !== undefined)
    return '--replay and --replay-camera are for --from';
  if (baselines !== undefined && !crossValidate)
    return '--baselines is for --cross-validate; deepawb eval compares models';
  if (baselines !== undefined && (choice.data?.length ?? 1) > 1)
    return '--baselines are for one --data; leave out the others';
  if (choice.report !== undefined && (from ?? choice.calibrate) !== undefined)
    return '--report is for a training of its own and for --cross-validate; leave it out with --from and --calibrate';
  if (start !== undefined && size)
    return '--start goes on with the network of a model; leave out --size';
  if ((start ?? from) !== undefined && choice.readings !== undefined)
    return '--start and --from go on with the network of a model, which reads what it reads; leave out --readings';
  if (start !== undefined && choice.head === 'curve')
    return '--start goes on with the network of a model; leave out --head curve';
  const isOne = choice.data?.length === 1 && !choice.canonical && !choice.unlabelled;
  if (choice.mapPart !== undefined && isOne)
    return '--map-part is for several --data, or --canonical';
  if (start !== undefined && crossValidate) return '--start is for one model, not for folds';
  return teacherMisfitOf(choice);
}

/** What a model answers with, and what it reads, is not chosen anew where it is trained further, nor is the recipe of one that is calibrated. */
export function headOf(
  start: Model | undefined,
  calibrated?: Model,
): Pick<RecipeChoice, 'head' | 'readings' | 'edges'> {
  if (calibrated && isOfOlderDefault(calibrated)) return { edges: false };
  if (!start) return {};
  if (answerOf(start.architecture) === 'kelvin') return { head: 'ct' };
  const { readings } = start.architecture.input;
  return readings ? { readings } : {};
}

/** Whether a model has the blocks of the default before it saw edges, which no recipe file needs to give. */
function isOfOlderDefault({ metadata }: Model): boolean {
  const network = metadata.settings.network as Partial<typeof ZONE_NETWORK> | undefined;
  return JSON.stringify(network?.blocks) === JSON.stringify(ZONE_NETWORK.blocks);
}

/**
 * The recipe for the first of the data sets that are named: statistics of a camera are read as they are. Throws RecipeError, and
 * DatasetError for a folder that is no data set.
 */
export function chooseRecipeFor(
  options: RecipeChoice & DataChoice & { readonly data: readonly string[] },
  seed: number,
): ReturnType<typeof chooseRecipe> {
  const data = options.data[0]!;
  const ownSize = statisticsSize(data, 'train', chosenData(data, options).layout);
  return chooseRecipe(options, seed, ownSize);
}

/** The name of a model, or a data set, whose file is all that is known of it. */
export function modelName(file: string): string {
  return basename(file).replace(/\.[^.]*$/, '');
}

/** What a model file says of its training beside what training knows. */
export function trainedOrigin(
  {
    out,
    name = modelName(out),
    licence,
    attribution,
    start,
    harmonise,
    validation,
  }: Pick<ModelOrigin, 'licence' | 'attribution'> & {
    readonly out: string;
    readonly name?: string;
    readonly start?: string;
    readonly harmonise?: unknown;
    readonly validation: string;
  },
  { data, cameras, settings }: PicturesOrigin,
): Omit<ModelOrigin, 'version'> {
  return {
    ...(cameras.length === 0 ? {} : { cameras }),
    name,
    ...{ data, licence, attribution },
    settings: {
      validation,
      ...(start ? { start: modelName(start) } : {}),
      ...(harmonise === undefined ? {} : { harmonised: true }),
      ...settings,
    },
  };
}
