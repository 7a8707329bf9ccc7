/**
 * Writes a synthetic data set in SimpleCube++'s layout:
 *   {train,test}/PNG/NNNN.png              16-bit RGB, black 2048, white 16383
 *   {train,test}/gt.csv                    image,mean_r,mean_g,mean_b (sum 1): the light on a grey
 *   auxiliary/{train,test}_properties.csv  light, temperature, place, setting, ISO
 *   README.txt, synth.json                 how it was made; synth.json marks the folder as ours
 *
 * One seed and size give the same bytes. Each picture has its own stream of random numbers, named by part and
 * number: asking for more pictures leaves the first ones as they were.
 */

import { join } from 'node:path';
import { CAMERAS, type CameraName } from '../../color/index.js';
import { makeFolder, writeFileAtomically } from '../../files/index.js';
import { claimFolder, type SynthSettings, sealFolder } from './synth-folder.js';
import { LABEL_HEADER, listTasks, PROPERTY_HEADER } from './synth-job.js';
import { renderInThreads } from './synth-pool.js';

export interface SynthesizeOptions {
  /** Number of pictures of each part. */
  readonly train?: number;
  readonly test?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly seed?: number | string;
  readonly camera?: CameraName;
  /** Blank the lower right rectangle where SimpleCube++ masks its calibration object. */
  readonly mask?: boolean;
  /** Number of threads; default: as many as pay. The bytes do not depend on it. */
  readonly workers?: number;
  /** Called after every picture. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const SMALLEST_SIDE_PX = 16;
const LARGEST_SIDE_PX = 8192;

function checkInteger(what: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new RangeError(
      `synthesizeDataset: expected ${what} to be a whole number from ${least} to ${most}, got ${value}`,
    );
  }
}

function checkSettings({ train, test, widthPx, heightPx, camera }: SynthSettings): void {
  checkInteger('train', train, 0, 1e6);
  checkInteger('test', test, 0, 1e6);
  checkInteger('train + test', train + test, 1, 1e6);
  checkInteger('widthPx', widthPx, SMALLEST_SIDE_PX, LARGEST_SIDE_PX);
  checkInteger('heightPx', heightPx, SMALLEST_SIDE_PX, LARGEST_SIDE_PX);
  if (!Object.hasOwn(CAMERAS, camera)) {
    throw new RangeError(`synthesizeDataset: expected a camera of ${CAMERA_NAMES}, got ${camera}`);
  }
}

const CAMERA_NAMES = Object.keys(CAMERAS).join(', ');

/** A camera whose pictures can be rendered, by its name. Throws RangeError where there is none of that name. */
export function synthesizedCamera(name: string): CameraName {
  if (Object.hasOwn(CAMERAS, name)) return name as CameraName;
  throw new RangeError(`expected one of ${CAMERA_NAMES}, got ${name}`);
}

async function writeTable(file: string, header: string, rows: readonly string[]): Promise<void> {
  writeFileAtomically(file, `${[header, ...rows].join('\n')}\n`);
}

/**
 * Renders and writes a data set.
 * @param dir new, empty, or written by this function before (its pictures are then replaced)
 * @throws RangeError for settings out of range; DatasetError where `dir` holds anything else
 */
export async function synthesizeDataset(
  dir: string,
  {
    train = 400,
    test = 100,
    widthPx = 162,
    heightPx = 108,
    seed = 1,
    camera = 'dslr',
    mask = true,
    workers,
    onProgress,
    signal,
  }: SynthesizeOptions = {},
): Promise<void> {
  const settings: SynthSettings = { train, test, widthPx, heightPx, seed, camera, mask };
  checkSettings(settings);
  await claimFolder(dir, settings);
  for (const folder of ['auxiliary', 'train/PNG', 'test/PNG']) {
    makeFolder(join(dir, folder));
  }
  const rows = await renderInThreads(dir, settings, { workers, onProgress, signal });
  const parts = listTasks(settings).map(({ part }) => part);
  for (const part of ['train', 'test'] as const) {
    const own = rows.filter((_row, i) => parts[i] === part);
    const properties = own.map((row) => row.properties);
    const propertyFile = join(dir, 'auxiliary', `${part}_properties.csv`);
    await writeTable(propertyFile, PROPERTY_HEADER, properties);
    const labels = own.map((row) => row.label);
    await writeTable(join(dir, part, 'gt.csv'), LABEL_HEADER, labels);
  }
  await sealFolder(dir, settings);
}
