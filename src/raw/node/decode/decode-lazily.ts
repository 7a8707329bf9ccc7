/** `readOwnBytes` that loads no more than the file's format needs, which its bytes tell and not its name. */
import {
  type LevelSources,
  PNG_READER,
  packedPng,
  plainImage,
  pngFrame,
  positionLevels,
  type RawReader,
  type ReadRaw,
  unpackPng,
} from '../../decode/index.js';
import { crc32, inflateInPool } from '../inflate.js';

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
    const frame = pngFrame(await unpacked(bytes));
    const { values, ...header } = frame;
    // Three samples under one black and one white level are a picture as they are.
    const image =
      plainImage(frame, positionLevels(header, levels)) ??
      (await import('../../read/index.js')).toRawImage(frame, levels);
    return { image, header, warnings: [] };
  }
  const { readOwnBytes } = await import('../read-raw-file.js');
  return readOwnBytes(bytes, levels, reader);
}

/** Inflated by another thread, so that two pictures can be under way. Rejects with RawFormatError. */
async function unpacked(bytes: Uint8Array): Promise<ReturnType<typeof unpackPng>> {
  const packed = packedPng(bytes, { isOurs: true, crc32 });
  const lines = await inflateInPool(packed.compressed, packed.lineBytes).then(
    (inflated) => () => inflated,
    (error: unknown) => () => {
      throw error;
    },
  );
  return unpackPng(packed, lines);
}
