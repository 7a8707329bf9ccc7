/** Lens shading of a tuning file between its cells and temperatures, and what lies inside a polygon. */
import { describe, expect, it } from 'vitest';
import { readShading, shadingUnder } from '../../dist/labels/alsc.js';
import { eachStretch, grownPolygon, isPolygon, polygonArea } from '../../dist/labels/polygon.js';

type Place = Parameters<typeof polygonArea>[0][number];

const fileOf = (red: unknown, blue: unknown) =>
  JSON.stringify({
    version: 2,
    target: 'bcm2835',
    algorithms: [{ 'rpi.alsc': { calibrations_Cr: red, calibrations_Cb: blue } }],
  });
/** 16 x 12 factors. */
const table = (ct: number, at: (x: number, y: number) => number) => ({
  ct,
  table: Array.from({ length: 192 }, (_, i) => at(i % 16, Math.floor(i / 16))),
});

describe('lens shading', () => {
  // Red rises by a tenth a column, blue by a twentieth a row; twice as steep at 6000 K as at 4000 K.
  const tables = readShading(
    fileOf(
      [table(6000, (x) => 1 + 0.2 * x), table(4000, (x) => 1 + 0.1 * x)],
      [table(4000, (_, y) => 2 + 0.1 * y)],
    ),
  )!;

  it('is linear between the middles of cells, held beyond the outermost, and 1 at its least', () => {
    const at = shadingUnder(tables, 4000);
    // The middle of cell (3, 5) is ((3 + 1/2) / 16, (5 + 1/2) / 12).
    expect(at(3.5 / 16, 5.5 / 12).red).toBeCloseTo(1.3, 12);
    expect(at(3.5 / 16, 5.5 / 12).blue).toBeCloseTo(2.5 / 2, 12);
    expect(at(3.75 / 16, 5.75 / 12).red).toBeCloseTo(1.325, 12);
    expect(at(3.75 / 16, 5.75 / 12).blue).toBeCloseTo(2.525 / 2, 12);
    for (const [u, v, red, blue] of [
      [0, 0, 1, 1],
      [0.4 / 16, 0.4 / 12, 1, 1],
      [1, 1, 2.5, 3.1 / 2],
      [15.6 / 16, 11.6 / 12, 2.5, 3.1 / 2],
    ] as const) {
      expect(at(u, v).red).toBeCloseTo(red, 12);
      expect(at(u, v).blue).toBeCloseTo(blue, 12);
    }
  });

  it('is mixed linearly between temperatures and held beyond them', () => {
    const last = (kelvin: number) => shadingUnder(tables, kelvin)(1, 0).red;
    expect(last(5000)).toBeCloseTo(1 + 0.15 * 15, 12);
    expect(last(4500)).toBeCloseTo(1 + 0.125 * 15, 12);
    expect(last(3000)).toBeCloseTo(2.5, 12);
    expect(last(9000)).toBeCloseTo(4, 12);
  });

  it('is refused where tables of red and blue are not as large as each other or as a grid', () => {
    const whole = table(4000, () => 1);
    const cut = { ct: 5000, table: whole.table.slice(1) };
    expect(() => readShading(fileOf([whole], [whole, cut]))).toThrow('tables of 192 factors');
    expect(() => readShading(fileOf([whole, cut], [whole]))).toThrow('tables of 192 factors');
    expect(() => readShading(fileOf([cut], [cut]))).toThrow('factors');
    expect(() => readShading(fileOf([{ ...whole, ct: 0 }], [whole]))).toThrow('a CT in K');
    expect(readShading(fileOf(undefined, undefined))).toBeNull();
  });
});

describe('a polygon', () => {
  const triangle: Place[] = [
    [1, 1],
    [7, 1],
    [1, 5],
  ];

  it('has three corners and encloses more than two pixels', () => {
    expect(polygonArea(triangle)).toBe(12);
    expect(polygonArea(triangle.toReversed())).toBe(12);
    expect(isPolygon(triangle)).toBe(true);
    expect(
      isPolygon([
        [0, 0],
        [2, 0],
        [0, 2],
      ]),
    ).toBe(false);
    expect(
      isPolygon([
        [0, 0],
        [2, 0],
        [0, 2.01],
      ]),
    ).toBe(true);
    expect(
      isPolygon([
        [0, 0],
        [9, 9],
      ]),
    ).toBe(false);
  });

  it('grows from the middle of its corners', () => {
    // The middle is (3, 7 / 3).
    const grown = grownPolygon(triangle, 0.5);
    const expected = triangle.map(([x, y]) => [3 + 1.5 * (x - 3), 7 / 3 + 1.5 * (y - 7 / 3)]);
    for (const [i, place] of grown.entries()) {
      expect(place[0]).toBeCloseTo(expected[i]![0]!, 12);
      expect(place[1]).toBeCloseTo(expected[i]![1]!, 12);
    }
  });

  it('holds the pixels whose middles lie inside, within the picture', () => {
    const size = { widthPx: 5, heightPx: 9 };
    const inside: string[] = [];
    eachStretch(triangle, size, (y, from, end) => {
      for (let x = from; x < end; x++) inside.push(`${x},${y}`);
    });
    const expected: string[] = [];
    for (let y = 0; y < size.heightPx; y++) {
      for (let x = 0; x < size.widthPx; x++) {
        const [mx, my] = [x + 0.5, y + 0.5];
        if (mx >= 1 && my >= 1 && (mx - 1) / 6 + (my - 1) / 4 < 1) expected.push(`${x},${y}`);
      }
    }
    expect(inside).toEqual(expected);
    expect(inside.length).toBeGreaterThan(8);
  });
});
