/** Raw pictures out of files, inflated by Node's zlib. */
import { readFileSync } from 'node:fs';
import {
  type LevelSources,
  openRaw,
  type RawImage,
  type RawStream,
  type ReadRaw,
  readRawImage,
} from '../index.js';
import { OWN_BYTES_TOOLS } from './tools.js';

/** The picture in a file's bytes, which may be overwritten, under the levels that go first. Throws RawFormatError, RawLevelsError. */
export function decodeOwnBytes(bytes: Uint8Array, levels: LevelSources = {}): RawImage {
  return readOwnBytes(bytes, levels).image;
}

/** The same with what the file says of itself. */
export function readOwnBytes(bytes: Uint8Array, levels: LevelSources = {}): ReadRaw {
  return readRawImage(bytes, OWN_BYTES_TOOLS, levels);
}

/** The picture of a file. Throws RawFormatError for what is no raw picture, RawLevelsError, and the file system's error. */
export function readRawFile(file: string, levels: LevelSources = {}): RawImage {
  return decodeOwnBytes(readFileSync(file), levels);
}

/** A file's frame as it is stored, out of bytes that may be overwritten. Throws RawFormatError. */
export function openOwnBytes(bytes: Uint8Array): RawStream {
  return openRaw(bytes, OWN_BYTES_TOOLS);
}
