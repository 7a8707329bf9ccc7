/**
 * Input planes from a thumbnail's pixels [R, G, B, coverage] (linear, up to 1; coverage 0 = masked). A channel below 0,
 * where noise takes averages of dark cells, counts as 0.
 */
import { exp4, log4 } from './math';

/**
 * R, G, B of a pixel, clipped at black, and times the columns of a 3x3 (three of [R, G, B, 0]) where there is one; its
 * coverage stays.
 */
@inline
export function lightOf(pixel: usize, columns: usize): v128 {
  const v = f32x4.max(v128.load(pixel), f32x4.splat(0));
  if (columns == 0) return v;
  const red = f32x4.mul(v128.load(columns), f32x4.splat(f32x4.extract_lane(v, 0)));
  const green = f32x4.mul(v128.load(columns, 16), f32x4.splat(f32x4.extract_lane(v, 1)));
  const blue = f32x4.mul(v128.load(columns, 32), f32x4.splat(f32x4.extract_lane(v, 2)));
  const mapped = f32x4.add(f32x4.add(red, green), blue);
  return f32x4.replace_lane(f32x4.max(mapped, f32x4.splat(0)), 3, f32x4.extract_lane(v, 3));
}

/**
 * Planes (R, G, B) of `count` pixels; a masked pixel is (0, 0, 0). `columns`: those of a matrix by which pixels are read
 * (twelve numbers, three of [R, G, B, 0]), 0 for none.
 */
export function planesRgb(
  pixels: usize,
  out: usize,
  outPixel: i32,
  count: u32,
  columns: usize,
): void {
  // All but the last pixel are stored with a fourth number, which the next pixel or its padding takes the place of.
  let i: u32 = 1;
  for (; i < count; i++) {
    const light = lightOf(pixels, columns);
    const visible = f32x4.gt(v128.shuffle<i32>(light, light, 3, 3, 3, 3), f32x4.splat(0));
    v128.store(out, f32x4.replace_lane(v128.and(light, visible), 3, 0));
    pixels += 16;
    out += outPixel;
  }
  if (count == 0) return;
  const visible = load<f32>(pixels, 12) > 0;
  const light = lightOf(pixels, columns);
  store<f32>(out, visible ? f32x4.extract_lane(light, 0) : 0);
  store<f32>(out, visible ? f32x4.extract_lane(light, 1) : 0, 4);
  store<f32>(out, visible ? f32x4.extract_lane(light, 2) : 0, 8);
}

/** Coverage from which a pixel counts as visible in the log-chroma planes. */
export const VISIBLE: f32 = 0.5;

/** 1 / mean luminance over the visible of `count` pixels; 0 where there is none. */
function inverseBrightness(pixels: usize, count: u32, columns: usize): f32 {
  let sum: f64 = 0;
  let visible: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (load<f32>(pixels, 12) >= VISIBLE) {
      const v = lightOf(pixels, columns);
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
 * `columns` as of `planesRgb`.
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
  columns: usize,
): void {
  const gain = f32x4.splat(relative ? inverseBrightness(pixels, count, columns) : 1);
  const factor = f32x4(scale, scale, 1, 1);
  const centre = f32x4(centreR, centreB, 0, 0);
  let sum: f64 = 0;
  let visible: u32 = 0;
  let to = out;
  for (let i: u32 = 0; i < count; i++) {
    const coverage = load<f32>(pixels, 12);
    let planes = f32x4.splat(0);
    if (coverage >= VISIBLE) {
      const v = f32x4.mul(lightOf(pixels, columns), gain);
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

/** Numbers in front of the thresholds, as in src/model/rendering.ts. */
const RENDERING_NUMBERS: usize = 17;

/** How many of `count` rising thresholds are at or below a value. */
@inline
function stepsBelow(value: f64, thresholds: usize, count: i32): i32 {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(thresholds + (<usize>middle << 3)) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** v^exponent of four floats in 0..1; 0 stays 0 and 1 stays 1. */
@inline
function power4(v: v128, exponent: f32): v128 {
  const logs = log4(f32x4.max(v, f32x4.splat(1e-30)));
  const powers = exp4(f32x4.mul(logs, f32x4.splat(exponent)));
  return v128.and(powers, f32x4.gt(v, f32x4.splat(0)));
}

/**
 * Planes (value - mean) / deviation of `count` pixels, where the value is what a picture for the screen has: the matrix on
 * (R, G, B), clipped to 0..1, to the power of the exponent and, with levels, rounded down to one of them. A masked pixel is
 * black. `numbers` as src/model/rendering.ts lays them out.
 */
export function planesRendered(
  pixels: usize,
  out: usize,
  outPixel: i32,
  count: u32,
  numbers: usize,
): void {
  const exponent = <f32>load<f64>(numbers, 120);
  const levels = <i32>load<f64>(numbers, 128);
  const step = 1 / <f64>max(levels, 1);
  const thresholds = numbers + RENDERING_NUMBERS * 8;
  for (let i: u32 = 0; i < count; i++) {
    const visible = load<f32>(pixels, 12) > 0;
    const r: f64 = visible ? <f64>max<f32>(load<f32>(pixels), 0) : 0;
    const g: f64 = visible ? <f64>max<f32>(load<f32>(pixels, 4), 0) : 0;
    const b: f64 = visible ? <f64>max<f32>(load<f32>(pixels, 8), 0) : 0;
    for (let c: usize = 0; c < 3; c++) {
      const row = numbers + c * 24;
      const sum = load<f64>(row) * r + load<f64>(row, 8) * g + load<f64>(row, 16) * b;
      let value = min<f64>(max<f64>(sum, 0), 1);
      if (levels > 0) value = <f64>stepsBelow(value, thresholds, levels) * step;
      else value = <f64>f32x4.extract_lane(power4(f32x4.splat(<f32>value), exponent), 0);
      const at = numbers + c * 8;
      store<f32>(out + (c << 2), <f32>((value - load<f64>(at, 72)) * load<f64>(at, 96)));
    }
    pixels += 16;
    out += outPixel;
  }
}
