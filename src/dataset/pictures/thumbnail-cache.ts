/**
 * Thumbnails on disk, one file per set of pictures and settings:
 *
 *   "DAWBTHM1" | header length (uint32) | header (JSON) | pixels (float32) | SHA-256 of all before
 *
 * The name is the key: a hash over the contents of the pictures and everything that makes thumbnails of them. Little
 * endian, as every machine that Node runs on. What does not check out is not used: a torn or flipped file costs one
 * decoding, never a wrong picture.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import type { RawLevels } from '../../raw/index.js';
import type { ValueExtent } from '../inspect/dataset-report.js';
import { pruneCache } from './cache-folder.js';
import type { PictureFault } from './picture-file.js';

const MAGIC = Buffer.from('DAWBTHM1', 'latin1');
const HASH_BYTES = 32;
/** Bytes read or hashed at a time. */
const STEP_BYTES = 1 << 26;

/** What a cache file holds: the good pictures' pixels in order, and which pictures are not good. */
export interface CachedThumbnails {
  readonly pixels: Float32Array;
  readonly faults: readonly (PictureFault & { readonly index: number })[];
  /** Of the good pictures, in order. */
  readonly extents: readonly (ValueExtent & RawLevels)[];
  /** Pictures whose values do not go with the levels, and why. */
  readonly doubts: readonly { readonly index: number; readonly message: string }[];
}

export function thumbnailCacheFile(cacheDir: string, key: string): string {
  return join(cacheDir, 'thumbnails', `${key}.bin`);
}

/** The content of a cache file; `missing` where there is none, `damaged` where it fails its checks. */
export function readThumbnailCache(file: string): CachedThumbnails | 'missing' | 'damaged' {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return 'missing';
  }
  try {
    return readChecked(descriptor) ?? 'damaged';
  } catch {
    return 'damaged';
  } finally {
    closeSync(descriptor);
    touch(file);
  }
}

function readChecked(descriptor: number): CachedThumbnails | null {
  const total = fstatSync(descriptor).size;
  const prefix = readSpan(descriptor, new Uint8Array(MAGIC.length + 4), 0);
  if (prefix === null || !MAGIC.equals(prefix.subarray(0, MAGIC.length))) return null;
  const headerBytes = Buffer.from(prefix).readUInt32LE(MAGIC.length);
  const pixelsAt = prefix.length + headerBytes;
  const pixelBytes = total - HASH_BYTES - pixelsAt;
  if (pixelBytes < 0 || pixelBytes % 4 !== 0) return null;
  const header = readSpan(descriptor, new Uint8Array(headerBytes), prefix.length);
  const pixels = new Uint8Array(new SharedArrayBuffer(pixelBytes));
  const sum = readSpan(descriptor, new Uint8Array(HASH_BYTES), total - HASH_BYTES);
  if (header === null || sum === null || readSpan(descriptor, pixels, pixelsAt) === null) {
    return null;
  }
  if (!checksum([prefix, header, pixels]).equals(sum)) return null;
  const { faults, doubts, extents } = JSON.parse(Buffer.from(header).toString('utf8'));
  return { pixels: new Float32Array(pixels.buffer), faults, doubts, extents };
}

/** Fills `out` from a place in the file; null where the file ends first. */
function readSpan(descriptor: number, out: Uint8Array, from: number): Uint8Array | null {
  for (let at = 0; at < out.length; ) {
    const got = readSync(descriptor, out, at, Math.min(STEP_BYTES, out.length - at), from + at);
    if (got === 0) return null;
    at += got;
  }
  return out;
}

function checksum(pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += STEP_BYTES) {
      hash.update(piece.subarray(at, at + STEP_BYTES));
    }
  }
  return hash.digest();
}

/** Throws the file system's errors: a cache that cannot be written is for the caller to mention. */
export function writeThumbnailCache(
  file: string,
  { pixels, faults, doubts, extents }: CachedThumbnails,
): void {
  const header = Buffer.from(JSON.stringify({ faults, doubts, extents }));
  const prefix = Buffer.alloc(MAGIC.length + 4);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(header.length, MAGIC.length);
  const pixelBytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const pieces = [prefix, header, pixelBytes];
  writeFileAtomically(file, [...pieces, checksum(pieces)], { durable: false });
  pruneCache(dirname(dirname(file)), file);
}

/** Marks a file as used just now: `pruneCache` removes what was not used for longest. */
function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // A cache on a read-only disk still serves.
  }
}
