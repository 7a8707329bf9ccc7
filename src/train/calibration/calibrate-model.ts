/**
 * A model that tells by how many degrees it is likely to be off. Its network and weights stay as they are; what is added
 * is learnt from networks trained in the same way on parts of the pictures, about those that they have not seen
 * (docs/confidence.md).
 */
import { deciles, type RiskCoverage, riskCoverage } from '../../metrics/index.js';
import { withExpectedError, withoutExpectedError } from '../../model/doubt/index.js';
import type { Model } from '../../model/index.js';
import { createRng, type Rng } from '../../random/index.js';
import { type FoldKind, makeFolds } from '../cross-validate.js';
import type { NetworkRecipe, PreparedPictures } from '../recipe.js';
import { RecipeError } from '../recipe-error.js';
import type { TrainSettings } from '../settings.js';
import type { TrainOptions } from '../train.js';
import {
  type ErrorScale,
  fitError,
  fitScale,
  logDegreesOf,
  noveltyLimit,
  scaled,
} from './fit-error.js';
import { type HeldOutAnswer, type HeldOutPlan, heldOutAnswers } from './held-out-doubts.js';
import { CALIBRATION_SETTINGS } from './settings.js';

export interface CalibrateOptions extends Pick<TrainOptions, 'signal'> {
  /** How pictures are dealt to folds: by runs of neighbouring ids unless given. */
  readonly kind?: FoldKind | 'none' | undefined;
  readonly folds: number;
  readonly seed: number;
  /** Where trainings are kept so that they can be gone on with: `<this>.<number>`. */
  readonly checkpoints?: string;
  /** Per cent of all trainings. */
  readonly onProgress?: (percent: number) => void;
}

export interface CalibratedModel {
  readonly model: Model;
  /** Numbers that tell the expected error. */
  readonly added: number;
  /** Of expected errors about pictures that neither the network nor the calibration had seen. */
  readonly judged: Pick<RiskCoverage, 'images' | 'aurc' | 'idealAurc' | 'randomAurc' | 'halves'> & {
    readonly deciles: ReturnType<typeof deciles>;
    readonly scale: ErrorScale;
  };
}

/**
 * Throws RecipeError for a recipe of another network than the model's, FoldError for too few pictures, ArchitectureError
 * for a model that answers in kelvin or is made for a camera, and train's errors. Of a model that tells its error already,
 * that is learnt anew.
 */
export async function calibrateModel(
  given: Model,
  pictures: PreparedPictures,
  { recipe, settings }: { readonly recipe: NetworkRecipe; readonly settings: TrainSettings },
  options: CalibrateOptions,
): Promise<CalibratedModel> {
  const { folds: count } = options;
  const kind = checkCalibration(given, recipe, options.kind);
  const model: Model = { ...given, ...withoutExpectedError(given) };
  const rng = createRng(options.seed).fork('calibration');
  const plan = { pictures, recipe, settings };
  const folds = makeFolds(pictures.input.entries, { kind, folds: count, seed: options.seed }).map(
    ({ train, validation }) => ({
      training: train,
      heldOut: validation,
    }),
  );
  const sets = dataSetsLeftOut(pictures);
  const known: HeldOutAnswer[][] = [];
  const foreign: HeldOutAnswer[][] = [];
  const total = folds.length + sets.length;
  for (const [i, split] of [...folds, ...sets].entries()) {
    const answers = await heldOutAnswers(
      { ...plan, ...split, ...checkpointOf(options, i) },
      rng.fork('training', i),
      {
        ...(options.signal ? { signal: options.signal } : {}),
        onProgress: ({ epoch, epochs, step, steps }) =>
          options.onProgress?.(
            Math.round((100 * (i + (epoch - 1 + step / steps) / epochs)) / total),
          ),
      },
    );
    (i < folds.length ? known : foreign).push(answers);
  }
  return calibrated(model, known, foreign, rng);
}

