/** What a camera knows beside a picture: as columns say it, as a network is given it, and what networks make of it. */
import { describe, expect, it } from 'vitest';
import {
  type CameraReadings,
  countParameters,
  inferShapes,
  parameterLayout,
  parseClock,
  READING_NAMES,
  READINGS,
  type ReadingName,
  readingInput,
  readingsOf,
  smallArchitecture,
} from '../../dist/model/index.js';
import { evaluateTwin, initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';

const FAMILY = {
  heightPx: 4,
  widthPx: 4,
  blocks: [{ kernel: 2, stride: 2, channels: 4 }],
  hidden: 6,
  centre: [-0.5, -0.4],
  anchors: [
    [0.2, -0.2],
    [-0.2, 0.2],
  ],
} as const;
const PICTURE = Float64Array.from({ length: 4 * 4 * 4 }, (_, i) =>
  i % 4 === 3 ? 1 : 0.2 + 0.01 * i,
);

/** Values of the nodes of a network that reads these, for one picture. */
function nodesOf(readings: CameraReadings, names: readonly ReadingName[] = READING_NAMES) {
  const architecture = smallArchitecture({ ...FAMILY, readings: names });
  const layout = parameterLayout(architecture);
  const parameters = Float64Array.from(initialParameters(architecture, layout, createRng(1)));
  const inputs = Object.fromEntries(
    names.map((name) => [name, Float64Array.of(readingInput(name, readings[name]))]),
  );
  const options = { batch: 1, training: false, readings: inputs };
  const values = evaluateTwin(architecture, parameters, PICTURE, options);
  return (id: string) => [...values.get(id)!];
}

describe('what a network is given of a reading', () => {
  it.each(READING_NAMES)(
    '%s: 0 where it is not known, and the nearer end beyond its range',
    (name) => {
      for (const unknown of [undefined, Number.NaN, 0, -0, -3, Number.NEGATIVE_INFINITY]) {
        expect(readingInput(name, unknown)).toBe(0);
      }
      const { least, most } = READINGS[name];
      expect(readingInput(name, least / 2)).toBe(least);
      expect(readingInput(name, 2 * most)).toBe(most);
      expect(readingInput(name, Number.POSITIVE_INFINITY)).toBe(most);
      const middle = (least + most) / 2;
      expect(readingInput(name, middle)).toBe(middle);
    },
  );
});

describe('what a network makes of readings', () => {
  it.each(['lux', 'exposure', 'iso'] as const)(
    '%s: its logarithm, about -2.5 to 2.5, and that it is known',
    (name) => {
      const { least, most } = READINGS[name];
      const values = [least, Math.sqrt(least * most), most].map((value) => {
        const node = nodesOf({ [name]: value });
        expect(node(`${name}Known`)).toEqual([1]);
        return node(`${name}Value`)[0]!;
      });
      expect(values[1]! - values[0]!).toBeCloseTo(values[2]! - values[1]!, 4);
      expect(values[1]).toBeGreaterThan(values[0]! + 1);
      for (const value of values) expect(Math.abs(value)).toBeLessThan(3.5);
    },
  );

  it('time: two waves a day, a quarter of it apart, that go on over midnight', () => {
    const waves = (time: number) => nodesOf({ time })('timeValue');
    const expected: [number, number, number][] = [
      [24, -1, 0],
      [6, 0, -1],
      [12, 1, 0],
      [18, 0, 1],
      [9, 0.5, -0.5],
      [21, -0.5, 0.5],
      [0.012, -0.998, -0.002],
      [23.988, -0.998, 0.002],
    ];
    for (const [time, noon, evening] of expected) {
      const found = waves(time);
      expect(found[0]).toBeCloseTo(noon, 5);
      expect(found[1]).toBeCloseTo(evening, 5);
    }
  });

  it.each(READING_NAMES)('%s: 0 and 0 where it is not known, whatever the others are', (name) => {
    const all = { lux: 300, exposure: 0.01, iso: 200, time: 15 };
    const node = nodesOf({ ...all, [name]: undefined });
    expect(node(`${name}Known`)).toEqual([0]);
    for (const value of node(`${name}Value`)) expect(Math.abs(value)).toBe(0);
    for (const other of READING_NAMES) {
      if (other !== name) expect(node(`${other}Known`)).toEqual([1]);
    }
  });

  it('costs two numbers a neuron for each, three for the time, and nothing without', () => {
    const plain = countParameters(smallArchitecture(FAMILY));
    const count = (...readings: ReadingName[]) =>
      countParameters(smallArchitecture({ ...FAMILY, readings })) - plain;
    expect(count()).toBe(0);
    expect(count('lux')).toBe(2 * FAMILY.hidden);
    expect(count('exposure', 'iso')).toBe(4 * FAMILY.hidden);
    expect(count('time')).toBe(3 * FAMILY.hidden);
    expect(smallArchitecture({ ...FAMILY, readings: [] })).toEqual(smallArchitecture(FAMILY));
  });

  it('is refused of a network in kelvin, and of files that name what there is not', () => {
    const kelvin = { ...FAMILY, anchorsMired: [150, 300], readings: ['iso'] as const };
    expect(() => smallArchitecture(kelvin)).toThrow(
      /readings: expected a network that answers with white/,
    );
    const made = smallArchitecture({ ...FAMILY, readings: ['lux'] });
    for (const readings of [[], ['aperture'], ['lux', 'lux'], 'lux', [3], null]) {
      const wrong = { ...made, input: { ...made.input, readings: readings as never } };
      expect(() => inferShapes(wrong), JSON.stringify(readings)).toThrow(
        /expected readings to be some of lux, exp/,
      );
    }
    expect(() => inferShapes({ ...made, input: { ...made.input, lux: true } })).toThrow(
      /lux not beside/,
    );
  });
});

describe('what is recorded of a picture', () => {
  it('is read from its columns, as data import writes them', () => {
    const properties = {
      exposure_s: '0.0125',
      iso: '400',
      taken: '2026-11-27T21:30:00',
      lux: ' 12 ',
    };
    const all = { lux: 12, exposure: 0.0125, iso: 400, time: 21.5 };
    expect(readingsOf({ properties })).toEqual(all);
    expect(readingsOf({ properties, lux: 7 })).toEqual({ ...all, lux: 7 });
    expect(
      readingsOf({ properties: { iso: '', exposure: '2e-3', place: 'indoor', time: '6:15' } }),
    ).toEqual({
      exposure: 0.002,
      time: 6.25,
    });
    expect(readingsOf({ properties: {} })).toEqual({});
  });

  it.each([
    ['iso', 'high'],
    ['iso', '0'],
    ['iso', '-100'],
    ['exposure_s', '1/100'],
    ['lux', 'Infinity'],
    ['taken', 'noon'],
    ['time', '25'],
    ['time', '12:75'],
  ])('is refused by column and cell: %s %s', (column, cell) => {
    expect(() => readingsOf({ properties: { [column]: cell } })).toThrow(
      new RegExp(`column ${column}: expected a (number above 0|time .*) or nothing, got ${cell}`),
    );
  });

  it('has midnight as 24, and knows the times of the clock', () => {
    expect([parseClock('00:00'), parseClock('24:00'), parseClock('0:30')]).toEqual([24, 24, 0.5]);
    expect(parseClock('2026-01-02 12:00:36.5')).toBeCloseTo(12.01, 9);
    for (const text of ['24:01', '12', '1:2', '-1:00', '12:00pm', ''])
      expect(parseClock(text)).toBeNull();
  });
});
