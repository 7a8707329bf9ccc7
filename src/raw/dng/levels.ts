/** Levels and linearisation of a raw picture [DNG 1.7.1, chapter 5]. */
import type {
  FileLevels,
  FrameLinearisation,
  LinearOpcode,
  PixelArea,
} from '../reader/raw-frame.js';
import type { Storage } from '../tiff/storage.js';
import { damaged } from '../tiff/tiff-fault.js';
import type { TiffDirectory } from '../tiff/tiff-file.js';
import { TAG } from '../tiff/tiff-tags.js';

const MOST_REPEAT = 64;
/** More entries no sample of 16 bits can reach. */
const MOST_TABLE = 65_536;

/**
 * What the file states, and DNG's defaults for what it does not: black 0, white 2^bits - 1 (floats: 1). Throws RawFormatError
 * for levels that are none.
 */
export function levelsOf(
  directory: TiffDirectory,
  { samples, bits, isFloat }: Storage,
): FileLevels {
  const [rows = 1, columns = 1] = blackRepeatOf(directory, samples);
  if (!(rows >= 1 && columns >= 1 && rows <= MOST_REPEAT && columns <= MOST_REPEAT)) {
    throw damaged('a repeat of black levels', `${rows}x${columns}`);
  }
  const stated = (directory.numbers(TAG.blackLevel, 1 << 14) ?? [0]).map(finiteOr0);
  const count = rows * columns * samples;
  const isOne = stated.length === 1;
  if (!isOne && stated.length !== count && stated.length !== samples) {
    throw damaged(`${count} black levels`, `${stated.length}`);
  }
  const black = Array.from({ length: count }, (_, i) => stated[i % stated.length]);
  const whites = directory.numbers(TAG.whiteLevel, 64) ?? [];
  const white = whites.length === 0 ? [isFloat ? 1 : 2 ** bits - 1] : whites;
  const whiteOf = (channel: number) => white[Math.min(channel, white.length - 1)];
  const levels: FileLevels = {
    black,
    blackRepeat: { rows, columns },
    white: samples === 1 ? [white[0], white[0], white[0]] : [whiteOf(0), whiteOf(1), whiteOf(2)],
  };
  checkLevels(levels, samples);
  return levels;
}

/** As stated; some writers give a level for each filter of 2x2 and leave the repeat out. */
function blackRepeatOf(directory: TiffDirectory, samples: number): readonly number[] {
  const stated = directory.numbers(TAG.blackLevelRepeatDim, 16);
  if (stated !== undefined) return stated;
  const filters = directory.numbers(TAG.cfaRepeatPatternDim, 16) ?? [2, 2];
  const isForFilters =
    samples === 1 && directory.countOf(TAG.blackLevel) === 4 && filters.join() === '2,2';
  return isForFilters ? filters : [];
}

function checkLevels({ black = [], white = [1, 1, 1] }: FileLevels, samples: number): void {
  for (const [i, level] of black.entries()) {
    const full = white[i % samples];
    if (level >= 0 && full > level && full < 1e9) continue;
    throw damaged('a white level above the black level', `black ${level} and white ${full}`);
  }
}

function finiteOr0(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Throws RawFormatError for a table or deltas that do not fit. */
export function linearisationOf(
  directory: TiffDirectory,
  { isFloat }: Storage,
  { widthPx, heightPx }: PixelArea,
  opcodes: readonly LinearOpcode[],
): FrameLinearisation {
  const table = isFloat ? undefined : directory.numbers(TAG.linearizationTable, MOST_TABLE);
  if (table?.length === 0) throw damaged('a linearisation table', 'an empty one');
  return {
    ...(table === undefined ? {} : { table: Uint16Array.from(table) }),
    ...deltasOf(directory, TAG.blackLevelDeltaH, widthPx, 'blackOfColumns'),
    ...deltasOf(directory, TAG.blackLevelDeltaV, heightPx, 'blackOfRows'),
    opcodes,
  };
}

function deltasOf<Name extends string>(
  directory: TiffDirectory,
  tag: number,
  length: number,
  name: Name,
): Partial<Record<Name, Float32Array>> {
  const deltas = directory.numbers(tag);
  if (deltas === undefined || deltas.length === 0) return {};
  if (deltas.length !== length) {
    throw damaged(`${length} differences of black (tag ${tag})`, `${deltas.length}`);
  }
  return { [name]: Float32Array.from(deltas, finiteOr0) } as Partial<Record<Name, Float32Array>>;
}
