/**
 * The matrix product that convolutions and dense layers are made of, as implicit GEMM: no im2col buffer. That of the weight
 * gradients is correlate-weights.ts.
 *
 *   A  activations, padded NHWC. The row of A that belongs to an output pixel is `runs` runs of `runBytes`
 *      contiguous bytes, `runStride` bytes apart: a k x k convolution has k runs of k x Cin floats, a dense
 *      layer one run. `aRow` and `aPixel` are the steps in A from one output row or pixel to the next.
 *   B  weights, packed in panels of eight output channels: [outChannels / 8][K][8].
 *
 * The register tile is 4 pixels x 8 channels (8 accumulators, 2 weight vectors, 1 broadcast): wider ones spill
 * in WASM engines (5 x 8 runs at half the speed), and so does unrolling the loop over k. All strides are in bytes, all pointers 4-byte aligned.
 */

/** Pixels that one panel of weights is used for before the next one is fetched. */
const BLOCK_PIXELS: u32 = 32;

@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * out[y, x, :] = start + A[y, x, :] B, over rows x columns pixels and panels x 8 channels, where start is out itself
 * (`accumulate`), the bias (8 x panels floats) or 0 (bias = 0). The input gradient of a convolution is this same
 * product over the output's gradient, once per stride phase.
 */
export function correlate(
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
  accumulate: bool,
): void {
  product(a, aRow, aPixel, runs, runStride, runBytes, packed, panels, out, outRow, outPixel, rows, columns, bias, accumulate, false, 0);
}

/**
 * out = max(v, slope v) with v = bias + A B, for inference: the activation is done while the tile is in registers.
 * `slope` is the address of one float, 0 for ReLU, 1 for none; as a number it would occupy a register in the inner loop,
 * which costs 6 %.
 */
export function correlateActivate(
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
  product(a, aRow, aPixel, runs, runStride, runBytes, packed, panels, out, outRow, outPixel, rows, columns, bias, false, true, slope);
}

// Inlined into each export with its constants, so that what one does not need costs it nothing.
@inline
function product(
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
  accumulate: bool,
  activate: bool,
  slope: usize,
): void {
  const panelBytes: u32 = runs * runBytes * 8;
  const rowsPerBlock: u32 = max<u32>(1, BLOCK_PIXELS / columns);
  for (let y0: u32 = 0; y0 < rows; y0 += rowsPerBlock) {
    const pixels: u32 = min<u32>(rowsPerBlock, rows - y0) * columns;
    const aBlock = a + <usize>y0 * aRow;
    const outBlock = out + <usize>y0 * outRow;
    for (let panel: u32 = 0; panel < panels; panel++) {
      const b0 = packed + panel * panelBytes;
      const oPanel = outBlock + (panel << 5);
      let x: u32 = 0;
      let aAt = aBlock;
      let oAt = oPanel;
      let aLine = aBlock;
      let oLine = oPanel;
      for (let p: u32 = 0; p < pixels; p += 4) {
        // Addresses of the tile's four pixels; past the block's end the last one is repeated, which is
        // harmless: the same value is computed and stored again.
        let a0 = aAt;
        const o0 = oAt;
        if (p + 1 < pixels) {
          if (++x == columns) {
            x = 0;
            aLine += aRow;
            oLine += outRow;
            aAt = aLine;
            oAt = oLine;
          } else {
            aAt += aPixel;
            oAt += outPixel;
          }
        }
        let a1 = aAt;
        const o1 = oAt;
        if (p + 2 < pixels) {
          if (++x == columns) {
            x = 0;
            aLine += aRow;
            oLine += outRow;
            aAt = aLine;
            oAt = oLine;
          } else {
            aAt += aPixel;
            oAt += outPixel;
          }
        }
        let a2 = aAt;
        const o2 = oAt;
        if (p + 3 < pixels) {
          if (++x == columns) {
            x = 0;
            aLine += aRow;
            oLine += outRow;
            aAt = aLine;
            oAt = oLine;
          } else {
            aAt += aPixel;
            oAt += outPixel;
          }
        }
        let a3 = aAt;
        const o3 = oAt;
        if (p + 4 < pixels) {
          if (++x == columns) {
            x = 0;
            aLine += aRow;
            oLine += outRow;
            aAt = aLine;
            oAt = oLine;
          } else {
            aAt += aPixel;
            oAt += outPixel;
          }
        }

        let c00 = f32x4.splat(0);
        let c01 = c00;
        if (bias) {
          c00 = v128.load(bias + (panel << 5));
          c01 = v128.load(bias + (panel << 5), 16);
        }
        let c10 = c00;
        let c11 = c01;
        let c20 = c00;
        let c21 = c01;
        let c30 = c00;
        let c31 = c01;
        if (accumulate) {
          c00 = v128.load(o0);
          c01 = v128.load(o0, 16);
          c10 = v128.load(o1);
          c11 = v128.load(o1, 16);
          c20 = v128.load(o2);
          c21 = v128.load(o2, 16);
          c30 = v128.load(o3);
          c31 = v128.load(o3, 16);
        }
        let b = b0;
        for (let run: u32 = 0; run < runs; run++) {
          for (let k: u32 = 0; k < runBytes; k += 4) {
            const w0 = v128.load(b);
            const w1 = v128.load(b, 16);
            b += 32;
            let s = v128.load32_splat(a0 + k);
            c00 = multiplyAdd(s, w0, c00);
            c01 = multiplyAdd(s, w1, c01);
            s = v128.load32_splat(a1 + k);
            c10 = multiplyAdd(s, w0, c10);
            c11 = multiplyAdd(s, w1, c11);
            s = v128.load32_splat(a2 + k);
            c20 = multiplyAdd(s, w0, c20);
            c21 = multiplyAdd(s, w1, c21);
            s = v128.load32_splat(a3 + k);
            c30 = multiplyAdd(s, w0, c30);
            c31 = multiplyAdd(s, w1, c31);
          }
          a0 += runStride;
          a1 += runStride;
          a2 += runStride;
          a3 += runStride;
        }
        if (activate) {
          // pmax is one instruction where max, strict about -0 and NaN, is six.
          const slopes = v128.load32_splat(slope);
          c00 = f32x4.pmax(c00, f32x4.mul(c00, slopes));
          c01 = f32x4.pmax(c01, f32x4.mul(c01, slopes));
          c10 = f32x4.pmax(c10, f32x4.mul(c10, slopes));
          c11 = f32x4.pmax(c11, f32x4.mul(c11, slopes));
          c20 = f32x4.pmax(c20, f32x4.mul(c20, slopes));
          c21 = f32x4.pmax(c21, f32x4.mul(c21, slopes));
          c30 = f32x4.pmax(c30, f32x4.mul(c30, slopes));
          c31 = f32x4.pmax(c31, f32x4.mul(c31, slopes));
        }
        v128.store(o0, c00);
        v128.store(o0, c01, 16);
        v128.store(o1, c10);
        v128.store(o1, c11, 16);
        v128.store(o2, c20);
        v128.store(o2, c21, 16);
        v128.store(o3, c30);
        v128.store(o3, c31, 16);
      }
    }
  }
}
