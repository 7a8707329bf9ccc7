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
import { type LevelSources, type PositionLevels, positionLevels } from './position-levels.js';
import type { FrameHeader, MosaicLayout, RawFrame } from './raw-frame.js';

/**
 * The frame as one picture. A whole RGB frame with one black and one white level keeps its values, in their own memory.
 * Throws RawLevelsError for levels that are none, RawFormatError for a frame that is not what it says.
 */
export function toRawImage(frame: RawFrame, sources: LevelSources = {}): RawImage {
  checkFrame(frame);
  const levels = positionLevels(frame, sources);
  const { values } = frame;
  if (values instanceof Uint16Array && isPlain(frame, levels)) {
    const { widthPx, heightPx } = frame.activeArea;
    const [blackLevel, whiteLevel] = [levels.black[0], levels.white[0]];
    return { widthPx, heightPx, rgb: cutRgb(frame, values), blackLevel, whiteLevel };
  }
  const binner = createBinner(frame, levels, frame.zeroIsDark === true ? undefined : values);
  binner.take({ firstRow: 0, rows: frame.heightPx, values });
  return binner.image;
}

/** Whether a frame's values are those of a picture: RGB, linear as they are, with one black and one white level. */
export function isPlain(header: FrameHeader, { black, white }: PositionLevels): boolean {
  const isOne = black.every((v) => v === black[0]) && white.every((v) => v === white[0]);
  const isLinear = header.linearisation === undefined && header.isFloat !== true;
  return header.layout.kind === 'rgb' && isOne && isLinear && header.zeroIsDark !== true;
}

/** The values of the active area; those of a whole frame are not copied. */
function cutRgb(
  { widthPx, heightPx, activeArea: area }: RawFrame,
  values: Uint16Array,
): Uint16Array {
  if (area.widthPx === widthPx && area.heightPx === heightPx) return values;
  const out = new Uint16Array(3 * area.widthPx * area.heightPx);
  for (let y = 0; y < area.heightPx; y++) {
    const from = 3 * ((area.top + y) * widthPx + area.left);
    out.set(values.subarray(from, from + 3 * area.widthPx), 3 * area.widthPx * y);
  }
  return out;
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
