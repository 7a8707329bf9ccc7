/** Sizes as people write them. */
import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from '../../dist/text/index.js';

describe('a size in words', () => {
  it.each([
    ['0', 0],
    ['1000', 1000],
    ['12b', 12],
    ['1.5kB', 1500],
    ['500MB', 5e8],
    [' 2 gb ', 2e9],
    ['3TB', 3e12],
    ['0.0004kb', 0],
  ])('%j is %d bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', 'MB', '-1', '1e3', '5 PB', '1,5 MB', '99999999TB', '5M', '1 2'])(
    '%j is none',
    (text) => {
      expect(parseBytes(text)).toBeNull();
    },
  );

  it('reads what formatBytes writes, to three digits', () => {
    for (const bytes of [1, 999, 1000, 12_345, 999_499, 1e6, 1.954e9, 7e12]) {
      const read = parseBytes(formatBytes(bytes))!;
      expect(Math.abs(read - bytes)).toBeLessThanOrEqual(bytes * 0.005);
    }
  });
});
