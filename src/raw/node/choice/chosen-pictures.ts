/** The pictures that a command line names: files without more ado, all else by what finds them, loaded then. */
import { statSync } from 'node:fs';
import type { WatchOptions } from '../watch-folder.js';

/** Beside names: a list of them in a file, a folder to be watched. */
export interface PictureChoice {
  readonly list?: string;
  readonly watch?: string;
}

export interface ChosenPictures {
  /** Known from the start. */
  readonly files: readonly string[];
  /** Those, and then what comes into the folder that is watched; undefined where none is. */
  readonly coming?: AsyncIterable<string>;
}

/** Throws InputError for folders and patterns without pictures, for a list that cannot be read or is none, and for no folder to watch. */
export async function chosenPictures(
  named: readonly string[],
  { list, watch }: PictureChoice,
  watching: WatchOptions,
): Promise<ChosenPictures> {
  // Most command lines name files, and need no formats to find them.
  if (list === undefined && watch === undefined && named.every(isItself)) return { files: named };
  const [{ listedNames, namedPictures }, { picturesComing, requireFolder }] = await Promise.all([
    import('../named-pictures.js'),
    import('../watch-folder.js'),
  ]);
  // Before anything is printed of the files.
  if (watch !== undefined) requireFolder(watch);
  const listed = list === undefined ? [] : await listedNames(list);
  const files = [...namedPictures(named, watching.endings), ...listed];
  if (watch === undefined) return { files };
  const comingIn = picturesComing(watch, watching);
  async function* coming(): AsyncGenerator<string> {
    yield* files;
    yield* comingIn;
  }
  return { files, coming: coming() };
}

/** A file, or a name that no file has and that is no pattern. */
function isItself(name: string): boolean {
  const stats = statSync(name, { throwIfNoEntry: false });
  return stats ? !stats.isDirectory() : !/[*?[\]{}]/.test(name);
}
