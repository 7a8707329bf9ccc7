/**
 * One picture of a synthetic data set as a job: its name, its stream of random numbers, its file, its rows in the
 * tables. What picture comes out depends on settings, part and number alone, so jobs run in any order and thread.
 */

import { join } from 'node:path';
import { CAMERAS, cameraSensitivity } from '../../color/index.js';
import { writeFileAtomically } from '../../files/index.js';
import { createRng, type Rng } from '../../random/index.js';
import { encodePng16 } from '../../raw/index.js';
import { type PictureSettings, renderPicture, type SyntheticPicture } from './picture.js';
import type { SynthSettings } from './synth-folder.js';
import { createTexture } from './texture.js';

/** Which picture: the part, and the number in it from 0. */
export interface SynthTask {
  readonly part: 'train' | 'test';
  readonly number: number;
}

/** Rows of the tables for one picture. */
export interface SynthRows {
  readonly label: string;
  readonly properties: string;
}

export const LABEL_HEADER = 'image,mean_r,mean_g,mean_b';
export const PROPERTY_HEADER =
  'image,daytime,place,illumination,light,cct_kelvin,duv,setting,iso,exposure_ev,single_illuminant';

/** What the pictures of a data set share, made once a thread. */
export interface SynthContext {
  readonly dir: string;
  readonly settings: SynthSettings;
  readonly root: Rng;
  readonly pictureSettings: PictureSettings;
}

/** All pictures of a data set in the order of its tables. */
export function listTasks({ train, test }: SynthSettings): SynthTask[] {
  const tasks: SynthTask[] = [];
  for (let number = 0; number < train; number++) tasks.push({ part: 'train', number });
  for (let number = 0; number < test; number++) tasks.push({ part: 'test', number });
  return tasks;
}

export function createSynthContext(dir: string, settings: SynthSettings): SynthContext {
  const { widthPx, heightPx, seed, camera, mask } = settings;
  const root = createRng(seed);
  const sensitivity = cameraSensitivity(CAMERAS[camera]);
  const texture = createTexture(root.fork('texture'));
  return {
    dir,
    settings,
    root,
    pictureSettings: { widthPx, heightPx, sensitivity, texture, mask },
  };
}

/** Renders one picture and writes its file; the folder must exist. */
export function performSynthTask(
  { dir, settings, root, pictureSettings }: SynthContext,
  { part, number }: SynthTask,
): SynthRows {
  const picture = renderPicture(pictureSettings, root.fork('picture', part, number));
  // Ids are unique over both parts: test goes on where train ends.
  const id = String((part === 'train' ? 1 : settings.train + 1) + number).padStart(4, '0');
  const file = join(dir, part, 'PNG', `${id}.png`);
  writeFileAtomically(file, encodePng16(picture.image), { durable: false });
  return { label: labelRow(id, picture), properties: propertyRow(id, picture) };
}

function labelRow(id: string, { whitePoint: { r, b } }: SyntheticPicture): string {
  const sum = r + 1 + b;
  return [id, r / sum, 1 / sum, b / sum].join(',');
}

function propertyRow(id: string, picture: SyntheticPicture): string {
  const { light, setting, iso, compensationEv } = picture;
  return [
    id,
    light.daytime,
    light.place,
    light.illumination,
    light.kind,
    light.cctKelvin.toFixed(0),
    light.duv.toFixed(4),
    setting,
    iso,
    compensationEv.toFixed(2),
    1,
  ].join(',');
}
