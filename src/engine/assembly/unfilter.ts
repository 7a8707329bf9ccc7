/**
 * The five line filters of PNG [PNG3, section 9] undone for 16-bit RGB: a pixel is 6 bytes, each line opens with its filter's
 * number. A module of its own, which raw/png holds as text; src/raw/png/png-unfilter.ts says the same without it.
 *
 *   x current byte   a byte of the pixel to the left   b byte above   c byte above to the left
 *
 * All but filter 2 depend on the pixel to the left, so they go a pixel at a time, its six bytes side by side in a vector.
 */

/**
 * Undoes `lines` lines of 1 + `lineBytes` bytes at `at`, in place, and writes their values to `out`, low byte first. The line
 * before the first lies at `above`, where the last one is left. Reads up to 16 bytes beyond every line. Returns the number of the
 * first line whose filter is unknown, or -1.
 */
export function unfilterLines(at: usize, lines: i32, lineBytes: i32, above: usize, out: usize): i32 {
  let before = above;
  let line = at;
  let values = out;
  for (let y = 0; y < lines; y++) {
    const filter = load<u8>(line++);
    if (filter == 1) undoSub(line, lineBytes);
    else if (filter == 2) undoUp(line, before, lineBytes);
    else if (filter == 3) undoAverage(line, before, lineBytes);
    else if (filter == 4) undoPaeth(line, before, lineBytes);
    else if (filter != 0) return y;
    swapBytes(line, values, lineBytes);
    before = line;
    line += lineBytes;
    values += lineBytes;
  }
  if (lines > 0) memory.copy(above, before, lineBytes);
  return -1;
}

@inline
function storePixel(at: usize, pixel: v128): void {
  v128.store_lane<i32>(at, pixel, 0);
  v128.store_lane<i16>(at, pixel, 2, 4);
}

function undoSub(line: usize, bytes: i32): void {
  let a = i8x16.splat(0);
  for (let i = 0; i < bytes; i += 6) {
    a = i8x16.add(a, v128.load64_zero(line + i));
    storePixel(line + i, a);
  }
}

function undoUp(line: usize, above: usize, bytes: i32): void {
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(line + i, i8x16.add(v128.load(line + i), v128.load(above + i)));
  }
  for (; i < bytes; i++) store<u8>(line + i, load<u8>(line + i) + load<u8>(above + i));
}

/** x + floor((a + b) / 2); the average that the machine has rounds up. */
function undoAverage(line: usize, above: usize, bytes: i32): void {
  const one = i8x16.splat(1);
  let a = i8x16.splat(0);
  for (let i = 0; i < bytes; i += 6) {
    const b = v128.load64_zero(above + i);
    const up = i8x16.avgr_u(a, b);
    const mean = i8x16.sub(up, v128.and(v128.xor(a, b), one));
    a = i8x16.add(v128.load64_zero(line + i), mean);
    storePixel(line + i, a);
  }
}

/** x and that of a, b, c which lies nearest to a + b - c, in this order. In words, as the differences need a sign. */
function undoPaeth(line: usize, above: usize, bytes: i32): void {
  const low = i16x8.splat(255);
  let a = i16x8.splat(0);
  let c = i16x8.splat(0);
  for (let i = 0; i < bytes; i += 6) {
    const b = v128.load_ext<u8>(above + i);
    const x = v128.load_ext<u8>(line + i);
    const fromB = i16x8.sub(a, c);
    const fromA = i16x8.sub(b, c);
    const farC = i16x8.abs(i16x8.add(fromA, fromB));
    const farA = i16x8.abs(fromA);
    const farB = i16x8.abs(fromB);
    const bOrC = v128.bitselect(b, c, i16x8.le_s(farB, farC));
    const isA = v128.and(i16x8.le_s(farA, farB), i16x8.le_s(farA, farC));
    a = v128.and(i16x8.add(x, v128.bitselect(a, bOrC, isA)), low);
    storePixel(line + i, i8x16.narrow_i16x8_u(a, a));
    c = b;
  }
}

/** High byte first to low byte first. Bytes are even. */
function swapBytes(from: usize, to: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) {
    const v = v128.load(from + i);
    v128.store(to + i, v128.shuffle<i8>(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  }
}
