/**
 * Pooling over windows and over the whole map. Channels padded to a multiple of 4; strides in bytes; a window that
 * leaves the map is cut off at its border. One sample a call.
 */

/** Max pool; `argmax` gets one byte an element, the row-major position in the (uncut) window. */
export function maxPool(
  x: usize,
  xRow: i32,
  xRows: u32,
  xColumns: u32,
  y: usize,
  yRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  size: u32,
  stride: u32,
  argmax: usize,
): void {
  const pixel: u32 = channels << 2;
  let arg = argmax;
  for (let row: u32 = 0; row < rows; row++) {
    const bottom = min<u32>(row * stride + size, xRows);
    for (let column: u32 = 0; column < columns; column++) {
      const right = min<u32>(column * stride + size, xColumns);
      const out = y + <usize>row * yRow + <usize>(column * pixel);
      for (let c: u32 = 0; c < channels; c++) {
        let best: f32 = -Infinity;
        let position: u32 = 0;
        for (let i = row * stride; i < bottom; i++) {
          for (let j = column * stride; j < right; j++) {
            const v = load<f32>(x + <usize>i * xRow + <usize>(j * pixel + (c << 2)));
            if (v > best) {
              best = v;
              position = (i - row * stride) * size + (j - column * stride);
            }
          }
        }
        store<f32>(out + (c << 2), best);
        store<u8>(arg++, <u8>position);
      }
    }
  }
}

/** dx += dy at the position of each window's maximum. */
export function maxPoolGradient(
  dx: usize,
  dxRow: i32,
  dy: usize,
  dyRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  size: u32,
  stride: u32,
  argmax: usize,
): void {
  const pixel: u32 = channels << 2;
  let arg = argmax;
  for (let row: u32 = 0; row < rows; row++) {
    for (let column: u32 = 0; column < columns; column++) {
      const from = dy + <usize>row * dyRow + <usize>(column * pixel);
      for (let c: u32 = 0; c < channels; c++) {
        const position: u32 = load<u8>(arg++);
        const i = row * stride + position / size;
        const j = column * stride + (position % size);
        const at = dx + <usize>i * dxRow + <usize>(j * pixel + (c << 2));
        store<f32>(at, load<f32>(at) + load<f32>(from + (c << 2)));
      }
    }
  }
}

/** Average pool over the part of each window inside the map. */
export function averagePool(
  x: usize,
  xRow: i32,
  xRows: u32,
  xColumns: u32,
  y: usize,
  yRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  size: u32,
  stride: u32,
): void {
  const pixel: u32 = channels << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const bottom = min<u32>(row * stride + size, xRows);
    for (let column: u32 = 0; column < columns; column++) {
      const right = min<u32>(column * stride + size, xColumns);
      const inverse = f32x4.splat(1 / <f32>((bottom - row * stride) * (right - column * stride)));
      const out = y + <usize>row * yRow + <usize>(column * pixel);
      for (let c: u32 = 0; c < pixel; c += 16) {
        let sum = f32x4.splat(0);
        for (let i = row * stride; i < bottom; i++) {
          for (let j = column * stride; j < right; j++) {
            sum = f32x4.add(sum, v128.load(x + <usize>i * xRow + <usize>(j * pixel + c)));
          }
        }
        v128.store(out + c, f32x4.mul(sum, inverse));
      }
    }
  }
}

/** dx += dy / (pixels of the window) over each window. */
export function averagePoolGradient(
  dx: usize,
  dxRow: i32,
  xRows: u32,
  xColumns: u32,
  dy: usize,
  dyRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  size: u32,
  stride: u32,
): void {
  const pixel: u32 = channels << 2;
  for (let row: u32 = 0; row < rows; row++) {
    const bottom = min<u32>(row * stride + size, xRows);
    for (let column: u32 = 0; column < columns; column++) {
      const right = min<u32>(column * stride + size, xColumns);
      const inverse = f32x4.splat(1 / <f32>((bottom - row * stride) * (right - column * stride)));
      const from = dy + <usize>row * dyRow + <usize>(column * pixel);
      for (let c: u32 = 0; c < pixel; c += 16) {
        const share = f32x4.mul(v128.load(from + c), inverse);
        for (let i = row * stride; i < bottom; i++) {
          for (let j = column * stride; j < right; j++) {
            const at = dx + <usize>i * dxRow + <usize>(j * pixel + c);
            v128.store(at, f32x4.add(v128.load(at), share));
          }
        }
      }
    }
  }
}

