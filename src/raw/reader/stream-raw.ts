/** The picture of a file whose reader is known: in bands where the format can, so that its values need not lie in memory together. */
import type { RawImage } from '../image/raw-image.js';
import { createBinner } from './bin-rows.js';
import { createMaskMeter } from './mask-meter.js';
import { isPlain } from './plain-image.js';
import { type LevelSources, positionLevels } from './position-levels.js';
import type { FrameHeader } from './raw-frame.js';
import type { RawReader, RawStream, RawTools } from './raw-reader.js';
import { toRawImage } from './to-raw-image.js';

export interface ReadRaw {
  readonly image: RawImage;
  readonly header: FrameHeader;
  /** What is odd about the file, sentences without a stop at their end. */
  readonly warnings: readonly string[];
}

/** Opens a file with the reader of its format. Throws RawFormatError. */
export function openWith(reader: RawReader, bytes: Uint8Array, tools: RawTools): RawStream {
  if (reader.open) return reader.open(bytes, tools);
  const { values, ...header } = reader.decode(bytes, tools);
  return { header, readBands: (onBand) => onBand({ firstRow: 0, rows: header.heightPx, values }) };
}

/** The picture of a stream: `toRawImage` of its whole frame, but for the memory. Throws RawLevelsError, RawFormatError as that does. */
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
