/** Files that the server gives: those of the page, by name, and previews of pictures that were imported. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWithin, type StaticFile } from '../../../serve/index.js';
import type { ShotRecord } from '../../index.js';
import { fullMapFile, previewFile } from '../folder.js';

const PAGE = fileURLToPath(new URL('../../page/', import.meta.url));

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
