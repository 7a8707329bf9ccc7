/**
 * Batch normalisation [Ioffe2015] with what surrounds it: y = act(x scale + shift), optionally followed by a 2x2 max
 * pool of stride 2, in one pass; and the way back. act is max(v, slope v): slope 0 is ReLU, 1 the identity, between
 * them leaky ReLU. With z = x scale + shift,
 *
 *   dz  gradient at z: the incoming gradient, times slope where z <= 0, at the pool's maximum only
 *   dx  = a dz + b + c x, where a, b, c per channel come from the sums of dz and of dz xhat over the batch
 *
 * Maxima are pmax, one instruction where max, strict about -0 and NaN, is seven: a window's first NaN stays, a later one is
 * passed over. Channels are padded to a multiple of 8. Strides are in bytes. Sums are kept in f32 along one row and in f64 beyond.
 * `argmax` is one byte an element: bits 0 and 1 the position in the window (row-major), bit 2 set where z <= 0.
 */
import { multiplyAdd } from './correlate';

@inline
function addToDoubles(at: usize, v: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v)));
  const high = v128.shuffle<i32>(v, v, 2, 3, 2, 3);
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
}

/**
 * Adds sum(x - pivot) and sum((x - pivot)^2) over samples x rows x columns to sums[0..channels) and
 * sums[channels..2 channels), in f64. A pivot near the mean keeps the difference of squares exact enough.
 */
export function channelMoments(
  x: usize,
  xSample: i32,
  xRow: i32,
  samples: u32,
  rows: u32,
  columns: u32,
  channels: u32,
  pivot: usize,
  sums: usize,
): void {
  const pixel: usize = channels << 2;
  for (let n: u32 = 0; n < samples; n++) {
    for (let y: u32 = 0; y < rows; y++) {
      const line = x + <usize>n * xSample + <usize>y * xRow;
      for (let c: u32 = 0; c < channels; c += 8) {
        const p0 = v128.load(pivot + (c << 2));
        const p1 = v128.load(pivot + (c << 2), 16);
        let s0 = f32x4.splat(0);
        let s1 = s0;
        let q0 = s0;
        let q1 = s0;
        let at = line + (c << 2);
        for (let i: u32 = 0; i < columns; i++) {
          const d0 = f32x4.sub(v128.load(at), p0);
          const d1 = f32x4.sub(v128.load(at, 16), p1);
          s0 = f32x4.add(s0, d0);
          s1 = f32x4.add(s1, d1);
          q0 = multiplyAdd(d0, d0, q0);
          q1 = multiplyAdd(d1, d1, q1);
          at += pixel;
        }
        const to = sums + (c << 3);
        addToDoubles(to, s0);
        addToDoubles(to + 32, s1);
        addToDoubles(to + (channels << 3), q0);
        addToDoubles(to + (channels << 3) + 32, q1);
      }
    }
  }
}

/** y = act(x scale + shift) for one sample of rows x columns pixels. */
export function normAct(
  x: usize,
  xRow: i32,
  y: usize,
  yRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  scale: usize,
  shift: usize,
  slope: f32,
): void {
  const channelBytes: u32 = channels << 2;
  const slopes = f32x4.splat(slope);
  for (let row: u32 = 0; row < rows; row++) {
    let xAt = x + <usize>row * xRow;
    let yAt = y + <usize>row * yRow;
    for (let i: u32 = 0; i < columns; i++) {
      for (let c: u32 = 0; c < channelBytes; c += 16) {
        const z = multiplyAdd(v128.load(xAt + c), v128.load(scale + c), v128.load(shift + c));
        v128.store(yAt + c, f32x4.pmax(z, f32x4.mul(z, slopes)));
      }
      xAt += channelBytes;
      yAt += channelBytes;
    }
  }
}

/** y = max over 2x2 windows of act(x scale + shift), for one sample; rows and columns are those of y. */
export function normActPool(
  x: usize,
  xRow: i32,
  y: usize,
  yRow: i32,
  argmax: usize,
  rows: u32,
  columns: u32,
  channels: u32,
  scale: usize,
  shift: usize,
  slope: f32,
): void {
  const channelBytes: u32 = channels << 2;
  const slopes = f32x4.splat(slope);
  let arg = argmax;
  for (let row: u32 = 0; row < rows; row++) {
    let top = x + <usize>(2 * row) * xRow;
    let yAt = y + <usize>row * yRow;
    for (let i: u32 = 0; i < columns; i++) {
      const bottom = top + xRow;
      for (let c: u32 = 0; c < channelBytes; c += 32) {
        const i0 = windowMaximum(top + c, bottom + c, channelBytes, yAt + c, scale + c, shift + c, slopes);
        const i1 = windowMaximum(
          top + c + 16, bottom + c + 16, channelBytes, yAt + c + 16, scale + c + 16, shift + c + 16, slopes,
        );
        const packed = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(i0, i1), i0);
        store<i64>(arg, i64x2.extract_lane(packed, 0));
        arg += 8;
      }
      top += channelBytes << 1;
      yAt += channelBytes;
    }
  }
}

