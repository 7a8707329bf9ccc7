/** What a network costs as far as it can be computed without running it. */
import {
  type Architecture,
  ArchitectureError,
  countFlops,
  countParameters,
  inferShapes,
  type Model,
  parameterLayout,
} from '../../model/index.js';
import { initialParameters } from '../../nn/index.js';
import { createRng } from '../../random/index.js';
import { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } from '../../raw/index.js';
import { buildArchitecture, type NetworkRecipe } from '../../train/index.js';

export interface ComputedCost {
  readonly parameters: number;
  /** Floating-point operations of one estimate, two for each multiply-add. */
  readonly flops: number;
  /** Bytes of all maps between operations, float32. */
  readonly activationBytes: number;
  readonly operations: number;
}

const BYTES = 4;

export function computedCost(architecture: Architecture): ComputedCost {
  let activations = 0;
  for (const shape of inferShapes(architecture).values()) {
    activations += shape.heightPx * shape.widthPx * shape.channels;
  }
  return {
    parameters: countParameters(architecture),
    flops: countFlops(architecture),
    activationBytes: activations * BYTES,
    operations: architecture.nodes.length,
  };
}

/** Lights for networks that are only measured: a curve as cameras have, with as many points as anchors can be. */
const STAND_IN_LIGHTS = Array.from({ length: 128 }, (_, i) => {
  const r = 0.3 + (0.7 * i) / 127;
  return { r, b: 0.2 + 0.12 / r + 0.01 * Math.sin(i) };
});

/** Networks larger than these are refused before anything of their size is allocated. */
const MOST_PARAMETERS = 100e6;
const MOST_ACTIVATION_BYTES = 4e9;

/** The architecture of a recipe, without a data set. Throws RangeError for a network that nobody could train. */
export function standInArchitecture(recipe: NetworkRecipe, seed: number): Architecture {
  const architecture = buildArchitecture(standIn(recipe), STAND_IN_LIGHTS, seed);
  const { parameters, activationBytes } = computedCost(architecture);
  if (parameters <= MOST_PARAMETERS && activationBytes <= MOST_ACTIVATION_BYTES)
    return architecture;
  throw new RangeError(
    `network: expected at most ${MOST_PARAMETERS} parameters and ${MOST_ACTIVATION_BYTES} bytes of activations, got ` +
      `${parameters} and ${activationBytes}`,
  );
}

/** A camera's own curve has as many points as one that is fitted, and needs no camera. */
function standIn(recipe: NetworkRecipe): NetworkRecipe {
  return recipe.family === 'small' && recipe.curve === 'physical'
    ? { ...recipe, curve: 'labels' }
    : recipe;
}

/** Throws what `standInArchitecture` throws, without the time that clustering anchors takes. */
export function checkRecipe(recipe: NetworkRecipe): void {
  const quick =
    recipe.family === 'small' ? { ...recipe, anchors: Math.min(1, recipe.anchors) } : recipe;
  standInArchitecture(quick, 0);
}

/** Why nobody can build a network: a kernel larger than its map, a layer of no neurons. Null for one that can be built. */
export function buildFault(recipe: NetworkRecipe): ArchitectureError | null {
  try {
    checkRecipe(recipe);
    return null;
  } catch (error) {
    if (error instanceof ArchitectureError) return error;
    throw error;
  }
}

/** The model of a recipe with random weights: costs what a trained one costs. */
export function randomModel(recipe: NetworkRecipe, seed: number): Model {
  const architecture = standInArchitecture(recipe, seed);
  const rng = createRng(seed).fork('weights');
  return {
    architecture,
    parameters: initialParameters(architecture, parameterLayout(architecture), rng),
    metadata: {
      name: 'random weights',
      version: '0',
      data: { name: 'none', hash: '', pictures: 0 },
      licence: 'none',
      attribution: 'none',
      seed,
      settings: {},
      blackLevel: DEFAULT_BLACK_LEVEL,
      whiteLevel: DEFAULT_WHITE_LEVEL,
    },
  };
}
