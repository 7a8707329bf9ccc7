/**
 * Where pictures of awb_nn lie below a folder, as its data sets are published and as its converter writes them: a folder of PNG
 * files whose names have six fields, `train` and `test` in it, one of these for each platform beside one another.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseAwbnnName } from './awbnn-name.js';

export interface AwbnnFolder {
  /** Holds the PNG files themselves. */
  readonly dir: string;
  /** The data set's folder: `dir`, or the one above a part. */
  readonly base: string;
  readonly part: '.' | 'train' | 'test';
  readonly files: readonly string[];
}

/** `platform/part` below what is named. */
const DEEPEST = 2;

/** Folders of which most PNG files are named as awb_nn names them, by their paths; none where `root` is no such data set. */
export function findAwbnn(root: string): AwbnnFolder[] {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  const found: AwbnnFolder[] = [];
  const visit = (dir: string, depth: number): void => {
    const entries = readdirSync(dir, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const files = entries.filter((entry) => isPng(entry)).map(({ name }) => name);
    if (areMostlyAwbnn(files)) found.push(folderAt(dir, depth, files));
    if (depth === DEEPEST) return;
    for (const entry of entries) if (entry.isDirectory()) visit(join(dir, entry.name), depth + 1);
  };
  visit(resolve(root), 0);
  return found;
}

function isPng({ name }: Dirent): boolean {
  return name.toLowerCase().endsWith('.png');
}

function areMostlyAwbnn(files: readonly string[]): boolean {
  const named = files.filter((file) => typeof parseAwbnnName(file.slice(0, -4)) !== 'string');
  return 2 * named.length > files.length;
}

function folderAt(dir: string, depth: number, files: readonly string[]): AwbnnFolder {
  const name = basename(dir);
  const isPart = depth > 0 && (name === 'train' || name === 'test');
  return isPart
    ? { dir, base: resolve(dir, '..'), part: name, files }
    : { dir, base: dir, part: '.', files };
}
