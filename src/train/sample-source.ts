/**
 * What a training step reads: for a sample and an epoch, an augmented thumbnail at the network's size with its light. The
 * draw depends on seed, epoch and sample alone, so that it does not matter which thread makes it.
 */
import type { ColourMatrix, WhitePoint } from '../color/index.js';
import {
  type AugmentOptions,
  type AugmentTarget,
  createAugment,
  createLowLight,
} from '../dataset/index.js';
import { type LocusPoint, locusAt } from '../libcamera/index.js';
import { createRng, type Rng } from '../random/index.js';
import type { ThumbnailSize } from '../raw/index.js';
import { createImaginaryCameras } from './imaginary-cameras.js';
import { type AugmentationSettings, SAMPLE_SETTINGS } from './settings.js';

/** The training pictures, packed as in ThumbnailSet; in shared memory where several threads read them. */
export interface TrainingPictures extends ThumbnailSize {
  /** N x height x width x 4. */
  readonly pixels: Float32Array;
  /** N x (r, b). */
  readonly whitePoints: Float64Array;
  /** 1 where the scene has one light, N; only such are mixed into others. */
  readonly singleLight: Uint8Array;
  /** The kind of each picture, an expert of the network's, or -1 where it is of none; for gates that are taught. */
  readonly kinds?: Int8Array;
  /** [picture][reading], 0 where one is not known, for networks that read what the camera knows. */
  readonly readings?: Float64Array;
  /** Lux, colour temperature and the camera's curve, for networks that answer in kelvin. */
  readonly scenes?: readonly SceneLight[];
  /** From XYZ to RGB under D65, of the camera as whose pictures they are read; absent where nobody says which. */
  readonly xyzToCamera?: ColourMatrix;
}

export interface SceneLight {
  readonly lux: number;
  readonly cctKelvin: number;
  readonly locus: readonly LocusPoint[];
}

/** Lux and colour temperature of a sample, as augmented. */
export interface DrawnLight {
  lux: number;
  cctKelvin: number;
}

export interface SampleSource {
  /** Writes one augmented sample and its white point (r, b). No allocation but for its random stream. */
  draw(sample: number, epoch: number, target: AugmentTarget, light?: DrawnLight): void;
}

/** Throws RecipeError for imaginary cameras that are reached from a camera which nobody names. */
export function createSampleSource(
  pictures: TrainingPictures,
  size: ThumbnailSize,
  settings: AugmentationSettings,
  seed: number,
): SampleSource {
  const lights = listLights(pictures.whitePoints);
  const augment = createAugment(pictures, size, augmentOptions(pictures, size, settings, lights));
  const { lowLight } = settings;
  const darken = lowLight.share > 0 ? createLowLight(lowLight) : null;
  const neighbours = settings.mix > 0 ? nearestLights(pictures) : [];
  const other: AugmentTarget = {
    pixels: new Float32Array(size.heightPx * size.widthPx * 4),
    label: new Float32Array(2),
  };
  const { xyzToCamera } = pictures;
  const imagine = settings.cameras ? createImaginaryCameras(settings.cameras, xyzToCamera) : null;
  const root = createRng(seed);
  const length = pictures.heightPx * pictures.widthPx * 4;
  const picture = (sample: number) =>
    pictures.pixels.subarray(sample * length, (sample + 1) * length);

  const compose = (sample: number, rng: Rng, target: AugmentTarget) => {
    augment(picture(sample), lights[sample]!, rng, target);
    const candidates = neighbours[sample];
    if (!candidates?.length || rng.uniform() >= settings.mix) return;
    const partner = candidates[rng.integer(candidates.length)]!;
    augment(picture(partner), lights[partner]!, rng, other);
    pasteStrip(target, other, size, rng);
  };

  return {
    draw(sample, epoch, target, light) {
      compose(sample, root.fork('augment', epoch, sample), target);
      const scene = pictures.scenes?.[sample];
      if (scene && light)
        moveAlongLocus(scene, settings, root.fork('locus', epoch, sample), target, light);
      imagine?.(target, root.fork('cameras', epoch, sample));
      // One sensor took the whole sample, its strip too. A stream of its own leaves the others as they were.
      darken?.(target.pixels, root.fork('low light', epoch, sample));
    },
  };
}

