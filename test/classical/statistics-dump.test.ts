/** Statistics of a frame as Picamera2 dumps them. */
import { describe, expect, it } from 'vitest';
import { readStatisticsDump } from '../../dist/classical/index.js';
import {
  bcmStatistics,
  type CountedZone,
  npy,
  pispStatistics,
} from '../support/statistics-dump.js';

const zones = (count: number): CountedZone[] =>
  Array.from({ length: count }, (_, i) => [1000 * i + 1, 2000 * i + 2, 4_000_000_000 - i, i % 7]);
const text = (value: object) => Uint8Array.from(Buffer.from(JSON.stringify(value)));

describe('statistics of a Raspberry Pi 5', () => {
  const bytes = pispStatistics(zones(1024));

  it('are 32x32 zones of raw sums', () => {
    const dump = readStatisticsDump(bytes, 'a')!;
    expect(dump).toMatchObject({ id: 'a', target: 'pisp', lux: 400 });
    expect(dump.zones).toMatchObject({ width: 32, height: 32 });
    expect([...dump.zones.sums]).toEqual(zones(1024).flat());
  });

  it.each([
    ['NumPy bytes', npy(bytes, '|u1')],
    ["NumPy whole numbers, as np.array makes them of Picamera2's", npy(bytes, '<i8')],
    ['metadata', text({ Lux: 123.5, PispStatsOutput: [...bytes] })],
  ])('are the same out of %s', (_, dump) => {
    const { zones: got, target } = readStatisticsDump(dump, 'a')!;
    expect(target).toBe('pisp');
    expect(got).toEqual(readStatisticsDump(bytes, 'a')!.zones);
  });

  it('have the lux of their metadata', () => {
    const lux = (Lux: unknown) =>
      readStatisticsDump(text({ Lux, PispStatsOutput: [...bytes] }), 'a')!.lux;
    expect([lux(0), lux(123.5), lux('x'), lux(-1)]).toEqual([0, 123.5, 400, 400]);
  });
});

describe('statistics of a Raspberry Pi 4', () => {
  it('are 16x12 zones whose sums of 13 bits are brought to 16', () => {
    const own: CountedZone[] = Array.from({ length: 192 }, (_, i) => [i, 2 * i, 2 ** 33 + i, 100]);
    const dump = readStatisticsDump(bcmStatistics(own), 'a')!;
    expect(dump.target).toBe('bcm2835');
    expect(dump.zones).toMatchObject({ width: 16, height: 12 });
    const expected = own.flatMap(([r, g, b, counted]) => [8 * r, 8 * g, 8 * b, counted]);
    expect([...dump.zones.sums]).toEqual(expected);
  });
});

describe('what is no dump', () => {
  it.each([
    ['another number of bytes', new Uint8Array(23_199)],
    ['nothing', new Uint8Array(0)],
    ['a case', text({ id: 'a', zones: [] })],
    ['two lines', Uint8Array.from(Buffer.from('{"id":"a"}\n{"id":"b"}\n'))],
  ])('%s is left to others', (_, bytes) => {
    expect(readStatisticsDump(bytes, 'a')).toBeNull();
  });

  it.each([
    [
      'an array cut off',
      npy(pispStatistics([]), '|u1').slice(0, 9000),
      /array: expected 23200 values/,
    ],
    [
      'an array of another length',
      npy(new Uint8Array(99), '|u1'),
      /23200 bytes \(PispStatsOutput\) or 10824/,
    ],
    [
      'two dimensions',
      Uint8Array.from(
        [...npy(new Uint8Array(4), '|u1')].map((byte, i, all) =>
          byte === 52 && all[i - 1] === 40 ? 44 : byte,
        ),
      ),
      /one dimension/,
    ],
    ["the other's key", text({ Bcm2835StatsOutput: [...pispStatistics([])] }), /10824 bytes/],
    ['no bytes', text({ PispStatsOutput: Array(23_200).fill(256) }), /23200 bytes/],
    ['text', text({ PispStatsOutput: 'x' }), /PispStatsOutput: expected 23200 bytes/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readStatisticsDump(bytes, 'a')).toThrow(message);
  });
});
