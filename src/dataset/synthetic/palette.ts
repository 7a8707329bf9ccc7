/**
 * The surfaces of a scene: materials by setting, a few pigments of each drawn once and used again and again, as in
 * real places, where most of what one sees is two or three materials. That bias is what makes the average of a
 * picture a poor estimate of its light.
 */
import {
  type CameraSensitivity,
  multiplySpectra,
  type Spectrum,
  spectrumToCameraRgb,
} from '../../color/index.js';
import type { Rng } from '../../random/index.js';
import { drawReflectance, type Material } from './reflectance.js';
import type { CameraRgb, Surface } from './scene.js';

/** What kind of place a scene shows. */
export type Setting = 'nature' | 'winter' | 'street' | 'room' | 'closeup';

/** Materials by share; tuned by eye. */
const MATERIALS: Readonly<Record<Setting, Readonly<Partial<Record<Material, number>>>>> = {
  nature: { foliage: 5, soil: 2, wood: 1.5, stone: 1.5, paint: 0.7, plaster: 0.5, skin: 0.2 },
  winter: { snow: 4, wood: 1.5, stone: 1.5, soil: 1, foliage: 0.7, paint: 0.7, plaster: 1 },
  street: {
    plaster: 3,
    stone: 2,
    asphalt: 2,
    brick: 1.5,
    paint: 1.5,
    foliage: 1,
    skin: 0.3,
    wood: 0.7,
  },
  room: { plaster: 3, wood: 2.5, textile: 2, paint: 1.5, grey: 1, skin: 0.5, foliage: 0.3 },
  closeup: { textile: 2, paint: 2, wood: 1.5, grey: 1, skin: 0.7, foliage: 1.5, stone: 1 },
};

const PIGMENTS = 9;
/** The k-th pigment of a palette is used in proportion to 1 / k^STEEPNESS. */
const STEEPNESS = 0.8;

/** Gloss and how strongly a material's pigments mix and its brightness varies. */
const CHARACTER: Readonly<Record<Material, { gloss: number; mixing: number; grain: number }>> = {
  foliage: { gloss: 0.08, mixing: 0.9, grain: 0.8 },
  soil: { gloss: 0, mixing: 0.8, grain: 0.5 },
  brick: { gloss: 0, mixing: 0.6, grain: 0.3 },
  wood: { gloss: 0.1, mixing: 0.8, grain: 0.35 },
  stone: { gloss: 0, mixing: 0.6, grain: 0.35 },
  skin: { gloss: 0.08, mixing: 0.3, grain: 0.1 },
  paint: { gloss: 0.5, mixing: 0.1, grain: 0.08 },
  textile: { gloss: 0, mixing: 0.4, grain: 0.2 },
  plaster: { gloss: 0, mixing: 0.3, grain: 0.12 },
  asphalt: { gloss: 0.05, mixing: 0.4, grain: 0.3 },
  snow: { gloss: 0.05, mixing: 0.2, grain: 0.12 },
  grey: { gloss: 0.3, mixing: 0, grain: 0.08 },
};

/** One pigment of a palette, as the camera sees it under the scene's light. */
export interface Pigment {
  readonly material: Material;
  readonly first: CameraRgb;
  readonly second: CameraRgb;
  readonly gloss: number;
}

/** The pigments of a scene, the commonest first. */
export type Palette = readonly Pigment[];

/** The camera's view of spectra under one light, scaled so that a white facing it has green 1. */
export class LitCamera {
  /** A white that faces the light; its ratios are the scene's label. */
  readonly lightRgb: CameraRgb;
  readonly light: Spectrum;
  readonly #camera: CameraSensitivity;
  readonly #scale: number;

  constructor(light: Spectrum, camera: CameraSensitivity) {
    this.light = light;
    this.#camera = camera;
    this.#scale = 1 / spectrumToCameraRgb(light, camera)[1];
    this.lightRgb = this.ofRadiance(light);
  }

  /** Camera RGB of a radiance in the scale of the light. */
  ofRadiance(radiance: Spectrum): CameraRgb {
    const [red, green, blue] = spectrumToCameraRgb(radiance, this.#camera);
    return [red * this.#scale, green * this.#scale, blue * this.#scale];
  }

  /** Camera RGB of a reflectance that faces the light. */
  ofReflectance(reflectance: Spectrum): CameraRgb {
    return this.ofRadiance(multiplySpectra(this.light, reflectance));
  }

  /** Camera RGB of another light, scaled so that its green is `level` whites. */
  ofOtherLight(other: Spectrum, level: number): CameraRgb {
    const [red, green, blue] = spectrumToCameraRgb(other, this.#camera);
    return [(level * red) / green, level, (level * blue) / green];
  }
}

function drawMaterial(setting: Setting, rng: Rng): Material {
  const entries = Object.entries(MATERIALS[setting]) as [Material, number][];
  let rest = rng.uniform() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [material, share] of entries) {
    rest -= share;
    if (rest < 0) return material;
  }
  return entries[entries.length - 1][0];
}

/** A pigment of a material, with a second one like it for the texture to mix in. */
export function drawPigment(material: Material, camera: LitCamera, rng: Rng): Pigment {
  const reflectance = drawReflectance(material, rng);
  const other = drawReflectance(material, rng);
  const first = camera.ofReflectance(reflectance);
  const second = camera.ofReflectance(reflectance.map((value, i) => 0.6 * value + 0.4 * other[i]));
  return { material, first, second, gloss: CHARACTER[material].gloss };
}

/** The pigments of a place. */
export function drawPalette(setting: Setting, camera: LitCamera, rng: Rng): Palette {
  return Array.from({ length: PIGMENTS }, () =>
    drawPigment(drawMaterial(setting, rng), camera, rng),
  );
}

/** One of the palette's pigments, the first ones more often. */
export function pickPigment(palette: Palette, rng: Rng): Pigment {
  const weights = palette.map((_pigment, k) => (k + 1) ** -STEEPNESS);
  let rest = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return palette[Math.max(found, 0)];
}

/** The pigment laid on a surface, with a texture of `tiles` noise tiles a picture height. */
export function surfaceOf(pigment: Pigment, tiles: number, rng: Rng): Surface {
  const { mixing, grain } = CHARACTER[pigment.material];
  return {
    first: pigment.first,
    second: pigment.second,
    mixing: mixing * (0.5 + 0.5 * rng.uniform()),
    grain: grain * (0.6 + 0.4 * rng.uniform()),
    tiles,
    tileX: 256 * rng.uniform(),
    tileY: 256 * rng.uniform(),
  };
}
