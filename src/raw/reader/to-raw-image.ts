/**
 * One kind of picture from all raw frames: RGB, cut to the active area, with one black and one white level.
 *
 *   mosaic     each repeat of the filters becomes one pixel: the mean of each colour's values, clipped at white first
 *   levels     the first that states one goes: options, data set, file, model
 *   unlike     levels of positions or channels, tables, floats and whatever else is not plain are brought to COMMON:
 *              linear values stay what they were, the sign of what lies below black included
 */
import type { RawImage } from '../image/raw-image.js';
import { RawFormatError } from '../raw-format-error.js';
import { createBinner } from './bin-rows.js';
import { plainImage } from './plain-image.js';
import { type LevelSources, positionLevels } from './position-levels.js';
import type { MosaicLayout, RawFrame } from './raw-frame.js';

/**
 * The frame as one picture. A whole RGB frame with one black and one white level keeps its values, in their own memory.
 * Throws RawLevelsError for levels that are none, RawFormatError for a frame that is not what it says.
 */
export function toRawImage(frame: RawFrame, sources: LevelSources = {}): RawImage {
  checkFrame(frame);
  const levels = positionLevels(frame, sources);
  const { values } = frame;
  const plain = plainImage(frame, levels);
  if (plain !== null) return plain;
  const binner = createBinner(frame, levels, frame.zeroIsDark === true ? undefined : values);
  binner.take({ firstRow: 0, rows: frame.heightPx, values });
  return binner.image;
}

const DAMAGED_CURE = 'Copy or download the file again: it is incomplete or damaged.';

/** Throws RawFormatError where values, area or filters contradict each other. */
function checkFrame({ widthPx, heightPx, layout, values, activeArea, levels }: RawFrame): void {
  const wrong = (expected: string, got: string) =>
    new RawFormatError('raw frame', expected, got, DAMAGED_CURE);
  const perPixel = layout.kind === 'rgb' ? 3 : 1;
  if (values.length !== perPixel * widthPx * heightPx) {
    throw wrong(`${perPixel * widthPx * heightPx} values`, `${values.length}`);
  }
  const { left, top, widthPx: width, heightPx: height } = activeArea;
  const [rows, columns] = layout.kind === 'rgb' ? [1, 1] : [layout.rows, layout.columns];
  const isInside = left >= 0 && top >= 0 && left + width <= widthPx && top + height <= heightPx;
  if (!(isInside && width >= columns && height >= rows)) {
    throw wrong(
      `an active area within ${widthPx}x${heightPx}`,
      `${width}x${height} at ${left}, ${top}`,
    );
  }
  const positions = layout.kind === 'rgb' ? 3 : layout.colours.length;
  if (layout.kind === 'mosaic' && !(positions === rows * columns && hasAllColours(layout))) {
    throw wrong(`${rows}x${columns} filters of red, green and blue`, layout.colours.join(', '));
  }
  if (levels.black && !levels.blackRepeat && levels.black.length !== positions) {
    throw wrong(`${positions} black levels`, `${levels.black.length}`);
  }
}

function hasAllColours({ colours }: MosaicLayout): boolean {
  return ([0, 1, 2] as const).every((channel) => colours.includes(channel));
}
