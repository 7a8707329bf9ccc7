import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatProgressBar,
  formatProgressPlain,
  type ProgressState,
} from '../../dist/text/progress-line.js';
import { formatBytes, formatCount, formatDuration } from '../../dist/text/quantities.js';

const state: ProgressState = {
  label: 'Downloading',
  unit: 'bytes',
  done: 0.9e9,
  total: 2e9,
  doneAtStart: 0.3e9,
  elapsedSeconds: 50,
  detail: '',
};

describe('progress line', () => {
  it('counts the rate from where this run began', () => {
    expect(formatProgressPlain(state)).toBe(
      'Downloading: 45 %  900 MB of 2.00 GB  12.0 MB/s  1:32 left',
    );
  });

  it('says what it took in the end, and nothing of time where it cannot know', () => {
    const done = { ...state, done: 2e9 };
    expect(formatProgressPlain(done)).toMatch(/100 % {2}2.00 GB of 2.00 GB .* 0:50 taken$/);
    expect(formatProgressPlain({ ...state, total: undefined })).toBe(
      'Downloading: 900 MB  12.0 MB/s',
    );
    expect(formatProgressPlain({ ...state, elapsedSeconds: 0 })).not.toMatch(/left|Infinity|NaN/);
  });

  it('fills the bar by the share', () => {
    const bar = formatProgressBar({ ...state, done: 1e9 }, 120).match(/\[(=*)( *)\]/);
    expect(bar?.[1]).toHaveLength(15);
    expect(bar?.[2]).toHaveLength(15);
  });

  it('never wraps, whatever the width and the state', () => {
    const anyState = fc.record({
      label: fc.constantFrom('Unpacking', 'Downloading'),
      unit: fc.constantFrom('bytes' as const, 'items' as const),
      done: fc.integer({ min: 0, max: 3e9 }),
      total: fc.option(fc.integer({ min: 0, max: 3e9 }), { nil: undefined }),
      doneAtStart: fc.constant(0),
      elapsedSeconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
      detail: fc.constantFrom('', 'loss 0.0123  validation 1.23'),
    });
    fc.assert(
      fc.property(anyState, fc.integer({ min: 20, max: 200 }), (s, columns) => {
        const line = formatProgressBar(s, columns);
        expect(line.length).toBeLessThan(columns);
        expect(line).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});

describe('quantities', () => {
  it('keeps three digits and changes the unit in time', () => {
    expect([0, 999, 1000, 9994, 99_960, 999_499, 999_500, 2.1e9].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '9.99 kB',
      '100 kB',
      '999 kB',
      '1.00 MB',
      '2.10 GB',
    ]);
  });

  it('writes times and counts', () => {
    expect([0, 7.4, 59.6, 750, 3723].map(formatDuration)).toEqual([
      '0:00',
      '0:07',
      '1:00',
      '12:30',
      '1:02:03',
    ]);
    expect(formatCount(1, 'file')).toBe('1 file');
    expect(formatCount(1082, 'file')).toBe('1,082 files');
  });
});

describe('progress at its edges', () => {
  const plain = (change: Partial<ProgressState>) => formatProgressPlain({ ...state, ...change });

  it('rounds shares down, so that 100 % is the end', () => {
    expect(plain({ done: 1.99e9 })).toMatch(/ 99 %/);
    expect(plain({ done: 2e9, doneAtStart: 2e9 })).toMatch(/100 %/);
    expect(plain({ total: 0, done: 0 })).toMatch(/100 %/);
  });

  it('tells a rate from the first second on', () => {
    expect(plain({ elapsedSeconds: 1 })).toMatch(/600 MB\/s/);
    expect(plain({ elapsedSeconds: 0.99 })).not.toMatch(/\/s/);
  });

  it('has a bar of 6 to 30 cells', () => {
    const text = formatProgressPlain(state).slice('Downloading:'.length).trim();
    // Label, two spaces, two brackets, the text with its padded percent, and one column to spare.
    const around = state.label.length + ` ${text}`.length + 6;
    const barAt = (columns: number) =>
      formatProgressBar(state, columns).match(/\[([= ]*)\]/)?.[1]?.length;
    expect(barAt(around + 6)).toBe(6);
    expect(barAt(around + 5)).toBeUndefined();
    expect(barAt(around + 30)).toBe(30);
    expect(barAt(around + 31)).toBe(30);
  });
});

describe('bytes at their edges', () => {
  it.each([
    [999, '999 B'],
    [999.4, '999 B'],
    [999.5, '1.00 kB'],
    [9994, '9.99 kB'],
    [9995, '10.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [2e15, '2000 TB'],
  ])('%d are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
