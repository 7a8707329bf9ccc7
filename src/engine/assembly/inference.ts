/** Kernels that only inference needs: what training does in one pass with more results is done here without them. */

/**
 * y = max over 2x2 windows of act(x), where act(v) = max(v, slope v) and 0 <= slope (0 is ReLU, 1 the identity): such an
 * act never falls, so that it may come behind the maximum, once a window. rows and columns are those of y;
 * channels are a multiple of 4.
 */
export function activatePool(
  x: usize,
  xRow: i32,
  y: usize,
  yRow: i32,
  rows: u32,
  columns: u32,
  channels: u32,
  slope: f32,
): void {
  const pixel: u32 = channels << 2;
  const slopes = f32x4.splat(slope);
  for (let row: u32 = 0; row < rows; row++) {
    let top = x + <usize>(2 * row) * xRow;
    let out = y + <usize>row * yRow;
    for (let i: u32 = 0; i < columns; i++) {
      const right = top + pixel;
      for (let c: u32 = 0; c < pixel; c += 16) {
        const upper = f32x4.pmax(v128.load(top + c), v128.load(right + c));
        const lower = f32x4.pmax(v128.load(top + xRow + c), v128.load(right + xRow + c));
        const best = f32x4.pmax(upper, lower);
        v128.store(out + c, f32x4.pmax(best, f32x4.mul(best, slopes)));
      }
      top = right + pixel;
      out += pixel;
    }
  }
}
