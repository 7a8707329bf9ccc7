/** Frames as cameras give them, and the checks that keep a wrong one from becoming a wrong white point. */
import { describeValue } from '../text/index.js';
import { FrameError } from './frame-error.js';

/** Colours of the four values of a Bayer cell, row by row from the frame's corner. */
export type BayerPattern = 'RGGB' | 'BGGR' | 'GRBG' | 'GBRG';

interface FrameBase {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Linear values with the black level left in, row by row. */
  readonly data: Uint16Array | Float32Array;
  /** Values from one row to the next; those of a row unless given. */
  readonly stride?: number;
  /** Value at and above which a sensor is full; 65535 for Uint16Array and 1 for Float32Array unless given. */
  readonly whiteLevel?: number;
  /** widthPx x heightPx bytes; a pixel whose byte is not 0 does not count. */
  readonly mask?: Uint8Array;
}

/** Red, green and blue of each pixel side by side. */
export interface RgbFrame extends FrameBase {
  readonly layout: 'rgb';
  /** Value that means no light, for all or for R, G, B; 0 unless given. */
  readonly blackLevel?: number | readonly [r: number, g: number, b: number];
}

/** One value a pixel, as the sensor's filters lie. Cells of 2x2 count as one pixel; an odd last row or column is left out. */
export interface BayerFrame extends FrameBase {
  readonly layout: 'bayer';
  readonly pattern: BayerPattern;
  /** Value that means no light, for all or for the four values of a cell, row by row; 0 unless given. */
  readonly blackLevel?: number | readonly [number, number, number, number];
}

/**
 * One value a pixel behind filters that repeat every `rows` x `columns` pixels: quad Bayer 4 x 4, X-Trans 6 x 6. A repeat counts as one
 * pixel, and what makes no whole one is left out; an estimate allocates a picture of them.
 */
export interface MosaicFrame extends FrameBase {
  readonly layout: 'mosaic';
  readonly rows: number;
  readonly columns: number;
  /** rows x columns filters, row by row from the frame's corner, 0 red, 1 green, 2 blue; each of them at least once. */
  readonly colours: readonly number[];
  /** Value that means no light, for all or for each filter of the repeat; 0 unless given. */
  readonly blackLevel?: number | readonly number[];
}

export type Frame = RgbFrame | BayerFrame | MosaicFrame;

export const BAYER_PATTERNS: readonly BayerPattern[] = ['RGGB', 'BGGR', 'GRBG', 'GBRG'];

const MOST_PX = 65_535;
/** Larger repeats no sensor has. */
const MOST_REPEAT = 16;

/** Throws FrameError (`size`, or `value` for levels) where a frame is not what it says. */
export function checkFrame(frame: Frame): void {
  const { widthPx, heightPx, data, mask, layout } = frame;
  if (layout !== 'rgb' && layout !== 'bayer' && layout !== 'mosaic') {
    throw new FrameError(
      'size',
      `frame: expected the layout rgb, bayer or mosaic, got ${describeValue(layout)}`,
    );
  }
  if (layout === 'bayer' && !BAYER_PATTERNS.includes(frame.pattern)) {
    throw new FrameError(
      'size',
      `frame: expected a pattern of ${BAYER_PATTERNS.join(', ')}, got ${describeValue(frame.pattern)}`,
    );
  }
  if (layout === 'mosaic') checkFilters(frame);
  const [rows, columns] = repeatOf(frame);
  if (!(isSide(widthPx, columns) && isSide(heightPx, rows))) {
    throw new FrameError(
      'size',
      `frame: expected ${Math.max(rows, columns)} to ${MOST_PX} pixels a side, got ${describeValue(widthPx)}x${describeValue(heightPx)}`,
    );
  }
  if (!(data instanceof Uint16Array || data instanceof Float32Array)) {
    throw new FrameError('size', 'frame: expected data as Uint16Array or Float32Array');
  }
  checkLengths(frame);
  if (mask !== undefined && !(mask instanceof Uint8Array)) {
    throw new FrameError('size', 'frame: expected a mask as Uint8Array');
  }
  if (mask !== undefined && mask.length !== widthPx * heightPx) {
    throw new FrameError(
      'size',
      `frame: expected a mask of ${widthPx}x${heightPx} = ${widthPx * heightPx} bytes, got ${mask.length}`,
    );
  }
  checkLevels(frame);
}

/** Rows and columns of pixels that count as one. */
function repeatOf(frame: Frame): readonly [rows: number, columns: number] {
  if (frame.layout === 'mosaic') return [frame.rows, frame.columns];
  return frame.layout === 'bayer' ? [2, 2] : [1, 1];
}

function checkFilters({ rows, columns, colours }: MosaicFrame): void {
  const isRepeat = [rows, columns].every((n) => Number.isInteger(n) && n >= 1 && n <= MOST_REPEAT);
  const isWhole = Array.isArray(colours) && colours.length === rows * columns;
  const areColours = isWhole && colours.every((colour) => [0, 1, 2].includes(colour));
  if (isRepeat && areColours && [0, 1, 2].every((colour) => colours.includes(colour))) return;
  throw new FrameError(
    'size',
    `frame: expected rows x columns filters 0, 1, 2 up to ${MOST_REPEAT}x${MOST_REPEAT}, each colour among them, got ${describeValue(rows)}x${describeValue(columns)} of ${describeValue(colours)}`,
  );
}

function isSide(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least && value <= MOST_PX;
}

function checkLengths({ layout, widthPx, heightPx, data, stride }: Frame): void {
  const row = layout === 'rgb' ? 3 * widthPx : widthPx;
  const step = stride ?? row;
  if (!(Number.isInteger(step) && step >= row)) {
    throw new FrameError(
      'size',
      `frame: expected a stride of at least ${row} values, got ${describeValue(step)}`,
    );
  }
  // The last row may end with its pixels or with its stride.
  const least = (heightPx - 1) * step + row;
  if (data.length < least || data.length > heightPx * step) {
    throw new FrameError(
      'size',
      `frame: expected ${heightPx * step} values for ${widthPx}x${heightPx} ${layout}, got ${data.length}`,
    );
  }
}

function checkLevels(frame: Frame): void {
  const { data, whiteLevel = data instanceof Float32Array ? 1 : 65_535, blackLevel = 0 } = frame;
  const [rows, columns] = repeatOf(frame);
  const count = frame.layout === 'rgb' ? 3 : rows * columns;
  const blacks = listOf(blackLevel);
  if (
    (typeof blackLevel === 'number' || blacks.length === count) &&
    [...blacks, whiteLevel].every((level) => typeof level === 'number') &&
    whiteLevel < Number.POSITIVE_INFINITY &&
    blacks.every((black) => black >= 0 && black < whiteLevel)
  ) {
    return;
  }
  throw new FrameError(
    'value',
    `frame: expected 0 <= black < white, one black level or ${count}, got black ${describeValue(blackLevel)}, white ${describeValue(whiteLevel)}`,
  );
}

/** Levels of what may be anything; empty for what is neither a number nor a list. */
function listOf(level: unknown): readonly number[] {
  if (typeof level === 'number') return [level];
  return Array.isArray(level) ? level : [];
}
