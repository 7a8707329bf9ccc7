/** Where what is made of files goes: a file for one of them, a folder for several; never over a file that is read. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { asOutput, OutputError } from './output-error.js';
import { tryOutputFile, tryOutputFolder } from './try-output.js';

/**
 * Files to write, one for each input, tried: `out` itself, or in the folder `out` the input's name with another ending.
 * Throws RangeError where two would go to one file, one over an input, several into what is no folder or is named as a
 * file, or under another picture's ending; OutputError where one cannot be written.
 * @param options.isNew whether none may be there yet; RangeError where one is
 */
export function outputsFor(
  inputs: readonly string[],
  out: string,
  { ending, isNew = false }: { readonly ending: string; readonly isNew?: boolean },
): string[] {
  const inFolder = inputs.length > 1 || /[\\/]$/.test(out) || isFolder(out);
  checkEnding(out, ending, inFolder && !isFolder(out));
  const nameOf = (file: string) => `${basename(file).replace(/\.[^.]*$/, '')}${ending}`;
  const outputs = inFolder ? inputs.map((file) => join(out, nameOf(file))) : [out];
  const taken = new Map<string, string>();
  for (const [i, output] of outputs.entries()) {
    const input = inputs[i] ?? '';
    const other = taken.get(output);
    if (other !== undefined) {
      throw new RangeError(
        `expected pictures of different names, got ${other} and ${input}: render them one by one`,
      );
    }
    taken.set(output, input);
  }
  const read = new Set(inputs.map(canonical));
  const over = outputs.find((output) => read.has(canonical(output)));
  if (over !== undefined) {
    throw new RangeError(`expected another file than the picture itself, got ${over}`);
  }
  const there = isNew ? outputs.find((output) => existsSync(output)) : undefined;
  if (there !== undefined) {
    throw new RangeError(`${there} is there already: name another, or write over it with --force`);
  }
  if (inFolder) tryFolder(out);
  else tryOutputFile(out);
  return outputs;
}

function tryFolder(folder: string): void {
  try {
    tryOutputFolder(folder);
  } catch (error) {
    if (!(error instanceof OutputError && error.code === 'ENOTDIR')) throw error;
    throw new RangeError(`expected a folder for several pictures, ${error.message}`);
  }
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

/** Whether two paths lead to one file that is there. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((file) => statSync(file, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** Endings of pictures that are written nowhere here: bytes of another kind under such a name mislead every program. */
const OTHER_PICTURES = /^\.(jpe?g|tiff?|webp|gif|bmp|heic|avif|jxl|dng)$/i;

function checkEnding(out: string, suffix: string, isNewFolder: boolean): void {
  const ending = suffix.slice(suffix.lastIndexOf('.'));
  const found = extname(out);
  if (isNewFolder && found.toLowerCase() === ending.toLowerCase()) {
    throw new RangeError(`expected a folder for several pictures, got ${out}`);
  }
  if (!isNewFolder && !isFolder(out) && OTHER_PICTURES.test(found) && found !== ending) {
    throw new RangeError(
      `expected a name that ends in ${ending}, which is what is written, got ${out}`,
    );
  }
}
