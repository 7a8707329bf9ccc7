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

/** A channel of the picture and the positions behind its filters, one of them twice where there is no other. */
interface Channel {
  readonly index: number;
  readonly first: Filter;
  readonly second: Filter;
}

/** Four filters of three colours: two channels have one, one has two. */
interface Channels {
  readonly single: Channel;
  readonly other: Channel;
  readonly both: Channel;
}

/** Where a row of cells goes. */
interface Row {
  readonly rgb: Uint16Array;
  readonly at: number;
  readonly cells: number;
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
  /** Of a sum of two values. */
  const weight = (COMMON.whiteLevel - COMMON.blackLevel) / whiteRange(levels) / 2;
  const { single, other, both } = channels;
  const filters = [single.first, other.first, both.first, both.second];
  const targets: Targets = {
    single: targetOf(single, weight),
    other: targetOf(other, weight),
    both: targetOf(both, weight),
  };
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
        const [a, b, c, d] = filters.map((filter) => placeOf(pair, filter));
        writeRow(a, b, c, d, targets, { rgb, at: to, cells: widthPx });
      }
    },
  };
}

/** Null unless filters are 2 x 2 of three colours, values whole and linear, and one cell a pixel of the picture is few enough. */
function channelsOf(header: FrameHeader, levels: PositionLevels): Channels | null {
  const { layout, linearisation, isFloat } = header;
  if (layout.kind !== 'mosaic' || layout.rows !== 2 || layout.columns !== 2 || isFloat) return null;
  const { table, blackOfColumns, blackOfRows, opcodes = [] } = linearisation ?? {};
  if (table || blackOfColumns || blackOfRows || opcodes.length > 0) return null;
  const { rows, columns, black, white } = levels;
  if (rows > 2 || columns > 2 || white.some((level) => level !== white[0])) return null;
  const range = whiteRange(levels);
  const channels = [0, 1, 2].map((index): Channel => {
    const filters = layout.colours.flatMap((colour, position): Filter[] => {
      if (colour !== index) return [];
      const [row, column] = [(position >> 1) as 0 | 1, (position & 1) as 0 | 1];
      const level = black[(row % rows) * columns + (column % columns)];
      return [{ row, column, black: level, full: level + range }];
    });
    const [first, second = first] = filters;
    return { index, first, second };
  });
  const [single, other] = channels.filter(({ first, second }) => first === second);
  const both = channels.find(({ first, second }) => first !== second);
  return both === undefined ? null : { single, other, both };
}

function whiteRange({ black, white }: PositionLevels): number {
  return white[0] - Math.max(...black);
}

/** Where a filter's values of a row begin, and what of them is white. */
interface Place {
  readonly values: RawBand['values'];
  readonly at: number;
  readonly full: number;
}

function placeOf({ upper, upperAt, lower, lowerAt }: RowPair, filter: Filter): Place {
  const isUpper = filter.row === 0;
  return {
    values: isUpper ? upper : lower,
    at: (isUpper ? upperAt : lowerAt) + filter.column,
    full: filter.full,
  };
}

/** What turns a sum of two values into a level of the picture, and where in a pixel it goes. */
interface Target {
  readonly index: number;
  readonly weight: number;
  readonly offset: number;
}

type Targets = Readonly<Record<keyof Channels, Target>>;

/** Half a level is added: cutting off the rest then rounds. */
function targetOf({ index, first, second }: Channel, weight: number): Target {
  return { index, weight, offset: COMMON.blackLevel - (first.black + second.black) * weight + 0.5 };
}

/** A row of cells: two channels of one filter, and one of two. Never 0, which would read as masked. */
function writeRow(a: Place, b: Place, c: Place, d: Place, targets: Targets, to: Row): void {
  const { rgb, at, cells } = to;
  const { index: outA, weight, offset: offsetA } = targets.single;
  const { index: outB, offset: offsetB } = targets.other;
  const { index: outBoth, offset: offsetBoth } = targets.both;
  const { values: valuesA, at: atA, full: fullA } = a;
  const { values: valuesB, at: atB, full: fullB } = b;
  const { values: valuesC, at: atC, full: fullC } = c;
  const { values: valuesD, at: atD, full: fullD } = d;
  for (let x = 0, o = at; x < 2 * cells; x += 2, o += 3) {
    const va = valuesA[atA + x];
    const vb = valuesB[atB + x];
    const vc = valuesC[atC + x];
    const vd = valuesD[atD + x];
    const levelA = (2 * (va > fullA ? fullA : va) * weight + offsetA) | 0;
    const levelB = (2 * (vb > fullB ? fullB : vb) * weight + offsetB) | 0;
    const sum = (vc > fullC ? fullC : vc) + (vd > fullD ? fullD : vd);
    const levelBoth = (sum * weight + offsetBoth) | 0;
    rgb[o + outA] = levelA < 1 ? 1 : levelA;
    rgb[o + outB] = levelB < 1 ? 1 : levelB;
    rgb[o + outBoth] = levelBoth < 1 ? 1 : levelBoth;
  }
}
