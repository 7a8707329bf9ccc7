/**
 * Samples as cameras would have taken them that nobody has: what a matrix does not tell of a camera, and cameras of which
 * not even the matrix is known. Picture and label go through the same 3x3, so that a grey stays one. The idea of imaginary
 * cameras is CCMNet's [ICCV 2025]; here they are steps in the space of one camera, not inputs of the network.
 */
import { cameraMap, cameraOfMatrix, tableMatrices } from '../camera/index.js';
import {
  type ColourMatrix,
  findMappedWhitePoint,
  mapPixels,
  multiplyMatrices,
  type WhitePoint,
} from '../color/index.js';
import { type AugmentTarget, THUMBNAIL_CHANNELS } from '../dataset/index.js';
import type { Rng } from '../random/index.js';
import { RecipeError } from './recipe-error.js';

export interface ImaginaryCameraOptions {
  /** Share of samples that an imaginary camera takes: a blend of two of the table that ships. */
  readonly share: number;
  /** How far such a sample goes to that camera at most, of the whole way; the part is drawn evenly. */
  readonly reach: number;
  /** Standard deviation of the logarithms of the factors of red and blue, of every sample. */
  readonly diagonal: number;
  /**
   * Standard deviation of what a channel takes of each of the others once white is balanced, of every sample: colours get
   * nearer or further, and the light stays as it is.
   */
  readonly crosstalk: number;
}

/** Changes a sample in place; all chance comes from `rng`. A light that the other camera would not see stays as it was. */
export type ImagineCamera = (target: AugmentTarget, rng: Rng) => void;

/**
 * @param xyzToCamera of the camera whose pictures the samples are, for a share that is above 0
 * @throws RecipeError where it is needed and absent
 */
export function createImaginaryCameras(
  options: ImaginaryCameraOptions,
  xyzToCamera: ColourMatrix | undefined,
): ImagineCamera {
  const { share, reach, diagonal, crosstalk } = options;
  const table = share > 0 ? mapsFrom(xyzToCamera) : [];
  return ({ pixels, label }, rng) => {
    // Everything is drawn whatever the outcome, so that one strength does not move what another draws.
    const drawn = drawDistortion(diagonal, crosstalk, rng);
    const camera = share > 0 && rng.uniform() < share ? drawCamera(table, reach, rng) : IDENTITY;
    const own = { r: label[0]!, b: label[1]! };
    const light = findMappedWhitePoint(camera, own);
    if (!light) return;
    const matrix = multiplyMatrices(aboutLight(drawn, light), camera);
    const mapped = findMappedWhitePoint(matrix, own);
    if (!mapped) return;
    label[0] = mapped.r;
    label[1] = mapped.b;
    mapPixels(matrix, pixels, THUMBNAIL_CHANNELS);
    for (let i = 0; i < pixels.length; i++) if (pixels[i]! < 0) pixels[i] = 0;
  };
}

/** From the samples' camera to each of the table. */
function mapsFrom(xyzToCamera: ColourMatrix | undefined): ColourMatrix[] {
  if (!xyzToCamera) {
    throw new RecipeError(
      'augmentation.cameras.share: expected pictures of a known camera, got some of which nobody says who took them; ' +
        'give --camera, or "camera" in dataset.json, or a share of 0',
    );
  }
  const from = cameraOfMatrix('camera of the pictures', xyzToCamera);
  return tableMatrices().map((matrix) => cameraMap(from, cameraOfMatrix('of the table', matrix)));
}

const IDENTITY: ColourMatrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** A part of the way to a blend of two cameras. */
function drawCamera(table: readonly ColourMatrix[], reach: number, rng: Rng): ColourMatrix {
  const one = table[rng.integer(table.length)]!;
  const other = table[rng.integer(table.length)]!;
  const blend = rng.uniform();
  const part = reach * rng.uniform();
  return IDENTITY.map((same, i) => {
    const there = blend * one[i]! + (1 - blend) * other[i]!;
    return same + part * (there - same);
  }) as unknown as ColourMatrix;
}

interface Distortion {
  readonly red: number;
  readonly blue: number;
  /** Off the diagonal, row by row: R of G and B, G of R and B, B of R and G. */
  readonly taken: readonly number[];
}

function drawDistortion(diagonal: number, crosstalk: number, rng: Rng): Distortion {
  const red = Math.exp(diagonal * rng.normal());
  const blue = Math.exp(diagonal * rng.normal());
  return { red, blue, taken: Array.from({ length: 6 }, () => crosstalk * rng.normal()) };
}

/** As a matrix: white balanced, channels mixed by rows that add up to 1, the balance undone with other factors. */
function aboutLight({ red, blue, taken }: Distortion, { r, b }: WhitePoint): ColourMatrix {
  const [rg, rb, gr, gb, br, bg] = taken as [number, number, number, number, number, number];
  return [
    red * (1 - rg - rb),
    red * rg * r,
    (red * rb * r) / b,
    gr / r,
    1 - gr - gb,
    gb / b,
    (blue * br * b) / r,
    blue * bg * b,
    blue * (1 - br - bg),
  ];
}
