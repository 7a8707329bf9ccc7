/**
 * From a data set to a training job: thumbnails at the right sizes, weights, the network of a family fitted to the
 * training lights, and the pictures held back for validation.
 */

import { daylightMatrix } from '../camera/index.js';
import type { ColourMatrix, WhitePoint } from '../color/index.js';
import {
  datasetCamera,
  type LoadThumbnailsOptions,
  loadThumbnails,
  type ThumbnailSet,
} from '../dataset/index.js';
import {
  type Architecture,
  type GateKind,
  type LuxPlace,
  PROOF_OF_CONCEPT,
  type ReadingName,
  type ReferenceFamily,
  type Regressed,
  referenceArchitecture,
  referenceArchitectureV1,
  referencePlanes,
  type SmallBlock,
  type SmallHead,
  smallArchitecture,
  withPlanes,
} from '../model/index.js';
import { createRng } from '../random/index.js';
import type { RawLevels } from '../raw/index.js';
import { summariseLights } from './anchors.js';
import { gateKinds } from './gate-kinds.js';
import { type CurveSource, lightCurve } from './light-curve.js';
import { checkKnown, readingInputs, scenesOf } from './picture-readings.js';
import { drawWeights, lossWeights } from './picture-weights.js';
import type { TrainingPictures } from './sample-source.js';
import type { TrainSettings } from './settings.js';
import type { TrainJob } from './train.js';
import { chosenPixels, type UnlabelledPictures } from './unlabelled/unlabelled-pictures.js';

/** A network whose numbers depend on the training lights, described without them. */
export type NetworkRecipe =
  | {
      readonly family: 'small';
      readonly heightPx: number;
      readonly widthPx: number;
      readonly blocks: readonly SmallBlock[];
      readonly hidden: number;
      /** Anchor lights, 0 for a free residual. */
      readonly anchors: number;
      readonly head?: SmallHead;
      readonly luminance?: boolean;
      /** Pixels of the input that a cell has on a side; 1 unless given. */
      readonly cell?: number;
      /** Whether edges between pixels are seen beside the colours of cells; not unless given. */
      readonly edges?: boolean;
      /** `kelvin`: a mixture of colour temperatures, lux read beside the picture; a white point unless given. */
      readonly answer?: 'whitePoint' | 'kelvin';
      /** Of `kelvin`: where lux is read; at the head unless given. */
      readonly luxAt?: LuxPlace;
      /** What the camera knows beside the picture that the hidden layer reads, too; nothing unless given. Not of `kelvin`. */
      readonly readings?: readonly ReadingName[];
      /** Share of what the hidden layer reads that is left out in training; 0 to 0.9, none unless given. */
      readonly dropout?: number;
      /** Experts that the hidden layer is dealt to, weighed by a gate; one, without a gate, unless given. */
      readonly experts?: number;
      /** Whether all experts count or the preferred one alone, which asks for `gateLabel` in training; all unless given. */
      readonly gate?: GateKind;
      /** What the last layer gives; log chroma unless given. */
      readonly regressed?: Regressed;
      /** What answers are restricted to, a curve of lights; they are free unless given. */
      readonly curve?: CurveSource;
      /** Of the curve `given`: (r, b) of its points, in the space of the pictures. */
      readonly curvePoints?: readonly (readonly [number, number])[];
      /** How far from the curve answers may lie, in units of r and b; 0, on it, unless given. */
      readonly band?: number;
    }
  /** `reference-v1`: the meaning that studies of journal version 1 gave to the same numbers. */
  | ({
      readonly family: 'reference' | 'reference-v1';
      /** `rendered`: the reference's own pictures, made at the network's size; linear values unless given. */
      readonly planes?: 'linear' | 'rendered';
    } & ReferenceFamily);

/**
 * The network of zones of statistics, which are few and have no edges to spare: single cells, by their colours alone. Search spaces
 * and recipe files that give `blocks` begin with it as well: it was the default of all pictures when they were written.
 */
export const ZONE_NETWORK: NetworkRecipe = {
  family: 'small',
  heightPx: 32,
  widthPx: 32,
  blocks: [
    { kernel: 2, stride: 2, channels: 32 },
    { kernel: 1, stride: 1, channels: 32 },
    { kernel: 1, stride: 1, channels: 48 },
  ],
  hidden: 32,
  anchors: 24,
  head: 'both',
  luminance: true,
};

/** The network of `deepawb train` unless told otherwise: that of cube64-small, its cells made of 2x2 pixels, with their edges. */
export const DEFAULT_NETWORK: NetworkRecipe = {
  ...ZONE_NETWORK,
  blocks: [
    { kernel: 2, stride: 2, channels: 48 },
    { kernel: 1, stride: 1, channels: 48 },
    { kernel: 1, stride: 1, channels: 48 },
    { kernel: 1, stride: 1, channels: 64 },
  ],
  hidden: 28,
  cell: 2,
  edges: true,
};

