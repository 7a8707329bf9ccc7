/**
 * A picture file seen from outside: its header and its end, 45 bytes in all, are enough to find the wrong depth,
 * the wrong channels and nearly every download that was cut short, without decoding anything.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import {
  collectImageData,
  PNG_END_BYTES,
  PNG_HEADER_BYTES,
  RawFormatError,
  readPngHeader,
} from '../../raw/index.js';

export interface PictureFault {
  readonly message: string;
  readonly cure: string;
}

/** What is wrong with the file as far as header and end tell, or null. */
export function checkPictureFile(file: string, sizeBytes: number): PictureFault | null {
  try {
    const { head, tail } = readEnds(file, sizeBytes);
    readPngHeader(head);
    // Bytes after IEND are legal: only the walk through all chunks tells them from a cut file.
    if (PNG_END_BYTES.some((value, i) => value !== tail[i])) collectImageData(readFileSync(file));
    return null;
  } catch (error) {
    return pictureFault(error);
  }
}

function readEnds(file: string, sizeBytes: number): { head: Uint8Array; tail: Uint8Array } {
  const descriptor = openSync(file, 'r');
  try {
    const head = new Uint8Array(Math.min(PNG_HEADER_BYTES, sizeBytes));
    const tail = new Uint8Array(Math.min(PNG_END_BYTES.length, sizeBytes));
    readSync(descriptor, head, 0, head.length, 0);
    readSync(descriptor, tail, 0, tail.length, sizeBytes - tail.length);
    return { head, tail };
  } finally {
    closeSync(descriptor);
  }
}

/** A picture's error in the words of a DatasetProblem; rethrows what is neither the format's nor the disk's. */
export function pictureFault(error: unknown): PictureFault {
  if (error instanceof RawFormatError) return { message: error.message, cure: error.cure };
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    const message = `cannot be read (${error.message})`;
    return { message, cure: 'Check that the file exists and may be read.' };
  }
  throw error;
}
