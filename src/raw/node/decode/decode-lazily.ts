/** `readOwnBytes` that loads no more than the file's format needs, which its bytes tell and not its name. */
import {
  type LevelSources,
  PNG_READER,
  plainImage,
  positionLevels,
  type RawReader,
  type ReadRaw,
} from '../../decode/index.js';
import { inflateAtOnce } from '../inflate.js';

/**
 * What a file's bytes, which may be overwritten, hold under the levels that go first; by `reader` where one is given. Rejects as
 * readOwnBytes throws.
 */
export async function readOwnBytesLazily(
  bytes: Uint8Array,
  levels: LevelSources = {},
  reader?: RawReader,
): Promise<ReadRaw> {
  if (reader === undefined && PNG_READER.recognises(bytes)) {
    const { values, ...header } = PNG_READER.decode(bytes, {
      inflate: inflateAtOnce,
      isOurs: true,
    });
    const frame = { ...header, values };
    // Three samples under one black and one white level are a picture as they are.
    const image =
      plainImage(frame, positionLevels(header, levels)) ??
      (await import('../../read/index.js')).toRawImage(frame, levels);
    return { image, header, warnings: [] };
  }
  const { readOwnBytes } = await import('../read-raw-file.js');
  return readOwnBytes(bytes, levels, reader);
}
