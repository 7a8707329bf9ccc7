/** Numbers, names and comments as C reads them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { floatLiteral } from '../../dist/export/c/literals.js';
import { commentText, identifierFrom } from '../../dist/text/index.js';

describe('a float literal', () => {
  it('is the very number, in the form that C99 takes', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = floatLiteral(value);
        expect(text).toMatch(/^-?(\d+\.\d*|\d+e[+-]?\d+|\d+\.\d+e[+-]?\d+)f$/);
        expect(Object.is(Math.fround(Number(text.slice(0, -1))), value)).toBe(true);
      }),
    );
  });

  it.each([
    [1, '1.0f'],
    [-0.1, '-0.1f'],
    [1e-30, '1e-30f'],
    [16777217, '16777216.0f'],
  ])('of %f is %s', (value, text) => expect(floatLiteral(value)).toBe(text));

  it('is refused for what is no number', () => {
    expect(() => floatLiteral(Number.NaN)).toThrow(/finite float32, got NaN/);
    expect(() => floatLiteral(1e39)).toThrow(RangeError);
  });
});

describe('text from a model', () => {
  it('never ends or opens a comment, nor leaves its line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('*', '/', '?', '\n', '\\', ' ', 'a') }),
        (text) => {
          expect(commentText(text)).not.toMatch(/\*\/|\/\*|\?\?|[\n\r]/);
        },
      ),
    );
  });

  it('becomes an identifier', () => {
    expect(identifierFrom('Cube++ (64 px)')).toBe('cube_64_px');
    expect(identifierFrom('--')).toBe('');
  });
});
