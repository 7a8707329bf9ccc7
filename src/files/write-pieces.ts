/** Files too large to lie in memory, written piece by piece and there whole or not at all: as `writeFileAtomically`. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';
import { asOutput } from './output-error.js';
import { temporaryName } from './write-atomically.js';

/** Writes what `pieces` gives to a file in one step; a rejection leaves what was there. Rejects with OutputError, and as `pieces` does. */
export async function writePiecesAtomically(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const there = asOutput(file, () => statSync(file, { throwIfNoEntry: false }));
  // A pipe or a device is written as it is.
  const isPlain = there === undefined || there.isFile();
  const target = there?.isFile() ? realpathSync(file) : file;
  const name = isPlain ? temporaryName(target) : file;
  const open = asOutput(file, () => {
    makeFolder(dirname(file));
    return openSync(name, isPlain ? 'wx' : 'w');
  });
  let isDone = false;
  try {
    if (there?.isFile()) asOutput(file, () => fchmodSync(open, there.mode & 0o777));
    for await (const piece of pieces) asOutput(file, () => writeAll(open, piece));
    if (isPlain) asOutput(file, () => fsyncSync(open));
    isDone = true;
  } finally {
    closeSync(open);
    if (isPlain && !isDone) rmSync(name, { force: true });
  }
  if (!isPlain) return;
  try {
    asOutput(file, () => renameSync(name, target));
  } catch (error) {
    rmSync(name, { force: true });
    throw error;
  }
}

function writeAll(open: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) at += writeSync(open, piece, at, piece.length - at);
}
