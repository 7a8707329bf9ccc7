/**
 * Composes scenes: a backdrop (sky and ground, wall and floor, or a plain one), leaves with radii after a power
 * law, p(r) ~ r^-3 from occlusion alone [Lee2001], here flatter because the far ones are below a pixel, larger towards
 * the viewer, a skyline, shadows where the light is hard, and now and then a lamp in view.
 *
 * [Lee2001] Lee, Mumford and Huang, Occlusion Models for Natural Images, IJCV 41.
 */
import { type CameraSensitivity, daylightSpectrum } from '../../color/index.js';
import type { Rng } from '../../random/index.js';
import type { LightKind, SceneLight } from './light.js';
import {
  drawPalette,
  LitCamera,
  type Palette,
  type Pigment,
  pickPigment,
  type Setting,
  surfaceOf,
} from './palette.js';
import type { CameraRgb, Leaf, Scene, Shading, Shadow, Shape } from './scene.js';
import { ellipse, everywhere, groundBelow, type Placement, polygon, rectangle } from './shape.js';

/** A scene with the setting that it was composed for. */
export interface ComposedScene {
  readonly setting: Setting;
  readonly scene: Scene;
}

type Layers = (Leaf | Shadow)[];

/** What every part of a composition needs. */
interface Stage {
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

const HARDNESS: Readonly<Record<LightKind, number>> = {
  sun: 1,
  'low-sun': 0.9,
  overcast: 0.1,
  shade: 0.1,
  window: 0.4,
  filament: 0.7,
  led: 0.5,
  halophosphate: 0.3,
  triband: 0.3,
  sodium: 0.8,
};

function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

function drawSetting(light: SceneLight, rng: Rng): Setting {
  const u = rng.uniform();
  if (light.place === 'indoor') return u < 0.65 ? 'room' : 'closeup';
  if (light.daytime === 'night') return 'street';
  if (u < 0.4) return 'street';
  if (u < 0.72) return 'nature';
  return u < 0.84 ? 'winter' : 'closeup';
}

/** Radius after p(r) ~ r^-exponent between the bounds, by inversion. */
function drawRadius(rng: Rng): number {
  const { least, most, exponent } = COMPOSITION.radius;
  const power = 1 - exponent;
  const a = least ** power;
  const b = most ** power;
  return (a + (b - a) * rng.uniform()) ** (1 / power);
}

/** Shading of a flat face turned at random to the light. */
function flatShading(stage: Stage, gloss: number): Shading {
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
function roundShading(stage: Stage, gloss: number): Shading {
  const { rng } = stage;
  return {
    ...flatShading(stage, gloss),
    level: between(rng, 0.7, 1),
    roundness: between(rng, 0.3, 1),
    gloss: gloss * rng.uniform() * (0.5 + stage.hardness),
    sharpness: 10 ** between(rng, 0.8, 2),
  };
}

function backdrop(stage: Stage, shape: Shape, pigment: Pigment, tiles: number): Leaf {
  const shading = { ...flatShading(stage, 0), level: between(stage.rng, 0.55, 1) };
  return { kind: 'leaf', shape, surface: surfaceOf(pigment, tiles, stage.rng), shading };
}

/** The two colours of the sky, blue or grey and cloud; the sky is a light of its own, not a surface. */
function skyColours({ light, camera, rng }: Stage): { sky: CameraRgb; cloud: CameraRgb } {
  if (light.daytime === 'night') {
    const level = between(rng, ...COMPOSITION.nightSkyGreen);
    return { sky: camera.ofOtherLight(light.spectrum, level), cloud: [level, level, level] };
  }
  if (light.kind === 'overcast') {
    const level = between(rng, ...COMPOSITION.overcastSkyGreen);
    const sky = camera.ofOtherLight(light.spectrum, level);
    return { sky, cloud: camera.ofOtherLight(light.spectrum, 0.7 * level) };
  }
  const blue = daylightSpectrum(1e6 / between(rng, 45, 110));
  // In the shade the meter sees little light, so that the sky beside it is brighter than a white.
  const scale = light.kind === 'shade' ? 3 : 1;
  const level = scale * between(rng, ...COMPOSITION.cleanSkyGreen);
  const sun = light.kind === 'shade' ? daylightSpectrum(5700) : light.spectrum;
  const cloud = camera.ofOtherLight(sun, scale * between(rng, 0.7, 1.3));
  return { sky: camera.ofOtherLight(blue, level), cloud };
}

function skyLeaf(stage: Stage): Leaf {
  const { rng, aspect, light } = stage;
  const { sky, cloud } = skyColours(stage);
  const cloudiness = light.kind === 'overcast' || rng.uniform() < 0.6 ? rng.uniform() : 0;
  return {
    kind: 'leaf',
    shape: everywhere(aspect / 2, 0.3),
    surface: {
      first: sky,
      second: cloud,
      mixing: cloudiness,
      grain: 0,
      tiles: between(rng, 0.15, 0.4),
      tileX: 256 * rng.uniform(),
      tileY: 256 * rng.uniform(),
    },
    shading: {
      level: 1,
      gradientX: 0.3 * (rng.uniform() - 0.5),
      gradientY: between(rng, 0, 0.7),
      roundness: 0,
      gloss: 0,
      sharpness: 1,
    },
  };
}

/** Large surfaces are seldom painted or dyed: the commonest pigment that is not, three times out of four. */
function backdropPigment({ palette, rng }: Stage): Pigment {
  const plain = palette.find(({ material }) => material !== 'paint' && material !== 'textile');
  return plain !== undefined && rng.uniform() < 0.75 ? plain : palette[0];
}

/** Backdrop of the stage; returns the height of the horizon (0 where there is none). */
function paintBackdrop(stage: Stage, layers: Layers): number {
  const { rng, aspect, light, palette, setting } = stage;
  const main = backdropPigment(stage);
  const open = light.place === 'outdoor' && setting !== 'closeup';
  if (open && rng.uniform() > COMPOSITION.skyless) {
    const horizon = between(rng, 0.15, 0.6);
    layers.push(skyLeaf(stage));
    const ground = groundBelow(aspect / 2, horizon, 0.15 * rng.normal());
    layers.push(backdrop(stage, ground, main, between(rng, 0.3, 0.8)));
    return horizon;
  }
  layers.push(backdrop(stage, everywhere(aspect / 2, 0.5), main, between(rng, 0.2, 0.6)));
  if (setting === 'closeup') return 0;
  const floor = groundBelow(aspect / 2, between(rng, 0.55, 0.95), 0.2 * rng.normal());
  layers.push(backdrop(stage, floor, pickPigment(palette, rng), between(rng, 0.4, 0.9)));
  return 0;
}

/** Built things stand upright, grown and loose ones lie as they like. */
function leafShape(stage: Stage, pigment: Pigment, place: Placement): Shape {
  const { rng, setting } = stage;
  const ratio = between(rng, 1, 2.6);
  const upright = (rng.uniform() < 0.6 ? 0 : Math.PI / 2) + 0.06 * rng.normal();
  const any = Math.PI * rng.uniform();
  const grown = pigment.material === 'foliage' || pigment.material === 'skin';
  const u = rng.uniform();
  if (grown || setting === 'nature')
    return u < 0.6 ? ellipse(place, ratio, any) : polygon(place, rng);
  if (u < 0.6) return rectangle(place, ratio, setting === 'closeup' ? any : upright);
  return u < 0.85 ? ellipse(place, ratio, any) : polygon(place, rng);
}

function castShadow(stage: Stage, shape: Shape, radius: number): Shadow {
  const { rng, hardness } = stage;
  const shift = 0.25 * radius;
  const moved = { ...shape, cx: shape.cx + shift * rng.normal(), cy: shape.cy + shift };
  const depth = 0.2 + 0.6 * hardness * rng.uniform();
  return { kind: 'shadow', shape: moved, depth, softness: radius * (1.2 - hardness) };
}

/** Puts one thing of the palette into the scene, perhaps with its shadow. */
function paintThing(stage: Stage, layers: Layers, place: Placement, shadowed: boolean): void {
  const { rng, palette } = stage;
  const pigment = pickPigment(palette, rng);
  const shape = leafShape(stage, pigment, place);
  const round = shape.kind === 'ellipse' && rng.uniform() < 0.7;
  if (shadowed) layers.push(castShadow(stage, shape, place.radius));
  const shading = round ? roundShading(stage, pigment.gloss) : flatShading(stage, pigment.gloss);
  const surface = surfaceOf(pigment, between(rng, 0.4, 1.2), rng);
  layers.push({ kind: 'leaf', shape, surface, shading });
}

/** Trees and houses along the horizon. */
function paintSkyline(stage: Stage, layers: Layers, horizon: number): void {
  const { rng, aspect } = stage;
  const count = rng.integer(COMPOSITION.skylineLeaves);
  const tallest = horizon * between(rng, 0.2, 0.9);
  for (let i = 0; i < count; i++) {
    const radius = tallest * between(rng, 0.3, 1);
    const place = { cx: aspect * rng.uniform(), cy: horizon - 0.3 * radius, radius };
    paintThing(stage, layers, place, false);
  }
}

/** Dead leaves until they have the drawn cover, the far ones first. */
function paintLeaves(stage: Stage, layers: Layers, horizon: number): void {
  const { rng, aspect } = stage;
  const { cover, mostLeaves } = COMPOSITION;
  let rest = between(rng, cover.least, cover.most) * aspect * (1 - horizon);
  const radii: number[] = [];
  while (rest > 0 && radii.length < mostLeaves) {
    const radius = drawRadius(rng);
    radii.push(radius);
    rest -= 2 * radius * radius;
  }
  for (let i = 0; i < radii.length; i++) {
    const depth = (i + rng.uniform()) / radii.length;
    // Things stand on the ground: the nearer, the lower in the picture and the larger.
    const radius = radii[i] * (horizon > 0 ? 0.4 + 0.8 * depth : 1);
    const cy = horizon > 0 ? horizon + (1.05 - horizon) * depth - 0.5 * radius : rng.uniform();
    const place = { cx: aspect * rng.uniform(), cy, radius };
    paintThing(stage, layers, place, cy > horizon + radius && rng.uniform() < 0.6);
  }
}

/** Shadows of things outside the picture. */
function paintLongShadows(stage: Stage, layers: Layers, horizon: number): void {
  const { rng, aspect, hardness } = stage;
  const count = rng.uniform() < hardness ? 1 + rng.integer(3) : 0;
  for (let i = 0; i < count; i++) {
    const radius = between(rng, 0.15, 0.7) * (1 - horizon);
    const cy = between(rng, horizon + radius, 1.3);
    const shape = polygon({ cx: aspect * rng.uniform(), cy, radius }, rng);
    layers.push({ kind: 'shadow', shape, depth: 0.75 * hardness * rng.uniform(), softness: 0.03 });
  }
}

function paintLamp({ rng, aspect, camera }: Stage, layers: Layers): void {
  const place = {
    cx: aspect * rng.uniform(),
    cy: 0.4 * rng.uniform(),
    radius: between(rng, 0.02, 0.07),
  };
  const level = COMPOSITION.lampLevel;
  const [red, green, blue] = camera.lightRgb;
  const first: CameraRgb = [level * red, level * green, level * blue];
  layers.push({
    kind: 'leaf',
    shape: ellipse(place, between(rng, 1, 2), 0),
    surface: { first, second: first, mixing: 0, grain: 0, tiles: 1, tileX: 0, tileY: 0 },
    shading: { level: 1, gradientX: 0, gradientY: 0, roundness: 0, gloss: 0, sharpness: 1 },
  });
}

/** Unit vector towards the light: from above, more or less behind the viewer. */
function drawLightDirection(rng: Rng): readonly [number, number, number] {
  const x = between(rng, -0.8, 0.8);
  const y = between(rng, -0.9, -0.1);
  const z = between(rng, 0.3, 1);
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** A scene in a light, as a camera sees it; `aspect` is width over height. */
export function composeScene(
  light: SceneLight,
  { sensitivity, aspect, rng }: { sensitivity: CameraSensitivity; aspect: number; rng: Rng },
): ComposedScene {
  const setting = drawSetting(light, rng);
  const camera = new LitCamera(light.spectrum, sensitivity);
  const palette = drawPalette(setting, camera, rng);
  const hardness = HARDNESS[light.kind];
  const stage: Stage = { aspect, setting, light, camera, palette, hardness, rng };
  const layers: Layers = [];
  const horizon = paintBackdrop(stage, layers);
  if (horizon > 0) paintSkyline(stage, layers, horizon);
  paintLeaves(stage, layers, horizon);
  paintLongShadows(stage, layers, horizon);
  const lit = light.illumination === 'artificial' && rng.uniform() < COMPOSITION.lampInView;
  if (lit) paintLamp(stage, layers);
  const scene = {
    lightRgb: camera.lightRgb,
    lightDirection: drawLightDirection(rng),
    layers,
    vignetting: 0.35 * rng.uniform(),
  };
  return { setting, scene };
}
