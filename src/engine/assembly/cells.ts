/**
 * Cells of several pixels of a thumbnail [R, G, B, coverage], each in the form of a pixel itself: their mean colour, or how much
 * neighbouring pixels in them differ, whose colour is that of the light where surfaces' differences are grey in the mean
 * [VanDeWeijer2007]. [VanDeWeijer2007] Edge-based color constancy, IEEE Transactions on Image Processing 16(9).
 */
import { lightOf, VISIBLE } from './features';

/**
 * Mean light of the visible pixels of each `size` x `size` cell, weighted by their coverage, with the cell's coverage; 0 where
 * nothing is visible. `rows` and `columns` are those of pixels; what remains below and to the right of whole cells is left out. Cells
 * lie one after another. `matrix` as of `planesRgb`.
 */
export function cellMeans(
  pixels: usize,
  rows: i32,
  columns: i32,
  size: i32,
  out: usize,
  matrix: usize,
): void {
  const most: f32 = <f32>size * <f32>size;
  for (let y = 0; y + size <= rows; y += size) {
    for (let x = 0; x + size <= columns; x += size) {
      let sum = f32x4.splat(0);
      let covered: f32 = 0;
      for (let i = 0; i < size; i++) {
        let at = pixels + ((<usize>(y + i) * <usize>columns + <usize>x) << 4);
        for (let k = 0; k < size; k++) {
          const coverage = load<f32>(at, 12);
          if (coverage > 0) {
            sum = f32x4.add(sum, f32x4.mul(lightOf(at, matrix), f32x4.splat(coverage)));
            covered += coverage;
          }
          at += 16;
        }
      }
      const mean = covered > 0 ? f32x4.div(sum, f32x4.splat(covered)) : f32x4.splat(0);
      v128.store(out, f32x4.replace_lane(mean, 3, covered / most));
      out += 16;
    }
  }
}

/**
 * Mean absolute difference of the light of pixels in each `size` x `size` cell from that of their right and lower neighbours, over
 * the pairs of which both are at least half covered; as coverage, the share that these are of 2 size^2 pairs. Otherwise as
 * `cellMeans`: neighbours beyond the cell count, beyond the thumbnail there are none.
 */
export function cellEdges(
  pixels: usize,
  rows: i32,
  columns: i32,
  size: i32,
  out: usize,
  matrix: usize,
): void {
  // Divided by and not its inverse times: half of 242 pairs must be one half, from which a cell is seen.
  const most: f32 = 2 * <f32>size * <f32>size;
  const rowBytes = <usize>columns << 4;
  for (let y = 0; y + size <= rows; y += size) {
    for (let x = 0; x + size <= columns; x += size) {
      let sum = f32x4.splat(0);
      let pairs: f32 = 0;
      for (let i = y; i < y + size; i++) {
        let at = pixels + ((<usize>i * <usize>columns + <usize>x) << 4);
        for (let k = x; k < x + size; k++) {
          if (load<f32>(at, 12) >= VISIBLE) {
            const light = lightOf(at, matrix);
            if (k + 1 < columns && load<f32>(at, 28) >= VISIBLE) {
              sum = f32x4.add(sum, f32x4.abs(f32x4.sub(lightOf(at + 16, matrix), light)));
              pairs++;
            }
            if (i + 1 < rows && load<f32>(at + rowBytes, 12) >= VISIBLE) {
              sum = f32x4.add(sum, f32x4.abs(f32x4.sub(lightOf(at + rowBytes, matrix), light)));
              pairs++;
            }
          }
          at += 16;
        }
      }
      const mean = pairs > 0 ? f32x4.div(sum, f32x4.splat(pairs)) : f32x4.splat(0);
      v128.store(out, f32x4.replace_lane(mean, 3, pairs / most));
      out += 16;
    }
  }
}
