/** Inflation by Node's zlib, for what needs no decoders of packages. */
import { inflateSync } from 'node:zlib';

/** Into one buffer: zlib gathers pieces of 16 KiB otherwise, and joining them takes the picture's memory twice. */
export function inflateAtOnce(data: Uint8Array, length: number): Uint8Array {
  // A full piece makes zlib begin another; one byte more keeps this one from being full.
  return inflateSync(data, { maxOutputLength: length, chunkSize: Math.max(64, length + 1) });
}
