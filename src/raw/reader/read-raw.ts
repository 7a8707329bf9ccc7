/** A file's picture, whatever its format: in bands where the format can, so that its values need not lie in memory together. */
import type { RawImage } from '../image/raw-image.js';
import { createBinner } from './bin-rows.js';
import { readerOf, SIGNATURE_BYTES } from './decode-raw.js';
import { createMaskMeter } from './mask-meter.js';
import { type LevelSources, positionLevels } from './position-levels.js';
import type { FrameHeader } from './raw-frame.js';
import type { RawReader, RawStream, RawTools } from './raw-reader.js';
import { REGISTERED } from './registered.js';
import { isPlain, toRawImage } from './to-raw-image.js';

export interface ReadRaw {
  readonly image: RawImage;
  readonly header: FrameHeader;
  /** What is odd about the file, sentences without a stop at their end. */
  readonly warnings: readonly string[];
}

/** Opens a file of any format that is read. Throws RawFormatError. */
export function openRaw(
  bytes: Uint8Array,
  tools: RawTools,
  readers: readonly RawReader[] = REGISTERED,
): RawStream {
  const reader = readerOf(bytes.subarray(0, SIGNATURE_BYTES), readers);
  if (reader.open) return reader.open(bytes, tools);
  const { values, ...header } = reader.decode(bytes, tools);
  return { header, readBands: (onBand) => onBand({ firstRow: 0, rows: header.heightPx, values }) };
}

/** The picture of a stream: `toRawImage` of its whole frame, but for the memory. Throws RangeError, RawFormatError as that does. */
export function streamRawImage(stream: RawStream, sources: LevelSources = {}): ReadRaw {
  const { header } = stream;
  const levels = positionLevels(header, sources);
  if (isPlain(header, levels) || header.zeroIsDark !== true) {
    const values = wholeOf(stream);
    return {
      image: toRawImage({ ...header, values }, sources),
      header,
      warnings: warningsOf(header),
    };
  }
  const binner = createBinner(header, levels);
  const meter = createMaskMeter(header, levels);
  stream.readBands((band) => {
    binner.take(band);
    meter.take(band);
  });
  return { image: binner.image, header, warnings: [...warningsOf(header), ...meter.warnings()] };
}

/** `streamRawImage` of a file's bytes. Throws RangeError, RawFormatError. */
export function readRawImage(
  bytes: Uint8Array,
  tools: RawTools,
  sources: LevelSources = {},
): ReadRaw {
  return streamRawImage(openRaw(bytes, tools), sources);
}

function warningsOf({ details }: FrameHeader): readonly string[] {
  return details?.warnings ?? [];
}

/** All values; those of a stream of one band are not copied. */
export function wholeOf({ header, readBands }: RawStream): Uint16Array | Float32Array {
  const { widthPx, heightPx, layout, isFloat } = header;
  const row = widthPx * (layout.kind === 'rgb' ? 3 : 1);
  let values: Uint16Array | Float32Array | undefined;
  readBands((band) => {
    if (band.firstRow === 0 && band.rows === heightPx)
      values = band.values.subarray(0, row * heightPx);
    else {
      values ??= isFloat ? new Float32Array(row * heightPx) : new Uint16Array(row * heightPx);
      values.set(band.values.subarray(0, row * band.rows), row * band.firstRow);
    }
  });
  return values ?? new Uint16Array(0);
}
