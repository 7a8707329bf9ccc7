/**
 * Depthwise convolution: each channel with its own k x k kernel. Weights [ky][kx][channelsPadded], channels padded to a
 * multiple of 4, strides in bytes, one sample a call. The input is zero-padded, so no tap leaves it.
 */
import { multiplyAdd } from './correlate';

/** y = bias + x * w; `x` points at the first tap of output pixel (0, 0). */
export function depthwise(
  x: usize,
  xRow: i32,
  w: usize,
  bias: usize,
  kernel: u32,
  stride: u32,
  y: usize,
  yRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
): void {
  const pixel: u32 = channels << 2;
  for (let row: u32 = 0; row < rows; row++) {
    let corner = x + <usize>(row * stride) * xRow;
    let out = y + <usize>row * yRow;
    for (let column: u32 = 0; column < columns; column++) {
      for (let c: u32 = 0; c < pixel; c += 16) {
        let sum = bias ? v128.load(bias + c) : f32x4.splat(0);
        let tap = w + c;
        for (let i: u32 = 0; i < kernel; i++) {
          let at = corner + <usize>i * xRow + c;
          for (let j: u32 = 0; j < kernel; j++) {
            sum = multiplyAdd(v128.load(at), v128.load(tap), sum);
            at += pixel;
            tap += pixel;
          }
        }
        v128.store(out + c, sum);
      }
      corner += pixel * stride;
      out += pixel;
    }
  }
}

/** dw += the weight gradient of one sample. */
export function depthwiseWeights(
  x: usize,
  xRow: i32,
  dy: usize,
  dyRow: i32,
  kernel: u32,
  stride: u32,
  rows: u32,
  columns: u32,
  channels: u32,
  dw: usize,
): void {
  const pixel: u32 = channels << 2;
  for (let i: u32 = 0; i < kernel; i++) {
    for (let j: u32 = 0; j < kernel; j++) {
      const target = dw + <usize>((i * kernel + j) * pixel);
      for (let c: u32 = 0; c < pixel; c += 16) {
        let sum = f32x4.splat(0);
        for (let row: u32 = 0; row < rows; row++) {
          let at = x + <usize>(row * stride + i) * xRow + <usize>(j * pixel + c);
          let from = dy + <usize>row * dyRow + c;
          for (let column: u32 = 0; column < columns; column++) {
            sum = multiplyAdd(v128.load(at), v128.load(from), sum);
            at += pixel * stride;
            from += pixel;
          }
        }
        v128.store(target + c, f32x4.add(v128.load(target + c), sum));
      }
    }
  }
}

/** dx += the input gradient of one sample of xRows x xColumns pixels; `pad` is the forward padding. */
export function depthwiseInput(
  w: usize,
  dy: usize,
  dyRow: i32,
  kernel: i32,
  stride: i32,
  pad: i32,
  rows: i32,
  columns: i32,
  channels: u32,
  dx: usize,
  dxRow: i32,
  xRows: i32,
  xColumns: i32,
): void {
  const pixel: u32 = channels << 2;
  for (let y: i32 = 0; y < xRows; y++) {
    for (let x: i32 = 0; x < xColumns; x++) {
      const out = dx + <usize>y * dxRow + <usize>(<u32>x * pixel);
      for (let i = (y + pad) % stride; i < kernel; i += stride) {
        const row = (y + pad - i) / stride;
        if (y + pad < i || row >= rows) continue;
        for (let j = (x + pad) % stride; j < kernel; j += stride) {
          const column = (x + pad - j) / stride;
          if (x + pad < j || column >= columns) continue;
          const from = dy + <usize>row * dyRow + <usize>(<u32>column * pixel);
          const tap = w + <usize>(<u32>(i * kernel + j) * pixel);
          for (let c: u32 = 0; c < pixel; c += 16) {
            v128.store(
              out + c,
              multiplyAdd(v128.load(from + c), v128.load(tap + c), v128.load(out + c)),
            );
          }
        }
      }
    }
  }
}
