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

  it('shuffles every item to every place alike', () => {
    const rng = createRng('places');
    const counts = Array.from({ length: 5 }, () => new Array<number>(5).fill(0));
    const runs = 20_000;
    for (let run = 0; run < runs; run++) {
      rng.shuffle([0, 1, 2, 3, 4]).forEach((item, place) => {
        counts[item]![place]!++;
      });
    }
    // Each is binomial about a fifth; four deviations of it are 0.0113.
    for (const count of counts.flat()) expect(Math.abs(count / runs - 0.2)).toBeLessThan(0.0125);
  });

  it('draws whole numbers below n alike, all of them', () => {
    const rng = createRng('whole numbers');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[rng.integer(7)]!++;
    for (const count of counts) expect(Math.abs(count / 10_000 - 1)).toBeLessThan(0.04);
  });
});
