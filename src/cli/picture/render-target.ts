/** Where `predict --render` writes: a file for one picture, a folder for several; never over a picture it has read. */
import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../exit-code.js';

/**
 * Files to write, one for each picture, their folders made.
 * @throws UsageError where two pictures would go to one file, or one over a picture
 */
export function renderTargets(pictures: readonly string[], render: string): string[] {
  const folder = pictures.length > 1 || /[\\/]$/.test(render) || isFolder(render);
  const targets = folder ? pictures.map((file) => join(render, pngName(file))) : [render];
  const taken = new Map<string, string>();
  for (const [i, target] of targets.entries()) {
    const picture = pictures[i] ?? '';
    const other = taken.get(target);
    if (other !== undefined) {
      throw new UsageError(
        `--render: expected pictures of different names, got ${other} and ${picture}: render them one by one`,
      );
    }
    taken.set(target, picture);
  }
  const inputs = new Set(pictures.map(canonical));
  const over = targets.find((target) => inputs.has(canonical(target)));
  if (over !== undefined) {
    throw new UsageError(`--render: expected another file than the picture itself, got ${over}`);
  }
  makeFolder(folder ? render : dirname(render));
  return targets;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw new UsageError(`--render: expected a folder for several pictures, ${message}`);
  }
}

function pngName(file: string): string {
  return `${basename(file).replace(/\.[^.]*$/, '')}.png`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
