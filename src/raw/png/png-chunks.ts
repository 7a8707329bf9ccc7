/**
 * The container of a PNG file [PNG3, W3C Portable Network Graphics (Third Edition), sections 5 and 11]:
 * signature, then chunks of (length, type, data, CRC-32). Everything about a file that can be known without
 * inflating it is checked here: a cut or changed file is found before a byte is allocated for its pixels.
 */

import { describeValue } from '../../text/index.js';
import { RawFormatError } from '../raw-format-error.js';
import type { RawTools } from '../reader/raw-reader.js';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Bytes from the file's start through the header chunk's CRC: enough for `readPngHeader`. */
export const PNG_HEADER_BYTES = 33;
/** The last chunk of a whole file, IEND, as it always reads: length 0, type, CRC. */
export const PNG_END_BYTES = Uint8Array.of(0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130);

/** Channels by colour type: grey, -, RGB, palette, grey + alpha, -, RGB + alpha. */
const COLOUR_TYPES: Record<number, string> = {
  0: 'greyscale',
  2: 'RGB',
  3: 'palette',
  4: 'greyscale with alpha',
  6: 'RGB with alpha',
};
const RGB_COLOUR_TYPE = 2;

/** More pixels than any camera's frame; a header that claims more is refused. */
export const MAX_PNG_PIXELS = 1 << 28;

const CUT_CURE = 'Copy or download the file again: it is incomplete or damaged.';
const EXPORT_CURE = 'Export the picture as linear 16-bit RGB PNG without alpha.';

/** Whether a file begins as a PNG does. */
export function hasPngSignature(head: Uint8Array): boolean {
  return SIGNATURE.every((value, i) => head[i] === value);
}

/** What the header chunk of an RGB 16-bit file says. */
export interface PngHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly interlaced: boolean;
}

const CRC_TABLE = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  CRC_TABLE[n] = c;
}

/** CRC-32, polynomial 0xEDB88320 [PNG3, annex D]. */
function plainCrc32(bytes: Uint8Array): number {
  let c = -1;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** The four letters of a chunk's type, with bytes that are no letters shown as `?`. */
function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4)).replace(/[^A-Za-z]/g, '?');
}

/**
 * Reads and checks the first 33 bytes of a file: signature, header chunk, 16 bits, RGB, a size within reason.
 * @throws RawFormatError
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (!(bytes instanceof Uint8Array)) {
    const got = describeValue(bytes);
    throw new RawFormatError('PNG header', 'the bytes of a PNG file', got, EXPORT_CURE);
  }
  if (bytes.length === 0) {
    throw new RawFormatError('PNG header', 'a PNG file', 'an empty file', CUT_CURE);
  }
  if (!hasPngSignature(bytes)) {
    const got = `a file that starts with ${[...bytes.subarray(0, 4)].map((v) => v.toString(16).padStart(2, '0')).join(' ')}`;
    throw new RawFormatError('PNG header', 'the PNG signature 89 50 4e 47', got, EXPORT_CURE);
  }
  if (bytes.length < PNG_HEADER_BYTES) {
    const got = `${bytes.length} bytes`;
    throw new RawFormatError('PNG header', `at least ${PNG_HEADER_BYTES} bytes`, got, CUT_CURE);
  }
  if (uint32(bytes, 8) !== 13 || chunkType(bytes, 12) !== 'IHDR') {
    throw new RawFormatError('PNG header', 'chunk IHDR', chunkType(bytes, 12), CUT_CURE);
  }
  if (plainCrc32(bytes.subarray(12, 29)) !== uint32(bytes, 29)) {
    throw new RawFormatError('PNG header', 'a matching CRC', 'another', CUT_CURE);
  }
  return checkHeaderFields(bytes);
}

/** Bytes 16 to 28: width, height, depth, colour type, compression, filter, interlace. */
function checkHeaderFields(bytes: Uint8Array): PngHeader {
  const widthPx = uint32(bytes, 16);
  const heightPx = uint32(bytes, 20);
  const bitDepth = bytes[24];
  const colourType = bytes[25];
  if (bitDepth !== 16) {
    throw new RawFormatError('PNG header', 'a bit depth of 16', `${bitDepth}`, EXPORT_CURE);
  }
  if (colourType !== RGB_COLOUR_TYPE) {
    const got = COLOUR_TYPES[colourType] ?? `unknown colour type ${colourType}`;
    throw new RawFormatError('PNG header', '3 channels (RGB)', got, EXPORT_CURE);
  }
  if (widthPx === 0 || heightPx === 0 || widthPx * heightPx > MAX_PNG_PIXELS) {
    const expected = `1 to ${MAX_PNG_PIXELS} pixels`;
    throw new RawFormatError('PNG header', expected, `a size of ${widthPx}x${heightPx}`, CUT_CURE);
  }
  if (bytes[26] !== 0 || bytes[27] !== 0 || bytes[28] > 1) {
    const got = `${bytes[26]}, ${bytes[27]}, ${bytes[28]}`;
    throw new RawFormatError('PNG header', 'methods 0, 0 and 0 or 1', got, CUT_CURE);
  }
  return { widthPx, heightPx, interlaced: bytes[28] === 1 };
}

/**
 * Walks all chunks, checks every length and CRC and that IEND comes, and returns the IDAT chunks' data joined:
 * the zlib stream of the pixels.
 * @param isOurs whether the file's bytes may be overwritten; the data are joined there then, and take no memory of their own
 * @throws RawFormatError for a truncated or changed file
 */
export function collectImageData(
  bytes: Uint8Array,
  { isOurs = false, crc32 = plainCrc32 }: Pick<RawTools, 'isOurs' | 'crc32'> = {},
): Uint8Array {
  const spans: [number, number][] = [];
  let total = 0;
  let at = SIGNATURE.length;
  for (;;) {
    if (at + 12 > bytes.length) {
      const got = `the end of the file after ${bytes.length} bytes (truncated)`;
      throw new RawFormatError('PNG chunks', 'chunk IEND', got, CUT_CURE);
    }
    const length = uint32(bytes, at);
    const type = chunkType(bytes, at + 4);
    const dataEnd = at + 8 + length;
    if (dataEnd + 4 > bytes.length) {
      const got = `${bytes.length} (truncated in chunk ${type})`;
      throw new RawFormatError('PNG chunks', `at least ${dataEnd + 4} bytes`, got, CUT_CURE);
    }
    if (crc32(bytes.subarray(at + 4, dataEnd)) !== uint32(bytes, dataEnd)) {
      const got = `another: the data of chunk ${type} at byte ${at} has changed`;
      throw new RawFormatError('PNG chunks', 'a matching CRC', got, CUT_CURE);
    }
    if (type === 'IEND') return joinSpans(bytes, spans, isOurs ? bytes : new Uint8Array(total));
    if (type === 'IDAT') {
      spans.push([at + 8, dataEnd]);
      total += length;
    }
    at = dataEnd + 4;
  }
}

/** Into `out`, which may be `bytes`: no span ends up behind where it was. */
function joinSpans(bytes: Uint8Array, spans: [number, number][], out: Uint8Array): Uint8Array {
  if (spans.length === 1) return bytes.subarray(spans[0][0], spans[0][1]);
  let offset = 0;
  for (const [from, to] of spans) {
    out.set(bytes.subarray(from, to), offset);
    offset += to - from;
  }
  return out.subarray(0, offset);
}