/** Stores the activated maximum of one window for four channels; returns the argmax codes as i32x4. */
@inline
function windowMaximum(
  top: usize,
  bottom: usize,
  pixel: u32,
  y: usize,
  scale: usize,
  shift: usize,
  slopes: v128,
): v128 {
  const a = v128.load(scale);
  const b = v128.load(shift);
  let best = multiplyAdd(v128.load(top), a, b);
  let index = i32x4.splat(0);
  let z = multiplyAdd(v128.load(top + pixel), a, b);
  index = v128.bitselect(i32x4.splat(1), index, f32x4.gt(z, best));
  best = f32x4.pmax(best, z);
  z = multiplyAdd(v128.load(bottom), a, b);
  index = v128.bitselect(i32x4.splat(2), index, f32x4.gt(z, best));
  best = f32x4.pmax(best, z);
  z = multiplyAdd(v128.load(bottom + pixel), a, b);
  index = v128.bitselect(i32x4.splat(3), index, f32x4.gt(z, best));
  best = f32x4.pmax(best, z);
  v128.store(y, f32x4.pmax(best, f32x4.mul(best, slopes)));
  return v128.or(index, v128.and(f32x4.le(best, f32x4.splat(0)), i32x4.splat(4)));
}

/** Adds sum(dz) to sums[0..channels) and sum(dz xhat) to sums[channels..2 channels), one sample, no pool. */
export function normActSums(
  x: usize,
  xRow: i32,
  dy: usize,
  dyRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  scale: usize,
  shift: usize,
  mean: usize,
  inverseDeviation: usize,
  slope: f32,
  sums: usize,
): void {
  const slopes = f32x4.splat(slope);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const pixel: usize = channels << 2;
  for (let row: u32 = 0; row < rows; row++) {
    for (let c: u32 = 0; c < channels; c += 4) {
      const at = c << 2;
      const a = v128.load(scale + at);
      const b = v128.load(shift + at);
      const m = v128.load(mean + at);
      let s = zero;
      let q = zero;
      let xAt = x + <usize>row * xRow + at;
      let dAt = dy + <usize>row * dyRow + at;
      for (let i: u32 = 0; i < columns; i++) {
        const v = v128.load(xAt);
        const positive = f32x4.gt(multiplyAdd(v, a, b), zero);
        const dz = f32x4.mul(v128.load(dAt), v128.bitselect(one, slopes, positive));
        s = f32x4.add(s, dz);
        q = multiplyAdd(dz, f32x4.sub(v, m), q);
        xAt += pixel;
        dAt += pixel;
      }
      addToDoubles(sums + (c << 3), s);
      addToDoubles(sums + ((channels + c) << 3), f32x4.mul(q, v128.load(inverseDeviation + at)));
    }
  }
}

/** The same sums where a 2x2 pool follows; rows and columns are those of dy. */
export function normActPoolSums(
  x: usize,
  xRow: i32,
  dy: usize,
  dyRow: i32,
  argmax: usize,
  rows: u32,
  columns: u32,
  channels: u32,
  mean: usize,
  inverseDeviation: usize,
  slope: f32,
  sums: usize,
): void {
  const slopes = f32x4.splat(slope);
  const one = f32x4.splat(1);
  const pixel: usize = channels << 2;
  for (let row: u32 = 0; row < rows; row++) {
    for (let c: u32 = 0; c < channels; c += 4) {
      const at = c << 2;
      const m = v128.load(mean + at);
      let s = f32x4.splat(0);
      let q = s;
      let top = x + <usize>(2 * row) * xRow + at;
      let dAt = dy + <usize>row * dyRow + at;
      let arg = argmax + <usize>row * columns * channels + c;
      for (let i: u32 = 0; i < columns; i++) {
        const code = loadCodes(arg);
        const position = v128.and(code, i32x4.splat(3));
        const bottom = top + xRow;
        let v = v128.load(top);
        v = v128.bitselect(v128.load(top + pixel), v, i32x4.eq(position, i32x4.splat(1)));
        v = v128.bitselect(v128.load(bottom), v, i32x4.eq(position, i32x4.splat(2)));
        v = v128.bitselect(v128.load(bottom + pixel), v, i32x4.eq(position, i32x4.splat(3)));
        const dz = f32x4.mul(v128.load(dAt), factorOf(code, one, slopes));
        s = f32x4.add(s, dz);
        q = multiplyAdd(dz, f32x4.sub(v, m), q);
        top += pixel << 1;
        dAt += pixel;
        arg += channels;
      }
      addToDoubles(sums + (c << 3), s);
      addToDoubles(sums + ((channels + c) << 3), f32x4.mul(q, v128.load(inverseDeviation + at)));
    }
  }
}

