/**
 * The folder of a synthetic data set: claimed before the first picture, so that nothing of the user's is ever
 * overwritten, and sealed after the last, so that a broken-off run can be told from a whole one.
 */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraName } from '../../color/index.js';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } from '../../raw/index.js';
import { type DatasetDescription, DESCRIPTION_FILE } from '../dataset-description.js';
import { DatasetError } from '../dataset-error.js';
import { SIMPLECUBE_LAYOUT } from '../layout.js';

/** Everything that decides the bytes of a synthetic data set. */
export interface SynthSettings {
  readonly train: number;
  readonly test: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly seed: number | string;
  readonly camera: CameraName;
  readonly mask: boolean;
}

/** What synth.json holds. */
export interface SynthMarker {
  readonly generator: typeof GENERATOR;
  readonly version: number;
  /** False while pictures are being written. */
  readonly complete: boolean;
  readonly settings: SynthSettings;
}

const MARKER_FILE = 'synth.json';
const GENERATOR = 'deepawb data synth';
/** Grows when the same settings would give other pictures. */
const SYNTH_VERSION = 1;
const PICTURE_NAME = /^\d{4,7}\.png$/;

/**
 * What is known of a folder that may hold a synthetic data set; null where it is none of ours (or there is no
 * folder).
 */
export async function readSynthMarker(dir: string): Promise<SynthMarker | null> {
  const text = await readFile(join(dir, MARKER_FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const marker = JSON.parse(text) as SynthMarker | null;
    return marker?.generator === GENERATOR ? marker : null;
  } catch {
    return null;
  }
}

/** True where a folder holds exactly the data set of these settings, whole. */
export async function holdsSynthesized(dir: string, settings: SynthSettings): Promise<boolean> {
  const marker = await readSynthMarker(dir);
  return marker !== null && JSON.stringify(marker) === JSON.stringify(markerOf(settings, true));
}

/**
 * Takes a folder for a data set: makes it, or clears what an earlier run has written.
 * @throws DatasetError where the folder holds anything and is not marked as ours
 */
export async function claimFolder(dir: string, settings: SynthSettings): Promise<void> {
  makeFolder(dir);
  const names = await readdir(dir);
  if (names.length > 0 && (await readSynthMarker(dir)) === null) {
    const message = `expected a new or empty folder or an earlier synthetic data set, got ${names.length} other entries`;
    const cure = 'Choose another folder, or empty this one.';
    throw new DatasetError('synthetic data set', [{ file: dir, message, cure }]);
  }
  await writeMarker(dir, markerOf(settings, false));
  await clearFolder(dir);
}

/** Writes README.txt and marks the data set as whole. */
export async function sealFolder(dir: string, settings: SynthSettings): Promise<void> {
  writeFileAtomically(join(dir, 'README.txt'), readmeOf(settings));
  writeFileAtomically(
    join(dir, DESCRIPTION_FILE),
    `${JSON.stringify(describe(settings), null, 2)}\n`,
  );
  await writeMarker(dir, markerOf(settings, true));
}

function describe({ camera }: SynthSettings): DatasetDescription {
  return {
    name: 'synthetic',
    camera: `${camera} (rendered)`,
    blackLevel: DEFAULT_BLACK_LEVEL,
    whiteLevel: DEFAULT_WHITE_LEVEL,
    layout: SIMPLECUBE_LAYOUT,
    licence: 'none needed: rendered pictures',
  };
}

function markerOf(settings: SynthSettings, complete: boolean): SynthMarker {
  const { train, test, widthPx, heightPx, seed, camera, mask } = settings;
  return {
    generator: GENERATOR,
    version: SYNTH_VERSION,
    complete,
    settings: { train, test, widthPx, heightPx, seed, camera, mask },
  };
}

async function writeMarker(dir: string, marker: SynthMarker): Promise<void> {
  writeFileAtomically(join(dir, MARKER_FILE), `${JSON.stringify(marker, null, 2)}\n`);
}

/** Removes the files that a run writes, and no others. */
async function clearFolder(dir: string): Promise<void> {
  for (const name of ['README.txt', DESCRIPTION_FILE]) await rm(join(dir, name), { force: true });
  for (const part of ['train', 'test']) {
    await rm(join(dir, part, 'gt.csv'), { force: true });
    await rm(join(dir, 'auxiliary', `${part}_properties.csv`), { force: true });
    const folder = join(dir, part, 'PNG');
    const pictures = await readdir(folder).catch(() => []);
    for (const name of pictures) {
      if (PICTURE_NAME.test(name)) await rm(join(folder, name));
    }
  }
}

function readmeOf({ train, test, widthPx, heightPx, seed, camera, mask }: SynthSettings): string {
  const maskLine = mask
    ? 'The lower right rectangle of 0,0,0 is masked, as the calibration object of SimpleCube++ is.'
    : 'Nothing is masked.';
  return `Synthetic raw pictures for white balance, rendered by deepawb (data synth).

pictures   ${train} train, ${test} test, ${widthPx}x${heightPx}
camera     ${camera}
seed       ${seed}
version    ${SYNTH_VERSION}

16-bit RGB PNG, linear camera RGB, 14 bits: black level 2048, white level 16383.
${maskLine}
gt.csv: the light as the camera sees it on a grey surface, mean_r + mean_g + mean_b = 1. It is computed
from the light's spectrum and the camera's sensitivities, not measured in the picture.
auxiliary/*_properties.csv: kind of light, its correlated colour temperature (K) and distance from the
Planckian locus, place, setting, ISO speed, deviation from the metered exposure in stops.

No photograph was used, so nobody else has rights in the pictures.
`;
}