function checkpointOf({ checkpoints }: CalibrateOptions, i: number): Partial<HeldOutPlan> {
  return checkpoints === undefined ? {} : { checkpointFile: `${checkpoints}.${i + 1}` };
}

/**
 * How pictures are dealt to folds; told before they are read and trained on for hours. Throws RecipeError where no pictures are held back, and for a recipe that is not the
 * model's; what withExpectedError does for a model that cannot be calibrated at all.
 */
export function checkCalibration(
  given: Model,
  recipe: NetworkRecipe,
  kind: CalibrateOptions['kind'] = 'runs',
): FoldKind {
  const model: Model = { ...given, ...withoutExpectedError(given) };
  withExpectedError(model);
  checkRecipe(model, recipe);
  if (kind !== 'none') return kind;
  throw new RecipeError(
    '--calibrate: expected pictures to be held back; leave out --validation none',
  );
}

function checkRecipe({ metadata }: Model, recipe: NetworkRecipe): void {
  const { network } = metadata.settings;
  if (network === undefined || JSON.stringify(network) === JSON.stringify(recipe)) return;
  throw new RecipeError(
    `--calibrate: expected the recipe that ${metadata.name} was trained by, got another network; give --recipe and --size as to its training`,
  );
}

/** Each data set in turn held back from the others; none where there is one. */
function dataSetsLeftOut({ input }: PreparedPictures) {
  const all = input.entries.map((_, i) => i);
  const setOf = (i: number) => input.entries[i]!.properties.set;
  const names = [...new Set(all.map(setOf))];
  if (names.length < 2) return [];
  return names.map((name) => ({
    training: all.filter((i) => setOf(i) !== name),
    heldOut: all.filter((i) => setOf(i) === name),
  }));
}

/**
 * The fit is from all folds. Its scale is from answers that neither network nor fit had seen the like of: those about whole
 * data sets held back, where there are some, by fits without them; else those of each fold by a fit from the others.
 */
function calibrated(
  model: Model,
  known: readonly HeldOutAnswer[][],
  foreign: readonly HeldOutAnswer[][],
  rng: Rng,
): CalibratedModel {
  const parts = foreign.length > 0 ? foreign : known;
  const all = known.flat();
  const judged = parts.map((answers, i) => {
    const held = new Set(answers.map(({ picture }) => picture));
    const fit = fitError(
      all.filter(({ picture }) => !held.has(picture)),
      rng.fork('part', i),
    );
    return answers.map(({ doubts, errorDegrees }) => ({
      logDegrees: logDegreesOf(fit, doubts),
      errorDegrees,
    }));
  });
  const scale = scaleOf(judged.flat());
  const fit = fitError(all, rng.fork('all'));
  const limit = noveltyLimit(all, fit, CALIBRATION_SETTINGS.knownShare);
  const network = withExpectedError(model, { ...scaled(fit, scale), limit });
  return {
    model: { ...model, ...network },
    added: network.parameters.length - model.parameters.length,
    judged: { ...judgement(judged), scale },
  };
}

interface Told {
  readonly logDegrees: number;
  readonly errorDegrees: number;
}

function scaleOf(told: readonly Told[]): ErrorScale {
  return fitScale(
    told.map(({ logDegrees }) => logDegrees),
    told.map(({ errorDegrees }) => errorDegrees),
  );
}

/** Each part on the scale of the others. */
function judgement(parts: readonly (readonly Told[])[]) {
  const errors = parts.flat().map(({ errorDegrees }) => errorDegrees);
  const expected = parts.flatMap((part, i) => {
    const others = parts.filter((_, j) => j !== i).flat();
    const { offset, slope } = scaleOf(others);
    return part.map(({ logDegrees }) => Math.exp(offset + slope * logDegrees));
  });
  const { images, aurc, idealAurc, randomAurc, halves } = riskCoverage(errors, expected);
  return { images, aurc, idealAurc, randomAurc, halves, deciles: deciles(errors, expected) };
}
