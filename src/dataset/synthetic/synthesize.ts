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
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CAMERAS, type CameraName, cameraSensitivity } from '../../color/index.js';
import { createRng } from '../../random/index.js';
import { encodePng16 } from '../../raw/index.js';
import { renderPicture, type SyntheticPicture } from './picture.js';
import { claimFolder, type SynthSettings, sealFolder } from './synth-folder.js';
import { createTexture } from './texture.js';

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
  /** Called after every picture. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const PROPERTY_COLUMNS = [
  'image',
  'daytime',
  'place',
  'illumination',
  'light',
  'cct_kelvin',
  'duv',
  'setting',
  'iso',
  'exposure_ev',
  'single_illuminant',
] as const;

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
    const names = Object.keys(CAMERAS).join(', ');
    throw new RangeError(`synthesizeDataset: expected a camera of ${names}, got ${camera}`);
  }
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

function csv(header: readonly string[], rows: readonly string[]): string {
  return `${[header.join(','), ...rows].join('\n')}\n`;
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
    onProgress,
    signal,
  }: SynthesizeOptions = {},
): Promise<void> {
  const settings: SynthSettings = { train, test, widthPx, heightPx, seed, camera, mask };
  checkSettings(settings);
  await claimFolder(dir, settings);
  const sensitivity = cameraSensitivity(CAMERAS[camera]);
  const root = createRng(seed);
  const texture = createTexture(root.fork('texture'));
  const pictureSettings = { widthPx, heightPx, sensitivity, texture, mask };
  await mkdir(join(dir, 'auxiliary'), { recursive: true });
  let done = 0;
  for (const part of ['train', 'test'] as const) {
    const labels: string[] = [];
    const properties: string[] = [];
    await mkdir(join(dir, part, 'PNG'), { recursive: true });
    for (let i = 0; i < settings[part]; i++) {
      signal?.throwIfAborted();
      const picture = renderPicture(pictureSettings, root.fork('picture', part, i));
      const id = String(part === 'train' ? i + 1 : train + i + 1).padStart(4, '0');
      await writeFile(join(dir, part, 'PNG', `${id}.png`), encodePng16(picture.image));
      labels.push(labelRow(id, picture));
      properties.push(propertyRow(id, picture));
      onProgress?.(++done, train + test);
    }
    const table = csv(PROPERTY_COLUMNS, properties);
    await writeFile(join(dir, 'auxiliary', `${part}_properties.csv`), table);
    await writeFile(
      join(dir, part, 'gt.csv'),
      csv(['image', 'mean_r', 'mean_g', 'mean_b'], labels),
    );
  }
  await sealFolder(dir, settings);
}
