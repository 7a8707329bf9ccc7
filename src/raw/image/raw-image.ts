/**
 * A raw picture in memory: what every decoder gives and every statistic reads. The values are the sensor's own
 * (linear, black level included). A pixel whose three values are 0 is MASKED, not dark: SimpleCube++ blanks its
 * calibration object so, and no statistic may count it. (A dark pixel reads about the black level, never 0,0,0.)
 */
import { describeValue } from '../../text/index.js';

/** Black level of SimpleCube++ (Canon EOS 550D and 600D, 14 bits). */
export const DEFAULT_BLACK_LEVEL = 2048;
/** White level that SimpleCube++ prescribes: 14 bits, all set. */
export const DEFAULT_WHITE_LEVEL = 16383;

/** The values that mean no light and full scale, 0 <= blackLevel < whiteLevel <= 65535. */
export interface RawLevels {
  readonly blackLevel: number;
  readonly whiteLevel: number;
}

/** An interleaved RGB picture of `heightPx` rows of `widthPx` pixels; `rgb` holds 3 x widthPx x heightPx values. */
export interface RawImage extends RawLevels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint16Array;
}

/** Levels that are none, or that contradict each other where black and white come from different sources. */
export class RawLevelsError extends RangeError {
  override readonly name = 'RawLevelsError';
}

/** Throws RawLevelsError, a RangeError, where levels are no levels: both finite, 0 <= black < white <= 65535. */
export function checkRawLevels(levels: RawLevels): void {
  const { blackLevel, whiteLevel } = levels ?? {};
  const areNumbers = typeof blackLevel === 'number' && typeof whiteLevel === 'number';
  if (!(areNumbers && blackLevel >= 0 && blackLevel < whiteLevel && whiteLevel <= 65535)) {
    throw new RawLevelsError(
      `raw levels: expected 0 <= black < white <= 65535, got black ${describeValue(blackLevel)}, white ${describeValue(whiteLevel)}`,
    );
  }
}

/** Checks size, length and levels of a picture put together by hand. Throws RangeError. */
export function checkRawImage(image: RawImage): void {
  checkRawLevels(image);
  const { widthPx, heightPx, rgb } = image;
  if (!(Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0)) {
    throw new RangeError(
      `raw image: expected a size of at least 1x1, got ${describeValue(widthPx)}x${describeValue(heightPx)}`,
    );
  }
  if (rgb?.length !== 3 * widthPx * heightPx) {
    throw new RangeError(
      `raw image: expected ${3 * widthPx * heightPx} values for ${widthPx}x${heightPx}, got ${describeValue(rgb?.length)}`,
    );
  }
}
