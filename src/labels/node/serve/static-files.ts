/** Files that the server gives: those of the page, by name, and previews of pictures that were imported. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShotRecord } from '../../index.js';
import { fullMapFile, previewFile } from '../folder.js';

export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const PAGE = fileURLToPath(new URL('../../page/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.png': 'image/png',
};

/** A file of the page; null where there is none of that name. */
export function pageFile(path: string): StaticFile | null {
  const name = path === '/' ? '/index.html' : path;
  if (!/^\/(?:assets\/)?[\w-]+(?:\.[\w-]+)*\.(?:html|js|css)$/.test(name)) return null;
  return readWithin(PAGE, join(PAGE, name));
}

/** A preview, or the map of where the sensor was full; null where no such picture was imported. */
export function previewOf(
  dir: string,
  shots: ReadonlyMap<string, ShotRecord>,
  name: string,
): StaticFile | null {
  const [, image = '', isMap] = /^(.+?)(\.full)?\.png$/.exec(name) ?? [];
  // Only ids of records, which are checked to be plain names.
  if (!shots.has(image)) return null;
  return readWithin(
    join(dir, 'previews'),
    isMap ? fullMapFile(dir, image) : previewFile(dir, image),
  );
}

/** Null where the file is missing, or leads out of its folder by a link. */
function readWithin(folder: string, file: string): StaticFile | null {
  const type = TYPES[extname(file)];
  try {
    const [root, real] = [realpathSync(folder), realpathSync(file)];
    if (type === undefined || !`${dirname(real)}${sep}`.startsWith(`${root}${sep}`)) return null;
    return { type, bytes: readFileSync(real) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null;
    throw error;
  }
}
