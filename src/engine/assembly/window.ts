/**
 * Convolutions of inference that are done in tiles of four pixels of one line, or of one 2x2 window of a max pool: product,
 * scale, bias, activation and pool in one, so that what is pooled never exists in memory. A and its runs are as in
 * correlate.ts; both float32 and 16-bit integers (int16.ts) take 4 bytes of A and 32 bytes of weights a step:
 *
 *   float32   one number of A times [8] weights:     packed [outChannels / 8][K][8]
 *   int16     a pair of A times [8][2] weights:      packed [outChannels / 8][pairs of K][8][2]; a run of odd length ends
 *                                                    with a zero weight, whose partner is read from beyond
 *
 *   out[o] = act(m[o] sum of a b + bias[o]),  act(v) = max(v, slope v),  m[o] = 1 or *aScale weightScales[o]
 *
 * `slope` and `aScale` are addresses of one float: as numbers they would occupy registers in the inner loop.
 */
import { multiplyAdd } from './correlate';

/** Pixels that one panel of weights is used for before the next one is fetched. */
const BLOCK_PIXELS: u32 = 128;

/** float32 with a 2x2 max pool behind; rows and columns are those of the pooled map, aRow and aPixel of the convolved one. */
export function correlatePool(
  a: usize,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runBytes: u32,
  packed: usize,
  panels: u32,
  out: usize,
  outRow: i32,
  outPixel: i32,
  rows: u32,
  columns: u32,
  bias: usize,
  slope: usize,
): void {
  tiles(false, true, a, aRow, aPixel, runs, runStride, runBytes, packed, panels, out, outRow, outPixel, rows, columns, bias, slope, 0, 0);
}

/** int16. */
export function correlateInt16(
  a: usize,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runBytes: u32,
  packed: usize,
  panels: u32,
  out: usize,
  outRow: i32,
  outPixel: i32,
  rows: u32,
  columns: u32,
  bias: usize,
  slope: usize,
  aScale: usize,
  weightScales: usize,
): void {
  tiles(true, false, a, aRow, aPixel, runs, runStride, runBytes, packed, panels, out, outRow, outPixel, rows, columns, bias, slope, aScale, weightScales);
}

/** int16 with a 2x2 max pool behind. */
export function correlateInt16Pool(
  a: usize,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runBytes: u32,
  packed: usize,
  panels: u32,
  out: usize,
  outRow: i32,
  outPixel: i32,
  rows: u32,
  columns: u32,
  bias: usize,
  slope: usize,
  aScale: usize,
  weightScales: usize,
): void {
  tiles(true, true, a, aRow, aPixel, runs, runStride, runBytes, packed, panels, out, outRow, outPixel, rows, columns, bias, slope, aScale, weightScales);
}

@inline
function step(integers: bool, a: v128, b: v128, sum: v128): v128 {
  if (integers) return i32x4.add(sum, i32x4.dot_i16x8_s(a, b));
  return multiplyAdd(a, b, sum);
}

@inline
function greater(integers: bool, a: v128, b: v128): v128 {
  if (integers) return i32x4.max_s(a, b);
  return f32x4.pmax(a, b);
}

@inline
function finish(integers: bool, sum: v128, scale: v128, bias: v128, slopes: v128): v128 {
  const v = f32x4.add(integers ? f32x4.mul(f32x4.convert_i32x4_s(sum), scale) : sum, bias);
  return f32x4.pmax(v, f32x4.mul(v, slopes));
}

