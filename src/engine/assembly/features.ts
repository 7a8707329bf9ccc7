/**
 * Input planes from a thumbnail's pixels [R, G, B, coverage] (linear, up to 1; coverage 0 = masked). A channel below 0,
 * where noise takes averages of dark cells, counts as 0.
 */
import { log4 } from './math';

/** Planes (R, G, B) of `count` pixels; a masked pixel is (0, 0, 0). */
export function planesRgb(pixels: usize, out: usize, outPixel: i32, count: u32): void {
  // All but the last pixel are stored with a fourth number, which the next pixel or its padding takes the place of.
  let i: u32 = 1;
  for (; i < count; i++) {
    const v = v128.load(pixels);
    const visible = f32x4.gt(v128.shuffle<i32>(v, v, 3, 3, 3, 3), f32x4.splat(0));
    const light = f32x4.max(v, f32x4.splat(0));
    v128.store(out, f32x4.replace_lane(v128.and(light, visible), 3, 0));
    pixels += 16;
    out += outPixel;
  }
  if (count == 0) return;
  const visible = load<f32>(pixels, 12) > 0;
  store<f32>(out, visible ? max<f32>(load<f32>(pixels), 0) : 0);
  store<f32>(out, visible ? max<f32>(load<f32>(pixels, 4), 0) : 0, 4);
  store<f32>(out, visible ? max<f32>(load<f32>(pixels, 8), 0) : 0, 8);
}

/** Coverage from which a pixel counts as visible in the log-chroma planes. */
const VISIBLE: f32 = 0.5;

/** 1 / mean luminance over the visible of `count` pixels; 0 where there is none. */
function inverseBrightness(pixels: usize, count: u32): f32 {
  let sum: f64 = 0;
  let visible: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (load<f32>(pixels, 12) >= VISIBLE) {
      const v = f32x4.max(v128.load(pixels), f32x4.splat(0));
      sum += <f64>(f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2));
      visible++;
    }
    pixels += 16;
  }
  // Below the least normal number the inverse would be none.
  return sum > 1e-30 ? <f32>((3 * <f64>visible) / sum) : 0;
}

/**
 * Planes (scale (log R/G - centreR), scale (log B/G - centreB), log luminance, mask) of `count` pixels, each channel raised
 * by `epsilon` before the logarithm; luminance is (R + G + B) / 3. With `relative` all channels are divided by the mean
 * luminance over the visible pixels first, so that exposure has no effect on any plane. With `centreLuminance` the mean of the log luminance over
 * the visible pixels is taken off it, so that exposure has no effect. A pixel less than half covered is (0, 0, 0, 0).
 */
export function planesLogChroma(
  pixels: usize,
  out: usize,
  outPixel: i32,
  count: u32,
  epsilon: f32,
  scale: f32,
  centreR: f32,
  centreB: f32,
  centreLuminance: bool,
  relative: bool,
): void {
  const gain = f32x4.splat(relative ? inverseBrightness(pixels, count) : 1);
  const factor = f32x4(scale, scale, 1, 1);
  const centre = f32x4(centreR, centreB, 0, 0);
  let sum: f64 = 0;
  let visible: u32 = 0;
  let to = out;
  for (let i: u32 = 0; i < count; i++) {
    const coverage = load<f32>(pixels, 12);
    let planes = f32x4.splat(0);
    if (coverage >= VISIBLE) {
      const v = f32x4.mul(f32x4.max(v128.load(pixels), f32x4.splat(0)), gain);
      const luminance =
        (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2)) *
        <f32>(1.0 / 3);
      const raised = f32x4.add(f32x4.replace_lane(v, 3, luminance), f32x4.splat(epsilon));
      const logs = log4(f32x4.max(raised, f32x4.splat(1e-30)));
      // (log r, log b, log l, .) - (log g, log g, 0, 0)
      const ratios = f32x4.sub(
        v128.shuffle<i32>(logs, logs, 0, 2, 3, 3),
        v128.shuffle<i32>(logs, f32x4.splat(0), 1, 1, 4, 4),
      );
      planes = f32x4.replace_lane(f32x4.mul(f32x4.sub(ratios, centre), factor), 3, 1);
      sum += <f64>f32x4.extract_lane(planes, 2);
      visible++;
    }
    v128.store(to, planes);
    pixels += 16;
    to += outPixel;
  }
  if (!centreLuminance || !visible) return;
  const mean = <f32>(sum / <f64>visible);
  for (let i: u32 = 0; i < count; i++) {
    if (load<f32>(out, 12) > 0) store<f32>(out, load<f32>(out, 8) - mean, 8);
    out += outPixel;
  }
}
