/**
 * Composes scenes: a backdrop (sky and ground, wall and floor, or a plain one), leaves with radii after a power
 * law, p(r) ~ r^-3 from occlusion alone [Lee2001], here flatter because the far ones are below a pixel, larger towards
 * the viewer, a skyline, shadows where the light is hard, and now and then a lamp in view.
 *
 * [Lee2001] Lee, Mumford and Huang, Occlusion Models for Natural Images, IJCV 41.
 */
import type { CameraSensitivity } from '../../color/index.js';
import type { Rng } from '../../random/index.js';
import { paintBackdrop } from './backdrop.js';
import type { LightKind, SceneLight } from './light.js';
import {
  drawPalette,
  LitCamera,
  type Pigment,
  pickPigment,
  type Setting,
  surfaceOf,
} from './palette.js';
import type { CameraRgb, Scene, Shadow, Shape } from './scene.js';
import { ellipse, type Placement, polygon, rectangle } from './shape.js';
import {
  between,
  COMPOSITION,
  flatShading,
  type Layers,
  roundShading,
  type Stage,
} from './stage.js';

/** A scene with the setting that it was composed for. */
export interface ComposedScene {
  readonly setting: Setting;
  readonly scene: Scene;
}

/** 0: shadowless, 1: hard. */
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
