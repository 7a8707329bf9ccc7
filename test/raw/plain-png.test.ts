/** PNGs out of the decoder of JPEG XL: every line filter, grey and RGB, 8 and 16 bits, spread over more bits than were asked for. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { decodePlainPng } from '../../dist/raw/node/plain-png.js';
import { pngFile } from './png-writer.js';

const [WIDTH, HEIGHT] = [13, 10];

/** [PNG3, 9.4]: of equals a goes before b, b before c. */
function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const distances = [a, b, c].map((value) => Math.abs(p - value));
  return [a, b, c][distances.indexOf(Math.min(...distances))]!;
}

/** Lines with their filters in turn, from `first` on. */
function filtered(
  bytes: Uint8Array,
  lineBytes: number,
  pixelBytes: number,
  first: number,
): Uint8Array {
  const at = (y: number, i: number) => (y < 0 || i < 0 ? 0 : bytes[y * lineBytes + i]!);
  const out: number[] = [];
  for (let y = 0; y < HEIGHT; y++) {
    const filter = (first + y) % 5;
    out.push(filter);
    for (let i = 0; i < lineBytes; i++) {
      const [a, b, c] = [at(y, i - pixelBytes), at(y - 1, i), at(y - 1, i - pixelBytes)];
      const guess = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]!;
      out.push((at(y, i) - guess) & 255);
    }
  }
  return Uint8Array.from(out);
}

function pngOf(
  values: Uint16Array,
  components: 1 | 3,
  depth: 8 | 16,
  first: number,
  cuts = 1,
): Uint8Array {
  const bytes = new Uint8Array((values.length * depth) / 8);
  values.forEach((value, i) => {
    if (depth === 8) bytes[i] = value;
    else bytes.set([value >> 8, value & 255], 2 * i);
  });
  const pixelBytes = (components * depth) / 8;
  const stream = deflateSync(filtered(bytes, WIDTH * pixelBytes, pixelBytes, first));
  const piece = Math.ceil(stream.length / cuts);
  const pieces = Array.from({ length: cuts }, (_, i) =>
    stream.subarray(i * piece, (i + 1) * piece),
  );
  const fields = {
    widthPx: WIDTH,
    heightPx: HEIGHT,
    bitDepth: depth,
    colourType: components === 3 ? 2 : 0,
  };
  return pngFile(fields, ...pieces);
}

/** Few different values, so that Paeth's distances are often the same. */
function scene(components: 1 | 3, most: number): Uint16Array {
  const rng = createRng(`png ${components} ${most}`);
  const steps = Array.from({ length: 4 }, () => rng.integer(most + 1));
  return Uint16Array.from({ length: WIDTH * HEIGHT * components }, () => steps[rng.integer(4)]!);
}

describe.each([
  [1, 8],
  [3, 8],
  [1, 16],
  [3, 16],
] as const)('of %i components and %i bits', (components, depth) => {
  it.each([0, 1, 2, 3, 4])('comes back from lines whose filters begin with %i', (first) => {
    const values = scene(components, 2 ** depth - 1);
    expect(decodePlainPng(pngOf(values, components, depth, first), depth)).toEqual({
      widthPx: WIDTH,
      heightPx: HEIGHT,
      components,
      values,
    });
  });
});

it('is put together of all its pieces', () => {
  const values = scene(3, 65_535);
  expect(decodePlainPng(pngOf(values, 3, 16, 2, 7), 16).values).toEqual(values);
});

it.each([10, 12, 14])('gives %i bits back that were spread over 16', (bits) => {
  const most = 2 ** bits - 1;
  const values = scene(1, most);
  const spread = values.map((value) => Math.round((value * 65_535) / most));
  expect(decodePlainPng(pngOf(spread, 1, 16, 0), bits).values).toEqual(values);
});

it('gives 16 bits of 8', () => {
  const values = scene(1, 255);
  expect(decodePlainPng(pngOf(values, 1, 8, 1), 16).values).toEqual(values.map((v) => v * 257));
});
