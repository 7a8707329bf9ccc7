/**
 * Files that are there whole or not at all: written beside their place under a name of their own, brought to the disk,
 * then renamed. Two processes that write the same file do not meet; the later one wins with an equally whole file.
 */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.js';
import { asOutput } from './output-error.js';

export type FileContent = string | Uint8Array | readonly Uint8Array[];

/**
 * Writes a file in one step: a reader, a kill or a power cut finds the old one or the new one. Makes the folder where it
 * is missing, keeps the permissions of what it replaces, goes through links, and writes straight to what is no file (a
 * pipe, /dev/stdout). Strings are written as UTF-8, several pieces one after the other.
 * Throws OutputError, which says why the system does not take it, and leaves nothing behind.
 * @param options.durable false: not brought to the disk at once, for what is cheap to make again
 */
export function writeFileAtomically(
  file: string,
  content: FileContent,
  { durable = true }: { durable?: boolean } = {},
): void {
  asOutput(file, () => write(file, content, durable));
}

/** Beside the file, and no longer than a name may be, however long the file's own is. */
export function temporaryName(file: string): string {
  const id = `${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`;
  return join(dirname(file), `${basename(file).slice(0, LONGEST_PREFIX)}.${id}`);
}

/** Letters of 4 bytes each, and still below the 255 bytes of a name. */
const LONGEST_PREFIX = 48;

function write(file: string, content: FileContent, durable: boolean): void {
  const pieces = piecesOf(content);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile() && !there.isDirectory()) {
    for (const piece of pieces) writeFileSync(file, piece);
    return;
  }
  makeFolder(dirname(file));
  const target = there ? realpathSync(file) : file;
  const temporary = temporaryName(target);
  try {
    writeThrough(temporary, pieces, there, durable);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncFolder(dirname(target));
}

function piecesOf(content: FileContent): readonly Uint8Array[] {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

function writeThrough(
  file: string,
  pieces: readonly Uint8Array[],
  replaced: Stats | undefined,
  durable: boolean,
): void {
  const descriptor = openSync(file, 'wx');
  try {
    if (replaced) fchmodSync(descriptor, replaced.mode & 0o777);
    for (const piece of pieces) writeWhole(descriptor, piece);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** One write may take less than it is given (always above 2 GiB). */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  const step = 1 << 28;
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at, Math.min(step, bytes.length - at));
  }
}

/** Brings the new name to the disk as well. Some systems cannot open a folder or sync one; there it is up to them. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(code)) throw error;
  }
}
