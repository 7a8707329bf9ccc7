/**
 * Where `predict --render` and `balance --out` write: a file for one picture, a folder for several; never over a picture
 * that is read.
 */
import { realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { asOutput, OutputError, tryOutputFile, tryOutputFolder } from '../../files/index.js';
import { UsageError } from '../exit-code.js';

/**
 * Files to write, one for each picture; tried.
 * @throws UsageError where two pictures would go to one file, or one over a picture; OutputError where one cannot be written
 */
export function renderTargets(
  pictures: readonly string[],
  render: string,
  option = '--render',
): string[] {
  const folder = pictures.length > 1 || /[\\/]$/.test(render) || isFolder(render);
  const targets = folder ? pictures.map((file) => join(render, pngName(file))) : [render];
  const taken = new Map<string, string>();
  for (const [i, target] of targets.entries()) {
    const picture = pictures[i] ?? '';
    const other = taken.get(target);
    if (other !== undefined) {
      throw new UsageError(
        `${option}: expected pictures of different names, got ${other} and ${picture}: render them one by one`,
      );
    }
    taken.set(target, picture);
  }
  const inputs = new Set(pictures.map(canonical));
  const over = targets.find((target) => inputs.has(canonical(target)));
  if (over !== undefined) {
    throw new UsageError(`${option}: expected another file than the picture itself, got ${over}`);
  }
  if (folder) tryFolder(render, option);
  else tryOutputFile(render);
  return targets;
}

function tryFolder(folder: string, option: string): void {
  try {
    tryOutputFolder(folder);
  } catch (error) {
    if (!(error instanceof OutputError && error.code === 'ENOTDIR')) throw error;
    throw new UsageError(`${option}: expected a folder for several pictures, ${error.message}`);
  }
}

function pngName(file: string): string {
  return `${basename(file).replace(/\.[^.]*$/, '')}.png`;
}

function isFolder(path: string): boolean {
  return asOutput(path, () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