@inline
function loadCodes(at: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
}

/** 1 where z was positive, slope elsewhere. */
@inline
function factorOf(code: v128, one: v128, slopes: v128): v128 {
  return v128.bitselect(slopes, one, i32x4.gt_s(code, i32x4.splat(3)));
}

/** dx = a dz + b + c x for `rows` rows of one sample, no pool. dy = 0 (null) leaves b + c x alone. */
export function normActExpand(
  x: usize,
  xRow: i32,
  dy: usize,
  dyRow: i32,
  dx: usize,
  dxRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  scale: usize,
  shift: usize,
  slope: f32,
  a: usize,
  b: usize,
  c: usize,
): void {
  const slopes = f32x4.splat(slope);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const channelBytes: u32 = channels << 2;
  for (let row: u32 = 0; row < rows; row++) {
    let xAt = x + <usize>row * xRow;
    let dAt = dy + <usize>row * dyRow;
    let oAt = dx + <usize>row * dxRow;
    for (let i: u32 = 0; i < columns; i++) {
      for (let k: u32 = 0; k < channelBytes; k += 16) {
        const v = v128.load(xAt + k);
        let d = multiplyAdd(v, v128.load(c + k), v128.load(b + k));
        if (dy) {
          const z = multiplyAdd(v, v128.load(scale + k), v128.load(shift + k));
          const dz = f32x4.mul(v128.load(dAt + k), v128.bitselect(one, slopes, f32x4.gt(z, zero)));
          d = multiplyAdd(dz, v128.load(a + k), d);
        }
        v128.store(oAt + k, d);
      }
      xAt += channelBytes;
      dAt += channelBytes;
      oAt += channelBytes;
    }
  }
}

/**
 * dx = a dz + b + c x where a 2x2 pool follows; rows and columns are those of dy, xColumns the width of x (an odd
 * last column lies in no window and gets b + c x).
 */
export function normActPoolExpand(
  x: usize,
  xRow: i32,
  dy: usize,
  dyRow: i32,
  argmax: usize,
  dx: usize,
  dxRow: i32,
  rows: u32,
  columns: u32,
  xColumns: u32,
  channels: u32,
  slope: f32,
  a: usize,
  b: usize,
  c: usize,
): void {
  const slopes = f32x4.splat(slope);
  const one = f32x4.splat(1);
  const pixel: u32 = channels << 2;
  let arg = argmax;
  for (let row: u32 = 0; row < rows; row++) {
    let top = x + <usize>(2 * row) * xRow;
    let out = dx + <usize>(2 * row) * dxRow;
    let dAt = dy + <usize>row * dyRow;
    for (let i: u32 = 0; i < columns; i++) {
      const bottom = top + xRow;
      const outBottom = out + dxRow;
      for (let k: u32 = 0; k < pixel; k += 16) {
        const code = loadCodes(arg);
        arg += 4;
        const position = v128.and(code, i32x4.splat(3));
        const dz = f32x4.mul(f32x4.mul(v128.load(dAt + k), factorOf(code, one, slopes)), v128.load(a + k));
        const bias = v128.load(b + k);
        const slopeX = v128.load(c + k);
        expandOne(top + k, out + k, bias, slopeX, dz, i32x4.eq(position, i32x4.splat(0)));
        expandOne(top + pixel + k, out + pixel + k, bias, slopeX, dz, i32x4.eq(position, i32x4.splat(1)));
        expandOne(bottom + k, outBottom + k, bias, slopeX, dz, i32x4.eq(position, i32x4.splat(2)));
        expandOne(bottom + pixel + k, outBottom + pixel + k, bias, slopeX, dz, i32x4.eq(position, i32x4.splat(3)));
      }
      top += pixel << 1;
      out += pixel << 1;
      dAt += pixel;
    }
    if (xColumns & 1) {
      for (let k: u32 = 0; k < pixel; k += 16) {
        const none = i32x4.splat(0);
        expandOne(top + k, out + k, v128.load(b + k), v128.load(c + k), none, none);
        expandOne(top + xRow + k, out + dxRow + k, v128.load(b + k), v128.load(c + k), none, none);
      }
    }
  }
}

@inline
function expandOne(x: usize, out: usize, bias: v128, slopeX: v128, dz: v128, chosen: v128): void {
  const base = multiplyAdd(v128.load(x), slopeX, bias);
  v128.store(out, f32x4.add(base, v128.and(dz, chosen)));
}
