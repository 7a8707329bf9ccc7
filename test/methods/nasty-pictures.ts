/**
 * Pictures of the kinds that break estimators, as fast-check makes and shrinks them: single channels, values at the edges of
 * float32 and of black and clipped, hardly anything visible, one colour, noise about nothing.
 */
import fc from 'fast-check';

export interface NastyPicture {
  readonly heightPx: number;
  readonly widthPx: number;
  /** Height x width x [R, G, B, coverage], all in 0..1. */
  readonly pixels: Float32Array;
}

/** Black and clipped cells begin at 0.0001 and 0.98; the least float32 is 1.4e-45. */
const EDGES = [0, 1.4e-45, 1e-38, 1e-12, 0.000_099, 0.0001, 0.000_101, 0.02, 0.5, 0.979, 0.98, 1];

const value = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: -12, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
);
const coverage = fc.oneof(
  fc.constantFrom(0, 0, 1e-6, 0.5, 1, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const colour = fc.tuple(value, value, value);
/** One channel alone, two of them, or all. */
const channels = fc.constantFrom(
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 1],
);

/** Of one size; cells are few colours in many places, or one a cell. */
export function nastyPicture(heightPx: number, widthPx: number): fc.Arbitrary<NastyPicture> {
  const cells = heightPx * widthPx;
  return fc
    .record({
      palette: fc.array(colour, { minLength: 1, maxLength: 8 }),
      places: fc.infiniteStream(fc.nat(7)),
      covers: fc.array(coverage, { minLength: 1, maxLength: 5 }),
      channels,
      exposure: fc.constantFrom(1, 0.1, 1e-3, 1e-4, 1e-6, 1e-30),
    })
    .map(({ palette, places, covers, channels: kept, exposure }) => {
      const pixels = new Float32Array(4 * cells);
      for (let i = 0; i < cells; i++) {
        const place = places.next().value as number;
        const rgb = palette[place % palette.length]!;
        for (let c = 0; c < 3; c++) pixels[4 * i + c] = rgb[c]! * kept[c]! * exposure;
        pixels[4 * i + 3] = covers[(place + i) % covers.length]!;
      }
      return { heightPx, widthPx, pixels };
    });
}

/** The picture with other colours where nothing is visible. */
export function withOtherMasked({ pixels, ...size }: NastyPicture): NastyPicture {
  const other = pixels.slice();
  for (let o = 0; o < other.length; o += 4) {
    if (other[o + 3] !== 0) continue;
    other.set([0.9, 0.1 + (o % 7) / 10, 0.3], o);
  }
  return { ...size, pixels: other };
}
