/**
 * A data set of averaged-down pictures, picture by picture: what a broken-off run has written is kept, and known again by what it was
 * made of (`made.jsonl`). Labels and description come last, so that half a data set is none.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { appendLines, makeFolder, writeFileAtomically } from '../../files/index.js';
import { csvText, jsonLine } from '../../text/index.js';
import { mapInThreads } from '../../threads/index.js';
import { type DatasetDescription, DESCRIPTION_FILE } from '../dataset-description.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import type { FolderPart } from '../dataset-index.js';
import { stampPicture } from '../pictures/stamp-picture.js';
import type { PictureProperties } from '../property-file.js';
import {
  REDUCED_LEVELS,
  type ReducedSize,
  type ReduceResult,
  type ReduceTask,
} from './reduce-job.js';
import { isThere } from './reduce-picture.js';

/** A picture to be averaged down, with its label. */
export interface ReduciblePicture extends Omit<ReduceTask, 'to' | 'size'> {
  readonly part: FolderPart;
  readonly id: string;
  /** Of the light on a grey surface, at any scale. */
  readonly light: readonly [r: number, g: number, b: number];
  readonly properties: PictureProperties;
}

export interface ReducibleSet {
  /** Where it goes. */
  readonly dir: string;
  readonly description: DatasetDescription;
  readonly pictures: readonly ReduciblePicture[];
}

export interface ReduceOptions {
  readonly size: ReducedSize;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Threads; at most four, since each holds a whole picture. */
  readonly workers?: number;
}

export interface ReducedSet {
  readonly dir: string;
  /** Written now, and those that were there already. */
  readonly pictures: number;
  readonly known: number;
  readonly problems: readonly DatasetProblem[];
}

/** Marks a folder that an earlier run has made. */
export const LEDGER = 'made.jsonl';
const MOST_WORKERS = 4;

/**
 * Writes one data set in the layout of SimpleCube++. Pictures that cannot be read are left out and told of. Throws DatasetError for a
 * folder that holds something else or where no picture is left, OutputError, and the signal's reason; what was written stays for the
 * next run.
 */
export async function writeReduced(
  { dir, description, pictures }: ReducibleSet,
  { size, signal, onProgress, workers = MOST_WORKERS }: ReduceOptions,
): Promise<ReducedSet> {
  claim(dir, pictures);
  const ledger = join(dir, LEDGER);
  const made = readLedger(ledger);
  const keys = pictures.map((picture) => keyOf(picture, size));
  const places = pictures.map(({ part, id }) => join(dir, part, 'PNG', `${id}.png`));
  const open = pictures.flatMap((_, i) => (made.has(keys[i]) && isThere(places[i]) ? [] : [i]));
  const known = pictures.length - open.length;
  for (const part of new Set(pictures.map((picture) => picture.part))) {
    makeFolder(join(dir, part, 'PNG'));
  }
  const tasks = open.map((i): ReduceTask & { readonly key: string } => {
    const { file, dump, levels, masks } = pictures[i];
    return { file, ...(dump ? { dump } : {}), levels, masks, size, to: places[i], key: keys[i] };
  });
  const results = await mapInThreads<(typeof tasks)[number], ReduceResult, 'done'>(
    new URL('./reduce-worker.js', import.meta.url),
    tasks,
    {
      workers: Math.min(workers, MOST_WORKERS),
      signal,
      onProgress: (done) => onProgress?.(known + done, pictures.length),
      onReport: (_, task) => appendLines(ledger, jsonLine({ key: task.key })),
    },
  );
  const faulty = new Map(open.map((index, i) => [index, results[i].fault]));
  const problems = pictures.flatMap(({ file }, i) => {
    const fault = faulty.get(i);
    return fault ? [{ file, ...fault }] : [];
  });
  const good = pictures.filter((_, i) => !faulty.get(i));
  if (good.length === 0) throw new DatasetError(`data set ${dir}`, problems);
  writeTables(dir, good);
  const stated = { ...description, ...REDUCED_LEVELS };
  writeFileAtomically(join(dir, DESCRIPTION_FILE), `${JSON.stringify(stated, null, 2)}\n`);
  return { dir, pictures: open.length - problems.length, known, problems };
}

/** Throws DatasetError for a folder that an earlier run has not made, and for one that is read from. */
function claim(dir: string, pictures: readonly ReduciblePicture[]): void {
  const isSource = pictures.some(({ file }) => resolve(file).startsWith(`${resolve(dir)}/`));
  const isOccupied = existsSync(dir) && readdirSync(dir).length > 0;
  if (!isSource && (!isOccupied || existsSync(join(dir, LEDGER)))) return;
  const message = isSource
    ? 'the pictures themselves are in this folder'
    : `expected a new or empty folder, or one of an earlier run (${LEDGER}), got another's`;
  throw new DatasetError('data set', [
    { file: dir, message, cure: 'Name another folder, or empty this one.' },
  ]);
}

/** Names the source, its state, and all that its averages depend on. */
function keyOf(picture: ReduciblePicture, size: ReducedSize): string {
  const { part, id, file, levels, masks, dump } = picture;
  const stamp = stampPicture(file, () => true, dump);
  const state = 'sizeBytes' in stamp ? [stamp.sizeBytes, stamp.modifiedNs] : null;
  const all = { version: 1, part, id, file: resolve(file), state, levels, masks, dump, size };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** Keys of pictures that were written; a line that a kill has torn is none. */
function readLedger(file: string): Set<string> {
  if (!existsSync(file)) return new Set();
  const keys = readFileSync(file, 'utf8').matchAll(/^\{"key":"([0-9a-f]{64})"\}$/gm);
  return new Set(Array.from(keys, ([, key]) => key));
}

function writeTables(dir: string, pictures: readonly ReduciblePicture[]): void {
  for (const part of new Set(pictures.map((picture) => picture.part))) {
    const own = pictures.filter((picture) => picture.part === part);
    const labels = own.map(({ id, light }) => {
      const sum = light[0] + light[1] + light[2];
      return [id, ...light.map((value) => value / sum)];
    });
    const gt = csvText([['image', 'mean_r', 'mean_g', 'mean_b'], ...labels]);
    writeFileAtomically(join(dir, part, 'gt.csv'), gt);
    const columns = [...new Set(own.flatMap(({ properties }) => Object.keys(properties)))];
    if (columns.length === 0) continue;
    const rows = own.map(({ id, properties }) => [id, ...columns.map((c) => properties[c] ?? '')]);
    const table = csvText([['image', ...columns], ...rows]);
    writeFileAtomically(join(dir, 'auxiliary', `${part}_properties.csv`), table);
  }
}
