/** Raw pictures out of files, inflated by Node's zlib. */
import { readFileSync } from 'node:fs';
import {
  type LevelSources,
  openRaw,
  type RawImage,
  type RawReader,
  type RawStream,
  type ReadRaw,
  streamRawImage,
} from '../read/index.js';
import { OWN_BYTES_TOOLS } from './tools.js';

/**
 * What a file's bytes, which may be overwritten, hold under the levels that go first; by the reader of its format unless another is
 * given. Throws RawFormatError, RawLevelsError.
 */
export function readOwnBytes(
  bytes: Uint8Array,
  levels: LevelSources = {},
  reader?: RawReader,
): ReadRaw {
  return streamRawImage(openRaw(bytes, OWN_BYTES_TOOLS, reader && [reader]), levels);
}

/** The picture alone. Throws as readOwnBytes. */
export function decodeOwnBytes(
  bytes: Uint8Array,
  levels: LevelSources = {},
  reader?: RawReader,
): RawImage {
  return readOwnBytes(bytes, levels, reader).image;
}

/** The picture of a file. Throws RawFormatError for what is no raw picture, RawLevelsError, and the file system's error. */
export function readRawFile(file: string, levels: LevelSources = {}, reader?: RawReader): RawImage {
  return decodeOwnBytes(readFileSync(file), levels, reader);
}

/** A file's frame as it is stored, out of bytes that may be overwritten. Throws RawFormatError. */
export function openOwnBytes(bytes: Uint8Array, reader?: RawReader): RawStream {
  return openRaw(bytes, OWN_BYTES_TOOLS, reader && [reader]);
}
