/**
 * A frame averaged to a thumbnail by exact area, a row at a time; src/raw/image/thumbnail.ts is the plain form and says what is
 * computed. On an axis scaled by source x output length a source pixel spans `outWidth` units and a cell `sourceWidth`, so
 * that shares are whole numbers. Within a cell only the two border pixels lie partly outside: what lies between is summed
 * as float32, which is exact for integers up to 2^24, and weighted once.
 *
 * `levels` points to what a pixel is made with, vectors of float32:
 *   0   black levels of the values as they lie (R, G, B; or the four of a Bayer cell, row by row)
 *   16  white minus black, likewise
 *   32  scale of values above black, for Bayer cells
 *   48  Bayer cells: byte indices that gather R, the first green and B of the four values
 *   64  the same for the second green
 *   80  white minus black of R, G, B as `writeCells` divides by them
 */

// What lies in a row, known when a row's sum is compiled; FRAME_CODES of src/engine/kernels.ts.
export const RGB16: i32 = 0;
export const RGB_FLOAT: i32 = 1;
export const BAYER16: i32 = 2;
export const BAYER_FLOAT: i32 = 3;

/**
 * [R, G, B, 1] above black, clipped at white; below black the sign stays, so that noise averages out. A float of minus
 * infinity is black. May read up to one value beyond the pixel.
 */
@inline
function pixelAt(kind: i32, row: usize, second: usize, x: i32, levels: usize): v128 {
  let values: v128;
  if (kind == RGB16) values = f32x4.convert_i32x4_s(v128.load16x4_u(row + <usize>x * 6));
  else if (kind == RGB_FLOAT) values = v128.load(row + <usize>x * 12);
  else if (kind == BAYER16) {
    const upper = v128.load16x4_u(row + <usize>x * 4);
    const lower = v128.load16x4_u(second + <usize>x * 4);
    values = f32x4.convert_i32x4_s(v128.shuffle<i32>(upper, lower, 0, 1, 4, 5));
  } else {
    const upper = v128.load(row + <usize>x * 8);
    const lower = v128.load(second + <usize>x * 8);
    values = v128.shuffle<f32>(upper, lower, 0, 1, 4, 5);
  }
  values = f32x4.sub(values, v128.load(levels));
  values = f32x4.min(values, v128.load(levels, 16));
  if (kind == RGB_FLOAT || kind == BAYER_FLOAT) {
    values = v128.andnot(values, f32x4.lt(values, f32x4.splat(-f32.MAX_VALUE)));
  }
  if (kind == BAYER16 || kind == BAYER_FLOAT) {
    values = f32x4.mul(values, v128.load(levels, 32));
    const one = i8x16.swizzle(values, v128.load(levels, 48));
    values = f32x4.add(one, i8x16.swizzle(values, v128.load(levels, 64)));
  }
  return f32x4.replace_lane(values, 3, 1);
}

/** Whether a pixel does not count: by the mask, or because its three values are 0. */
@inline
function isMasked(
  kind: i32,
  row: usize,
  x: i32,
  mask: usize,
  secondMask: usize,
  zeroIsMasked: bool,
): bool {
  if (kind == RGB16 && zeroIsMasked) {
    const at = row + <usize>x * 6;
    if ((load<u16>(at) | load<u16>(at, 2) | load<u16>(at, 4)) == 0) return true;
  }
  if (mask == 0) return false;
  if (kind == BAYER16 || kind == BAYER_FLOAT) {
    return (load<u16>(mask + <usize>x * 2) | load<u16>(secondMask + <usize>x * 2)) != 0;
  }
  return load<u8>(mask + <usize>x) != 0;
}

