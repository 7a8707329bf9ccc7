/**
 * Maps as 16-bit integers, for convolutions at inference: twice the products an instruction of float32 (window.ts). The
 * activations of one map share a scale that is found anew for each frame,
 *
 *   x = a s,   |a| <= ACTIVATION_PEAK
 *
 * and weights have one for each output channel (src/infer/int16-weights.ts), so small that no sum can leave 32 bits.
 */

/** Largest integer activation; src/infer/int16-weights.ts knows it too. */
const ACTIVATION_PEAK: f32 = 4095;

/** y = round(x / s) for `count` numbers of a whole map with its padding, and *scale = s = the largest |x| / 4095. */
export function quantiseInt16(x: usize, count: u32, y: usize, scale: usize): void {
  const even: u32 = count & ~7;
  const peak = peakOf(x, even, count);
  store<f32>(scale, peak / ACTIVATION_PEAK);
  // Below it the inverse would leave float32.
  const inverse: f32 = peak > 1e-30 ? ACTIVATION_PEAK / peak : 0;
  const inverses = f32x4.splat(inverse);
  for (let i: u32 = 0; i < even; i += 8) {
    const low = f32x4.nearest(f32x4.mul(v128.load(x + (i << 2)), inverses));
    const high = f32x4.nearest(f32x4.mul(v128.load(x + (i << 2), 16), inverses));
    const integers = i16x8.narrow_i32x4_s(
      i32x4.trunc_sat_f32x4_s(low),
      i32x4.trunc_sat_f32x4_s(high),
    );
    v128.store(y + (i << 1), integers);
  }
  for (let i: u32 = even; i < count; i++) {
    store<i16>(y + (i << 1), <i16>nearest(load<f32>(x + (i << 2)) * inverse));
  }
}

@inline
function peakOf(x: usize, even: u32, count: u32): f32 {
  let first = f32x4.splat(0);
  let second = first;
  for (let i: u32 = 0; i < even; i += 8) {
    first = f32x4.pmax(first, f32x4.abs(v128.load(x + (i << 2))));
    second = f32x4.pmax(second, f32x4.abs(v128.load(x + (i << 2), 16)));
  }
  const peaks = f32x4.pmax(first, second);
  let peak = max(
    max(f32x4.extract_lane(peaks, 0), f32x4.extract_lane(peaks, 1)),
    max(f32x4.extract_lane(peaks, 2), f32x4.extract_lane(peaks, 3)),
  );
  for (let i: u32 = even; i < count; i++) peak = max(peak, abs(load<f32>(x + (i << 2))));
  return peak;
}
