/**
 * Weight gradients of convolutions and dense layers: the matrix product A^T dOut, with A and the packed layout as in
 * correlate.ts. A tile is a few floats of a run x 8 channels, summed over all pixels in registers, in the same order whatever
 * the tile: four floats, or three where they divide a run that four do not, as those of three input channels.
 */
import { multiplyAdd } from './correlate';

/**
 * dPacked += A^T dOut: the weight gradient in the packed layout, summed over samples x rows x columns pixels.
 * `dOut` is walked with dSample, dRow and dPixel; a run is `runLength` floats long.
 */
export function correlateWeights(
  a: usize,
  aSample: i32,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runLength: u32,
  dOut: usize,
  dSample: i32,
  dRow: i32,
  dPixel: i32,
  panels: u32,
  samples: u32,
  rows: u32,
  columns: u32,
  dPacked: usize,
): void {
  if (runLength % 4 != 0 && runLength % 3 == 0) {
    weights3(a, aSample, aRow, aPixel, runs, runStride, runLength, dOut, dSample, dRow, dPixel, panels, samples, rows, columns, dPacked);
  } else {
    weights4(a, aSample, aRow, aPixel, runs, runStride, runLength, dOut, dSample, dRow, dPixel, panels, samples, rows, columns, dPacked);
  }
}

/** `correlateWeights` with tiles of three floats; runs are a multiple of three long. */
function weights3(
  a: usize,
  aSample: i32,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runLength: u32,
  dOut: usize,
  dSample: i32,
  dRow: i32,
  dPixel: i32,
  panels: u32,
  samples: u32,
  rows: u32,
  columns: u32,
  dPacked: usize,
): void {
  const panelBytes: u32 = (runs * runLength) << 5;
  for (let run: u32 = 0; run < runs; run++) {
    for (let k: u32 = 0; k < runLength; k += 3) {
      const aTile = a + <usize>run * runStride + (k << 2);
      for (let panel: u32 = 0; panel < panels; panel++) {
        const dPanel = dOut + (panel << 5);
        let c00 = f32x4.splat(0);
        let c01 = c00;
        let c10 = c00;
        let c11 = c00;
        let c20 = c00;
        let c21 = c00;
        for (let n: u32 = 0; n < samples; n++) {
          for (let y: u32 = 0; y < rows; y++) {
            let aAt = aTile + <usize>n * aSample + <usize>y * aRow;
            let dAt = dPanel + <usize>n * dSample + <usize>y * dRow;
            for (let x: u32 = 0; x < columns; x++) {
              const d0 = v128.load(dAt);
              const d1 = v128.load(dAt, 16);
              let s = v128.load32_splat(aAt);
              c00 = multiplyAdd(s, d0, c00);
              c01 = multiplyAdd(s, d1, c01);
              s = v128.load32_splat(aAt, 4);
              c10 = multiplyAdd(s, d0, c10);
              c11 = multiplyAdd(s, d1, c11);
              s = v128.load32_splat(aAt, 8);
              c20 = multiplyAdd(s, d0, c20);
              c21 = multiplyAdd(s, d1, c21);
              aAt += aPixel;
              dAt += dPixel;
            }
          }
        }
        const target = dPacked + panel * panelBytes + ((<usize>run * runLength + k) << 5);
        addRow(target, c00, c01);
        addRow(target + 32, c10, c11);
        addRow(target + 64, c20, c21);
      }
    }
  }
}

/** `correlateWeights` with tiles of four floats, for runs of any length. */
function weights4(
  a: usize,
  aSample: i32,
  aRow: i32,
  aPixel: i32,
  runs: u32,
  runStride: i32,
  runLength: u32,
  dOut: usize,
  dSample: i32,
  dRow: i32,
  dPixel: i32,
  panels: u32,
  samples: u32,
  rows: u32,
  columns: u32,
  dPacked: usize,
): void {
  const panelBytes: u32 = (runs * runLength) << 5;
  for (let run: u32 = 0; run < runs; run++) {
    for (let k: u32 = 0; k < runLength; k += 4) {
      // The last tile of a run that is no multiple of 4 long starts earlier, and only its new rows are added.
      const start: u32 = runLength < 4 ? 0 : min<u32>(k, runLength - 4);
      const aTile = a + <usize>run * runStride + (start << 2);
      for (let panel: u32 = 0; panel < panels; panel++) {
        const dPanel = dOut + (panel << 5);
        let c00 = f32x4.splat(0);
        let c01 = c00;
        let c10 = c00;
        let c11 = c00;
        let c20 = c00;
        let c21 = c00;
        let c30 = c00;
        let c31 = c00;
        for (let n: u32 = 0; n < samples; n++) {
          for (let y: u32 = 0; y < rows; y++) {
            let aAt = aTile + <usize>n * aSample + <usize>y * aRow;
            let dAt = dPanel + <usize>n * dSample + <usize>y * dRow;
            for (let x: u32 = 0; x < columns; x++) {
              const d0 = v128.load(dAt);
              const d1 = v128.load(dAt, 16);
              let s = v128.load32_splat(aAt);
              c00 = multiplyAdd(s, d0, c00);
              c01 = multiplyAdd(s, d1, c01);
              s = v128.load32_splat(aAt, 4);
              c10 = multiplyAdd(s, d0, c10);
              c11 = multiplyAdd(s, d1, c11);
              s = v128.load32_splat(aAt, 8);
              c20 = multiplyAdd(s, d0, c20);
              c21 = multiplyAdd(s, d1, c21);
              s = v128.load32_splat(aAt, 12);
              c30 = multiplyAdd(s, d0, c30);
              c31 = multiplyAdd(s, d1, c31);
              aAt += aPixel;
              dAt += dPixel;
            }
          }
        }
        const target = dPacked + panel * panelBytes + ((<usize>run * runLength + start) << 5);
        if (k <= start) addRow(target, c00, c01);
        if (k <= start + 1 && start + 1 < runLength) addRow(target + 32, c10, c11);
        if (k <= start + 2 && start + 2 < runLength) addRow(target + 64, c20, c21);
        if (k <= start + 3 && start + 3 < runLength) addRow(target + 96, c30, c31);
      }
    }
  }
}

@inline
function addRow(at: usize, low: v128, high: v128): void {
  v128.store(at, f32x4.add(v128.load(at), low));
  v128.store(at, f32x4.add(v128.load(at, 16), high), 16);
}
