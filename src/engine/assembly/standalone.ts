/**
 * What a network exported as a WASM module of its own is made from: all kernels, and the C interface around one pass that
 * src/infer does in JavaScript. Functions and numbers of the module 'model' are not imported in the end: the exporter
 * (src/export/wasm) puts the recorded pass and the model's constants in their place.
 */
import { BLACK_CELL, ENOUGH_USABLE, HALF_LUMINANCE, HALF_SPREAD_DEGREES } from './constants.generated';
import { averageRows, BAYER16, RGB16 } from './frame';
import { summariseCells } from './summary';

export * from './index';

/** All calls of kernels from the thumbnail to the answer. */
@external("model", "pass")
declare function pass(): void;

/** Thumbnail, height x width x [R, G, B, coverage]. */
@external("model", "inputAt")
declare const inputAt: usize;
@external("model", "inputHeight")
declare const inputHeight: i32;
@external("model", "inputWidth")
declare const inputWidth: i32;
/** The network's two numbers, (r, b). */
@external("model", "outputAt")
declare const outputAt: usize;
/** Lights that the network mixes: how many (0: it mixes none), their f32 shares, their f64 directions (r, 1, b). */
@external("model", "lights")
declare const lights: i32;
@external("model", "sharesAt")
declare const sharesAt: usize;
@external("model", "directionsAt")
declare const directionsAt: usize;
/** f32: degrees that the answer is likely to be off by; 0 where the network tells none. */
@external("model", "errorAt")
declare const errorAt: usize;
/** The answer where there is nothing better. */
@external("model", "fallbackR")
declare const fallbackR: f64;
@external("model", "fallbackB")
declare const fallbackB: f64;
/** Room for sums of a row, as `averageFrame` wants it. */
@external("model", "workAt")
declare const workAt: usize;
/** Where frames lie: all memory from here on. */
@external("model", "frameAt")
declare const frameAt: usize;

// Status codes, those of the C export.
const BAD_VALUE: i32 = -2;
const BAD_ARGUMENT: i32 = -1;
const OK: i32 = 0;
const MASKED: i32 = 1;
const ALL_BLACK: i32 = 2;
const ALL_CLIPPED: i32 = 3;
const NO_ANSWER: i32 = 4;

const LARGEST_SIDE: i32 = 65535;
/** Degrees: no two colours are further apart. */
const HALF_TURN: f32 = 180;
/** Kernels may read so far beyond the last value of a frame. */
const SLACK_BYTES: u64 = 16;

/** f32: r, b, gain of red, gain of blue, confidence, expected error. */
const result = memory.data(24, 16);
/** What `summariseCells` finds. */
const sums = memory.data(24, 16);
/** `levels` of frame.ts. */
const levels = memory.data(96, 16);
/** Bytes that a frame may have. */
let frameBytes: u32 = 0;
/** Share of the frame that `examine` found neither masked, black nor clipped. */
let usableShare: f64 = 0;
/** Mean linear (R + G + B) / 3 of what is visible and has no clipped channel. */
let luminance: f64 = 0;

export function deepawb_input(): usize {
  return inputAt;
}

export function deepawb_input_height(): i32 {
  return inputHeight;
}

export function deepawb_input_width(): i32 {
  return inputWidth;
}

export function deepawb_result(): usize {
  return result;
}

/** Address of room for a frame of so many bytes, always the same one; 0 where memory ends. */
export function deepawb_frame(bytes: u32): usize {
  const end = <u64>frameAt + <u64>bytes + SLACK_BYTES;
  const size = <u64>memory.size() << 16;
  if (end > size && memory.grow(<i32>((end - size + 0xffff) >> 16)) < 0) return 0;
  frameBytes = max(frameBytes, bytes);
  return frameAt;
}

/** Estimates from the thumbnail, which stays as it is. */
export function deepawb_estimate(): i32 {
  const status = estimate();
  if (status != OK) answer(fallbackR, fallbackB, 0);
  return status;
}

/** From uint16 R, G, B; pixels of 0, 0, 0 are masked. `rowBytes` is 0 where rows follow one another directly. */
export function deepawb_estimate_rgb16(
  width: i32,
  height: i32,
  rowBytes: u32,
  black: f32,
  white: f32,
): i32 {
  const stride = strideOf(width, height, 1, 6, rowBytes);
  if (stride == 0 || !setLevels(black, white)) return refuse();
  averageRows(
    RGB16, true, frameAt, stride, 0, 0, 0, height, height, width, inputHeight, inputWidth, levels, workAt, inputAt,
  );
  return deepawb_estimate();
}

/** From a uint16 mosaic; `pattern` is 0 RGGB, 1 BGGR, 2 GRBG, 3 GBRG. Nothing is masked. */
export function deepawb_estimate_bayer16(
  width: i32,
  height: i32,
  pattern: i32,
  rowBytes: u32,
  black: f32,
  white: f32,
): i32 {
  const stride = strideOf(width, height, 2, 2, rowBytes);
  if (stride == 0 || pattern < 0 || pattern > 3 || !setLevels(black, white)) return refuse();
  setPattern(pattern);
  averageRows(
    BAYER16, false, frameAt, stride, 0, 0, 0, height >> 1, height >> 1, width >> 1, inputHeight, inputWidth, levels, workAt,
    inputAt,
  );
  return deepawb_estimate();
}

