/** `readOwnBytes` that loads no more than the file's format needs, which its bytes tell and not its name. */
import {
  type LevelSources,
  openWith,
  PNG_READER,
  type ReadRaw,
  streamRawImage,
} from '../../decode/index.js';
import { OWN_BYTES_TOOLS } from '../tools.js';

/** The picture in a file's bytes, which may be overwritten, under the levels that go first. Rejects as readOwnBytes throws. */
export async function decodeOwnBytesLazily(
  bytes: Uint8Array,
  levels: LevelSources = {},
): Promise<ReadRaw> {
  if (PNG_READER.recognises(bytes)) {
    return streamRawImage(openWith(PNG_READER, bytes, OWN_BYTES_TOOLS), levels);
  }
  const { readOwnBytes } = await import('../read-raw-file.js');
  return readOwnBytes(bytes, levels);
}
