/**
 * Opcodes of list 2 by their definitions [DNG 1.7.1, chapter 7], written here once more, value by value in double precision: every kind,
 * on areas of any place, pitch and planes, one after the other.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineariser, openRaw, positionLevels } from '../../dist/raw/index.js';
import { long, packRows, short, type TagValue, writeTiff } from '../support/dng-writer.js';

const [WIDTH, HEIGHT, WHITE] = [11, 9, 60_000];

interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly plane: number;
  readonly planes: number;
  readonly rowPitch: number;
  readonly columnPitch: number;
}

interface Opcode {
  readonly id: number;
  readonly body: readonly number[];
  /** The value that comes of one: its column and row in the area, its plane counted from the first, its place in the picture. */
  readonly change: (
    value: number,
    at: { column: number; row: number; plane: number; x: number; y: number },
  ) => number;
  readonly area: Area;
}

const bytesOf = (size: 2 | 4 | 8, isFloat: boolean) => (value: number) => {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 2) view.setUint16(0, value);
  else if (size === 8) view.setFloat64(0, value);
  else if (isFloat) view.setFloat32(0, value);
  else view.setUint32(0, value);
  return [...new Uint8Array(view.buffer)];
};
const u16 = bytesOf(2, false);
const u32 = bytesOf(4, false);
const f32 = bytesOf(4, true);
const f64 = bytesOf(8, true);

const areaBytes = ({ top, left, bottom, right, plane, planes, rowPitch, columnPitch }: Area) =>
  [top, left, bottom, right, plane, planes, rowPitch, columnPitch].flatMap(u32);

function encode(opcodes: readonly Opcode[]): TagValue {
  const list = opcodes.flatMap(({ id, area, body }) => {
    const bytes = [...areaBytes(area), ...body];
    return [...u32(id), ...u32(0x01030000), ...u32(0), ...u32(bytes.length), ...bytes];
  });
  return { type: 'bytes', bytes: Uint8Array.from([...u32(opcodes.length), ...list]) };
}

const values = (samples: number) =>
  Uint16Array.from({ length: WIDTH * HEIGHT * samples }, (_, i) => (i * 7919) % 50_000);

/** Linear values of a DNG with a list of opcodes, and what the definitions make of them. */
function both(opcodes: readonly Opcode[], samples: 1 | 3) {
  const stored = values(samples);
  const tags = {
    254: long(0),
    256: long(WIDTH),
    257: long(HEIGHT),
    258: short(...new Array<number>(samples).fill(16)),
    259: short(1),
    262: short(samples === 1 ? 32_803 : 34_892),
    277: short(samples),
    278: long(HEIGHT),
    33421: short(2, 2),
    33422: { type: 'byte', values: [0, 1, 1, 2] } as const,
    50706: { type: 'byte', values: [1, 4, 0, 0] } as const,
    50717: long(WHITE),
    51009: encode(opcodes),
  };
  const file = writeTiff({ tags, blocks: [packRows(stored, WIDTH * samples, 16)] });
  const stream = openRaw(file, { inflate: (data) => data });
  const ours = new Float32Array(stored.length);
  const take = createLineariser(stream.header, positionLevels(stream.header, {}), (row, y) => {
    ours.set(row, y * WIDTH * samples);
  });
  stream.readBands(take);
  const defined = Float64Array.from(stored, (value) => value / WHITE);
  for (const { area, change } of opcodes) {
    for (let y = area.top, row = 0; y < area.bottom; y += area.rowPitch, row++) {
      for (let x = area.left, column = 0; x < area.right; x += area.columnPitch, column++) {
        for (let plane = 0; plane < area.planes; plane++) {
          const i = (y * WIDTH + x) * samples + area.plane + plane;
          defined[i] = Math.min(1, change(defined[i]!, { column, row, plane, x, y }));
        }
      }
    }
  }
  return { ours, defined };
}

