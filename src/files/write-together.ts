/** Files that are of no use without one another. */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../errors/index.js';
import { isSameFile } from './outputs-for.js';
import { type FileContent, writeFileAtomically } from './write-atomically.js';

export interface NamedContent {
  /** In the folder. */
  readonly name: string;
  readonly content: FileContent & (string | Uint8Array);
}

export interface WrittenFile {
  /** With its folder. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Writes files into a folder, all or none: those that stand are removed where one cannot be written. Throws OutputError, and
 * UsageError, before anything is written, where one would be written over a file of `read`: what it was made of.
 */
export function writeFilesTogether(
  dir: string,
  files: readonly NamedContent[],
  read: readonly string[] = [],
): WrittenFile[] {
  for (const path of read) {
    if (!files.some(({ name }) => isSameFile(join(dir, name), path))) continue;
    throw new UsageError(
      `--out ${dir}: ${basename(path)} would be written over ${path}, which is read. Name another folder.`,
    );
  }
  const written: WrittenFile[] = [];
  try {
    for (const { name, content } of files) {
      const path = join(dir, name);
      writeFileAtomically(path, content);
      written.push({ name: path, bytes: Buffer.byteLength(content) });
    }
  } catch (error) {
    for (const { name } of written) rmSync(name, { force: true });
    throw error;
  }
  return written;
}
