/** Files that are only appended to, by several processes: no line is lost or torn by another's, and none that was promised by a kill. */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';
import { asOutput } from './output-error.js';

const LINE_FEED = 10;

/**
 * Appends lines, each with its line feed, in one write, and brings them to the disk before it returns. Where a kill has left part of
 * a line at the end of the file, that part becomes a line of its own. Makes the file and its folder where they are missing. On network
 * drives two writers may tear each other's lines; nowhere else. Throws OutputError.
 */
export function appendLines(file: string, lines: string): void {
  asOutput(file, () => {
    makeFolder(dirname(file));
    // Appended wherever the end is by then, which is what keeps two writers apart.
    const descriptor = openSync(file, 'a+');
    try {
      const bytes = Buffer.from(endsTorn(descriptor) ? `\n${lines}` : lines);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function endsTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = new Uint8Array(1);
  return readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== LINE_FEED;
}
