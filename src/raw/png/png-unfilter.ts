/**
 * Undoes the five line filters of PNG [PNG3, section 9] for 16-bit RGB: a pixel is 6 bytes, each line opens with
 * its filter's number. Works on bytes in place, then puts pairs together, high byte first.
 *
 *   x current byte   a byte of the pixel to the left   b byte above   c byte above to the left
 */

import { kernelUnfilter, type LineUnfilter } from './unfilter-kernel.js';

/** Bytes of one pixel, the distance from x to a and from b to c. */
const PIXEL_BYTES = 6;

/**
 * By the kernel where there is WebAssembly, else in TypeScript.
 * @param lines heightPx lines of 1 + 6 x widthPx bytes, as inflated; may be overwritten
 * @param out 3 x widthPx x heightPx values; may begin where `lines` begins in its buffer, as a line is a byte longer than
 *   its values
 * @returns number of the first line whose filter is unknown, or -1
 */
export function unfilterRgb16(
  lines: Uint8Array,
  widthPx: number,
  heightPx: number,
  out: Uint16Array,
): number {
  const lineBytes = PIXEL_BYTES * widthPx;
  const whole = heightPx * (lineBytes + 1);
  // A Buffer is a Uint8Array of another shape to the compiler: mixed with plain ones it halves the speed.
  const bytes = new Uint8Array(lines.buffer, lines.byteOffset, whole);
  return unfilterOf(lineBytes).take(bytes, out);
}

/** The filters of a picture's lines, of 6 x widthPx bytes each, undone from its top down. */
export function unfilterOf(lineBytes: number): LineUnfilter {
  return kernelUnfilter(lineBytes) ?? plainUnfilter(lineBytes);
}

/** The same without a kernel. The lines are overwritten. */
export function plainUnfilter(lineBytes: number): LineUnfilter {
  // A copy: values may overwrite the line that they came from.
  const above = new Uint8Array(lineBytes);
  return {
    take(bytes, out) {
      const count = bytes.length / (lineBytes + 1);
      for (let y = 0, at = 0, o = 0; y < count; y++, at += lineBytes + 1) {
        const line = bytes.subarray(at + 1, at + 1 + lineBytes);
        if (!unfilterLine(bytes[at], line, above)) return y;
        above.set(line);
        for (let i = 0; i < lineBytes; i += 2) out[o++] = (line[i] << 8) | line[i + 1];
      }
      return -1;
    },
  };
}

/** Undoes one line in place; false where the filter's number is not 0 to 4. */
function unfilterLine(filter: number, line: Uint8Array, above: Uint8Array): boolean {
  const n = line.length;
  if (filter === 1) {
    for (let i = PIXEL_BYTES; i < n; i++) line[i] += line[i - PIXEL_BYTES];
  } else if (filter === 2) {
    for (let i = 0; i < n; i++) line[i] += above[i];
  } else if (filter === 3) {
    for (let i = 0; i < PIXEL_BYTES; i++) line[i] += above[i] >> 1;
    for (let i = PIXEL_BYTES; i < n; i++) line[i] += (line[i - PIXEL_BYTES] + above[i]) >> 1;
  } else if (filter === 4) {
    unfilterPaeth(line, above);
  }
  return filter <= 4;
}

/**
 * Filter 4: adds that of a, b, c which lies nearest to a + b - c, in this order. On a photograph the choice is a toss-up
 * for every byte, so it is made with masks (-1 or 0, the sign of a difference) instead of branches: twice as fast. One
 * of the pixel's six bytes after the other, so that a and c stay in registers.
 */
function unfilterPaeth(line: Uint8Array, above: Uint8Array): void {
  const n = line.length;
  for (let byte = 0; byte < PIXEL_BYTES; byte++) {
    let a = 0;
    let c = 0;
    for (let i = byte; i < n; i += PIXEL_BYTES) {
      const b = above[i];
      const fromA = absolute(b - c);
      const fromB = absolute(a - c);
      const fromC = absolute(a + b - c - c);
      const notA = ((fromB - fromA) | (fromC - fromA)) >> 31;
      const notB = (fromC - fromB) >> 31;
      a = (line[i] + ((a & ~notA) | (notA & ((b & ~notB) | (c & notB))))) & 255;
      line[i] = a;
      c = b;
    }
  }
}

/** |x| of a 32-bit integer without a branch. */
function absolute(x: number): number {
  const sign = x >> 31;
  return (x ^ sign) - sign;
}
