/** Data sets as their authors publish them: what a format finds in a folder, and what is said of it. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ColourMatrix } from '../../color/index.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import { LEDGER, type ReduciblePicture } from '../reduce/write-reduced.js';

/** The pictures of one camera. */
export interface PublishedCamera {
  /** Folder that it gets; empty where the data set is of one camera. */
  readonly folder: string;
  /** As dataset.json and the table of cameras call it. */
  readonly camera: string;
  /** XYZ to camera RGB under D65, of a camera that the table does not have. */
  readonly colourMatrix?: ColourMatrix;
  readonly pictures: readonly ReduciblePicture[];
}

export interface PublishedSet {
  /** As dataset.json calls it. */
  readonly name: string;
  readonly licence: string;
  readonly cameras: readonly PublishedCamera[];
  /** Pictures without labels, labels without pictures. */
  readonly problems: readonly DatasetProblem[];
}

/** A published data set by the files that make it one. */
export interface PublishedFormat {
  readonly name: string;
  /** By names, and the header of a table at most. */
  recognises(files: readonly string[]): boolean;
  /** Of files that it recognises. Throws DatasetError and MatFileError for labels that are broken. */
  read(files: readonly string[]): PublishedSet;
}

/** Deep enough for an archive that was unpacked into a folder of its own. */
const DEEPEST = 6;
/** More than any of these data sets has. */
const MOST_FILES = 200_000;

/** Files below a folder by path, sorted; hidden ones left out, and sets that were made of others. */
export function filesBelow(root: string): string[] {
  const found: string[] = [];
  const visit = (dir: string, depth: number): void => {
    const entries = entriesOf(dir);
    if (entries.some((entry) => entry.name === LEDGER)) return;
    for (const entry of entries) {
      if (entry.name.startsWith('.') || found.length > MOST_FILES) continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) {
        if (depth < DEEPEST) visit(path, depth + 1);
      } else found.push(path);
    }
  };
  visit(root, 0);
  return found.sort();
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

/**
 * Files by their name without folder and ending, in small letters. Of several of one name the one in a folder that authors put pictures
 * in (`PNG`, `PNG_1_200`) is taken. Throws DatasetError where that leaves two.
 */
export function byStem(files: readonly string[], ending: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    if (!ending.test(file)) continue;
    const stem = stemOf(file).toLowerCase();
    const other = found.get(stem);
    if (other === undefined || (isInPictures(file) && !isInPictures(other))) found.set(stem, file);
    else if (isInPictures(file) === isInPictures(other)) throw twice(file, other);
  }
  return found;
}

const isInPictures = (file: string) => /[/\\]png(_\d+_\d+)?[/\\][^/\\]*$/i.test(file);

/** Two files that are one picture by their names. */
export function twice(file: string, other: string): DatasetError {
  const message = `has the name of ${other}; expected each picture once`;
  const cure = 'Move the copies that the authors have not published out of the folder.';
  return new DatasetError('data set', [{ file, message, cure }]);
}

/** `a/b_01.PNG` is `b_01`. */
export function stemOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
}

export function isLight(light: readonly number[]): light is [number, number, number] {
  return light.length === 3 && light.every((value) => value > 0 && Number.isFinite(value));
}