// Inlined into each export with its constants, so that what one does not need costs it nothing.
@inline
function tiles(
  integers: bool,
  pool: bool,
  a: usize,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runBytes: u32,
  packed: usize,
  panels: u32,
  out: usize,
  outRow: i32,
  outPixel: i32,
  rows: u32,
  columns: u32,
  bias: usize,
  slope: usize,
  aScale: usize,
  weightScales: usize,
): void {
  const panelBytes: u32 = runs * runBytes * 8;
  const rowsPerBlock: u32 = max<u32>(1, BLOCK_PIXELS / (pool ? 4 : 1) / columns);
  const last: u32 = columns - 1;
  for (let y0: u32 = 0; y0 < rows; y0 += rowsPerBlock) {
    const y1 = min<u32>(rows, y0 + rowsPerBlock);
    for (let panel: u32 = 0; panel < panels; panel++) {
      const b0 = packed + panel * panelBytes;
      for (let y: u32 = y0; y < y1; y++) {
        const aLine = a + <usize>(pool ? 2 * y : y) * aRow;
        const oLine = out + <usize>y * outRow + (panel << 5);
        for (let x: u32 = 0; x < columns; x += pool ? 1 : 4) {
          // Past a line's end its last pixel is repeated: the same value is computed and stored again.
          const x1 = min<u32>(x + 1, last);
          const x2 = min<u32>(x + 2, last);
          const x3 = min<u32>(x + 3, last);
          let a0 = aLine + <usize>(pool ? 2 * x : x) * aPixel;
          let a1 = pool ? a0 + aPixel : aLine + <usize>x1 * aPixel;
          let a2 = pool ? a0 + aRow : aLine + <usize>x2 * aPixel;
          let a3 = pool ? a0 + aRow + aPixel : aLine + <usize>x3 * aPixel;
          let c00 = i32x4.splat(0);
          let c01 = c00;
          let c10 = c00;
          let c11 = c00;
          let c20 = c00;
          let c21 = c00;
          let c30 = c00;
          let c31 = c00;
          let b = b0;
          for (let run: u32 = 0; run < runs; run++) {
            let p0 = a0;
            let p1 = a1;
            let p2 = a2;
            let p3 = a3;
            const end = a0 + runBytes;
            while (true) {
              const w0 = v128.load(b);
              const w1 = v128.load(b, 16);
              let s = v128.load32_splat(p0);
              c00 = step(integers, s, w0, c00);
              c01 = step(integers, s, w1, c01);
              s = v128.load32_splat(p1);
              c10 = step(integers, s, w0, c10);
              c11 = step(integers, s, w1, c11);
              s = v128.load32_splat(p2);
              c20 = step(integers, s, w0, c20);
              c21 = step(integers, s, w1, c21);
              s = v128.load32_splat(p3);
              c30 = step(integers, s, w0, c30);
              c31 = step(integers, s, w1, c31);
              // Two steps a turn; the way out between them keeps V8 from loading all of the second one before the sums of the
              // first are done, for which there are too few registers.
              if (p0 + 4 >= end) {
                b += 32;
                break;
              }
              const v0 = v128.load(b, 32);
              const v1 = v128.load(b, 48);
              s = v128.load32_splat(p0, 4);
              c00 = step(integers, s, v0, c00);
              c01 = step(integers, s, v1, c01);
              s = v128.load32_splat(p1, 4);
              c10 = step(integers, s, v0, c10);
              c11 = step(integers, s, v1, c11);
              s = v128.load32_splat(p2, 4);
              c20 = step(integers, s, v0, c20);
              c21 = step(integers, s, v1, c21);
              s = v128.load32_splat(p3, 4);
              c30 = step(integers, s, v0, c30);
              c31 = step(integers, s, v1, c31);
              b += 64;
              p0 += 8;
              p1 += 8;
              p2 += 8;
              p3 += 8;
              if (p0 >= end) break;
            }
            a0 += runStride;
            a1 += runStride;
            a2 += runStride;
            a3 += runStride;
          }
          const at = panel << 5;
          const bias0 = v128.load(bias + at);
          const bias1 = v128.load(bias + at, 16);
          const slopes = v128.load32_splat(slope);
          let scale0 = bias0;
          let scale1 = bias1;
          if (integers) {
            const scale = v128.load32_splat(aScale);
            scale0 = f32x4.mul(scale, v128.load(weightScales + at));
            scale1 = f32x4.mul(scale, v128.load(weightScales + at, 16));
          }
          let o = oLine + <usize>x * outPixel;
          if (pool) {
            // Scales are positive and act never falls, so that the maximum may be taken of the sums.
            c00 = greater(integers, greater(integers, c00, c10), greater(integers, c20, c30));
            c01 = greater(integers, greater(integers, c01, c11), greater(integers, c21, c31));
          }
          v128.store(o, finish(integers, c00, scale0, bias0, slopes));
          v128.store(o, finish(integers, c01, scale1, bias1, slopes), 16);
          if (pool) continue;
          o = oLine + <usize>x1 * outPixel;
          v128.store(o, finish(integers, c10, scale0, bias0, slopes));
          v128.store(o, finish(integers, c11, scale1, bias1, slopes), 16);
          o = oLine + <usize>x2 * outPixel;
          v128.store(o, finish(integers, c20, scale0, bias0, slopes));
          v128.store(o, finish(integers, c21, scale1, bias1, slopes), 16);
          o = oLine + <usize>x3 * outPixel;
          v128.store(o, finish(integers, c30, scale0, bias0, slopes));
          v128.store(o, finish(integers, c31, scale1, bias1, slopes), 16);
        }
      }
    }
  }
}
