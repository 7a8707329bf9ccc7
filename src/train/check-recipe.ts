/** What can be told of a training before a picture is read: whether its network, its settings and what teaches it go together. */
import type { WhitePoint } from '../color/index.js';
import type { Architecture, Model } from '../model/index.js';
import { type CalibrateOptions, checkCalibration } from './calibration/calibrate-model.js';
import { checkLossKind } from './check-loss.js';
import { checkGate } from './gate-kinds.js';
import { buildArchitecture, type NetworkRecipe } from './recipe.js';
import { RecipeError } from './recipe-error.js';
import { readRecipeFile } from './recipe-file.js';
import type { TrainSettings } from './settings.js';
import { checkSimd } from './simd.js';
import { checkTeachers } from './teachers.js';
import { checkUnlabelled } from './unlabelled/check-unlabelled.js';

/** What a user says of a training, as far as it is asked about here. */
export interface BeforeReading {
  readonly unlabelled?: readonly string[];
  readonly validation?: CalibrateOptions['kind'];
  /** The file of the model that is gone on from. */
  readonly start?: string;
  readonly family?: string;
  readonly fast?: boolean;
  readonly recipe?: string;
}

/** Models beside the pictures. */
interface ModelsBeside {
  readonly start?: Model | undefined;
  readonly teachers?: readonly Model[] | '' | undefined;
  /** The one that is to be calibrated. */
  readonly before?: Model | '' | undefined;
}

/**
 * Sentences on what does not count of a recipe. Throws RecipeError where a loss is not one of the network's answer, teachers cannot
 * teach it, a gate has nothing to be taught, a recipe describes another network than that of the model gone on from or to calibrate,
 * or settings of pictures without labels have none; ArchitectureError for a network that cannot be built.
 */
export function checkBeforeReading(
  choice: BeforeReading,
  { recipe, settings }: { readonly recipe: NetworkRecipe; readonly settings: TrainSettings },
  { start, teachers, before }: ModelsBeside,
): string[] {
  const architecture = start?.architecture ?? architectureWithoutPictures(recipe, settings);
  checkLossKind({ architecture, settings });
  checkSimd(settings);
  checkTeachers(teachers || undefined, { architecture, settings });
  checkUnlabelled({ settings, unlabelled: choice.unlabelled !== undefined });
  checkGate(recipe, settings);
  if (before) checkCalibration(before, recipe, choice.validation);
  return start ? notTakenOf(choice, recipe, start) : [];
}

/**
 * The network of a recipe, around lights of nobody's: shapes and answer are those that it will have. Curves of labels and of cameras
 * are not known yet, any two points stand for them.
 */
function architectureWithoutPictures(recipe: NetworkRecipe, { seed }: TrainSettings): Architecture {
  if (recipe.family !== 'small' || (recipe.curve ?? 'none') === 'none')
    return buildArchitecture(recipe, SOME_LIGHTS, seed);
  const { curvePoints = ENDS } = recipe;
  return buildArchitecture({ ...recipe, curve: 'given', curvePoints }, SOME_LIGHTS, seed);
}

const SOME_LIGHTS: readonly WhitePoint[] = Array.from({ length: 64 }, (_, i) => ({
  r: 0.3 + i / 80,
  b: 1.1 - i / 80,
}));
const ENDS = [SOME_LIGHTS[0]!, SOME_LIGHTS.at(-1)!].map(({ r, b }) => [r, b] as const);

/** What of a recipe does not count, since the network is that of a model. What was described by hand, and is another's, is refused. */
function notTakenOf(
  { start: file, family, fast, recipe: recipeFile }: BeforeReading,
  recipe: NetworkRecipe,
  { architecture, metadata }: Model,
): string[] {
  const wanted = recipe as unknown as Readonly<Record<string, unknown>>;
  const own = metadata.settings.network as typeof wanted | undefined;
  const described = Object.keys((recipeFile && readRecipeFile(recipeFile).network) || {});
  const named = family === 'reference' ? ['family', ...described] : described;
  const other = named.find((key) => own && !isSame(wanted[key], own[key]));
  if (other !== undefined) {
    const said = own![other] === undefined ? 'its default' : JSON.stringify(own![other]);
    throw new RecipeError(
      `network.${other}: expected that of ${file}, ${said}, since --start goes on with its network, got ${JSON.stringify(wanted[other])}; leave it out, or train a network of its own without --start`,
    );
  }
  const { heightPx, widthPx } = architecture.input;
  const stays = `the network stays that of ${file}, ${widthPx}x${heightPx}`;
  return [
    ...(fast ? [`--fast with --start: ${stays}; of --fast the training alone is taken.`] : []),
    ...(own || named.length === 0
      ? []
      : [`network.${named.join(', network.')}: not taken with --start; ${stays}.`]),
  ];
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
