/**
 * Rows of linear values binned to an RGB picture, one pixel for each repeat of a mosaic's filters: what averages areas afterwards
 * needs no finer picture. A large frame is binned further, until it has MOST_PIXELS at most, so that it never lies in memory as
 * floats or at its full size.
 */
import { createBayerBinner } from './bin-bayer.js';
import { type Binner, COMMON } from './binner.js';
import { createLineariser } from './linear-rows.js';
import type { PositionLevels } from './position-levels.js';
import type { FrameHeader } from './raw-frame.js';
import type { RawBand } from './raw-reader.js';

/** 50 MB of values. */
const MOST_PIXELS = 1 << 23;

/** What adds a row to sums of [R, G, B] for each column of cells. */
type AddRow = (row: Float32Array, line: number, sums: Float32Array) => void;

/** Pixels of the frame that become one of the picture, and what adds them up. */
interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly add: AddRow;
  /** One over the values of each channel in a cell. */
  readonly weights: readonly number[];
}

/**
 * @param masked values of a whole RGB frame where 0, 0, 0 is masked and stays so; such a frame keeps its size
 */
export function createBinner(
  header: FrameHeader,
  levels: PositionLevels,
  masked?: RawBand['values'],
): Binner {
  const { activeArea: area } = header;
  const keepsMask = masked !== undefined && header.layout.kind === 'rgb';
  const cells = cellsOf(header, keepsMask);
  const isOneRepeat = cells.rows === 2 && cells.columns === 2;
  const bayer = isOneRepeat ? createBayerBinner(header, levels) : null;
  if (bayer !== null) return bayer;
  const widthPx = Math.floor(area.widthPx / cells.columns);
  const heightPx = Math.floor(area.heightPx / cells.rows);
  const rgb = new Uint16Array(3 * widthPx * heightPx);
  const sums = new Float32Array(3 * widthPx);
  const take = createLineariser(header, levels, (row, y) => {
    const line = y % cells.rows;
    const out = Math.floor(y / cells.rows);
    if (out >= heightPx) return;
    if (line === 0) sums.fill(0);
    cells.add(row, line, sums);
    if (line === cells.rows - 1) writeRow(sums, cells.weights, rgb, 3 * out * widthPx);
  });
  return {
    image: { widthPx, heightPx, rgb, ...COMMON },
    take(band) {
      take(band);
      if (keepsMask) maskZeros(header, band, rgb);
    },
  };
}

/** Values as those of COMMON; never 0, which would read as masked: what is no number, as floats beyond all bounds can come to, is black. */
function writeRow(
  sums: Float32Array,
  [red, green, blue]: readonly number[],
  rgb: Uint16Array,
  at: number,
): void {
  const { blackLevel, whiteLevel } = COMMON;
  const range = whiteLevel - blackLevel;
  const weights = [red * range, green * range, blue * range];
  for (let c = 0; c < 3; c++) {
    const weight = weights[c];
    for (let i = c; i < sums.length; i += 3) {
      const value = Math.round(blackLevel + sums[i] * weight);
      rgb[at + i] = value >= 1 ? Math.min(value, whiteLevel) : 1;
    }
  }
}

function maskZeros(
  { widthPx, activeArea: area }: FrameHeader,
  band: RawBand,
  rgb: Uint16Array,
): void {
  for (let y = 0, o = 0; y < area.heightPx; y++) {
    let i = 3 * ((area.top + y - band.firstRow) * widthPx + area.left);
    for (let x = 0; x < area.widthPx; x++, i += 3, o += 3) {
      const { values } = band;
      if (values[i] === 0 && values[i + 1] === 0 && values[i + 2] === 0) rgb.fill(0, o, o + 3);
    }
  }
}

function cellsOf({ layout, activeArea: area }: FrameHeader, keepsSize: boolean): Cells {
  const repeat = layout.kind === 'rgb' ? { rows: 1, columns: 1 } : layout;
  const pixels = (area.widthPx / repeat.columns) * (area.heightPx / repeat.rows);
  const times = keepsSize ? 1 : Math.max(1, Math.ceil(Math.sqrt(pixels / MOST_PIXELS)));
  // A picture that is long and thin is not binned beyond its width.
  const across = Math.min(times, Math.floor(area.widthPx / repeat.columns));
  const down = Math.min(times, Math.floor(area.heightPx / repeat.rows));
  const rows = repeat.rows * down;
  const columns = repeat.columns * across;
  if (layout.kind === 'rgb') {
    const weight = 1 / (rows * columns);
    return { rows, columns, add: rgbAdder(columns), weights: [weight, weight, weight] };
  }
  const counts = [0, 1, 2].map((c) => layout.colours.filter((colour) => colour === c).length);
  return {
    rows,
    columns,
    add: mosaicAdder(layout.colours, repeat, columns),
    weights: counts.map((count) => 1 / (count * down * across)),
  };
}

function rgbAdder(columns: number): AddRow {
  return (row, _line, sums) => {
    for (let k = 0; k < columns; k++) {
      for (let o = 0, i = 3 * k; o < sums.length; o += 3, i += 3 * columns) {
        sums[o] += row[i];
        sums[o + 1] += row[i + 1];
        sums[o + 2] += row[i + 2];
      }
    }
  };
}

function mosaicAdder(
  colours: readonly number[],
  repeat: { readonly rows: number; readonly columns: number },
  columns: number,
): AddRow {
  return (row, line, sums) => {
    const first = (line % repeat.rows) * repeat.columns;
    for (let k = 0; k < columns; k++) {
      const colour = colours[first + (k % repeat.columns)];
      for (let o = colour, i = k; o < sums.length; o += 3, i += columns) sums[o] += row[i];
    }
  };
}