/** For each output column 4 f64: R, G, B above black times units, and units, of one source row (or pair of rows). */
@inline
function sumRow(
  kind: i32,
  row: usize,
  second: usize,
  mask: usize,
  secondMask: usize,
  zeroIsMasked: bool,
  sourceWidth: i32,
  outWidth: i32,
  levels: usize,
  sums: usize,
): void {
  for (let column = 0; column < outWidth; column++) {
    const left = column * sourceWidth;
    const right = left + sourceWidth;
    const first = left / outWidth;
    const last = (right + outWidth - 1) / outWidth - 1;
    let redGreen = f64x2.splat(0);
    let blueUnits = f64x2.splat(0);
    let inside = f32x4.splat(0);
    for (let border = 0; border < 2; border++) {
      const x = border == 0 ? first : last;
      if (border == 1 && last == first) break;
      if (isMasked(kind, row, x, mask, secondMask, zeroIsMasked)) continue;
      const pixel = pixelAt(kind, row, second, x, levels);
      let share = outWidth;
      if (x == first) share -= left - x * outWidth;
      if (x == last) share -= (x + 1) * outWidth - right;
      const shares = f64x2.splat(<f64>share);
      redGreen = f64x2.add(redGreen, f64x2.mul(shares, f64x2.promote_low_f32x4(pixel)));
      blueUnits = f64x2.add(blueUnits, f64x2.mul(shares, f64x2.promote_low_f32x4(upperHalf(pixel))));
    }
    // Most of the time goes here: nothing is asked of pixels that all count.
    if (mask == 0 && !(kind == RGB16 && zeroIsMasked)) {
      for (let x = first + 1; x < last; x++) {
        inside = f32x4.add(inside, pixelAt(kind, row, second, x, levels));
      }
    } else {
      for (let x = first + 1; x < last; x++) {
        if (isMasked(kind, row, x, mask, secondMask, zeroIsMasked)) continue;
        inside = f32x4.add(inside, pixelAt(kind, row, second, x, levels));
      }
    }
    const whole = f64x2.splat(<f64>outWidth);
    redGreen = f64x2.add(redGreen, f64x2.mul(whole, f64x2.promote_low_f32x4(inside)));
    blueUnits = f64x2.add(blueUnits, f64x2.mul(whole, f64x2.promote_low_f32x4(upperHalf(inside))));
    v128.store(sums, redGreen);
    v128.store(sums, blueUnits, 16);
    sums += 32;
  }
}

@inline
function upperHalf(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 3, 2, 3);
}

/** A row of uint16 R, G, B. `mask` is 0 or points to a byte for each pixel, not 0 where it is masked. */
function sumRowRgb16(
  row: usize,
  mask: usize,
  zeroIsMasked: bool,
  sourceWidth: i32,
  outWidth: i32,
  levels: usize,
  sums: usize,
): void {
  sumRow(RGB16, row, 0, mask, 0, zeroIsMasked, sourceWidth, outWidth, levels, sums);
}

/** A row of float32 R, G, B. */
function sumRowRgbFloat(
  row: usize,
  mask: usize,
  sourceWidth: i32,
  outWidth: i32,
  levels: usize,
  sums: usize,
): void {
  sumRow(RGB_FLOAT, row, 0, mask, 0, false, sourceWidth, outWidth, levels, sums);
}

/** Two rows of a uint16 Bayer mosaic; widths are in cells of 2x2 values, one masked value masks its cell. */
function sumRowBayer16(
  row: usize,
  second: usize,
  mask: usize,
  secondMask: usize,
  sourceWidth: i32,
  outWidth: i32,
  levels: usize,
  sums: usize,
): void {
  sumRow(BAYER16, row, second, mask, secondMask, false, sourceWidth, outWidth, levels, sums);
}

/** Two rows of a float32 Bayer mosaic. */
function sumRowBayerFloat(
  row: usize,
  second: usize,
  mask: usize,
  secondMask: usize,
  sourceWidth: i32,
  outWidth: i32,
  levels: usize,
  sums: usize,
): void {
  sumRow(BAYER_FLOAT, row, second, mask, secondMask, false, sourceWidth, outWidth, levels, sums);
}

