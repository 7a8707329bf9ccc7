/** A file's picture, whatever its format. */
import { readerOf, SIGNATURE_BYTES } from './decode-raw.js';
import type { LevelSources } from './position-levels.js';
import type { RawReader, RawStream, RawTools } from './raw-reader.js';
import { RAW_READERS } from './readers.js';
import { openWith, type ReadRaw, streamRawImage } from './stream-raw.js';

/** Opens a file of any format that is read. Throws RawFormatError. */
export function openRaw(
  bytes: Uint8Array,
  tools: RawTools,
  readers: readonly RawReader[] = RAW_READERS,
): RawStream {
  return openWith(readerOf(bytes.subarray(0, SIGNATURE_BYTES), readers), bytes, tools);
}

/** `streamRawImage` of a file's bytes. Throws RawLevelsError, RawFormatError. */
export function readRawImage(
  bytes: Uint8Array,
  tools: RawTools,
  sources: LevelSources = {},
): ReadRaw {
  return streamRawImage(openRaw(bytes, tools), sources);
}
