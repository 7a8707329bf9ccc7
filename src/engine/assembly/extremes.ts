/**
 * A 2x2 max pool of stride 2 before the batch normalisation and activation that it stands behind: both are monotone, so the
 * largest value of a window comes from the largest input where the scale is positive, and from the smallest where it is
 * negative. What lies before the pool need not be kept then. The codes are those of norm.ts.
 */
import { multiplyAdd } from './correlate';

/**
 * y = the value of each 2x2 window that is largest times its channel's sign (1 or -1), and which one it was as bits 0 and 1 of
 * `argmax`, one byte an element; of equal ones the first. Rows and columns are those of y, channels a multiple of 8.
 */
export function poolExtremes(
  x: usize,
  xRow: i32,
  y: usize,
  yRow: i32,
  argmax: usize,
  rows: u32,
  columns: u32,
  channels: u32,
  signs: usize,
): void {
  const pixel: u32 = channels << 2;
  let arg = argmax;
  for (let row: u32 = 0; row < rows; row++) {
    let top = x + <usize>(2 * row) * xRow;
    let yAt = y + <usize>row * yRow;
    for (let i: u32 = 0; i < columns; i++) {
      const bottom = top + xRow;
      for (let c: u32 = 0; c < pixel; c += 32) {
        const i0 = extreme(top + c, bottom + c, pixel, yAt + c, v128.load(signs + c));
        const i1 = extreme(top + c + 16, bottom + c + 16, pixel, yAt + c + 16, v128.load(signs + c, 16));
        const packed = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(i0, i1), i0);
        store<i64>(arg, i64x2.extract_lane(packed, 0));
        arg += 8;
      }
      top += pixel << 1;
      yAt += pixel;
    }
  }
}

@inline
function extreme(top: usize, bottom: usize, pixel: u32, y: usize, sign: v128): v128 {
  let best = f32x4.mul(v128.load(top), sign);
  let v = f32x4.mul(v128.load(top + pixel), sign);
  let index = v128.and(f32x4.gt(v, best), i32x4.splat(1));
  best = f32x4.pmax(best, v);
  v = f32x4.mul(v128.load(bottom), sign);
  index = v128.bitselect(i32x4.splat(2), index, f32x4.gt(v, best));
  best = f32x4.pmax(best, v);
  v = f32x4.mul(v128.load(bottom + pixel), sign);
  index = v128.bitselect(i32x4.splat(3), index, f32x4.gt(v, best));
  best = f32x4.pmax(best, v);
  v128.store(y, f32x4.mul(best, sign));
  return index;
}

/** y = act(x scale + shift) for one sample, as `normAct`, and bit 2 of the codes set where x scale + shift <= 0. */
export function normActCoded(
  x: usize,
  xRow: i32,
  y: usize,
  yRow: i32,
  codes: usize,
  rows: u32,
  columns: u32,
  channels: u32,
  scale: usize,
  shift: usize,
  slope: f32,
): void {
  const pixel: u32 = channels << 2;
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  const four = i32x4.splat(4);
  let code = codes;
  for (let row: u32 = 0; row < rows; row++) {
    let xAt = x + <usize>row * xRow;
    let yAt = y + <usize>row * yRow;
    for (let i: u32 = 0; i < columns; i++) {
      for (let c: u32 = 0; c < pixel; c += 32) {
        const z0 = multiplyAdd(v128.load(xAt + c), v128.load(scale + c), v128.load(shift + c));
        const z1 = multiplyAdd(v128.load(xAt + c, 16), v128.load(scale + c, 16), v128.load(shift + c, 16));
        v128.store(yAt + c, f32x4.pmax(z0, f32x4.mul(z0, slopes)));
        v128.store(yAt + c, f32x4.pmax(z1, f32x4.mul(z1, slopes)), 16);
        const b0 = v128.and(f32x4.le(z0, zero), four);
        const b1 = v128.and(f32x4.le(z1, zero), four);
        const packed = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(b0, b1), b0);
        store<i64>(code, load<i64>(code) | i64x2.extract_lane(packed, 0));
        code += 8;
      }
      xAt += pixel;
      yAt += pixel;
    }
  }
}
