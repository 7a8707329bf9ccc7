/** Data sets as their authors publish them: what a format finds in a folder, and what is said of it. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetProblem } from '../dataset-error.js';
import type { ReduciblePicture } from '../reduce/write-reduced.js';

/** The pictures of one camera. */
export interface PublishedCamera {
  /** Folder that it gets; empty where the data set is of one camera. */
  readonly folder: string;
  /** As dataset.json and the table of cameras call it. */
  readonly camera: string;
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

/** Files below a folder by path, sorted; hidden ones left out. */
export function filesBelow(root: string): string[] {
  const found: string[] = [];
  const visit = (dir: string, depth: number): void => {
    for (const entry of entriesOf(dir)) {
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

/** Files by their name without folder and ending, in small letters. */
export function byStem(files: readonly string[], ending: RegExp): Map<string, string> {
  const pictures = files.filter((file) => ending.test(file));
  return new Map(pictures.map((file) => [stemOf(file).toLowerCase(), file]));
}

/** `a/b_01.PNG` is `b_01`. */
export function stemOf(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
}

export function isLight(light: readonly number[]): light is [number, number, number] {
  return light.length === 3 && light.every((value) => value > 0 && Number.isFinite(value));
}