/** cells += share x sums, both `count` f64. */
function addRow(sums: usize, cells: usize, share: f64, count: i32): void {
  const shares = f64x2.splat(share);
  for (let i = 0; i < count; i += 2) {
    v128.store(cells, f64x2.add(v128.load(cells), f64x2.mul(shares, v128.load(sums))));
    cells += 16;
    sums += 16;
  }
}

/** A thumbnail's row of `count` cells [R, G, B, coverage] from their sums, clipped at 0; the sums are zeroed. */
function writeCells(cells: usize, out: usize, count: i32, cellUnits: f64, levels: usize): void {
  for (let i = 0; i < count; i++) {
    const units = load<f64>(cells, 24);
    for (let c: usize = 0; c < 3; c++) {
      const range = <f64>load<f32>(levels + c * 4, 80);
      const scale = units == 0 ? 0 : 1 / (units * range);
      const mean = <f32>(load<f64>(cells + c * 8) * scale);
      // What is no number stays none, for the check of cells to find.
      store<f32>(out + c * 4, mean < 0 ? 0 : mean);
    }
    store<f32>(out, <f32>(units / cellUnits), 12);
    v128.store(cells, f64x2.splat(0));
    v128.store(cells, f64x2.splat(0), 16);
    cells += 32;
    out += 16;
  }
}

/**
 * Rows `firstRow` to `endRow` of a frame of `rows` x `columns` averaged into a thumbnail [outHeight][outWidth][R, G, B,
 * coverage] at `out`; rows and columns are pixels, for Bayer mosaics cells of 2x2 values. A frame may come in several calls,
 * from its first row to its last. `data` and `mask` point to `firstRow`; `mask` is 0 or has a byte for each pixel (or value
 * of a mosaic), not 0 where it is masked; `zeroIsMasked` (RGB16 only) masks pixels of 0, 0, 0. `work` has room for
 * 2 x outWidth x 4 f64, the second half 0 before a frame and after it.
 */
export function averageRows(
  kind: i32,
  zeroIsMasked: bool,
  data: usize,
  rowBytes: usize,
  mask: usize,
  maskRowBytes: usize,
  firstRow: i32,
  endRow: i32,
  rows: i32,
  columns: i32,
  outHeight: i32,
  outWidth: i32,
  levels: usize,
  work: usize,
  out: usize,
): void {
  const numbers = outWidth * 4;
  const cells = work + <usize>(numbers * 8);
  const cellUnits = <f64>rows * <f64>columns;
  // A mosaic's rows come in pairs.
  const isBayer = kind == BAYER16 || kind == BAYER_FLOAT;
  const step: usize = isBayer ? 2 : 1;
  const height = <i64>outHeight;
  for (let y = <i64>firstRow; y < endRow; y++) {
    const at = <usize>(y - firstRow) * step;
    const row = data + at * rowBytes;
    const maskRow = mask == 0 ? 0 : mask + at * maskRowBytes;
    const second = row + rowBytes;
    const secondMask = maskRow + maskRowBytes;
    if (kind == RGB16) sumRowRgb16(row, maskRow, zeroIsMasked, columns, outWidth, levels, work);
    else if (kind == RGB_FLOAT) sumRowRgbFloat(row, maskRow, columns, outWidth, levels, work);
    else if (kind == BAYER16) {
      sumRowBayer16(row, second, maskRow, secondMask, columns, outWidth, levels, work);
    } else sumRowBayerFloat(row, second, maskRow, secondMask, columns, outWidth, levels, work);
    const top = y * height;
    const bottom = top + height;
    for (let oy = top / rows; oy * rows < bottom; oy++) {
      const end = (oy + 1) * rows;
      const share = min(bottom, end) - max(top, oy * rows);
      addRow(work, cells, <f64>share, numbers);
      if (bottom < end) break;
      writeCells(cells, out + <usize>(<i32>oy * outWidth * 16), outWidth, cellUnits, levels);
    }
  }
}
