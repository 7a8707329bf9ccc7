/** `readOwnBytes` that loads no more than the file's format needs, which its bytes tell and not its name. */
import {
  type LevelSources,
  openWith,
  PNG_READER,
  type RawReader,
  type ReadRaw,
  streamRawImage,
} from '../../decode/index.js';
import { OWN_BYTES_TOOLS } from '../tools.js';

/**
 * The picture in a file's bytes, which may be overwritten, under the levels that go first; by `reader` where one is given.
 * Rejects as readOwnBytes throws.
 */
export async function readOwnBytesLazily(
  bytes: Uint8Array,
  levels: LevelSources = {},
  reader: RawReader | undefined = PNG_READER.recognises(bytes) ? PNG_READER : undefined,
): Promise<ReadRaw> {
  if (reader !== undefined) {
    return streamRawImage(openWith(reader, bytes, OWN_BYTES_TOOLS), levels);
  }
  const { readOwnBytes } = await import('../read-raw-file.js');
  return readOwnBytes(bytes, levels);
}
