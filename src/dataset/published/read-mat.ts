/** MAT-files from the disk; faults name the file. */
import { inflateSync } from 'node:zlib';
import { readWhole } from '../../files/index.js';
import { MatFileError, type MatVariables, readMatFile } from '../../matlab/index.js';
import { DatasetError } from '../dataset-error.js';

/** Larger than any file of labels. */
const MOST_BYTES = 64e6;

/** Throws MatFileError for what is no MAT-file that can be read, DatasetError where it cannot be read at all. */
export function readMat(file: string): MatVariables {
  let bytes: Uint8Array;
  try {
    bytes = readWhole(file);
  } catch (error) {
    const message = `cannot be read (${(error as Error).message})`;
    throw new DatasetError('label file', [{ file, message, cure: 'Check the file.' }]);
  }
  try {
    const variables = readMatFile(bytes, {
      inflate: (part, mostBytes) => inflateSync(part, { maxOutputLength: Math.max(1, mostBytes) }),
      mostBytes: MOST_BYTES,
    });
    return { file, variables };
  } catch (error) {
    if (!(error instanceof MatFileError)) throw error;
    throw new MatFileError(`${file}: ${error.message}`);
  }
}
