/** What decoding needs of Node. */
import { inflateSync } from 'node:zlib';
import type { RawTools } from '../decode/index.js';
import { PACKAGE_DECODERS } from './package-decoders.js';

/** Into one buffer: zlib gathers pieces of 16 KiB otherwise, and joining them takes the picture's memory twice. */
export function inflateAtOnce(data: Uint8Array, length: number): Uint8Array {
  // A full piece makes zlib begin another; one byte more keeps this one from being full.
  return inflateSync(data, { maxOutputLength: length, chunkSize: Math.max(64, length + 1) });
}

/** For bytes that may be overwritten. */
export const OWN_BYTES_TOOLS: RawTools = {
  inflate: inflateAtOnce,
  isOurs: true,
  ...PACKAGE_DECODERS,
};