function refuse(): i32 {
  answer(fallbackR, fallbackB, 0);
  return BAD_ARGUMENT;
}

/** Bytes from row to row of a frame that fits the room there is, or 0 for one that does not. */
function strideOf(width: i32, height: i32, least: i32, pixelBytes: u32, rowBytes: u32): u32 {
  if (width < least || width > LARGEST_SIDE || height < least || height > LARGEST_SIDE) return 0;
  const row = <u32>width * pixelBytes;
  const stride = rowBytes == 0 ? row : rowBytes;
  if (stride < row || <u64>(height - 1) * <u64>stride + <u64>row > <u64>frameBytes) return 0;
  return stride;
}

function setLevels(black: f32, white: f32): bool {
  if (!(black >= 0 && black < white && white <= 65535)) return false;
  const range = <f64>white - <f64>black;
  for (let i: usize = 0; i < 16; i += 4) {
    store<f32>(levels + i, black);
    store<f32>(levels + i, <f32>range, 16);
    store<f32>(levels + i, <f32>(1 / range), 32);
    store<f32>(levels + i, <f32>range, 80);
  }
  return true;
}

/** Byte indices that gather colours from the four values of a cell; both greens count half. */
function setPattern(pattern: i32): void {
  // Red's place; blue's is opposite, the greens' are the other two, and the first row's green is the first.
  const red = pattern == 0 ? 0 : pattern == 1 ? 3 : pattern == 2 ? 1 : 2;
  const green = red == 0 || red == 3 ? 1 : 0;
  memory.fill(levels + 48, 0xff, 32);
  for (let i = 0; i < 4; i++) {
    store<u8>(levels + i, <u8>(4 * red + i), 48);
    store<u8>(levels + i, <u8>(4 * green + i), 52);
    store<u8>(levels + i, <u8>(4 * (3 - red) + i), 56);
    store<u8>(levels + i, <u8>(4 * (3 - green) + i), 68);
  }
  halve(levels + 32 + <usize>(4 * green));
  halve(levels + 32 + <usize>(4 * (3 - green)));
  // What `writeCells` divides by: values are scaled to 0..1 already.
  for (let i: usize = 80; i < 92; i += 4) store<f32>(levels + i, 1);
}

function halve(at: usize): void {
  store<f32>(at, load<f32>(at) / 2);
}

function estimate(): i32 {
  const status = examine();
  if (status != OK) return status;
  pass();
  const r = load<f32>(outputAt);
  const b = load<f32>(outputAt, 4);
  if (!(isPositive(r) && isPositive(b) && isPositive(1 / r) && isPositive(1 / b))) return NO_ANSWER;
  answer(r, b, confidenceOf(spreadDegrees(r, b)));
  if (errorAt != 0) {
    const degrees = load<f32>(errorAt);
    store<f32>(result, degrees < HALF_TURN ? degrees : HALF_TURN, 20);
  }
  return OK;
}

function answer(r: f64, b: f64, confidence: f64): void {
  store<f32>(result, <f32>r);
  store<f32>(result, <f32>b, 4);
  store<f32>(result, <f32>(1 / r), 8);
  store<f32>(result, <f32>(1 / b), 12);
  store<f32>(result, <f32>confidence, 16);
  store<f32>(result, -1, 20);
}

function isPositive(value: f32): bool {
  return value > 0 && value < f32.MAX_VALUE;
}

/** FrameSummariser and blankFault of src/infer/frame-summary.ts. */
function examine(): i32 {
  const cells: u32 = inputHeight * inputWidth;
  if (summariseCells(inputAt, cells, sums) >= 0) return BAD_VALUE;
  const usable = <f64>load<f32>(sums);
  const partlyClipped = <f64>load<f32>(sums, 4);
  const clipped = <f64>load<f32>(sums, 8);
  const black = <f64>load<f32>(sums, 12);
  usableShare = usable / <f64>cells;
  luminance = usable + black > 0 ? <f64>load<f32>(sums, 20) / (3 * (usable + black)) : 0;
  if (partlyClipped > 0 || (usable > 0 && luminance >= BLACK_CELL)) return OK;
  if (clipped + black + usable == 0) return MASKED;
  return clipped >= black + usable ? ALL_CLIPPED : ALL_BLACK;
}

/** confidenceOf of src/infer/confidence.ts. */
function confidenceOf(spread: f64): f64 {
  const ratio = spread / HALF_SPREAD_DEGREES;
  const light = max(0, luminance);
  return ((min(1, usableShare / ENOUGH_USABLE) / (1 + ratio * ratio)) * light) / (light + HALF_LUMINANCE);
}

/** mixtureSpreadDegrees of src/infer/light-mixture.ts. */
function spreadDegrees(r: f64, b: f64): f64 {
  const length = Math.sqrt(r * r + 1 + b * b);
  let sum: f64 = 0;
  let direction = directionsAt;
  for (let i = 0; i < lights; i++) {
    const x = load<f64>(direction) - r / length;
    const y = load<f64>(direction, 8) - 1 / length;
    const z = load<f64>(direction, 16) - b / length;
    const angle = 2 * Math.asin(min(1, Math.sqrt(x * x + y * y + z * z) / 2));
    sum += <f64>load<f32>(sharesAt + <usize>i * 4) * angle * angle;
    direction += 24;
  }
  return (Math.sqrt(sum) * 180) / Math.PI;
}
