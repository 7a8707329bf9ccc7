/**
 * Elementwise operations and their gradients on rows of floats, four at a time (`count` is a multiple of 4), and
 * the sums that go with them. Padding channels may hold any finite number; division by exactly 0 gives 0, so that they
 * never become NaN.
 */
import { multiplyAdd } from './correlate';
import { exp4, log4 } from './math';

// The codes of src/engine/kernels.ts.
const LEAKY_RELU: u32 = 0;
const RELU6: u32 = 1;
const HARD_SWISH: u32 = 2;
const SIGMOID: u32 = 3;
const TANH: u32 = 4;
const SILU: u32 = 5;
const LOG: u32 = 6;
const EXP: u32 = 7;
const AFFINE: u32 = 8;
const CLAMP: u32 = 9;
const RECIPROCAL: u32 = 10;

const ADD: u32 = 0;
const SUBTRACT: u32 = 1;
const MULTIPLY: u32 = 2;
const DIVIDE: u32 = 3;

/** Below it the logarithm is constant: log(max(x, floor)). */
const LOG_FLOOR: f32 = 1e-30;

@inline
function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** The sigmoid's derivative e / (1 + e)^2 with e = exp(-|x|), which keeps its digits where s (1 - s) has lost them. */
@inline
function sigmoidSlope4(x: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const sum = f32x4.add(f32x4.splat(1), e);
  return f32x4.div(e, f32x4.mul(sum, sum));
}

@inline
function clamp4(x: v128, low: f32, high: f32): v128 {
  return f32x4.min(f32x4.max(x, f32x4.splat(low)), f32x4.splat(high));
}

@inline
function divide4(a: v128, b: v128): v128 {
  return v128.andnot(f32x4.div(a, b), f32x4.eq(b, f32x4.splat(0)));
}

/** y = f(x); `alpha` is the leaky slope, or the scale and `beta` the offset of alpha tanh(x) + beta
 * and of alpha x + beta, or the limits of x, or the dividend of alpha / x. */
export function unary(kind: u32, x: usize, y: usize, count: u32, alpha: f32, beta: f32): void {
  const a = f32x4.splat(alpha);
  const b = f32x4.splat(beta);
  const one = f32x4.splat(1);
  const end: u32 = count << 2;
  for (let i: u32 = 0; i < end; i += 16) {
    const v = v128.load(x + i);
    let r: v128 = v;
    switch (kind) {
      case LEAKY_RELU:
        r = f32x4.max(v, f32x4.mul(v, a));
        break;
      case RELU6:
        r = clamp4(v, 0, 6);
        break;
      case HARD_SWISH:
        r = f32x4.mul(v, f32x4.mul(clamp4(f32x4.add(v, f32x4.splat(3)), 0, 6), f32x4.splat(1.0 / 6)));
        break;
      case SIGMOID:
        r = sigmoid4(v);
        break;
      case TANH: {
        // tanh v = 2 sigmoid(2 v) - 1
        const s = sigmoid4(f32x4.add(v, v));
        r = multiplyAdd(a, f32x4.sub(f32x4.add(s, s), one), b);
        break;
      }
      case SILU:
        r = f32x4.mul(v, sigmoid4(v));
        break;
      case LOG:
        r = log4(f32x4.max(v, f32x4.splat(LOG_FLOOR)));
        break;
      case EXP:
        r = exp4(v);
        break;
      case AFFINE:
        r = multiplyAdd(v, a, b);
        break;
      case CLAMP:
        r = f32x4.min(f32x4.max(v, a), b);
        break;
      case RECIPROCAL:
        r = divide4(a, v);
        break;
    }
    v128.store(y + i, r);
  }
}

/** dx += dy f'(x); `alpha` as in `unary`. */
export function unaryGradient(
  kind: u32,
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  count: u32,
  alpha: f32,
): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const a = f32x4.splat(alpha);
  const end: u32 = count << 2;
  for (let i: u32 = 0; i < end; i += 16) {
    const v = v128.load(x + i);
    const w = v128.load(y + i);
    let d: v128 = one;
    switch (kind) {
      case LEAKY_RELU:
        d = v128.bitselect(one, a, f32x4.gt(v, zero));
        break;
      case RELU6:
        d = v128.and(one, v128.and(f32x4.gt(v, zero), f32x4.lt(v, f32x4.splat(6))));
        break;
      case HARD_SWISH: {
        const inside = v128.and(f32x4.gt(v, f32x4.splat(-3)), f32x4.lt(v, f32x4.splat(3)));
        const slope = f32x4.add(f32x4.mul(v, f32x4.splat(1.0 / 3)), f32x4.splat(0.5));
        d = v128.bitselect(slope, v128.and(one, f32x4.gt(v, zero)), inside);
        break;
      }
      case SIGMOID:
        d = sigmoidSlope4(v);
        break;
      case TANH:
        // tanh' v = 4 sigmoid'(2 v)
        d = f32x4.mul(f32x4.mul(a, f32x4.splat(4)), sigmoidSlope4(f32x4.add(v, v)));
        break;
      case SILU: {
        const s = sigmoid4(v);
        d = f32x4.mul(s, f32x4.add(one, f32x4.mul(v, f32x4.sub(one, s))));
        break;
      }
      case LOG:
        d = v128.and(f32x4.div(one, f32x4.max(v, f32x4.splat(LOG_FLOOR))), f32x4.gt(v, f32x4.splat(LOG_FLOOR)));
        break;
      case EXP:
        d = w;
        break;
      case AFFINE:
        d = a;
        break;
      case CLAMP:
        d = v128.and(one, f32x4.eq(v, w));
        break;
      case RECIPROCAL:
        // -alpha / x^2
        d = f32x4.neg(divide4(w, v));
        break;
    }
    v128.store(dx + i, multiplyAdd(v128.load(dy + i), d, v128.load(dx + i)));
  }
}

