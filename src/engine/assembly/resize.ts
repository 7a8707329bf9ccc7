/**
 * Bilinear interpolation of maps between pixel centres, edges held, without antialiasing: what PyTorch's `interpolate` and
 * OpenCV's `resize` do. Pixel o of n takes its value at (o + 1/2) m / n - 1/2 of m source pixels.
 */

/** Place in the source, not below its first centre. */
@inline
function placeOf(at: i32, scale: f64): f64 {
  return max<f64>((<f64>at + 0.5) * scale - 0.5, 0);
}

export function resizeBilinear(
  x: usize,
  xRow: usize,
  xPixel: usize,
  rows: i32,
  columns: i32,
  y: usize,
  yRow: usize,
  yPixel: usize,
  outRows: i32,
  outColumns: i32,
  channels: i32,
): void {
  const down = <f64>rows / <f64>outRows;
  const across = <f64>columns / <f64>outColumns;
  for (let i = 0; i < outRows; i++) {
    const v = placeOf(i, down);
    const top = <i32>v;
    const bottomShare = <f32>(v - <f64>top);
    const upper = x + <usize>top * xRow;
    const lower = x + <usize>min(top + 1, rows - 1) * xRow;
    let out = y + <usize>i * yRow;
    for (let j = 0; j < outColumns; j++, out += yPixel) {
      const u = placeOf(j, across);
      const left = <i32>u;
      const rightShare = <f32>(u - <f64>left);
      const l = <usize>left * xPixel;
      const r = <usize>min(left + 1, columns - 1) * xPixel;
      for (let c: usize = 0; c < <usize>channels; c++) {
        const at = c << 2;
        const a = load<f32>(upper + l + at);
        const b = load<f32>(lower + l + at);
        const above = a + (load<f32>(upper + r + at) - a) * rightShare;
        const below = b + (load<f32>(lower + r + at) - b) * rightShare;
        store<f32>(out + at, above + (below - above) * bottomShare);
      }
    }
  }
}

/** Adds to dx what the gradient dy of the resized map says of the source. */
export function resizeBilinearGradient(
  dy: usize,
  yRow: usize,
  yPixel: usize,
  outRows: i32,
  outColumns: i32,
  dx: usize,
  xRow: usize,
  xPixel: usize,
  rows: i32,
  columns: i32,
  channels: i32,
): void {
  const down = <f64>rows / <f64>outRows;
  const across = <f64>columns / <f64>outColumns;
  for (let i = 0; i < outRows; i++) {
    const v = placeOf(i, down);
    const top = <i32>v;
    const bottomShare = <f32>(v - <f64>top);
    const upper = dx + <usize>top * xRow;
    const lower = dx + <usize>min(top + 1, rows - 1) * xRow;
    let from = dy + <usize>i * yRow;
    for (let j = 0; j < outColumns; j++, from += yPixel) {
      const u = placeOf(j, across);
      const left = <i32>u;
      const rightShare = <f32>(u - <f64>left);
      const l = <usize>left * xPixel;
      const r = <usize>min(left + 1, columns - 1) * xPixel;
      for (let c: usize = 0; c < <usize>channels; c++) {
        const at = c << 2;
        const g = load<f32>(from + at);
        addTo(upper + l + at, g * (1 - bottomShare) * (1 - rightShare));
        addTo(upper + r + at, g * (1 - bottomShare) * rightShare);
        addTo(lower + l + at, g * bottomShare * (1 - rightShare));
        addTo(lower + r + at, g * bottomShare * rightShare);
      }
    }
  }
}

@inline
function addTo(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) + value);
}