const areas = (samples: 1 | 3): fc.Arbitrary<Area> =>
  fc
    .record({
      top: fc.integer({ min: 0, max: HEIGHT - 1 }),
      left: fc.integer({ min: 0, max: WIDTH - 1 }),
      height: fc.integer({ min: 1, max: HEIGHT }),
      width: fc.integer({ min: 1, max: WIDTH }),
      plane: fc.integer({ min: 0, max: samples - 1 }),
      planes: fc.integer({ min: 1, max: samples }),
      rowPitch: fc.integer({ min: 1, max: 3 }),
      columnPitch: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ top, left, height, width, plane, planes, ...pitches }) => ({
      top,
      left,
      bottom: Math.min(HEIGHT, top + height),
      right: Math.min(WIDTH, left + width),
      plane,
      planes: Math.min(planes, samples - plane),
      ...pitches,
    }));

const single = (least: number, most: number) =>
  fc.double({ min: least, max: most, noNaN: true }).map(Math.fround);
const rowsOf = ({ top, bottom, rowPitch }: Area) => Math.ceil((bottom - top) / rowPitch);
const columnsOf = ({ left, right, columnPitch }: Area) => Math.ceil((right - left) / columnPitch);

/** Values of a map between its points; its last ones hold beyond them. */
function between(
  at: (row: number, column: number) => number,
  rows: number,
  columns: number,
  v: number,
  u: number,
): number {
  const clamp = (place: number, points: number) => Math.min(Math.max(place, 0), points - 1);
  const [y, x] = [clamp(v, rows), clamp(u, columns)];
  const [y0, x0] = [Math.floor(y), Math.floor(x)];
  const [y1, x1] = [Math.min(y0 + 1, rows - 1), Math.min(x0 + 1, columns - 1)];
  const across = (row: number) => at(row, x0) * (1 - (x - x0)) + at(row, x1) * (x - x0);
  return across(y0) * (1 - (y - y0)) + across(y1) * (y - y0);
}

const gainMaps = (area: Area): fc.Arbitrary<Opcode> =>
  fc
    .record({
      rows: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 4 }),
      mapPlanes: fc.integer({ min: 1, max: 3 }),
      spacingV: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
      spacingH: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
      originV: fc.double({ min: -0.2, max: 0.4, noNaN: true }),
      originH: fc.double({ min: -0.2, max: 0.4, noNaN: true }),
      gains: fc.array(single(0.2, 2), { minLength: 48, maxLength: 48 }),
    })
    .map(({ rows, columns, mapPlanes, spacingV, spacingH, originV, originH, gains }) => {
      const used = gains.slice(0, rows * columns * mapPlanes);
      const body = [
        ...[rows, columns].flatMap(u32),
        ...[spacingV, spacingH, originV, originH].flatMap(f64),
        ...u32(mapPlanes),
        ...used.flatMap(f32),
      ];
      return {
        id: 9,
        area,
        body,
        change(value, { plane, x, y }) {
          const own = Math.min(plane, mapPlanes - 1);
          const v = ((y + 0.5) / HEIGHT - originV) / spacingV;
          const u = ((x + 0.5) / WIDTH - originH) / spacingH;
          const gainAt = (row: number, column: number) =>
            used[(row * columns + column) * mapPlanes + own]!;
          return value * between(gainAt, rows, columns, v, u);
        },
      };
    });

const polynomials = (area: Area): fc.Arbitrary<Opcode> =>
  fc
    .array(fc.double({ min: -0.5, max: 0.9, noNaN: true }), { minLength: 1, maxLength: 9 })
    .map((coefficients) => ({
      id: 8,
      area,
      body: [...u32(coefficients.length - 1), ...coefficients.flatMap(f64)],
      change: (value) =>
        Math.max(
          0,
          coefficients.reduce((sum, c, k) => sum + c * Math.max(0, value) ** k, 0),
        ),
    }));

/** Smooth, so that a rounding of the place changes little. */
const tables = (area: Area): fc.Arbitrary<Opcode> =>
  fc.tuple(fc.integer({ min: 1, max: 65_536 }), single(0.3, 3)).map(([count, power]) => {
    const table = Array.from({ length: count }, (_, i) =>
      Math.round(65_535 * (i / 65_535) ** power),
    );
    return {
      id: 7,
      area,
      body: [...u32(count), ...table.flatMap(u16)],
      change(value) {
        const place = Math.round(Math.min(1, Math.max(0, value)) * 65_535);
        return table[Math.min(place, count - 1)]! / 65_535;
      },
    };
  });

