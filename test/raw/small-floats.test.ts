/** Floats of 16 bits, as IEEE 754 has them. */
import { expect, it } from 'vitest';
import { halfToNumber } from '../../dist/raw/tiff/unpack.js';

it.each([
  [0x0000, 0],
  [0x3c00, 1],
  [0x3c01, 1 + 1 / 1024],
  [0x3bff, 2047 / 2048],
  [0x4000, 2],
  [0x3e00, 1.5],
  [0x3555, 1365 / 4096],
  [0xc100, -2.5],
  [0x7bff, 65504],
  [0x0400, 2 ** -14],
  [0x03ff, 1023 * 2 ** -24],
  [0x0001, 2 ** -24],
])('half precision %i is %d', (bits, value) => {
  expect(halfToNumber(bits)).toBe(value);
});
