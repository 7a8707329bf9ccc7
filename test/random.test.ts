import { describe, expect, it } from 'vitest';
import { createRng } from '../dist/random/index.js';

describe('createRng', () => {
  it('gives one stream for one seed', () => {
    const a = createRng(7);
    const b = createRng(7);
    for (let i = 0; i < 100; i++) expect(a.uniform()).toBe(b.uniform());
    expect(createRng(8).uniform()).not.toBe(createRng(7).uniform());
  });

  it('forks by name, whatever was drawn before', () => {
    const a = createRng(7);
    const b = createRng(7);
    b.uniform();
    expect(a.fork('crop', 3).uniform()).toBe(b.fork('crop', 3).uniform());
    expect(a.fork('crop', 3).uniform()).not.toBe(a.fork('crop', 4).uniform());
  });

  it('draws uniforms and normals with the moments they should have', () => {
    const rng = createRng('moments');
    const n = 200_000;
    let sum = 0;
    let normalSum = 0;
    let normalSquares = 0;
    for (let i = 0; i < n; i++) {
      sum += rng.uniform();
      const z = rng.normal();
      normalSum += z;
      normalSquares += z * z;
    }
    expect(sum / n).toBeCloseTo(0.5, 2);
    expect(normalSum / n).toBeCloseTo(0, 1);
    expect(normalSquares / n).toBeCloseTo(1, 1);
  });

  it('shuffles without losing an item', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = createRng(1).shuffle([...items]);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((x, y) => x - y)).toEqual(items);
  });
});