const factors = (area: Area, id: 10 | 11 | 12 | 13): fc.Arbitrary<Opcode> => {
  const isRows = id === 10 || id === 12;
  const length = isRows ? rowsOf(area) : columnsOf(area);
  const isDelta = id < 12;
  return fc
    .array(isDelta ? single(-0.3, 0.3) : single(0.2, 1.8), { minLength: length, maxLength: length })
    .map((list) => ({
      id,
      area,
      body: [...u32(list.length), ...list.flatMap(f32)],
      change(value, { row, column }) {
        const factor = list[isRows ? row : column]!;
        return isDelta ? value + factor : value * factor;
      },
    }));
};

const KINDS: readonly (readonly [string, (area: Area) => fc.Arbitrary<Opcode>])[] = [
  ['GainMap', gainMaps],
  ['MapPolynomial', polynomials],
  ['DeltaPerRow', (area) => factors(area, 10)],
  ['DeltaPerColumn', (area) => factors(area, 11)],
  ['ScalePerRow', (area) => factors(area, 12)],
  ['ScalePerColumn', (area) => factors(area, 13)],
];

function expectAlike({ ours, defined }: ReturnType<typeof both>): void {
  ours.forEach((value, i) => {
    expect(Math.abs(value - defined[i]!), `value ${i}`).toBeLessThan(2e-6);
  });
}

describe.each([1, 3] as const)('on pictures of %i samples', (samples) => {
  it.each(KINDS)('%s changes what its definition says, and nothing else', (_name, of) => {
    fc.assert(
      fc.property(areas(samples).chain(of), (opcode) => expectAlike(both([opcode], samples))),
      { numRuns: 40, seed: 11 },
    );
  });

  it('MapTable does, to the place of a table', () => {
    fc.assert(
      fc.property(areas(samples).chain(tables), (opcode) => {
        const { ours, defined } = both([opcode], samples);
        ours.forEach((value, i) => {
          // A place is rounded in single precision here and in double there.
          expect(Math.abs(value - defined[i]!), `value ${i}`).toBeLessThan(2e-3);
        });
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it('lists are done from their first to their last', () => {
    const list = fc.tuple(
      areas(samples).chain((area) => factors(area, 10)),
      areas(samples).chain(polynomials),
      areas(samples).chain(gainMaps),
      areas(samples).chain((area) => factors(area, 13)),
    );
    fc.assert(
      fc.property(list, (opcodes) => {
        const { ours, defined } = both(opcodes, samples);
        ours.forEach((value, i) => {
          expect(Math.abs(value - defined[i]!), `value ${i}`).toBeLessThan(2e-5);
        });
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});

describe('a gain map by hand', () => {
  it('is that of Android: a map for each filter, its points on the borders, linear between them', () => {
    const whole = { top: 0, left: 0, bottom: HEIGHT, right: WIDTH, plane: 0, planes: 1 };
    const area = { ...whole, left: 1, rowPitch: 2, columnPitch: 2 };
    const body = [
      ...[2, 3].flatMap(u32),
      ...[1, 0.5, 0, 0].flatMap(f64),
      ...u32(1),
      ...[1, 2, 1, 0.5, 0.5, 0.5].flatMap(f32),
    ];
    const { ours } = both([{ id: 9, area, body, change: (value) => value }], 1);
    const stored = values(1);
    const gainAt = (x: number, y: number) =>
      ours[y * WIDTH + x]! / (stored[y * WIDTH + x]! / WHITE);
    // The middle of the picture lies on the middle point: across 2 above and 0.5 below, at (4.5 / 9) down.
    expect(gainAt(5, 4)).toBeCloseTo(1.25, 5);
    // (1 + 0.5) / 11 across, 0.5 / 9 down.
    const share = 1.5 / 11 / 0.5;
    expect(gainAt(1, 0)).toBeCloseTo((1 + share) * (1 - 0.5 / 9) + 0.5 * (0.5 / 9), 5);
    // Of other filters nothing.
    expect(gainAt(2, 4)).toBeCloseTo(1, 5);
    expect(gainAt(3, 1)).toBeCloseTo(1, 5);
  });
});
