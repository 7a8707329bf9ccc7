/** Raw pictures out of files, inflated by Node's zlib. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { type LevelSources, type RawImage, readRawImage } from '../decode/index.js';
import { PACKAGE_DECODERS } from './package-decoders.js';

/** Into one buffer: zlib gathers pieces of 16 KiB otherwise, and joining them takes the picture's memory twice. */
export function inflateAtOnce(data: Uint8Array, length: number): Uint8Array {
  // A full piece makes zlib begin another; one byte more keeps this one from being full.
  return inflateSync(data, { maxOutputLength: length, chunkSize: Math.max(64, length + 1) });
}

/** The picture in a file's bytes, which may be overwritten, under the levels that go first. Throws RawFormatError. */
export function decodeOwnBytes(bytes: Uint8Array, levels: LevelSources = {}): RawImage {
  const tools = { inflate: inflateAtOnce, isOurs: true, ...PACKAGE_DECODERS };
  return readRawImage(bytes, tools, levels).image;
}

/** The picture of a file. Throws RawFormatError for what is no raw picture, and the file system's error. */
export function readRawFile(file: string, levels: LevelSources = {}): RawImage {
  return decodeOwnBytes(readFileSync(file), levels);
}
