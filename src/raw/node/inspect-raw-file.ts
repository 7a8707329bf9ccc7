/** What was understood of a raw file, its checksum by Node. */
import { createHash } from 'node:crypto';
import {
  DEFAULT_WHITE_LEVEL,
  inspectRaw,
  type LevelSources,
  openRaw,
  pngColourDoubt,
  type RawInspection,
} from '../index.js';
import { namedFault, readPictureBytes } from './decode/read-picture.js';
import { inflateAtOnce, OWN_BYTES_TOOLS } from './tools.js';

/** Inspects a file's bytes, which may be overwritten. Throws RawFormatError, RawLevelsError. */
export function inspectRawFile(bytes: Uint8Array, levels: LevelSources = {}): RawInspection {
  const hash = createHash('sha256');
  const checksum = {
    update: (piece: Uint8Array) => hash.update(piece),
    digest: () => hash.digest('hex'),
  };
  return inspectRaw(openRaw(bytes, OWN_BYTES_TOOLS), checksum, levels);
}

/** Inspects a file that the user named; a PNG's word that it is not linear is a warning unless `assumeLinear`. Throws InputError that names the file and the cure. */
export function inspectPictureFile(
  file: string,
  levels: LevelSources = {},
  { assumeLinear = false }: { readonly assumeLinear?: boolean } = {},
): RawInspection {
  const bytes = readPictureBytes(file);
  const whiteLevel = levels.options?.whiteLevel ?? DEFAULT_WHITE_LEVEL;
  const doubt = assumeLinear ? null : pngColourDoubt(bytes, { whiteLevel, inflate: inflateAtOnce });
  const doubts = doubt === null ? [] : [`it ${doubt}: its values are probably not linear`];
  try {
    const found = inspectRawFile(bytes, levels);
    return { ...found, warnings: [...found.warnings, ...doubts] };
  } catch (error) {
    throw namedFault(file, error);
  }
}
