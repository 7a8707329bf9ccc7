/** What the parts of a composition share: the place, its light and surfaces, and how light falls on things. */
import type { Rng } from '../../random/index.js';
import type { SceneLight } from './light.js';
import type { LitCamera, Palette, Setting } from './palette.js';
import type { Leaf, Shading, Shadow } from './scene.js';

/** Layers in painting order, while they are being added. */
export type Layers = (Leaf | Shadow)[];

/** What every part of a composition needs. */
export interface Stage {
  readonly aspect: number;
  readonly setting: Setting;
  readonly light: SceneLight;
  readonly camera: LitCamera;
  readonly palette: Palette;
  /** 0: shadowless (overcast, shade), 1: hard sun. */
  readonly hardness: number;
  readonly rng: Rng;
}

/** Tuned by eye. */
export const COMPOSITION = {
  /** Area of all leaves over the picture's area. */
  cover: { least: 0.5, most: 3 },
  mostLeaves: 300,
  radius: { least: 0.025, most: 0.55, exponent: 2.2 },
  skylineLeaves: 24,
  /** Share of outdoor scenes where no sky is in view. */
  skyless: 0.35,
  cleanSkyGreen: [0.25, 0.7],
  overcastSkyGreen: [0.9, 2.2],
  nightSkyGreen: [0.001, 0.01],
  lampInView: 0.15,
  lampLevel: 12,
} as const;

/** Uniform between two bounds. */
export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

/** Shading of a flat face turned at random to the light. */
export function flatShading(stage: Stage, gloss: number): Shading {
  const { rng, hardness } = stage;
  const steepest = 0.2 + 0.6 * hardness;
  return {
    level: 1 - hardness * 0.85 * rng.uniform() - (1 - hardness) * 0.6 * rng.uniform(),
    gradientX: steepest * (rng.uniform() - 0.5),
    gradientY: steepest * (rng.uniform() - 0.5),
    roundness: 0,
    gloss: rng.uniform() < 0.5 ? 0.3 * gloss * rng.uniform() : 0,
    sharpness: between(rng, 4, 20),
  };
}

/** Shading of a round body. */
export function roundShading(stage: Stage, gloss: number): Shading {
  const { rng } = stage;
  return {
    ...flatShading(stage, gloss),
    level: between(rng, 0.7, 1),
    roundness: between(rng, 0.3, 1),
    gloss: gloss * rng.uniform() * (0.5 + stage.hardness),
    sharpness: 10 ** between(rng, 0.8, 2),
  };
}
