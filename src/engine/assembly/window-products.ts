/**
 * The weight gradient of a first convolution W whose output z is normalised and pooled, without z. With g the gradient of the
 * pooled numbers, each at the one pixel p of its window that was the largest, and dz = a g + b + c z (norm.ts), for the values
 * x(p) of the window of the kernel at p:
 *
 *   dW = sum x dz = a sum x g + b sum x + c (sum x x^T) W
 *
 * The first sum has a quarter of the pixels (`pooledWeights`). The last ones do not depend on the weights; and since windows of
 * neighbouring pixels are the same numbers moved on, the products of two rows at every distance say it all (`windowProducts`):
 * a step of one pixel takes 43 multiplications for a 3x3 window of three channels, whatever the number of outputs, where the sum
 * takes 27 for each. Sums are in f32 along a row and in f64 beyond.
 */
import { multiplyAdd } from './correlate';

@inline
function addToDoubles(at: usize, v: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v)));
  const high = v128.shuffle<i32>(v, v, 2, 3, 2, 3);
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
}

/**
 * sums[phase][s][lane] += a[t] b[t + s] over `rows` pairs of rows, for s from firstOffset on, `offsets` of them; t runs over
 * `steps` steps of 4 `phases` floats, and belongs to phase (t / 4) mod phases and lane t mod 4. f64.
 */
export function rowProducts(
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
  rows: u32,
  steps: u32,
  phases: u32,
  firstOffset: i32,
  offsets: u32,
  sums: usize,
): void {
  const step: usize = phases << 4;
  for (let y: u32 = 0; y < rows; y++) {
    for (let phase: u32 = 0; phase < phases; phase++) {
      const aAt = a + <usize>y * aRow + (phase << 4);
      const bAt = b + <usize>y * bRow + (phase << 4) + firstOffset * 4;
      const to = sums + <usize>(phase * offsets) * 32;
      let s: u32 = 0;
      for (; s + 9 <= offsets; s += 9) nineProducts(aAt, bAt + (s << 2), steps, step, to + s * 32);
      for (; s < offsets; s++) oneProduct(aAt, bAt + (s << 2), steps, step, to + s * 32);
    }
  }
}

function nineProducts(aAt: usize, bAt: usize, steps: u32, step: usize, to: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  let c8 = c0;
  for (let i: u32 = 0; i < steps; i++) {
    const v = v128.load(aAt);
    c0 = multiplyAdd(v, v128.load(bAt), c0);
    c1 = multiplyAdd(v, v128.load(bAt, 4), c1);
    c2 = multiplyAdd(v, v128.load(bAt, 8), c2);
    c3 = multiplyAdd(v, v128.load(bAt, 12), c3);
    c4 = multiplyAdd(v, v128.load(bAt, 16), c4);
    c5 = multiplyAdd(v, v128.load(bAt, 20), c5);
    c6 = multiplyAdd(v, v128.load(bAt, 24), c6);
    c7 = multiplyAdd(v, v128.load(bAt, 28), c7);
    c8 = multiplyAdd(v, v128.load(bAt, 32), c8);
    aAt += step;
    bAt += step;
  }
  addToDoubles(to, c0);
  addToDoubles(to + 32, c1);
  addToDoubles(to + 64, c2);
  addToDoubles(to + 96, c3);
  addToDoubles(to + 128, c4);
  addToDoubles(to + 160, c5);
  addToDoubles(to + 192, c6);
  addToDoubles(to + 224, c7);
  addToDoubles(to + 256, c8);
}

function oneProduct(aAt: usize, bAt: usize, steps: u32, step: usize, to: usize): void {
  let c = f32x4.splat(0);
  for (let i: u32 = 0; i < steps; i++) {
    c = multiplyAdd(v128.load(aAt), v128.load(bAt), c);
    aAt += step;
    bAt += step;
  }
  addToDoubles(to, c);
}

/**
 * products[k][l] += a[x + k] b[x + l] for k < aLength, l < bLength over `rows` pairs of rows, of `count` windows that begin
 * `pixel` bytes apart: those that `rowProducts` does not reach. A line of `products` is `line` numbers; f64.
 */
