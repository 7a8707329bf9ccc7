/**
 * One kind of picture from all raw frames: RGB, cut to the active area, with one black and one white level.
 *
 *   mosaic     each repeat of the filters becomes one pixel: the mean of each colour's values, clipped at white first
 *   levels     the first that states one goes: options, data set, file, model
 *   unlike     levels of positions or channels are brought to COMMON: (v - black) / (white - black) stays what it was,
 *              the sign of what lies below black included
 */
import {
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  type RawImage,
  type RawLevels,
} from '../image/raw-image.js';
import { RawFormatError } from '../raw-format-error.js';
import type { MosaicLayout, RawFrame } from './raw-frame.js';

/** Who may know the levels, besides the file. */
export interface LevelSources {
  /** What the user says. */
  readonly options?: Partial<RawLevels>;
  /** What the data set says of all its pictures. */
  readonly dataset?: Partial<RawLevels>;
  /** What a model was trained with. */
  readonly model?: Partial<RawLevels>;
}

/** Levels of pictures whose positions had unlike ones: room below black for the noise, the rest for light. */
const COMMON = { blackLevel: 4096, whiteLevel: 65_535 } as const;

/** Levels of each position of the repeat (for RGB: of each channel). */
interface PositionLevels {
  readonly black: readonly number[];
  readonly white: readonly number[];
}

/**
 * The frame as one picture. A whole RGB frame with one black and one white level keeps its values, in their own memory.
 * Throws RangeError for levels that are none, RawFormatError for a frame that is not what it says.
 */
export function toRawImage(frame: RawFrame, sources: LevelSources = {}): RawImage {
  checkFrame(frame);
  const { layout } = frame;
  const levels = levelsOf(frame, sources);
  if (layout.kind === 'mosaic') return binMosaic(frame, layout, levels);
  const { widthPx, heightPx } = frame.activeArea;
  const [blackLevel, whiteLevel] = [levels.black[0], levels.white[0]];
  const isOne =
    levels.black.every((v) => v === blackLevel) && levels.white.every((v) => v === whiteLevel);
  if (!isOne) return { widthPx, heightPx, rgb: scaleRgb(frame, levels), ...COMMON };
  return { widthPx, heightPx, rgb: cutRgb(frame), blackLevel, whiteLevel };
}

function levelsOf({ layout, levels }: RawFrame, sources: LevelSources): PositionLevels {
  const { options, dataset, model } = sources;
  const black = options?.blackLevel ?? dataset?.blackLevel;
  const white = options?.whiteLevel ?? dataset?.whiteLevel;
  const channels = layout.kind === 'rgb' ? [0, 1, 2] : layout.colours;
  const otherBlack = black ?? model?.blackLevel ?? DEFAULT_BLACK_LEVEL;
  const otherWhite = white ?? model?.whiteLevel ?? DEFAULT_WHITE_LEVEL;
  const found: PositionLevels = {
    black: channels.map((_, i) => (black === undefined ? levels.black?.[i] : black) ?? otherBlack),
    white: channels.map((c) => (white === undefined ? levels.white?.[c] : white) ?? otherWhite),
  };
  found.black.forEach((blackLevel, i) => {
    checkRawLevels({ blackLevel, whiteLevel: found.white[i] });
  });
  return found;
}

/** The values of the active area; those of a whole frame are not copied. */
function cutRgb({ widthPx, heightPx, values, activeArea: area }: RawFrame): Uint16Array {
  if (area.widthPx === widthPx && area.heightPx === heightPx) return values;
  const out = new Uint16Array(3 * area.widthPx * area.heightPx);
  for (let y = 0; y < area.heightPx; y++) {
    const from = 3 * ((area.top + y) * widthPx + area.left);
    out.set(values.subarray(from, from + 3 * area.widthPx), 3 * area.widthPx * y);
  }
  return out;
}

function scaleRgb(frame: RawFrame, { black, white }: PositionLevels): Uint16Array {
  const rgb = Uint16Array.from(cutRgb(frame));
  for (let i = 0; i < rgb.length; i += 3) {
    // 0, 0, 0 is masked and stays so.
    if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) === 0) continue;
    for (let c = 0; c < 3; c++)
      rgb[i + c] = toCommon((rgb[i + c] - black[c]) / (white[c] - black[c]));
  }
  return rgb;
}

function binMosaic(
  { widthPx, values, activeArea: area }: RawFrame,
  { rows, columns, colours }: MosaicLayout,
  { black, white }: PositionLevels,
): RawImage {
  const outWidth = Math.floor(area.widthPx / columns);
  const outHeight = Math.floor(area.heightPx / rows);
  const rgb = new Uint16Array(3 * outWidth * outHeight);
  const counts = [0, 1, 2].map((channel) => colours.filter((c) => c === channel).length);
  const sums = new Float64Array(3);
  for (let y = 0, o = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, o += 3) {
      sums.fill(0);
      for (let i = 0; i < colours.length; i++) {
        const row = area.top + y * rows + Math.floor(i / columns);
        const value = values[row * widthPx + area.left + x * columns + (i % columns)];
        sums[colours[i]] += (Math.min(value, white[i]) - black[i]) / (white[i] - black[i]);
      }
      for (let c = 0; c < 3; c++) rgb[o + c] = toCommon(sums[c] / counts[c]);
    }
  }
  return { widthPx: outWidth, heightPx: outHeight, rgb, ...COMMON };
}

/** A linear value (0 black, 1 white) between the common levels; never 0, which would read as masked. */
function toCommon(linear: number): number {
  const { blackLevel, whiteLevel } = COMMON;
  const value = Math.round(blackLevel + linear * (whiteLevel - blackLevel));
  return Math.min(whiteLevel, Math.max(1, value));
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
  if (levels.black && levels.black.length !== positions) {
    throw wrong(`${positions} black levels`, `${levels.black.length}`);
  }
}

function hasAllColours({ colours }: MosaicLayout): boolean {
  return ([0, 1, 2] as const).every((channel) => colours.includes(channel));
}
