/**
 * Rows of a frame's active area as linear values: 0 black, 1 white, the sign of what lies below black kept [DNG 1.7.1, chapter 5]:
 *
 *   linear = (table[v] - black) / (white - largest black of the plane), at most 1
 *
 * One scale for a plane, not one for each position. Then the opcodes, in order.
 */
import { RawFormatError } from '../raw-format-error.js';
import { createOpcodeRunner } from './apply-opcodes.js';
import type { PositionLevels } from './position-levels.js';
import type { FrameHeader } from './raw-frame.js';
import type { RawBand } from './raw-reader.js';

/** Told of row y of the active area; `row` is used again for the next one. */
export type OnLinearRow = (row: Float32Array, y: number) => void;

/** Takes bands from the top down and tells of each row of the active area. */
export function createLineariser(
  header: FrameHeader,
  levels: PositionLevels,
  onRow: OnLinearRow,
): (band: RawBand) => void {
  const { activeArea: area, widthPx } = header;
  const { samples } = levels;
  const stride = widthPx * samples;
  const row = new Float32Array(area.widthPx * samples);
  const linearise = rowLineariser(header, levels);
  const opcodes = header.linearisation?.opcodes ?? [];
  const runOpcodes = createOpcodeRunner(opcodes, area, samples, header.isFloat === true);
  return ({ firstRow, rows, values }) => {
    const from = Math.max(firstRow, area.top);
    const end = Math.min(firstRow + rows, area.top + area.heightPx);
    for (let y = from; y < end; y++) {
      linearise(values, (y - firstRow) * stride + area.left * samples, y - area.top, row);
      runOpcodes(row, y - area.top);
      onRow(row, y - area.top);
    }
  };
}

type LineariseRow = (values: RawBand['values'], at: number, y: number, out: Float32Array) => void;

/** Largest black of each plane, differences of rows and columns included. */
function largestBlacks(header: FrameHeader, { black, samples }: PositionLevels): number[] {
  const { blackOfColumns, blackOfRows } = header.linearisation ?? {};
  const most = (deltas: Float32Array | undefined) =>
    deltas === undefined ? 0 : deltas.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const delta = most(blackOfColumns) + most(blackOfRows);
  return Array.from(
    { length: samples },
    (_, s) =>
      black.reduce((a, level, i) => (i % samples === s ? Math.max(a, level) : a), 0) + delta,
  );
}

/** Differences of rows and columns may lift black above white, or be no numbers of any size. */
function checkRange(white: readonly number[], largest: readonly number[]): void {
  white.forEach((level, i) => {
    const black = largest[i % largest.length];
    if (level > black) return;
    throw new RawFormatError(
      'raw frame',
      'a white level above black and its differences by row and column',
      `white ${level} and black ${black}`,
      'Copy or download the file again: it is incomplete or damaged.',
    );
  });
}

function rowLineariser(header: FrameHeader, levels: PositionLevels): LineariseRow {
  const { rows, columns, samples, black, white } = levels;
  const { table, blackOfColumns, blackOfRows } = header.linearisation ?? {};
  const largest = largestBlacks(header, levels);
  checkRange(white, largest);
  const period = columns * samples;
  const scales = Float64Array.from(white, (level, i) => 1 / (level - largest[i % samples]));
  const blacks = Float64Array.from(black);
  const ceiling = header.isFloat ? Number.POSITIVE_INFINITY : 1;
  // With black that differs by column the clipping waits for it.
  const most = blackOfColumns === undefined ? ceiling : Number.POSITIVE_INFINITY;
  return (values, at, y, out) => {
    const first = (y % rows) * period;
    const rowBlack = blackOfRows?.[y] ?? 0;
    if (table !== undefined) lookUp(values, at, table, out);
    for (let p = 0; p < period; p++) {
      const level = blacks[first + p] + rowBlack;
      const scale = scales[first + p];
      if (table === undefined) scaleStored(values, at, out, p, period, level, scale, most);
      else scaleLookedUp(out, p, period, level, scale, most);
    }
    if (blackOfColumns === undefined) return;
    for (let i = 0; i < out.length; i++) {
      const shift = blackOfColumns[Math.floor(i / samples)] * scales[first + (i % period)];
      out[i] = Math.min(out[i] - shift, ceiling);
    }
  };
}

function scaleStored(
  values: RawBand['values'],
  at: number,
  out: Float32Array,
  from: number,
  step: number,
  black: number,
  scale: number,
  most: number,
): void {
  for (let i = from; i < out.length; i += step) {
    const linear = (values[at + i] - black) * scale;
    out[i] = linear > most ? most : linear;
  }
}

function scaleLookedUp(
  out: Float32Array,
  from: number,
  step: number,
  black: number,
  scale: number,
  most: number,
): void {
  for (let i = from; i < out.length; i += step) {
    const linear = (out[i] - black) * scale;
    out[i] = linear > most ? most : linear;
  }
}

function lookUp(
  values: RawBand['values'],
  at: number,
  table: Uint16Array,
  out: Float32Array,
): void {
  const last = table.length - 1;
  for (let i = 0; i < out.length; i++) {
    const value = values[at + i];
    out[i] = table[value > last ? last : value];
  }
}