/**
 * The network of `deepawb train --head ct` for 32x32 zones, a Raspberry Pi 5's: each of its convolutions halves the map, so that the
 * second looks at 4x4 zones, which are no more of the picture than 2x2 of the fewer zones of other cameras.
 */
export const TEMPERATURE_NETWORK: NetworkRecipe = {
  ...ZONE_NETWORK,
  blocks: [
    { kernel: 2, stride: 2, channels: 24 },
    { kernel: 2, stride: 2, channels: 48 },
  ],
  answer: 'kelvin',
  luxAt: 'head',
  dropout: 0.15,
};

/** The same for fewer zones: 16x12 of a Raspberry Pi 4 and of older ones. */
export const COARSE_TEMPERATURE_NETWORK: NetworkRecipe = {
  ...TEMPERATURE_NETWORK,
  heightPx: 12,
  widthPx: 16,
  blocks: [
    { kernel: 2, stride: 2, channels: 24 },
    { kernel: 1, stride: 1, channels: 48 },
  ],
};

export const REFERENCE_NETWORK: NetworkRecipe = {
  family: 'reference',
  ...PROOF_OF_CONCEPT,
  planes: 'linear',
};

/**
 * The network for a set of training lights; anchors are clustered with a stream of the seed. `xyzToCamera`: of the camera of the
 * pictures, under D65, for its physical curve. Throws RecipeError for a curve that cannot be had, ArchitectureError for a network
 * that cannot be built.
 */
export function buildArchitecture(
  recipe: NetworkRecipe,
  lights: readonly WhitePoint[],
  seed: number,
  xyzToCamera?: ColourMatrix,
): Architecture {
  switch (recipe.family) {
    case 'small': {
      const { curve, ...network } = recipe;
      const summary = summariseLights(lights, recipe.anchors, createRng(seed).fork('anchors'));
      const small = { ...network, ...summary };
      if (recipe.answer === 'kelvin') {
        return smallArchitecture({ ...small, anchorsMired: anchorsMired(recipe.anchors) });
      }
      const points = lightCurve(recipe, lights, xyzToCamera);
      return smallArchitecture(
        points ? { ...small, curve: { points, band: recipe.band ?? 0 } } : small,
      );
    }
    case 'reference':
      return inDomain(recipe, referenceArchitecture(recipe));
    case 'reference-v1':
      return inDomain(recipe, referenceArchitectureV1(recipe));
    default:
      recipe satisfies never;
      throw new TypeError('unknown network family');
  }
}

/** How pictures and lights are laid out for a network. Set by hand: no run compares them. */
export const NETWORK_SETTINGS = {
  /** Anchors of colour temperatures: daylight's blue to candles, what curves of cameras cover. */
  bluestKelvin: 8600,
  reddestKelvin: 2500,
  /** Training pictures are kept at this multiple of the network's size, so that crops have pixels to spare. */
  cropReserve: 2,
  /** Larger networks read pictures that have none to spare. */
  cropReserveSidePx: 128,
} as const;

/** Even steps of mired. */
function anchorsMired(count: number): number[] {
  const least = 1e6 / NETWORK_SETTINGS.bluestKelvin;
  const most = 1e6 / NETWORK_SETTINGS.reddestKelvin;
  const steps = Math.max(1, count - 1);
  return Array.from({ length: steps + 1 }, (_, i) => least + ((most - least) * i) / steps);
}

function inDomain(
  { heightPx, widthPx, planes }: Extract<NetworkRecipe, ReferenceFamily>,
  architecture: Architecture,
): Architecture {
  if (planes !== 'rendered') return architecture;
  const size = { heightPx, widthPx };
  return withPlanes(architecture, referencePlanes(size, size));
}

/** Pictures of one part, at the sizes that training and estimates need. */
export interface PreparedPictures {
  /** Larger than the network's input, for crops. */
  readonly source: ThumbnailSet;
  /** At the network's size, for estimates. */
  readonly input: ThumbnailSet;
  readonly dataHash: string;
  /** SHA-256 of the files, picture by picture; absent where pictures were made and not read. */
  readonly contentHashes?: readonly string[];
  readonly notices: readonly string[];
  readonly skipped: Awaited<ReturnType<typeof loadThumbnails>>['skipped'];
  readonly fromCache: boolean;
  /** At which they were linearised, one black level for all. */
  readonly levels: RawLevels;
  /** Of the camera as whose pictures they are read, where that is known: from XYZ to RGB under D65. */
  readonly xyzToCamera?: ColourMatrix;
  /** Where several cameras took them: from the RGB in which they are read back to their own camera's, picture by picture. */
  readonly toOwnCamera?: readonly ColourMatrix[];
  /** Beside them, without labels, in the RGB of the others. */
  readonly unlabelled?: UnlabelledPictures;
}

