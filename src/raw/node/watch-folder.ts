/**
 * Raw pictures as they come into a folder. By looking every so often: it works on network drives and for any number of files, and what
 * matters is not when a file appears but when it has been written to its end.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors/index.js';
import { rawExtensions } from '../index.js';

export interface WatchOptions {
  readonly signal: AbortSignal;
  readonly endings?: readonly string[];
  /** From one look to the next; a file that did not change in between is whole. */
  readonly pollMs?: number;
}

const POLL_MS = 400;

/**
 * Each raw picture that is new in the folder, or new in content, since the call, once it stops growing. Ends with the signal's
 * reason. Throws InputError where there is no such folder.
 */
export async function* picturesComing(
  folder: string,
  { signal, endings = rawExtensions(), pollMs = POLL_MS }: WatchOptions,
): AsyncGenerator<string, never> {
  // What lies there already is not new.
  const told = look(folder, endings);
  let before = told;
  for (;;) {
    await pause(pollMs, signal);
    const now = look(folder, endings);
    for (const [file, state] of now) {
      if (told.get(file) === state || before.get(file) !== state) continue;
      told.set(file, state);
      yield file;
    }
    before = now;
  }
}

/** Throws InputError where there is no folder of that name. */
export function requireFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  throw new InputError(
    `${folder}: expected a folder to watch, ${found ? 'got a file' : 'found none'}. ${found ? 'Name the folder that pictures come into' : 'Make it first, or check the path'}.`,
  );
}

/** Size and time of last change by file. */
function look(folder: string, endings: readonly string[]): Map<string, string> {
  requireFolder(folder);
  const states = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    if (!endings.some((end) => name.toLowerCase().endsWith(end.toLowerCase()))) continue;
    const file = join(folder, name);
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() && stats.size > 0) states.set(file, `${stats.size} ${stats.mtimeMs}`);
  }
  return states;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
