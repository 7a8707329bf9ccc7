/**
 * Files that are there whole or not at all: written beside their place under a name of their own, then renamed.
 * Two processes that write the same file do not meet; the later one wins with an equally good file.
 */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the directory where it is missing. Throws the file system's errors and leaves nothing behind. */
export function writeFileAtomically(file: string, pieces: readonly Uint8Array[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      for (const piece of pieces) writeWhole(descriptor, piece);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** One write may take less than it is given (always above 2 GiB). */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  const step = 1 << 28;
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at, Math.min(step, bytes.length - at));
  }
}
