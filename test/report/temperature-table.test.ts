/** Errors in mired and over frames as tables. */
import { describe, expect, it } from 'vitest';
import { formatFrameTable, formatMiredTable } from '../../dist/report/index.js';

const mired = {
  mean: 14.567,
  median: 10,
  trimean: 11,
  best25: 2,
  worst25: 33.333,
  p95: 50,
  max: 88,
};

describe('errors in mired', () => {
  it('have a row a method that has them, and nothing is printed where none has', () => {
    const table = formatMiredTable([{ name: 'ct', mired }, { name: 'grey' }]);
    expect(table).toMatch(/ct +14\.57 +10\.00 +2\.00 +33\.33 +88\.00/);
    expect(table).not.toContain('grey');
    expect(formatMiredTable([{ name: 'grey' }])).toBe('');
  });
});

describe('errors over frames', () => {
  it('say from when a frame is counted, and stay within 100 columns whatever the name', () => {
    const one = { name: 'x'.repeat(90), frame: 10_000, recovery: { mean: 12.345 } };
    const table = formatFrameTable([
      { ...one, after: 'start', mired },
      { ...one, after: 'change' },
    ]);
    expect(table).toMatch(/start of the camera +10000 +12\.35 +14\.57/);
    expect(table).toMatch(/picture before +10000 +12\.35/);
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
