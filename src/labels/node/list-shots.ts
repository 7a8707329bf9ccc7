/** Which files of folders are raw pictures, told by their first bytes, and what the others are. */
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { DatasetError, type DatasetProblem, parseAwbnnName } from '../../dataset/index.js';
import {
  type BayerDump,
  isDump,
  nameOtherFormat,
  RAW_READERS,
  RawFormatError,
  rawExtensions,
  readerOf,
  SIGNATURE_BYTES,
} from '../../raw/index.js';

export interface FoundShot {
  readonly file: string;
  /** Below the folder that was named, for its id. */
  readonly path: string;
}

export interface FoundShots {
  readonly shots: readonly FoundShot[];
  /** Raw pictures of formats that are not read. */
  readonly others: readonly DatasetProblem[];
  /** Developed pictures that lie beside no raw one, and files of other kinds. */
  readonly developed: number;
  readonly ignored: number;
}

/** Endings of raw files: what lies under them and cannot be read is named. */
const RAW_ENDINGS = new Set([
  ...rawExtensions(),
  ...'.cr2 .cr3 .crw .nef .nrw .arw .srf .sr2 .raf .orf .rw2 .rwl .pef .srw .3fr .fff .iiq'.split(
    ' ',
  ),
  ...'.mos .mef .erf .dcr .kdc .gpr .x3f .mrw .ari .r3d'.split(' '),
]);
const DEVELOPED = new Set(['.jpg', '.jpeg', '.heic', '.heif', '.webp', '.avif', '.gif']);

/** `dump` tells what files without a header are. Throws DatasetError where there is no such folder, or it is a data set already. */
export function listShots(root: string, except: string, dump?: BayerDump): FoundShots {
  const stat = statSync(root, { throwIfNoEntry: false });
  if (stat === undefined) throw problem(root, 'no such file or folder', 'Check the path.');
  if (stat.isDirectory()) {
    if (realIfThere(root) === realIfThere(except)) {
      throw problem(root, 'is the data set itself', 'Name another folder for the data set.');
    }
    refuseDataset(root);
  }
  const others: DatasetProblem[] = [];
  const files = stat.isDirectory() ? walk(root, realIfThere(except), others) : [resolve(root)];
  const shots: FoundShot[] = [];
  const leftOver: string[] = [];
  for (const file of files) {
    const head = headOf(file);
    const base = stat.isDirectory() ? resolve(root) : resolve(root, '..');
    if (head === null) others.push({ file, message: 'cannot be read', cure: 'Check the file.' });
    else if (isDump(file, dump) || RAW_READERS.some((reader) => reader.recognises(head))) {
      shots.push({ file, path: relative(base, file).split(sep).join('/') });
    } else {
      const other = DEVELOPED.has(extname(file).toLowerCase()) ? null : nameOtherFormat(head);
      const fault = other === null ? faultOf(file, head) : null;
      if (fault !== null) others.push(fault);
      else if (other === null) leftOver.push(file);
      else others.push({ file, message: `${other.name} is not read`, cure: other.cure });
    }
  }
  const stems = new Set(shots.map(({ file }) => stemOf(file)));
  const alone = leftOver.filter((file) => !stems.has(stemOf(file)));
  const developed = alone.filter((file) => DEVELOPED.has(extname(file).toLowerCase())).length;
  return { shots, others, developed, ignored: alone.length - developed };
}

/** Why a file that ends as a picture does is none; null for other files, and for developed ones that are what they say. */
function faultOf(file: string, head: Uint8Array): DatasetProblem | null {
  const ending = extname(file).toLowerCase();
  const isDeveloped = DEVELOPED.has(ending);
  if (!(isDeveloped || RAW_ENDINGS.has(ending))) return null;
  if (isDeveloped && nameOtherFormat(head) !== null) return null;
  try {
    readerOf(head);
    return null;
  } catch (error) {
    if (!(error instanceof RawFormatError)) throw error;
    return { file, message: error.message, cure: error.cure };
  }
}

const stemOf = (file: string): string => file.slice(0, file.length - extname(file).length);

function problem(file: string, message: string, cure: string): DatasetError {
  return new DatasetError(`shots ${file}`, [{ file, message, cure }]);
}

/** Data sets need no import. */
function refuseDataset(root: string): void {
  const isThere = (...parts: string[]) => statSync(join(root, ...parts), { throwIfNoEntry: false });
  for (const part of ['train', 'test']) {
    if (!(isThere(part, 'PNG') && isThere(part, 'gt.csv'))) continue;
    const message = 'is a data set in the layout simplecube++ already';
    throw problem(root, message, `Use it as it is: deepawb data inspect ${root}.`);
  }
  const names = readdirSync(root).filter((name) => name.toLowerCase().endsWith('.png'));
  const awbnn = names.filter((name) => typeof parseAwbnnName(name.slice(0, -4)) !== 'string');
  if (awbnn.length > 0 && 2 * awbnn.length > names.length) {
    const message = "is a data set in the layout awbnn (Raspberry Pi's awb_nn) already";
    const cure = `Use it as it is: deepawb data import ${root} DIR --tuning-dir FOLDER.`;
    throw problem(root, message, cure);
  }
}

function realIfThere(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** Files below a folder by their names, hidden ones and the folder `except` left out; links that go round are followed once. `others` is told of names that are no text. */
function walk(root: string, except: string | null, others: DatasetProblem[]): string[] {
  const files: string[] = [];
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    const real = realpathSync(folder);
    if (seen.has(real) || real === except) return;
    seen.add(real);
    const names = readdirSync(folder, { encoding: 'buffer' });
    others.push(...names.flatMap((name) => foreignName(folder, name)));
    for (const name of names.map(String).sort()) {
      if (name.startsWith('.')) continue;
      const file = join(folder, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isDirectory()) visit(file);
      else if (stat?.isFile()) files.push(file);
    }
  };
  visit(resolve(root));
  return files;
}

/** A name in another coding than UTF-8, which Node cannot open as text. */
function foreignName(folder: string, name: Buffer): DatasetProblem[] {
  if (Buffer.from(name.toString()).equals(name)) return [];
  const bytes = (byte: string) => `\\x${byte.charCodeAt(0).toString(16)}`;
  const file = join(folder, name.toString('latin1').replace(/[\x80-\xff]/g, bytes));
  return [{ file, message: 'its name is not UTF-8', cure: 'Rename it, as with convmv.' }];
}

function headOf(file: string): Uint8Array | null {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const head = new Uint8Array(SIGNATURE_BYTES);
      return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

/** A folder's name as a data set's. */
export const nameOfFolder = (dir: string): string => basename(resolve(dir));
