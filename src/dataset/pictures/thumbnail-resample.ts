/**
 * A box of a thumbnail, of any fractional place and size, averaged by area onto another grid, with flips and a
 * transposition on the way. Colours are weighted by coverage throughout, so that a masked pixel neither lends its
 * (meaningless) colour nor comes into view: what it covered is missing from the result's coverage too.
 */
import type { ThumbnailSize } from '../../raw/index.js';
import { THUMBNAIL_CHANNELS } from './thumbnail-set.js';

const CHANNELS = THUMBNAIL_CHANNELS;

/** A box in source pixels; top + heightPx and left + widthPx stay within the source. Mutable: reused. */
export interface ResampleBox {
  top: number;
  left: number;
  heightPx: number;
  widthPx: number;
}

/** Done after averaging, in this order. Transposition needs a square output. */
export interface Orientation {
  flipHorizontal: boolean;
  flipVertical: boolean;
  transpose: boolean;
}

/**
 * Averages a box of `source` onto `out`; returns the mean coverage of the result, 0..1. No allocation.
 * `source` and `out` hold height x width x 4 floats of the sizes the resampler was made for.
 */
export type Resample = (
  source: Float32Array,
  box: ResampleBox,
  orientation: Orientation,
  out: Float32Array,
) => number;

export function createResampler(from: ThumbnailSize, to: ThumbnailSize): Resample {
  const rowFloats = to.widthPx * CHANNELS;
  const narrowed = new Float64Array(from.heightPx * rowFloats);
  const sums = new Float64Array(rowFloats);
  const columns = createCells(to.widthPx);
  return (source, box, { flipHorizontal, flipVertical, transpose }, out) => {
    placeCells(columns, box.left, box.widthPx / to.widthPx, from.widthPx);
    const firstRow = Math.floor(box.top);
    const endRow = Math.min(Math.ceil(box.top + box.heightPx), from.heightPx);
    for (let y = firstRow; y < endRow; y++) {
      narrowRow(source, y * from.widthPx * CHANNELS, columns, narrowed, y * rowFloats);
    }
    const stepX = transpose ? rowFloats : CHANNELS;
    const stepY = transpose ? CHANNELS : rowFloats;
    const signX = flipHorizontal ? -stepX : stepX;
    const signY = flipVertical ? -stepY : stepY;
    const start =
      (flipHorizontal ? (to.widthPx - 1) * stepX : 0) +
      (flipVertical ? (to.heightPx - 1) * stepY : 0);
    const cellHeight = box.heightPx / to.heightPx;
    const cellArea = cellHeight * (box.widthPx / to.widthPx);
    let coverage = 0;
    for (let oy = 0, at = start; oy < to.heightPx; oy++, at += signY) {
      sumRows(narrowed, rowFloats, box.top + oy * cellHeight, cellHeight, from.heightPx, sums);
      coverage += writeCells(sums, cellArea, out, at, signX);
    }
    return coverage / (to.heightPx * to.widthPx);
  };
}

/** Which source columns each output column covers: first to last, the two outer ones by a share of 0..1. */
interface Cells {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstShare: Float64Array;
  readonly lastShare: Float64Array;
}

function createCells(count: number): Cells {
  return {
    first: new Int32Array(count),
    last: new Int32Array(count),
    firstShare: new Float64Array(count),
    lastShare: new Float64Array(count),
  };
}

function placeCells(cells: Cells, start: number, cellWidth: number, sourceWidth: number): void {
  for (let cell = 0; cell < cells.first.length; cell++) {
    const left = start + cell * cellWidth;
    const right = left + cellWidth;
    const first = Math.floor(left);
    const last = Math.min(Math.ceil(right), sourceWidth) - 1;
    cells.first[cell] = first;
    cells.last[cell] = last;
    cells.firstShare[cell] = Math.min(first + 1, right) - left;
    cells.lastShare[cell] = Math.min(last + 1, right) - last;
  }
}

/** One source row, averaged along x: per cell the sums of share x coverage x (R, G, B, 1). */
function narrowRow(
  source: Float32Array,
  rowAt: number,
  { first, last, firstShare, lastShare }: Cells,
  out: Float64Array,
  outAt: number,
): void {
  for (let cell = 0, o = outAt; cell < first.length; cell++, o += CHANNELS) {
    const start = rowAt + first[cell] * CHANNELS;
    const end = rowAt + last[cell] * CHANNELS;
    let share = firstShare[cell] * source[start + 3];
    let covered = share;
    let red = share * source[start];
    let green = share * source[start + 1];
    let blue = share * source[start + 2];
    for (let s = start + CHANNELS; s < end; s += CHANNELS) {
      share = source[s + 3];
      covered += share;
      red += share * source[s];
      green += share * source[s + 1];
      blue += share * source[s + 2];
    }
    if (end > start) {
      share = lastShare[cell] * source[end + 3];
      covered += share;
      red += share * source[end];
      green += share * source[end + 1];
      blue += share * source[end + 2];
    }
    out[o] = red;
    out[o + 1] = green;
    out[o + 2] = blue;
    out[o + 3] = covered;
  }
}

/** Sums the narrowed rows from `top` on over `height` rows, borders by their share. */
function sumRows(
  rows: Float64Array,
  rowFloats: number,
  top: number,
  height: number,
  rowCount: number,
  sums: Float64Array,
): void {
  const bottom = top + height;
  const last = Math.min(Math.ceil(bottom), rowCount) - 1;
  sums.fill(0);
  for (let y = Math.floor(top); y <= last; y++) {
    const share = Math.min(y + 1, bottom) - Math.max(y, top);
    const at = y * rowFloats;
    for (let i = 0; i < rowFloats; i++) sums[i] += share * rows[at + i];
  }
}

/** Divides by coverage; returns the row's summed coverage. */
function writeCells(
  sums: Float64Array,
  cellArea: number,
  out: Float32Array,
  at: number,
  step: number,
): number {
  let total = 0;
  for (let i = 0, o = at; i < sums.length; i += CHANNELS, o += step) {
    const covered = sums[i + 3];
    // A sliver of rounding is not a view of the scene.
    const scale = covered > 1e-9 * cellArea ? 1 / covered : 0;
    const coverage = scale === 0 ? 0 : Math.min(covered / cellArea, 1);
    out[o] = sums[i] * scale;
    out[o + 1] = sums[i + 1] * scale;
    out[o + 2] = sums[i + 2] * scale;
    out[o + 3] = coverage;
    total += coverage;
  }
  return total;
}