/** y = a op b along one row of pixels; bPixel = 0 repeats b's one pixel. Channels are a multiple of 4. */
export function binary(
  kind: u32,
  a: usize,
  aPixel: i32,
  b: usize,
  bPixel: i32,
  y: usize,
  yPixel: i32,
  columns: u32,
  channels: u32,
): void {
  const bytes: u32 = channels << 2;
  for (let i: u32 = 0; i < columns; i++) {
    for (let c: u32 = 0; c < bytes; c += 16) {
      const u = v128.load(a + c);
      const v = v128.load(b + c);
      let r: v128 = u;
      switch (kind) {
        case ADD:
          r = f32x4.add(u, v);
          break;
        case SUBTRACT:
          r = f32x4.sub(u, v);
          break;
        case MULTIPLY:
          r = f32x4.mul(u, v);
          break;
        case DIVIDE:
          r = divide4(u, v);
          break;
      }
      v128.store(y + c, r);
    }
    a += aPixel;
    b += bPixel;
    y += yPixel;
  }
}

/** da += dy d(a op b)/da and db += dy d(a op b)/db along one row; a null da or db is left out. */
export function binaryGradient(
  kind: u32,
  a: usize,
  aPixel: i32,
  b: usize,
  bPixel: i32,
  dy: usize,
  yPixel: i32,
  da: usize,
  daPixel: i32,
  db: usize,
  dbPixel: i32,
  columns: u32,
  channels: u32,
): void {
  const bytes: u32 = channels << 2;
  for (let i: u32 = 0; i < columns; i++) {
    for (let c: u32 = 0; c < bytes; c += 16) {
      const g = v128.load(dy + c);
      let ga: v128 = g;
      let gb: v128 = g;
      switch (kind) {
        case ADD:
          break;
        case SUBTRACT:
          gb = f32x4.neg(g);
          break;
        case MULTIPLY:
          ga = f32x4.mul(g, v128.load(b + c));
          gb = f32x4.mul(g, v128.load(a + c));
          break;
        case DIVIDE: {
          const v = v128.load(b + c);
          ga = divide4(g, v);
          gb = f32x4.neg(f32x4.mul(ga, divide4(v128.load(a + c), v)));
          break;
        }
      }
      if (da) v128.store(da + c, f32x4.add(v128.load(da + c), ga));
      if (db) v128.store(db + c, f32x4.add(v128.load(db + c), gb));
    }
    a += aPixel;
    b += bPixel;
    dy += yPixel;
    da += da ? <usize>daPixel : 0;
    db += db ? <usize>dbPixel : 0;
  }
}

/** Softmax over `count` floats that lie `step` bytes apart. */
export function softmax(x: usize, y: usize, count: u32, xStep: i32, yStep: i32): void {
  let largest: f32 = -Infinity;
  for (let i: u32 = 0; i < count; i++) largest = max(largest, load<f32>(x + <usize>i * xStep));
  let sum: f32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const e = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(x + <usize>i * xStep) - largest)), 0);
    store<f32>(y + <usize>i * yStep, e);
    sum += e;
  }
  const inverse: f32 = 1 / sum;
  for (let i: u32 = 0; i < count; i++) {
    const at = y + <usize>i * yStep;
    store<f32>(at, load<f32>(at) * inverse);
  }
}

/** dx += y (dy - sum(y dy)), for a softmax. */
export function softmaxGradient(y: usize, dy: usize, dx: usize, count: u32, yStep: i32, dyStep: i32, dxStep: i32): void {
  let dot: f32 = 0;
  for (let i: u32 = 0; i < count; i++) dot += load<f32>(y + <usize>i * yStep) * load<f32>(dy + <usize>i * dyStep);
  for (let i: u32 = 0; i < count; i++) {
    const at = dx + <usize>i * dxStep;
    const d = load<f32>(y + <usize>i * yStep) * (load<f32>(dy + <usize>i * dyStep) - dot);
    store<f32>(at, load<f32>(at) + d);
  }
}

/** to[p, toChannel ..] (+)= from[p, fromChannel ..] for `channels` channels of `columns` pixels. */
export function copyChannels(
  from: usize,
  fromPixel: i32,
  to: usize,
  toPixel: i32,
  columns: u32,
  channels: u32,
  accumulate: bool,
): void {
  const bytes: u32 = channels << 2;
  const vectors: u32 = bytes & ~15;
  for (let i: u32 = 0; i < columns; i++) {
    let c: u32 = 0;
    for (; c < vectors; c += 16) {
      const v = v128.load(from + c);
      v128.store(to + c, accumulate ? f32x4.add(v128.load(to + c), v) : v);
    }
    for (; c < bytes; c += 4) {
      const v = load<f32>(from + c);
      store<f32>(to + c, accumulate ? load<f32>(to + c) + v : v);
    }
    from += fromPixel;
    to += toPixel;
  }
}

/** dst += the sum over rows x columns pixels of src, per channel (multiple of 4): a bias gradient. */
export function sumPixels(src: usize, srcRow: i32, rows: u32, columns: u32, channels: u32, dst: usize): void {
  const pixel: usize = channels << 2;
  for (let c: usize = 0; c < pixel; c += 16) {
    let total = v128.load(dst + c);
    for (let row: u32 = 0; row < rows; row++) {
      let sum = f32x4.splat(0);
      let at = src + <usize>row * srcRow + c;
      for (let i: u32 = 0; i < columns; i++) {
        sum = f32x4.add(sum, v128.load(at));
        at += pixel;
      }
      total = f32x4.add(total, sum);
    }
    v128.store(dst + c, total);
  }
}
