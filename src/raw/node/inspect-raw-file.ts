/** What was understood of a raw file, its checksum by Node. */
import { createHash } from 'node:crypto';
import { inspectRaw, type LevelSources, openRaw, type RawInspection } from '../index.js';
import { OWN_BYTES_TOOLS } from './tools.js';

/** Inspects a file's bytes, which may be overwritten. Throws RawFormatError, RawLevelsError. */
export function inspectRawFile(bytes: Uint8Array, levels: LevelSources = {}): RawInspection {
  const hash = createHash('sha256');
  const checksum = {
    update: (piece: Uint8Array) => hash.update(piece),
    digest: () => hash.digest('hex'),
  };
  return inspectRaw(openRaw(bytes, OWN_BYTES_TOOLS), checksum, levels);
}
