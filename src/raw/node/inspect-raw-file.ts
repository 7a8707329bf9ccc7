/** What was understood of a raw file, its checksum by Node. */
import { createHash } from 'node:crypto';
import {
  DEFAULT_WHITE_LEVEL,
  inspectRaw,
  type LevelSources,
  openRaw,
  pngColourDoubt,
  type RawInspection,
  type RawReader,
} from '../index.js';
import { namedFault, type PictureReading, readPictureBytes } from './decode/read-picture.js';
import { inflateAtOnce } from './inflate.js';
import { OWN_BYTES_TOOLS } from './tools.js';

/** Inspects a file's bytes, which may be overwritten, with the reader of its format unless another is given. Throws RawFormatError, RawLevelsError. */
export function inspectRawFile(
  bytes: Uint8Array,
  levels: LevelSources = {},
  reader?: RawReader,
): RawInspection {
  const hash = createHash('sha256');
  const checksum = {
    update: (piece: Uint8Array) => hash.update(piece),
    digest: () => hash.digest('hex'),
  };
  return inspectRaw(openRaw(bytes, OWN_BYTES_TOOLS, reader && [reader]), checksum, levels);
}

/** Inspects a file that the user named; a PNG's word that it is not linear is a warning unless `assumeLinear`. Throws InputError that names the file and the cure. */
export function inspectPictureFile(
  file: string,
  { levels, assumeLinear, reader }: Omit<PictureReading, 'warn'>,
): RawInspection {
  const bytes = readPictureBytes(file);
  const whiteLevel = levels.options?.whiteLevel ?? DEFAULT_WHITE_LEVEL;
  const doubt =
    assumeLinear || reader ? null : pngColourDoubt(bytes, { whiteLevel, inflate: inflateAtOnce });
  const doubts = doubt === null ? [] : [`it ${doubt}: its values are probably not linear`];
  try {
    const found = inspectRawFile(bytes, levels, reader);
    return { ...found, warnings: [...found.warnings, ...doubts] };
  } catch (error) {
    throw namedFault(file, error);
  }
}
