/** Raw pictures as a user names them: files, folders, patterns such as `shots/*.dng`, lists, standard input. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { InputError } from '../../errors/index.js';
import { readInputText } from '../../files/index.js';
import { rawExtensions } from '../index.js';
import { STANDARD_INPUT, standardInput } from './decode/index.js';
import { rawFilesAt } from './raw-files-at.js';

/**
 * The files that names stand for, in their order: a file itself, `-` standard input, a folder its raw pictures, a pattern the files
 * that match it (raw pictures only, unless it names an ending). Throws InputError for a folder or a pattern without one.
 */
export function namedPictures(
  names: readonly string[],
  endings: readonly string[] = rawExtensions(),
): string[] {
  return names.flatMap((name) => {
    if (name === STANDARD_INPUT || statSync(name, { throwIfNoEntry: false })) {
      return name === STANDARD_INPUT ? [name] : rawFilesAt(name, endings);
    }
    return isPattern(name) ? matching(name, endings) : [name];
  });
}

/** The names in a list: one a line, empty lines left out; `-` is standard input. Rejects with InputError. */
export async function listedNames(file: string): Promise<string[]> {
  const text =
    file === STANDARD_INPUT
      ? new TextDecoder().decode(await standardInput())
      : readInputText(file, { what: 'a list of pictures, one a line' });
  const name = file === STANDARD_INPUT ? 'standard input' : file;
  const wrong = (got: string) =>
    new InputError(`${name}: expected a list of pictures, one a line, got ${got}. Name another.`);
  // No system has names with it, and every binary file has it.
  if (text.includes('\0')) throw wrong('a file that is no text');
  const names = text
    .split(/\r?\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === 0) throw wrong('an empty one');
  return names;
}

function isPattern(name: string): boolean {
  return picomatch.scan(name).isGlob === true;
}

function matching(pattern: string, endings: readonly string[]): string[] {
  const { base } = picomatch.scan(pattern);
  const folder = base === '' ? '.' : base;
  const isMatch = picomatch(pattern);
  const isDeep = pattern.includes('**') || pattern.slice(base.length + 1).includes('/');
  const takesAny = /\.[^/.*?]+$/.test(pattern);
  const found = filesIn(folder, isDeep)
    .filter((file) => isMatch(base === '' ? file : join(folder, file)))
    .filter(
      (file) => takesAny || endings.some((end) => file.toLowerCase().endsWith(end.toLowerCase())),
    )
    .sort()
    .map((file) => (base === '' ? file : join(folder, file)));
  if (found.length > 0) return found;
  throw new InputError(`${pattern}: expected raw pictures of such names, found none`);
}

function filesIn(folder: string, isDeep: boolean): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { recursive: isDeep, encoding: 'utf8' }).map((name) =>
    name.replaceAll('\\', '/'),
  );
}
