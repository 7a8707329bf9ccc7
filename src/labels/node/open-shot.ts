/** The raw file of an imported picture, as it was imported. */
import { RawFormatError, RawLevelsError } from '../../raw/index.js';
import type { ShotRecord } from '../index.js';
import { gone } from './label-lines.js';
import { type ReadShot, readShot } from './read-shot.js';

/** Throws DatasetError where the file is gone, or is not the one that was imported. */
export function openShot({ file, sha256, levels, dump }: ShotRecord): ReadShot {
  try {
    const shot = readShot(file, { options: levels }, dump);
    if (shot.sha256 !== sha256) throw gone(file, 'is not the file that was imported');
    return shot;
  } catch (error) {
    if (error instanceof RawFormatError || error instanceof RawLevelsError)
      throw gone(file, error.message);
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code && syscall) throw gone(file, `cannot be read (${message})`);
    throw error;
  }
}
