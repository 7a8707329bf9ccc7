/** Statistics of a frame out of the file system. */
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { InputError } from '../../errors/index.js';
import { type DumpedCase, readStatisticsDump } from '../index.js';

/** Metadata with the statistics as JSON is some 150 kB. */
const MOST_BYTES = 4 * 2 ** 20;

/** Null where a file is no dump, or cannot be read. Throws InputError for a dump that is not whole. */
export function readStatistics(file: string): DumpedCase | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MOST_BYTES) return null;
  try {
    return readStatisticsDump(new Uint8Array(readFileSync(file)), basename(file));
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    if (code !== undefined) return null;
    if (name !== 'TuningFileError') throw error;
    throw new InputError(
      `${file}: ${message}. Save the bytes of the metadata's PispStatsOutput or Bcm2835StatsOutput, or the metadata as JSON.`,
    );
  }
}