/**
 * y[c] = sum over pixels of w f[c] / (sum of w + epsilon): confidence-weighted pooling [Hu2017, FC4], or with a mask
 * as weights the mean over what is visible. w is the first channel of its own map. Returns sum of w + epsilon.
 */
export function weightedPool(
  f: usize,
  fRow: i32,
  w: usize,
  wRow: i32,
  wPixel: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  y: usize,
  epsilon: f32,
): f32 {
  let total: f32 = epsilon;
  for (let row: u32 = 0; row < rows; row++) {
    let wAt = w + <usize>row * wRow;
    for (let i: u32 = 0; i < columns; i++) {
      total += load<f32>(wAt);
      wAt += wPixel;
    }
  }
  // Sums stay in registers: in memory each would wait for the one before it to be stored.
  const pixel: u32 = channels << 2;
  const inverse = f32x4.splat(1 / total);
  let c: u32 = 0;
  for (; c + 32 <= pixel; c += 32) {
    let first = f32x4.splat(0);
    let second = first;
    for (let row: u32 = 0; row < rows; row++) {
      let fAt = f + <usize>row * fRow + c;
      let wAt = w + <usize>row * wRow;
      for (let i: u32 = 0; i < columns; i++) {
        const weight = v128.load32_splat(wAt);
        first = f32x4.add(first, f32x4.mul(weight, v128.load(fAt)));
        second = f32x4.add(second, f32x4.mul(weight, v128.load(fAt, 16)));
        fAt += pixel;
        wAt += wPixel;
      }
    }
    v128.store(y + c, f32x4.mul(first, inverse));
    v128.store(y + c, f32x4.mul(second, inverse), 16);
  }
  for (; c < pixel; c += 16) {
    let sum = f32x4.splat(0);
    for (let row: u32 = 0; row < rows; row++) {
      let fAt = f + <usize>row * fRow + c;
      let wAt = w + <usize>row * wRow;
      for (let i: u32 = 0; i < columns; i++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(wAt), v128.load(fAt)));
        fAt += pixel;
        wAt += wPixel;
      }
    }
    v128.store(y + c, f32x4.mul(sum, inverse));
  }
  return total;
}

/** df += dy w / total, dw += sum over c of dy (f - y) / total. A null df or dw is left out. */
export function weightedPoolGradient(
  f: usize,
  fRow: i32,
  w: usize,
  wRow: i32,
  wPixel: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  y: usize,
  dy: usize,
  total: f32,
  df: usize,
  dfRow: i32,
  dw: usize,
  dwRow: i32,
): void {
  const pixel: u32 = channels << 2;
  const inverse: f32 = 1 / total;
  for (let row: u32 = 0; row < rows; row++) {
    for (let i: u32 = 0; i < columns; i++) {
      const fAt = f + <usize>row * fRow + <usize>(i * pixel);
      const share = f32x4.splat(load<f32>(w + <usize>row * wRow + <usize>i * wPixel) * inverse);
      const dfAt = df + <usize>row * dfRow + <usize>(i * pixel);
      let dot = f32x4.splat(0);
      for (let c: u32 = 0; c < pixel; c += 16) {
        const g = v128.load(dy + c);
        if (df) v128.store(dfAt + c, f32x4.add(v128.load(dfAt + c), f32x4.mul(g, share)));
        dot = f32x4.add(dot, f32x4.mul(g, f32x4.sub(v128.load(fAt + c), v128.load(y + c))));
      }
      if (dw) {
        const at = dw + <usize>row * dwRow + <usize>i * wPixel;
        const sum =
          f32x4.extract_lane(dot, 0) +
          f32x4.extract_lane(dot, 1) +
          (f32x4.extract_lane(dot, 2) + f32x4.extract_lane(dot, 3));
        store<f32>(at, load<f32>(at) + sum * inverse);
      }
    }
  }
}