function augmentOptions(
  from: ThumbnailSize,
  to: ThumbnailSize,
  settings: AugmentationSettings,
  lights: readonly WhitePoint[],
): AugmentOptions {
  const { cropArea, cropAspect, flips, exposure, noise, relight, relightToward } = settings;
  const { warp, blur, contrast } = settings;
  const square = to.heightPx === to.widthPx && from.heightPx === from.widthPx;
  return {
    flipHorizontal: flips,
    flipVertical: flips,
    transpose: flips && square,
    ...(cropArea < 1 ? { crop: { minArea: cropArea, maxAspect: cropAspect } } : {}),
    ...(exposure > 1 ? { exposureLogRange: Math.log(exposure) } : {}),
    ...(warp ? { warp } : {}),
    ...(blur ? { blur } : {}),
    ...(contrast ? { contrast } : {}),
    ...(noise > 0
      ? { noise: { photon: noise * noise, read: noise / SAMPLE_SETTINGS.readNoisePart } }
      : {}),
    ...(relight > 0 || relightToward > 0
      ? {
          relight: {
            probability: SAMPLE_SETTINGS.relightProbability,
            logSigma: relight,
            ...(relightToward > 0
              ? { toward: { whitePoints: lights, strength: relightToward } }
              : {}),
          },
        }
      : {}),
  };
}

function listLights(whitePoints: Float64Array): WhitePoint[] {
  return Array.from({ length: whitePoints.length / 2 }, (_, i) => ({
    r: whitePoints[2 * i]!,
    b: whitePoints[2 * i + 1]!,
  }));
}

/** For every picture, the single-light pictures whose lights are nearest in log chroma, without itself. */
function nearestLights({ whitePoints, singleLight }: TrainingPictures): number[][] {
  const count = singleLight.length;
  const log = whitePoints.map(Math.log);
  const distance = (i: number, j: number) =>
    Math.hypot(log[2 * i]! - log[2 * j]!, log[2 * i + 1]! - log[2 * j + 1]!);
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => j)
      .filter((j) => j !== i && singleLight[j] === 1)
      .map((j) => ({ j, d: distance(i, j) }))
      .sort((a, b) => a.d - b.d || a.j - b.j)
      .slice(0, SAMPLE_SETTINGS.mixNeighbours)
      .map(({ j }) => j),
  );
}

/** Replaces a strip along one side of the target by that of another picture, relit to the target's light. */
function pasteStrip(
  target: AugmentTarget,
  other: AugmentTarget,
  { heightPx, widthPx }: ThumbnailSize,
  rng: Rng,
): void {
  const red = target.label[0]! / other.label[0]!;
  const blue = target.label[1]! / other.label[1]!;
  const alongRows = rng.uniform() < 0.5;
  const fromEnd = rng.uniform() < 0.5;
  const side = alongRows ? heightPx : widthPx;
  const { leastCut, mostCut } = SAMPLE_SETTINGS;
  const share = leastCut + (mostCut - leastCut) * rng.uniform();
  const cut = Math.max(1, Math.round(side * share));
  const [first, last] = fromEnd ? [side - cut, side] : [0, cut];
  for (let y = alongRows ? first : 0; y < (alongRows ? last : heightPx); y++) {
    for (let x = alongRows ? 0 : first; x < (alongRows ? widthPx : last); x++) {
      const at = (y * widthPx + x) * 4;
      target.pixels[at] = other.pixels[at]! * red;
      target.pixels[at + 1] = other.pixels[at + 1]!;
      target.pixels[at + 2] = other.pixels[at + 2]! * blue;
      target.pixels[at + 3] = other.pixels[at + 3]!;
    }
  }
}

/** Another light on the camera's curve, and another brightness: picture, label and `light` alike. */
function moveAlongLocus(
  { lux, cctKelvin, locus }: SceneLight,
  { locusMired = 0, luxJitter = 0 }: AugmentationSettings,
  rng: Rng,
  { pixels, label }: AugmentTarget,
  light: DrawnLight,
): void {
  const [first, last] = [locus[0]!.cctKelvin, locus.at(-1)!.cctKelvin];
  const moved = 1e6 / (1e6 / cctKelvin + locusMired * rng.normal());
  light.cctKelvin = moved > 0 ? Math.max(first, Math.min(last, moved)) : cctKelvin;
  light.lux = lux * Math.exp(luxJitter * rng.normal());
  if (locusMired === 0) light.cctKelvin = cctKelvin;
  const [from, to] = [locusAt(locus, cctKelvin), locusAt(locus, light.cctKelvin)];
  const [red, blue] = [to.r / from.r, to.b / from.b];
  label[0]! *= red;
  label[1]! *= blue;
  for (let i = 0; i < pixels.length; i += 4) {
    pixels[i]! *= red;
    pixels[i + 2]! *= blue;
  }
}
