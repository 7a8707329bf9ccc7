/** What can be told of a training before a picture is read: whether its network, its settings and what teaches it go together. */
import type { WhitePoint } from '../color/index.js';
import type { Architecture, Model } from '../model/index.js';
import { checkLossKind } from './check-loss.js';
import { checkGate } from './gate-kinds.js';
import { buildArchitecture, type NetworkRecipe } from './recipe.js';
import { RecipeError } from './recipe-error.js';
import type { TrainSettings } from './settings.js';
import { checkSimd } from './simd.js';
import { checkTeachers, type Teacher } from './teachers.js';
import { checkUnlabelled } from './unlabelled/check-unlabelled.js';

/** What a training has beside its labelled pictures. */
export interface TrainingCompany {
  /** A model to go on from. */
  readonly start?: Model;
  readonly teachers?: readonly Teacher[];
  /** Whether there are pictures without labels. */
  readonly unlabelled?: boolean;
}

/**
 * Throws RecipeError where a loss is not one of the network's answer, teachers cannot teach it, a gate has nothing to be taught, a
 * recipe describes another network than the one gone on from, or settings of pictures without labels have none; ArchitectureError
 * for a network that cannot be built.
 */
export function checkTraining(
  recipe: NetworkRecipe,
  settings: TrainSettings,
  { start, teachers, unlabelled = false }: TrainingCompany,
): void {
  const architecture = start?.architecture ?? architectureWithoutPictures(recipe, settings);
  checkLossKind({ architecture, settings });
  checkSimd(settings);
  checkTeachers(teachers, { architecture, settings });
  checkUnlabelled({ settings, unlabelled });
  checkGate(recipe, settings);
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

/** What chooses a network where a model is gone on from. */
export interface StartChoice {
  readonly start?: string;
  readonly family?: string;
  readonly fast?: boolean;
}

/**
 * Sentences on what of a recipe does not count, since the network is that of a model. `described`: settings of the network that a
 * recipe file names. Throws RecipeError where one of them, or the family, is not the model's.
 */
export function checkStart(
  { start: file, family, fast }: StartChoice,
  recipe: NetworkRecipe,
  described: readonly string[],
  { architecture, metadata }: Pick<Model, 'architecture' | 'metadata'>,
): string[] {
  const wanted = recipe as unknown as Readonly<Record<string, unknown>>;
  const own = metadata.settings.network as typeof wanted | undefined;
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
