/**
 * Pictures of awb_nn in another normalisation. On most sensors of one platform a sensitivity of 1.05 (or 0.9) stands between
 * what awb_nn wrote and what libcamera computes, and between the same scene on the two platforms. Harmonised, a sensor has
 * the curve of the platform on which its sensitivities are 1, which libcamera's own blocks of rpi.nn.awb assume:
 *   raw = clip(from canonical of the own file), picture = clip(to canonical of the other's)
 * and the labels are those of that platform's picture of the same scene.
 */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ColourMatrix } from '../../color/index.js';
import {
  type CanonicalSpace,
  fromCanonical,
  type LocusPoint,
  mapWhitePoint,
  rawWhitePointAt,
  toCanonical,
} from '../../libcamera/index.js';
import { THUMBNAIL_CHANNELS } from '../pictures/thumbnail-set.js';
import { type AwbnnName, parseAwbnnName, sceneKey } from './awbnn-name.js';
import type { SensorSpace } from './sensor-spaces.js';

/** From one canonical space to another by way of raw values, which are clipped to 0..1 between and behind. */
export interface Renormalisation {
  readonly toRaw: ColourMatrix;
  readonly toCanonical: ColourMatrix;
}

export function hasUnitSensitivity({ sensitivityR, sensitivityB }: CanonicalSpace): boolean {
  return sensitivityR === 1 && sensitivityB === 1;
}

/** The space whose sensitivities are 1: the sensor's own before that of the other platform; its own where neither is. */
export function harmonisedSpace(own: SensorSpace, other: SensorSpace | null): SensorSpace {
  const isOther =
    !hasUnitSensitivity(own.space) && other !== null && hasUnitSensitivity(other.space);
  return isOther ? other : own;
}

export function renormalisation(from: CanonicalSpace, to: CanonicalSpace): Renormalisation {
  return { toRaw: fromCanonical(from), toCanonical: toCanonical(to) };
}

/** Renormalises pixels (R, G, B, coverage) in place. */
export function renormalise(
  pixels: Float32Array,
  { toRaw, toCanonical: to }: Renormalisation,
): void {
  const clip = (value: number): number => Math.max(0, Math.min(1, value));
  for (let o = 0; o < pixels.length; o += THUMBNAIL_CHANNELS) {
    const [x, y, z] = [pixels[o], pixels[o + 1], pixels[o + 2]];
    const r = clip(toRaw[0] * x + toRaw[1] * y + toRaw[2] * z);
    const g = clip(toRaw[3] * x + toRaw[4] * y + toRaw[5] * z);
    const b = clip(toRaw[6] * x + toRaw[7] * y + toRaw[8] * z);
    pixels[o] = clip(to[0] * r + to[1] * g + to[2] * b);
    pixels[o + 1] = clip(to[3] * r + to[4] * g + to[5] * b);
    pixels[o + 2] = clip(to[6] * r + to[7] * g + to[8] * b);
  }
}

/** The CT of a light of one file's curve on another's locus: the nearest point to its raw white point. */
export function moveTemperature(cctKelvin: number, from: CanonicalSpace, to: SensorSpace): number {
  const light = mapWhitePoint(toCanonical(to.space), rawWhitePointAt(from, cctKelvin));
  const distance = ({ r, b }: LocusPoint): number => Math.hypot(r - light.r, b - light.b);
  return to.locus.reduce((best, point) => (distance(point) < distance(best) ? point : best))
    .cctKelvin;
}

/**
 * Names of the same scenes in a folder of the other platform. A scene's name that comes twice is told apart by the order of
 * CT; where the two folders have not as many of it, it has no twin.
 */
export function twinsOf(names: readonly AwbnnName[], otherDir: string): Map<AwbnnName, AwbnnName> {
  const others = readdirSync(otherDir)
    .filter((file) => file.toLowerCase().endsWith('.png'))
    .map((file) => parseAwbnnName(file.slice(0, -'.png'.length)))
    .filter((name) => typeof name !== 'string');
  const [here, there] = [byScene(names), byScene(others)];
  const twins = new Map<AwbnnName, AwbnnName>();
  for (const [key, group] of here) {
    const candidates = there.get(key);
    if (candidates?.length !== group.length) continue;
    group.forEach((name, i) => {
      twins.set(name, candidates[i]);
    });
  }
  return twins;
}

function byScene(names: readonly AwbnnName[]): Map<string, AwbnnName[]> {
  const scenes = new Map<string, AwbnnName[]>();
  for (const name of names) {
    const key = sceneKey(name);
    scenes.set(key, [...(scenes.get(key) ?? []), name]);
  }
  for (const group of scenes.values())
    group.sort((a, b) => a.colorTemperature - b.colorTemperature);
  return scenes;
}

const OTHER_PLATFORM: Readonly<Record<string, string>> = { pisp: 'vc4', vc4: 'pisp' };

/** The folder of the other platform that lies as this one does: its innermost `pisp` is `vc4` there, and the other way; or null. */
export function otherPlatformDir(dir: string): string | null {
  const path = resolve(dir);
  const name = basename(path);
  if (Object.hasOwn(OTHER_PLATFORM, name)) return join(dirname(path), OTHER_PLATFORM[name]);
  if (dirname(path) === path) return null;
  const parent = otherPlatformDir(dirname(path));
  return parent === null ? null : join(parent, name);
}