export function edgeProducts(
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
  rows: u32,
  pixel: u32,
  count: u32,
  aLength: u32,
  bLength: u32,
  line: u32,
  products: usize,
): void {
  for (let y: u32 = 0; y < rows; y++) {
    let aAt = a + <usize>y * aRow;
    let bAt = b + <usize>y * bRow;
    for (let i: u32 = 0; i < count; i++) {
      for (let k: u32 = 0; k < aLength; k++) {
        const v = <f64>load<f32>(aAt + (k << 2));
        let to = products + <usize>(k * line) * 8;
        for (let l: u32 = 0; l < bLength; l++, to += 8)
          store<f64>(to, load<f64>(to) + v * <f64>load<f32>(bAt + (l << 2)));
      }
      aAt += pixel;
      bAt += pixel;
    }
  }
}

/** Windows of a channel that are summed up in f32. */
const BLOCK: u32 = 64;

/**
 * sums[channel][9 vectors] += g x(p) over one sample's pools, f64: of three runs of up to twelve floats, `runStride` bytes apart,
 * that begin at p. g is dy times factors[code], p is the pool's first pixel plus places[code] bytes; tables of eight f32 and
 * eight i32. `x` is the window of the sample's first pixel, xRow and xPixel the steps from pool to pool. Rows and columns are
 * those of dy, whose pixels have `padded` channels.
 */
export function pooledWeights(
  x: usize,
  xRow: i32,
  xPixel: i32,
  runStride: i32,
  dy: usize,
  dyRow: i32,
  codes: usize,
  rows: u32,
  columns: u32,
  channels: u32,
  padded: u32,
  factors: usize,
  places: usize,
  sums: usize,
): void {
  for (let row: u32 = 0; row < rows; row++) {
    for (let first: u32 = 0; first < columns; first += BLOCK) {
      const count = min<u32>(BLOCK, columns - first);
      const xAt = x + <usize>row * xRow + <usize>first * xPixel;
      const dAt = dy + <usize>row * dyRow + ((first * padded) << 2);
      const code = codes + (row * columns + first) * padded;
      for (let c: u32 = 0; c < channels; c++)
        pooledChannel(xAt, xPixel, runStride, dAt + (c << 2), code + c, count, padded, factors, places, sums + c * 288);
    }
  }
}

@inline
function pooledChannel(
  x: usize,
  xPixel: i32,
  runStride: i32,
  dy: usize,
  codes: usize,
  count: u32,
  padded: u32,
  factors: usize,
  places: usize,
  sums: usize,
): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  let c8 = c0;
  for (let i: u32 = 0; i < count; i++) {
    const code = <usize>load<u8>(codes) << 2;
    const g = f32x4.mul(v128.load32_splat(dy), v128.load32_splat(factors + code));
    let at = x + load<i32>(places + code);
    c0 = multiplyAdd(v128.load(at), g, c0);
    c1 = multiplyAdd(v128.load(at, 16), g, c1);
    c2 = multiplyAdd(v128.load(at, 32), g, c2);
    at += runStride;
    c3 = multiplyAdd(v128.load(at), g, c3);
    c4 = multiplyAdd(v128.load(at, 16), g, c4);
    c5 = multiplyAdd(v128.load(at, 32), g, c5);
    at += runStride;
    c6 = multiplyAdd(v128.load(at), g, c6);
    c7 = multiplyAdd(v128.load(at, 16), g, c7);
    c8 = multiplyAdd(v128.load(at, 32), g, c8);
    codes += padded;
    dy += padded << 2;
    x += xPixel;
  }
  addToDoubles(sums, c0);
  addToDoubles(sums + 32, c1);
  addToDoubles(sums + 64, c2);
  addToDoubles(sums + 96, c3);
  addToDoubles(sums + 128, c4);
  addToDoubles(sums + 160, c5);
  addToDoubles(sums + 192, c6);
  addToDoubles(sums + 224, c7);
  addToDoubles(sums + 256, c8);
}
