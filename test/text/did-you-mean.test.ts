/** Suggestions: distances counted by hand, and once more by trying every edit. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { nearestName, withSuggestion } from '../../dist/text/index.js';

describe('the nearest name', () => {
  it.each([
    ['grey-wrold', 'grey-world'],
    ['rgey', 'grey'],
    ['gery', 'grey'],
    ['greyy', 'grey'],
    ['gry', 'grey'],
    ['ey', 'grye'],
    ['GREY', 'grey'],
  ])('of %s is %s, or none that is further', (name, nearest) => {
    const far = name === 'ey';
    expect(nearestName(name, ['bayes', nearest, 'constant'])).toBe(far ? null : nearest);
  });

  it('is the first of those that are equally near', () => {
    expect(nearestName('cat', ['bat', 'rat', 'cut'])).toBe('bat');
    expect(nearestName('cart', ['carts', 'cart', 'car'])).toBe('cart');
  });

  it('may have mistakes of two fifths of the longer name, and no more', () => {
    expect(nearestName('abcxy', ['abcde'])).toBe('abcde');
    expect(nearestName('abxyz', ['abcde'])).toBeNull();
    expect(nearestName('abc', ['abcde'])).toBe('abcde');
    expect(nearestName('ab', ['abcde'])).toBeNull();
    expect(nearestName('', ['abcde'])).toBeNull();
  });

  it('is at the distance that trying every edit finds', () => {
    const rng = createRng('edits');
    const word = () => Array.from({ length: rng.integer(6) }, () => 'ab'[rng.integer(2)]).join('');
    for (let n = 0; n < 400; n++) {
      const [a, b] = [word(), word()];
      // With a long common ending all distances up to five are within two fifths.
      const rest = 'zzzzzzzzzz';
      const others = Array.from({ length: 8 }, word).concat(b);
      const distances = others.map((other) => leastEdits(a, other));
      const least = Math.min(...distances);
      const nearest = nearestName(
        a + rest,
        others.map((other) => other + rest),
      );
      expect(nearest, a).toBe(others[distances.indexOf(least)] + rest);
    }
  });

  it('stands behind the message', () => {
    expect(withSuggestion('no such thing', 'gry', ['grey'])).toBe(
      'no such thing. Did you mean grey?',
    );
    expect(withSuggestion('no such thing', 'x', ['grey'])).toBe('no such thing');
  });
});

/** Least edits from left to right: drop, add or replace a letter, or exchange two neighbours of which neither is edited. */
function leastEdits(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return leastEdits(a.slice(1), b.slice(1));
  const ways = [
    leastEdits(a.slice(1), b),
    leastEdits(a, b.slice(1)),
    leastEdits(a.slice(1), b.slice(1)),
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) {
    ways.push(leastEdits(a.slice(2), b.slice(2)));
  }
  return 1 + Math.min(...ways);
}
