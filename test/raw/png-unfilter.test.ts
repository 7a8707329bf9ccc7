import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { plainUnfilter, unfilterRgb16 } from '../../dist/raw/png/png-unfilter.js';
import { kernelUnfilter } from '../../dist/raw/png/unfilter-kernel.js';

/** Filtered lines of random bytes, each under a filter of its own, and what the definition makes of them. */
function lines(widthPx: number, heightPx: number, seed: number) {
  const rng = createRng(seed);
  const row = 6 * widthPx;
  const filtered = new Uint8Array(heightPx * (row + 1));
  const decoded = new Uint8Array(heightPx * row);
  const paeth = (a: number, b: number, c: number) => {
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  };
  for (let y = 0; y < heightPx; y++) {
    const filter = Math.floor(rng.uniform() * 5);
    filtered[y * (row + 1)] = filter;
    for (let i = 0; i < row; i++) {
      const x = Math.floor(rng.uniform() * 256);
      filtered[y * (row + 1) + 1 + i] = x;
      const a = i < 6 ? 0 : decoded[y * row + i - 6]!;
      const b = y === 0 ? 0 : decoded[(y - 1) * row + i]!;
      const c = i < 6 || y === 0 ? 0 : decoded[(y - 1) * row + i - 6]!;
      decoded[y * row + i] = x + [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]!;
    }
  }
  const values = Uint16Array.from(
    { length: decoded.length / 2 },
    (_, i) => (decoded[2 * i]! << 8) | decoded[2 * i + 1]!,
  );
  return { filtered, values };
}

const SIZES = fc.record({
  widthPx: fc.integer({ min: 1, max: 40 }),
  heightPx: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(1e6),
});

describe('the line filters of PNG', () => {
  it('are undone by kernel and by TypeScript as the definition says, for any mixture of the five', () => {
    fc.assert(
      fc.property(SIZES, ({ widthPx, heightPx, seed }) => {
        const { filtered, values } = lines(widthPx, heightPx, seed);
        for (const make of [kernelUnfilter, plainUnfilter]) {
          const out = new Uint16Array(values.length);
          expect(make(6 * widthPx)!.take(filtered.slice(), out)).toBe(-1);
          expect(out).toEqual(values);
        }
      }),
    );
  });

  it('go on over bands: lines handed over in pieces, and lines longer than a band of the kernel', () => {
    const { filtered, values } = lines(300, 60, 1);
    for (const make of [kernelUnfilter, plainUnfilter]) {
      const unfilter = make(1800)!;
      const out = new Uint16Array(values.length);
      for (const [from, to] of [
        [0, 1],
        [1, 42],
        [42, 60],
      ] as const) {
        const piece = filtered.slice(from * 1801, to * 1801);
        expect(unfilter.take(piece, out.subarray(from * 900, to * 900))).toBe(-1);
      }
      expect(out).toEqual(values);
    }
    const long = lines(20_000, 3, 2);
    const out = new Uint16Array(long.values.length);
    expect(unfilterRgb16(long.filtered, 20_000, 3, out)).toBe(-1);
    expect(out).toEqual(long.values);
  });

  it('of an unknown number are told with their line, and values may lie where the lines were', () => {
    const { filtered, values } = lines(5, 4000, 3);
    const wrong = filtered.slice();
    wrong[3500 * 31] = 5;
    expect(unfilterRgb16(wrong, 5, 4000, new Uint16Array(values.length))).toBe(3500);
    expect(plainUnfilter(30).take(filtered.slice(0, 31).fill(9, 0, 1), new Uint16Array(15))).toBe(
      0,
    );
    const inPlace = new Uint16Array(filtered.buffer, 0, values.length);
    expect(unfilterRgb16(filtered, 5, 4000, inPlace)).toBe(-1);
    expect(inPlace).toEqual(values);
  });
});
