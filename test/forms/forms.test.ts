/** What fits a form, at its edges, and what is said of the first place that does not. */
import { describe, expect, it } from 'vitest';
import { expectation, type Form, findMisfit, fits } from '../../dist/forms/index.js';

const HUGE = 2 ** 53;

describe('a value', () => {
  const cases: [form: Form, right: unknown[], wrong: unknown[]][] = [
    [{ kind: 'text', longest: 3 }, ['', 'abc'], ['abcd', 3, null, undefined, ['a']]],
    [{ kind: 'text', longest: 3, shortest: 2 }, ['ab', 'abc'], ['a', 'abcd']],
    [{ kind: 'number', low: -1, high: 2 }, [-1, 0.5, 2], [-1.01, 2.01, Number.NaN, '1', null]],
    [
      { kind: 'whole', low: -1, high: 2 },
      [-1, 0, 2],
      [-2, 3, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1'],
    ],
    [{ kind: 'whole', low: 0, high: 2 * HUGE }, [HUGE - 1], [HUGE]],
    [{ kind: 'flag' }, [true, false], [0, 'true', null, undefined]],
    [{ kind: 'choice', choices: ['a', null] }, ['a', null], ['b', undefined, 'null']],
    [{ kind: 'list', of: { kind: 'flag' }, least: 1, most: 2 }, [[true], [true, false]], [[]]],
    [{ kind: 'list', of: { kind: 'flag' }, most: 2 }, [[]], [[true, true, true], [1], { 0: true }]],
    [{ kind: 'record', of: { kind: 'flag' } }, [{}, { a: true }], [{ a: 1 }, [], null, 'a']],
    [{ kind: 'any' }, [1, null, undefined, []], []],
    [
      { kind: 'either', forms: [{ kind: 'flag' }, { kind: 'number', low: 0, high: 1 }] },
      [true, 0.5],
      [2, 'a'],
    ],
  ];

  it.each(cases)('of form %o', (form, right, wrong) => {
    for (const value of right) expect(fits(form, value), String(value)).toBe(true);
    for (const value of wrong) expect(fits(form, value), String(value)).toBe(false);
  });

  it('may be absent where its form says so, and not be null then', () => {
    const form: Form = { kind: 'number', low: 0, high: 1, optional: true };
    expect(fits(form, undefined)).toBe(true);
    expect(fits(form, null)).toBe(false);
    expect(fits(form, 2)).toBe(false);
  });
});

describe('an object', () => {
  const fields = {
    name: { kind: 'text', longest: 9 },
    sizes: { kind: 'list', of: { kind: 'whole', low: 1, high: 9 } },
    more: { kind: 'record', of: { kind: 'flag' }, optional: true },
  } as const;
  const open: Form = { kind: 'object', fields };
  const closed: Form = { kind: 'object', fields, closed: true };
  const good = { name: 'a', sizes: [1, 9] };

  it('fits where all of its fields do, and other keys are its own affair unless it is closed', () => {
    expect(findMisfit(open, good)).toBeNull();
    expect(findMisfit(open, { ...good, other: 1 })).toBeNull();
    expect(findMisfit(closed, good)).toBeNull();
    expect(findMisfit(closed, { ...good, other: 1 })).toEqual({
      path: 'other',
      expected: 'one of the keys name, sizes, more',
      got: 'other',
    });
  });

  it('is told by its first wrong place', () => {
    expect(findMisfit(open, { ...good, sizes: [1, 0, 10] })).toEqual({
      path: 'sizes[1]',
      expected: 'a whole number from 1 to 9',
      got: 0,
    });
    expect(findMisfit(open, { ...good, more: { x: true, y: 1 } }, 'data')).toEqual({
      path: 'data.more.y',
      expected: 'true or false',
      got: 1,
    });
    expect(findMisfit(open, { sizes: [] })).toMatchObject({ path: 'name', got: undefined });
    expect(findMisfit(open, null)).toEqual({ path: '', expected: 'an object', got: null });
  });

  it('has what was in the file, not what every object inherits', () => {
    const form: Form = { kind: 'object', fields: { toString: { kind: 'any', optional: true } } };
    expect(fits(form, {})).toBe(true);
    const wanted: Form = { kind: 'object', fields: { constructor: { kind: 'text', longest: 9 } } };
    expect(fits(wanted, {})).toBe(false);
    expect(fits({ kind: 'object', fields: {}, closed: true }, { toString: 1 })).toBe(false);
  });
});

describe('what is expected', () => {
  it.each([
    [{ kind: 'text', longest: 3 }, 'text of at most 3 characters'],
    [{ kind: 'number', low: 0, high: 1 }, 'a number from 0 to 1'],
    [{ kind: 'whole', low: 2, high: 5 }, 'a whole number from 2 to 5'],
    [{ kind: 'flag' }, 'true or false'],
    [{ kind: 'choice', choices: ['a', 'b'] }, 'one of a, b'],
    [{ kind: 'list', of: { kind: 'flag' } }, 'a list, each true or false'],
    [{ kind: 'list', of: { kind: 'any' }, least: 2, most: 2 }, 'a list of 2 entries, each a value'],
    [
      { kind: 'list', of: { kind: 'any' }, least: 1, most: 8 },
      'a list of at least 1 and at most 8 entries, each a value',
    ],
    [
      { kind: 'list', of: { kind: 'choice', choices: ['a', 'b'] }, most: 4 },
      'a list of at most 4 entries, each one of a, b',
    ],
    [{ kind: 'record', of: { kind: 'flag' } }, 'an object'],
    [{ kind: 'any' }, 'a value'],
    [{ kind: 'either', forms: [{ kind: 'flag' }, { kind: 'any' }] }, 'true or false, or a value'],
    [{ kind: 'flag', expected: 'yes or no' }, 'yes or no'],
  ] as [Form, string][])('of %o', (form, text) => {
    expect(expectation(form)).toBe(text);
  });
});
