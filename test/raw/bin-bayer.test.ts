/** Bayer mosaics become half-size pictures: every value as the definition has it in double precision, however the bands are cut. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FrameHeader,
  type RawStream,
  streamRawImage,
  toRawImage,
} from '../../dist/raw/index.js';

const ORDERS = [
  [0, 1, 1, 2],
  [2, 1, 1, 0],
  [1, 0, 2, 1],
  [1, 2, 0, 1],
  // No Bayer pattern, but two by two all the same.
  [0, 0, 1, 2],
  [2, 1, 0, 2],
] as const;

interface Shape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
  readonly order: number;
  readonly black: readonly number[];
  readonly white: number;
  readonly cuts: readonly number[];
  readonly seed: number;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  widthPx: fc.integer({ min: 6, max: 19 }),
  heightPx: fc.integer({ min: 6, max: 17 }),
  left: fc.integer({ min: 0, max: 3 }),
  top: fc.integer({ min: 0, max: 3 }),
  order: fc.integer({ min: 0, max: ORDERS.length - 1 }),
  black: fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 4100 })),
    fc.array(fc.double({ min: 0, max: 4200, noNaN: true }), { minLength: 4, maxLength: 4 }),
  ),
  white: fc.integer({ min: 4300, max: 65_535 }),
  cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
});

function headerOf(shape: Shape): FrameHeader {
  const { widthPx, heightPx, left, top, order, black, white } = shape;
  const isOne = black.length === 1;
  return {
    widthPx,
    heightPx,
    layout: { kind: 'mosaic', rows: 2, columns: 2, colours: [...ORDERS[order]!] },
    activeArea: { left, top, widthPx: widthPx - left, heightPx: heightPx - top },
    levels: {
      black,
      blackRepeat: isOne ? { rows: 1, columns: 1 } : { rows: 2, columns: 2 },
      white: [white, white, white],
    },
    camera: {},
    zeroIsDark: true,
  };
}

/** Values from black's neighbourhood to beyond white. */
function valuesOf({ widthPx, heightPx, white, seed }: Shape): Uint16Array {
  let state = seed;
  return Uint16Array.from({ length: widthPx * heightPx }, () => {
    state = (Math.imul(state, 48_271) + 11) & 0x7fffffff;
    return Math.min(65_535, state % Math.round(1.2 * white));
  });
}

function cutBands(header: FrameHeader, values: Uint16Array, cuts: readonly number[]): RawStream {
  const { widthPx, heightPx } = header;
  return {
    header,
    readBands(onBand) {
      // What bands lie in is used again, as readers do.
      const buffer = new Uint16Array(5 * widthPx);
      for (let firstRow = 0, k = 0; firstRow < heightPx; k++) {
        const rows = Math.min(cuts[k % cuts.length]!, heightPx - firstRow);
        buffer.set(values.subarray(firstRow * widthPx, (firstRow + rows) * widthPx));
        onBand({ firstRow, rows, values: buffer });
        firstRow += rows;
      }
    },
  };
}

/** By the definition, not rounded: linear, clipped at white, the mean of each colour, on levels 4096 and 65535. */
function expected(shape: Shape, values: Uint16Array): Float64Array {
  const { widthPx, left, top, black, white } = shape;
  const range = white - Math.max(...black);
  const [columns, rows] = [widthPx - left, shape.heightPx - top].map((n) => n >> 1);
  const out = new Float64Array(3 * columns! * rows!);
  for (let o = 0; o < out.length; o += 3) {
    const [x, y] = [(o / 3) % columns!, Math.floor(o / 3 / columns!)];
    const sums = [0, 0, 0];
    const counts = [0, 0, 0];
    for (let p = 0; p < 4; p++) {
      const v = values[(top + 2 * y + (p >> 1)) * widthPx + left + 2 * x + (p & 1)]!;
      const colour = ORDERS[shape.order]![p]!;
      sums[colour]! += Math.min(1, (v - black[p % black.length]!) / range);
      counts[colour]!++;
    }
    for (let c = 0; c < 3; c++) {
      const value = 4096 + (61_439 * sums[c]!) / counts[c]!;
      out[o + c] = Math.min(65_535, Math.max(1, value));
    }
  }
  return out;
}

/** Of single precision, at 65535. */
const ROUNDING = 0.02;

/** Rounded to the nearest; what is as good as a half may go either way. */
function expectRounded(found: Uint16Array, exact: Float64Array): void {
  expect(found.length).toBe(exact.length);
  const off = Array.from(found, (v, i) => Math.abs(v - exact[i]!));
  expect(Math.max(...off)).toBeLessThanOrEqual(0.5 + ROUNDING);
}

describe('a mosaic of 2 x 2 filters', () => {
  it('becomes the picture that the definition says, in any order, area and cut', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const header = headerOf(shape);
        const values = valuesOf(shape);
        const wanted = expected(shape, values);
        const whole = toRawImage({ ...header, values });
        expectRounded(whole.rgb, wanted);
        expect(streamRawImage(cutBands(header, values, shape.cuts)).image).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('becomes the same where a step that changes nothing keeps it from the short way', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const header = headerOf(shape);
        const values = valuesOf(shape);
        const { widthPx, heightPx } = header.activeArea;
        const area = {
          top: 0,
          left: 0,
          bottom: heightPx,
          right: widthPx,
          plane: 0,
          planes: 1,
          rowPitch: 1,
          columnPitch: 1,
        };
        const factors = new Float32Array(heightPx).fill(1);
        const opcodes = [{ kind: 'scaleRows' as const, area, factors }];
        const long = toRawImage({ ...header, linearisation: { opcodes }, values });
        expectRounded(long.rgb, expected(shape, values));
      }),
      { numRuns: 100 },
    );
  });
});
