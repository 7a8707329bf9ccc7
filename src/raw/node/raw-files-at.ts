/** Raw pictures of a folder, by their endings. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors/index.js';
import { rawExtensions } from '../index.js';

/** A file itself; of a folder all files with a raw picture's ending, in order. Throws InputError for a folder without one. */
export function rawFilesAt(path: string, endings: readonly string[] = rawExtensions()): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const files = readdirSync(path)
    .filter((name) => endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase())))
    .sort()
    .map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new InputError(`${path}: expected raw pictures (${endings.join(', ')}), found none`);
}