/** Loads one part of a data set for a network; errors are loadThumbnails'. */
export async function preparePictures(
  dir: string,
  { heightPx, widthPx }: { readonly heightPx: number; readonly widthPx: number },
  options: Omit<LoadThumbnailsOptions, 'heightPx' | 'widthPx'>,
): Promise<PreparedPictures> {
  const { cropReserve, cropReserveSidePx } = NETWORK_SETTINGS;
  const reserve = Math.max(heightPx, widthPx) <= cropReserveSidePx ? cropReserve : 1;
  const load = (scale: number) =>
    loadThumbnails(dir, { ...options, heightPx: heightPx * scale, widthPx: widthPx * scale });
  const source = await load(reserve);
  const input = reserve === 1 ? source : await load(1);
  const camera = datasetCamera(dir);
  return {
    source: source.set,
    input: input.set,
    dataHash: source.datasetHash,
    contentHashes: source.contentHashes,
    notices: [...new Set([...source.notices, ...input.notices])],
    skipped: source.skipped,
    fromCache: source.fromCache && input.fromCache,
    levels: { blackLevel: source.levels.blackLevel, whiteLevel: source.levels.whiteLevel },
    ...(camera ? { xyzToCamera: daylightMatrix(camera) } : {}),
  };
}

/**
 * A job that trains on some of the pictures and reports its errors on others. Throws RecipeError for a loss that is not the
 * network's kind, and for a network that answers in kelvin where pictures lack what it needs.
 */
export function createJob(
  pictures: Pick<
    PreparedPictures,
    'source' | 'input' | 'dataHash' | 'xyzToCamera' | 'toOwnCamera' | 'unlabelled'
  >,
  recipe: NetworkRecipe,
  settings: TrainSettings,
  {
    training,
    validation,
    goesOn = false,
  }: {
    readonly training: ArrayLike<number>;
    readonly validation: ArrayLike<number>;
    /** Whether the network is that of a model: what it reads cannot be left out. */
    readonly goesOn?: boolean;
  },
): TrainJob {
  const isKelvin = recipe.family === 'small' && recipe.answer === 'kelvin';
  const names = (recipe.family === 'small' && recipe.readings) || [];
  const withScenes = (set: ThumbnailSet, indices: ArrayLike<number>) => ({
    ...selectPictures(set, indices),
    ...(isKelvin ? { scenes: scenesOf(set, indices, goesOn) } : {}),
    ...(names.length > 0 ? { readings: readingInputs(set, indices, names) } : {}),
  });
  const kinds = gateKinds(pictures.source.entries, training, recipe, settings);
  const { xyzToCamera, toOwnCamera, unlabelled } = pictures;
  const trainingSet = {
    ...withScenes(pictures.source, training),
    ...(kinds ? { kinds } : {}),
    ...(xyzToCamera ? { xyzToCamera } : {}),
  };
  checkKnown(trainingSet.readings, names, goesOn);
  const lights = Array.from(training, (i) => pictures.source.entries[i]!.whitePoint);
  const draws = drawWeights(lights, settings);
  const held = {
    ...withScenes(pictures.input, validation),
    ...(toOwnCamera ? { toOwnCamera: Array.from(validation, (i) => toOwnCamera[i]!) } : {}),
  };
  return {
    architecture: buildArchitecture(recipe, lights, settings.seed, xyzToCamera),
    settings,
    training: trainingSet,
    weights: lossWeights(lights, settings),
    ...(draws ? { draws } : {}),
    ...(unlabelled
      ? {
          unlabelled: {
            pictures: unlabelled,
            labelledInput: chosenPixels(pictures.input, training),
          },
        }
      : {}),
    ...(validation.length > 0 ? { validation: held } : {}),
    dataHash: pictures.dataHash,
  };
}

/** All pictures of a set, as a sample source reads them. */
export function trainingPictures(set: ThumbnailSet): TrainingPictures {
  return selectPictures(
    set,
    set.entries.map((_, i) => i),
  );
}

function selectPictures(
  { heightPx, widthPx, pixels, entries }: ThumbnailSet,
  indices: ArrayLike<number>,
): TrainingPictures {
  const length = heightPx * widthPx * 4;
  const chosen = new Float32Array(new SharedArrayBuffer(indices.length * length * 4));
  const whitePoints = new Float64Array(indices.length * 2);
  const singleLight = new Uint8Array(indices.length);
  Array.from(indices).forEach((index, i) => {
    const { whitePoint, properties } = entries[index]!;
    chosen.set(pixels.subarray(index * length, (index + 1) * length), i * length);
    whitePoints.set([whitePoint.r, whitePoint.b], 2 * i);
    singleLight[i] = properties.single_illuminant === '0' ? 0 : 1;
  });
  return { heightPx, widthPx, pixels: chosen, whitePoints, singleLight };
}
