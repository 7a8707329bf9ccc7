/** Whether a file is a raw picture, by how it begins. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { RAW_READERS, SIGNATURE_BYTES } from '../index.js';

/** False also for what cannot be read, which whoever reads it next will say. */
export function isRawPicture(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
  let open: number;
  try {
    open = openSync(file, 'r');
  } catch {
    return false;
  }
  try {
    const head = new Uint8Array(SIGNATURE_BYTES);
    const length = readSync(open, head, 0, head.length, 0);
    return RAW_READERS.some((reader) => reader.recognises(head.subarray(0, length)));
  } finally {
    closeSync(open);
  }
}
