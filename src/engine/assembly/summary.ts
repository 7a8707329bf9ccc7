/** What the cells of a thumbnail show, four at a time; src/infer/frame-summary.ts says what it is for. */

import { BLACK_CELL, CLIPPED_VALUE } from './constants.generated';

const BLACK: f32 = <f32>BLACK_CELL;
const CLIPPED: f32 = <f32>CLIPPED_VALUE;

/**
 * Sums of coverage over `cells` cells [R, G, B, coverage] into six f32 at `sums`: cells neither black nor clipped, with some
 * channels clipped, with all, black ones, and all cells; and the sum of coverage x (R + G + B) over
 * cells without a clipped channel. Returns the first cell with a number that is not finite or a
 * coverage not in 0..1, or -1.
 */
export function summariseCells(at: usize, cells: u32, sums: usize): i32 {
  let usable = f32x4.splat(0);
  let partly = usable;
  let clipped = usable;
  let black = usable;
  let visible = usable;
  let light = usable;
  // What is no number stays none: 0 where all is well.
  let faults = usable;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const whole: u32 = cells & ~3;
  for (let i: u32 = 0; i < cells; i += 4) {
    const first = at + (<usize>i << 4);
    const v0 = v128.load(first);
    // Beyond the end: masked cells.
    const v1 = i < whole || i + 1 < cells ? v128.load(first, 16) : zero;
    const v2 = i < whole || i + 2 < cells ? v128.load(first, 32) : zero;
    const v3 = i < whole ? v128.load(first, 48) : zero;
    const rg01 = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5);
    const rg23 = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5);
    const bc01 = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
    const bc23 = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
    const r = v128.shuffle<i32>(rg01, rg23, 0, 1, 4, 5);
    const g = v128.shuffle<i32>(rg01, rg23, 2, 3, 6, 7);
    const b = v128.shuffle<i32>(bc01, bc23, 0, 1, 4, 5);
    const coverage = v128.shuffle<i32>(bc01, bc23, 2, 3, 6, 7);
    const sum = f32x4.add(f32x4.add(r, g), b);
    const inRange = v128.and(f32x4.ge(coverage, zero), f32x4.le(coverage, one));
    // A number minus itself is 0 unless it is NaN or infinite.
    const finite = f32x4.eq(f32x4.sub(sum, sum), zero);
    faults = v128.or(faults, v128.not(v128.and(inRange, finite)));
    const high = f32x4.pmax(f32x4.pmax(r, g), b);
    const low = f32x4.pmin(f32x4.pmin(r, g), b);
    const isBlack = f32x4.lt(high, f32x4.splat(BLACK));
    const isBright = f32x4.ge(high, f32x4.splat(CLIPPED));
    const isClipped = f32x4.ge(low, f32x4.splat(CLIPPED));
    visible = f32x4.add(visible, coverage);
    light = f32x4.add(light, v128.andnot(f32x4.mul(coverage, sum), isBright));
    black = f32x4.add(black, v128.and(coverage, isBlack));
    clipped = f32x4.add(clipped, v128.and(coverage, isClipped));
    partly = f32x4.add(partly, v128.and(coverage, v128.andnot(isBright, isClipped)));
    usable = f32x4.add(usable, v128.andnot(coverage, v128.or(isBlack, isBright)));
  }
  store<f32>(sums, sumOf(usable));
  store<f32>(sums, sumOf(partly), 4);
  store<f32>(sums, sumOf(clipped), 8);
  store<f32>(sums, sumOf(black), 12);
  store<f32>(sums, sumOf(visible), 16);
  store<f32>(sums, sumOf(light), 20);
  return v128.any_true(faults) ? firstFault(at, cells) : -1;
}

function firstFault(at: usize, cells: u32): i32 {
  for (let i: u32 = 0; i < cells; i++) {
    const cell = at + (<usize>i << 4);
    const sum = load<f32>(cell) + load<f32>(cell, 4) + load<f32>(cell, 8);
    const coverage = load<f32>(cell, 12);
    if (!(sum - sum == 0 && coverage >= 0 && coverage <= 1)) return i;
  }
  return -1;
}

@inline
function sumOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
