/** A folder with all that lead to it, one after the other. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { asOutput } from './output-error.js';

/**
 * Makes a folder and whatever is missing above it; one that is there is left as it is. Node's own `recursive` never returns
 * where the system refuses with ENOENT to make a folder in one that exists, as below /proc.
 * Throws OutputError, which names the folder and says why the system does not take it.
 */
export function makeFolder(folder: string): void {
  asOutput(folder, () => {
    const missing: string[] = [];
    let path = resolve(folder);
    while (!statSync(path, { throwIfNoEntry: false })) {
      missing.push(path);
      path = dirname(path);
    }
    for (const next of missing.reverse()) makeOne(next);
    if (!statSync(folder).isDirectory()) mkdirSync(folder);
  });
}

/** Another process may have made it in between. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
