/** Stored values of a part of the sensor, as they lie in the file: for looking at single pixels behind their filters. */
import type { ReadShot } from '../read-shot.js';
import { RequestError } from './messages.js';

/** How the values of a close-up are to be read. */
export interface SensorFacts {
  /** Values a pixel: 1 behind filters, 3 of pictures without. */
  readonly samples: 1 | 3;
  /** The repeat of the filters from the active area's corner, 0 red, 1 green, 2 blue; 1x1 and empty without filters. */
  readonly rows: number;
  readonly columns: number;
  readonly colours: readonly number[];
  /** What values were multiplied by: floats come as whole numbers, 65535 for 1. */
  readonly scale: number;
}

/** A part of the active area, in its pixels. */
export interface CloseUpArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const MOST_PIXELS = 1 << 18;
const FLOAT_SCALE = 65_535;

export function sensorFactsOf({ header: { layout, isFloat } }: ReadShot): SensorFacts {
  const scale = isFloat === true ? FLOAT_SCALE : 1;
  if (layout.kind === 'rgb') return { samples: 3, rows: 1, columns: 1, colours: [], scale };
  const { rows, columns, colours } = layout;
  return { samples: 1, rows, columns, colours, scale };
}

/** Row by row, samples side by side, 16 bits each with the lower byte first. Throws RequestError for an area outside of the picture. */
export function closeUpOf({ header, values }: ReadShot, area: CloseUpArea): Uint8Array {
  const { activeArea, widthPx, layout, isFloat } = header;
  const { left, top, width, height } = area;
  const isArea =
    Object.values(area).every((n) => Number.isSafeInteger(n) && n >= 0) &&
    width * height > 0 &&
    width * height <= MOST_PIXELS &&
    left + width <= activeArea.widthPx &&
    top + height <= activeArea.heightPx;
  if (!isArea) throw new RequestError(400, `Not a part of the picture of ${MOST_PIXELS} pixels.`);
  const samples = layout.kind === 'rgb' ? 3 : 1;
  const out = Buffer.alloc(2 * width * height * samples);
  for (let y = 0, o = 0; y < height; y++) {
    const from = ((activeArea.top + top + y) * widthPx + activeArea.left + left) * samples;
    for (let i = from; i < from + width * samples; i++, o += 2) {
      const value = isFloat ? Math.round(FLOAT_SCALE * values[i]) : values[i];
      out.writeUInt16LE(Math.min(65_535, Math.max(0, value)), o);
    }
  }
  return out;
}
