/** The levels that a frame's values are read with: of each position, from whoever states them first. */
import {
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  type RawLevels,
  RawLevelsError,
} from '../image/raw-image.js';
import { RawFormatError } from '../raw-format-error.js';
import type { FrameHeader } from './raw-frame.js';

/** Who may know the levels, besides the file. */
export interface LevelSources {
  /** What the user says. */
  readonly options?: Partial<RawLevels>;
  /** What the data set says of all its pictures. */
  readonly dataset?: Partial<RawLevels>;
  /** What a model was trained with. */
  readonly model?: Partial<RawLevels>;
}

/** Levels of a repeat of pixels: rows x columns x samples, samples side by side. */
export interface PositionLevels {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly black: readonly number[];
  readonly white: readonly number[];
}

/** The first that states a level goes: options, data set, file, model, SimpleCube++. Throws RawLevelsError for levels that are none. */
export function positionLevels(header: FrameHeader, sources: LevelSources): PositionLevels {
  const { layout, levels } = header;
  const { options, dataset, model } = sources;
  const black = options?.blackLevel ?? dataset?.blackLevel;
  const white = options?.whiteLevel ?? dataset?.whiteLevel;
  const shape = repeatOf(header);
  const { samples, columns } = shape;
  const channelAt = (i: number): number => {
    if (layout.kind === 'rgb') return i % 3;
    const [y, x] = [Math.floor(i / columns), i % columns];
    return layout.colours[(y % layout.rows) * layout.columns + (x % layout.columns)];
  };
  const otherBlack = black ?? model?.blackLevel ?? DEFAULT_BLACK_LEVEL;
  const otherWhite = white ?? model?.whiteLevel ?? DEFAULT_WHITE_LEVEL;
  const positions = Array.from({ length: shape.rows * columns * samples }, (_, i) => i);
  const found: PositionLevels = {
    ...shape,
    black: positions.map((i) => black ?? levels.black?.[i] ?? otherBlack),
    white: positions.map((i) => white ?? levels.white?.[channelAt(i)] ?? otherWhite),
  };
  if (!header.isFloat || black !== undefined || white !== undefined) {
    const isFileAlone = black === undefined && white === undefined;
    found.black.forEach((blackLevel, i) => {
      const isStated = levels.black !== undefined && levels.white?.[channelAt(i)] !== undefined;
      checkPosition(blackLevel, found.white[i], isFileAlone && isStated);
    });
  }
  return found;
}

/** Levels that a file states by itself and that are none are the file's fault; others that of who gave them. */
function checkPosition(blackLevel: number, whiteLevel: number, isFilesFault: boolean): void {
  try {
    checkRawLevels({ blackLevel, whiteLevel });
  } catch (error) {
    if (!(isFilesFault && error instanceof RawLevelsError)) throw error;
    throw new RawFormatError(
      'raw frame',
      'levels with 0 <= black < white <= 65535',
      `black ${blackLevel}, white ${whiteLevel} in the file`,
      'Give both, --black-level and --white-level, or write the file again.',
    );
  }
}

/** The repeat that levels are told by: that of `levels.black` where it has one, else the filters'. */
function repeatOf({
  layout,
  levels,
}: FrameHeader): Pick<PositionLevels, 'rows' | 'columns' | 'samples'> {
  const samples = layout.kind === 'rgb' ? 3 : 1;
  const filters = layout.kind === 'rgb' ? { rows: 1, columns: 1 } : layout;
  const { rows, columns } = (levels.black && levels.blackRepeat) ?? filters;
  const count = rows * columns * samples;
  if (levels.black === undefined || levels.black.length === count)
    return { rows, columns, samples };
  throw new RawFormatError(
    'raw frame',
    `${count} black levels`,
    `${levels.black.length}`,
    'Copy or download the file again: it is incomplete or damaged.',
  );
}
