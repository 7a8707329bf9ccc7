/** Inflation and checksums by Node's zlib, for what needs no decoders of packages. */
import * as zlib from 'node:zlib';

/** Into one buffer: zlib gathers pieces of 16 KiB otherwise, and joining them takes the picture's memory twice. */
export function inflateAtOnce(data: Uint8Array, length: number): Uint8Array {
  return zlib.inflateSync(data, options(length));
}

/** The same by a thread of Node's pool, while this one does something else. Rejects with zlib's error. */
export function inflateInPool(data: Uint8Array, length: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlib.inflate(data, options(length), (error, lines) => {
      if (error) reject(error);
      else resolve(lines);
    });
  });
}

/** A full piece makes zlib begin another; one byte more keeps this one from being full. */
function options(length: number): zlib.ZlibOptions {
  return { maxOutputLength: length, chunkSize: Math.max(64, length + 1) };
}

/** CRC-32 as PNG has it. */
export function crc32(bytes: Uint8Array): number {
  return zlib.crc32(bytes);
}
