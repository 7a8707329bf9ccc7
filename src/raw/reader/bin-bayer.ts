/**
 * The usual case of bin-rows at several times its speed: a Bayer mosaic of whole numbers that are linear as they are. Each value is
 * clipped at white as stored, black is taken off the sum of a cell, and one multiplication brings it to the picture's levels.
 */
import type { RawImage } from '../image/raw-image.js';
import { type Binner, COMMON } from './binner.js';
import type { PositionLevels } from './position-levels.js';
import type { FrameHeader } from './raw-frame.js';
import type { RawBand } from './raw-reader.js';

/** A position of the 2 x 2 filters: its place, black, and the stored value that is white. */
interface Filter {
  readonly row: 0 | 1;
  readonly column: 0 | 1;
  readonly black: number;
  readonly full: number;
}

/** A channel of the picture and the positions behind its filters. */
interface Channel {
  readonly index: number;
  readonly filters: readonly Filter[];
}

/** Two rows of values, each from the place of its first cell on. */
interface RowPair {
  readonly upper: RawBand['values'];
  readonly upperAt: number;
  readonly lower: RawBand['values'];
  readonly lowerAt: number;
}

/** Null for frames that are not of that kind; throws nothing. */
export function createBayerBinner(header: FrameHeader, levels: PositionLevels): Binner | null {
  const channels = channelsOf(header, levels);
  if (channels === null) return null;
  const { activeArea: area, widthPx: stride } = header;
  const widthPx = area.widthPx >> 1;
  const heightPx = area.heightPx >> 1;
  const rgb = new Uint16Array(3 * widthPx * heightPx);
  const image: RawImage = { widthPx, heightPx, rgb, ...COMMON };
  const scale = (COMMON.whiteLevel - COMMON.blackLevel) / whiteRange(levels);
  /** An upper row whose lower one comes with the next band. */
  let kept: RawBand['values'] = new Uint16Array(0);
  return {
    image,
    take({ firstRow, rows, values }) {
      const from = Math.max(firstRow, area.top);
      const end = Math.min(firstRow + rows, area.top + 2 * heightPx);
      for (let y = from; y < end; y++) {
        const at = (y - firstRow) * stride + area.left;
        const isUpper = ((y - area.top) & 1) === 0;
        if (isUpper && y + 1 === end) kept = values.slice(at, at + 2 * widthPx);
        if (isUpper) continue;
        const isWhole = y > firstRow;
        const pair: RowPair = {
          upper: isWhole ? values : kept,
          upperAt: isWhole ? at - stride : 0,
          lower: values,
          lowerAt: at,
        };
        const to = 3 * widthPx * ((y - area.top) >> 1);
        for (const channel of channels) writeChannel(pair, channel, scale, rgb, to, widthPx);
      }
    },
  };
}

/** Null unless filters are 2 x 2 of three colours, values whole and linear, and one cell a pixel of the picture is few enough. */
function channelsOf(header: FrameHeader, levels: PositionLevels): Channel[] | null {
  const { layout, linearisation, isFloat } = header;
  if (layout.kind !== 'mosaic' || layout.rows !== 2 || layout.columns !== 2 || isFloat) return null;
  const { table, blackOfColumns, blackOfRows, opcodes = [] } = linearisation ?? {};
  if (table || blackOfColumns || blackOfRows || opcodes.length > 0) return null;
  const { rows, columns, black, white } = levels;
  if (rows > 2 || columns > 2 || white.some((level) => level !== white[0])) return null;
  const range = whiteRange(levels);
  return [0, 1, 2].map((index) => ({
    index,
    filters: layout.colours.flatMap((colour, position) => {
      if (colour !== index) return [];
      const [row, column] = [(position >> 1) as 0 | 1, (position & 1) as 0 | 1];
      const level = black[(row % rows) * columns + (column % columns)];
      return [{ row, column, black: level, full: level + range }];
    }),
  }));
}

function whiteRange({ black, white }: PositionLevels): number {
  return white[0] - Math.max(...black);
}

/** One channel of a row of cells, by one filter or two; never 0, which would read as masked. */
function writeChannel(
  pair: RowPair,
  { index, filters }: Channel,
  scale: number,
  rgb: Uint16Array,
  to: number,
  cells: number,
): void {
  const [first, second = first] = filters;
  const weight = scale / 2;
  const offset = COMMON.blackLevel - (first.black + second.black) * weight + 0.5;
  const a = first.row === 0 ? pair.upper : pair.lower;
  const b = second.row === 0 ? pair.upper : pair.lower;
  let i = (first.row === 0 ? pair.upperAt : pair.lowerAt) + first.column;
  let k = (second.row === 0 ? pair.upperAt : pair.lowerAt) + second.column;
  const [fullA, fullB] = [first.full, second.full];
  for (let o = to + index, end = o + 3 * cells; o < end; o += 3, i += 2, k += 2) {
    const sum = (a[i] > fullA ? fullA : a[i]) + (b[k] > fullB ? fullB : b[k]);
    // Half a level was added: this rounds.
    const value = (sum * weight + offset) | 0;
    rgb[o] = value < 1 ? 1 : value;
  }
}
