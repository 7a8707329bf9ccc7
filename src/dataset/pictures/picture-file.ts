/**
 * A picture file seen from outside: its begin and its end are enough to find another format, the wrong depth or channels
 * and nearly every download that was cut short, without decoding anything.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import {
  type BayerDump,
  checkDumpLength,
  RawFormatError,
  RawLevelsError,
  readerOf,
  SIGNATURE_BYTES,
} from '../../raw/index.js';

export interface PictureFault {
  readonly message: string;
  readonly cure: string;
}

/** What is wrong with the file as far as begin and end tell, or null. */
export function checkPictureFile(
  file: string,
  sizeBytes: number,
  dump?: BayerDump,
): PictureFault | null {
  const descriptor = { number: -1 };
  try {
    descriptor.number = openSync(file, 'r');
    if (dump !== undefined) checkDumpLength(dump, sizeBytes);
    else checkOpenFile(descriptor.number, file, sizeBytes);
    return null;
  } catch (error) {
    return pictureFault(error);
  } finally {
    if (descriptor.number >= 0) closeSync(descriptor.number);
  }
}

function checkOpenFile(descriptor: number, file: string, sizeBytes: number): void {
  const read = (bytes: number, from: number) => {
    const buffer = new Uint8Array(bytes);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, from));
  };
  const begin = read(Math.min(SIGNATURE_BYTES, sizeBytes), 0);
  const reader = readerOf(begin);
  const headBytes = Math.min(reader.headBytes, sizeBytes);
  const head = headBytes > begin.length ? read(headBytes, 0) : begin.subarray(0, headBytes);
  const tailBytes = Math.min(reader.tailBytes, sizeBytes);
  if (!reader.checkEnds(head, read(tailBytes, sizeBytes - tailBytes))) {
    reader.checkWhole(readFileSync(file));
  }
}

/** A picture's error in the words of a DatasetProblem; rethrows what is neither the format's nor the disk's. */
export function pictureFault(error: unknown): PictureFault {
  if (error instanceof RawFormatError) return { message: error.message, cure: error.cure };
  if (error instanceof RawLevelsError) {
    const cure =
      "Give levels that go with the file's own, or both: --black-level and --white-level.";
    return { message: error.message, cure };
  }
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    const message = `cannot be read (${error.message})`;
    return { message, cure: 'Check that the file exists and may be read.' };
  }
  throw error;
}
