/** The reader of a file, found by how the file begins; files that none reads are named, with what to do about them. */
import { RawFormatError } from '../raw-format-error.js';
import { nameOtherFormat } from './other-formats.js';
import type { RawFrame } from './raw-frame.js';
import type { RawReader, RawTools } from './raw-reader.js';
import { RAW_READERS } from './readers.js';

/** Bytes from a file's begin that tell its format; where they are fewer, raw formats count as TIFF. */
export const SIGNATURE_BYTES = 4096;

const CUT_CURE = 'Copy or download the file again: it is incomplete or damaged.';
const UNKNOWN_CURE =
  'Export the picture as linear 16-bit RGB PNG without alpha; for a frame of a sensor without a header say what it is: --bayer, --size and --bits.';

/** Endings of the names of files that are read, in lower case, with the dot. */
export function rawExtensions(readers: readonly RawReader[] = RAW_READERS): string[] {
  return readers.flatMap(({ extensions }) => extensions);
}

/**
 * The reader of a file that begins with `head`: SIGNATURE_BYTES, or all of it. Throws RawFormatError, which names what the
 * file is where that is known.
 */
export function readerOf(head: Uint8Array, readers: readonly RawReader[] = RAW_READERS): RawReader {
  const found = readers.find((reader) => reader.recognises(head));
  if (found) return found;
  const known = readers
    .flatMap(({ name, extensions }) => (extensions.includes('.tiff') ? [name, 'TIFF'] : [name]))
    .join(', ');
  const expected = `the signature of a raw picture (${known})`;
  if (head.length === 0) {
    throw new RawFormatError('raw picture', expected, 'an empty file', CUT_CURE);
  }
  const other = nameOtherFormat(head);
  if (other) throw new RawFormatError('raw picture', expected, other.name, other.cure);
  const bytes = Array.from(head.subarray(0, 4), (v) => v.toString(16).padStart(2, '0')).join(' ');
  const got = `a file that starts with ${bytes}`;
  throw new RawFormatError('raw picture', expected, got, UNKNOWN_CURE);
}

/** Decodes a raw picture of any format that is read. Throws RawFormatError. */
export function decodeRaw(
  bytes: Uint8Array,
  tools: RawTools,
  readers: readonly RawReader[] = RAW_READERS,
): RawFrame {
  return readerOf(bytes.subarray(0, SIGNATURE_BYTES), readers).decode(bytes, tools);
}
