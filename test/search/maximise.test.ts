/** What finding the best point of an acquisition rests on: samples, mutations, climbs, steps. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import type { Acquisition } from '../../dist/search/acquisition/acquisition.js';
import { MAXIMISE_SETTINGS, maximiseAcquisition } from '../../dist/search/acquisition/maximise.js';
import { createSpaceCodec, type Parameter } from '../../dist/search/index.js';

const floats = (count: number): Parameter[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'float', name: `x${i}`, low: 0, high: 1 }));

/** An acquisition by value alone; its gradient is that of its differences. */
function acquisitionOf(value: (point: Float64Array) => number, inputs: number) {
  const seen: Float64Array[] = [];
  const at = (point: Float64Array) => {
    seen.push(Float64Array.from(point));
    return value(point);
  };
  const acquisition: Acquisition = {
    inputs,
    value: at,
    valueAndGradient(point, _like, gradient) {
      point.forEach((v, i) => {
        const moved = (change: number) => value(point.map((w, k) => (k === i ? v + change : w)));
        gradient[i] = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      });
      return value(point);
    },
  };
  return { acquisition, seen };
}

const options = (changes: object = {}) => ({
  elite: [],
  taken: new Set<string>(),
  rng: createRng('maximise'),
  ...changes,
});

describe('maximiseAcquisition', () => {
  it('climbs to the top of a smooth hill', () => {
    const top = [0.31, 0.72, 0.55];
    const { acquisition } = acquisitionOf(
      (p) => -p.reduce((sum, v, i) => sum + (i + 1) * (v - top[i]!) ** 2, 0),
      3,
    );
    const found = maximiseAcquisition(acquisition, createSpaceCodec({ parameters: floats(3) }), {
      ...options(),
      rawPoints: 8,
    })!;
    found.forEach((v, i) => {
      expect(v).toBeCloseTo(top[i]!, 3);
    });
  });

  it('tries 512 points of the whole space and 256 mutations of the elite', () => {
    const elite = [Float64Array.of(0.5, 0.5, 0.5, 0.5, 0.5, 0.5)];
    const tried = (from: Float64Array[]) => {
      const { acquisition, seen } = acquisitionOf(() => 0, 6);
      const codec = createSpaceCodec({ parameters: floats(6) });
      maximiseAcquisition(acquisition, codec, { ...options(), elite: from, starts: 0 });
      return seen;
    };
    expect(tried([])).toHaveLength(512);
    const mutated = tried(elite).slice(512);
    expect(mutated).toHaveLength(256);
    const moved = mutated.map((point) => point.filter((v) => v !== 0.5).length);
    // One coordinate for certain, and each of the others with a chance of a half.
    expect(Math.min(...moved)).toBe(1);
    const mean = moved.reduce((a, b) => a + b, 0) / moved.length;
    expect(mean).toBeGreaterThan(1 + 5 / 2 - 0.3);
    expect(mean).toBeLessThan(1 + 5 / 2 + 0.3);
    const steps = mutated.flatMap((point) => Array.from(point, (v) => Math.abs(v - 0.5)));
    expect(steps.filter((step) => step > 0 && step < 0.01).length).toBeGreaterThan(50);
    expect(steps.filter((step) => step > 0.25).length).toBeGreaterThan(50);
  });

  it('finds a needle beside the elite that even samples miss', () => {
    const needle = [0.412, 0.633, 0.287, 0.811, 0.149, 0.502, 0.735, 0.368];
    // Flat but within a twentieth of the needle: no gradient leads there from outside.
    const value = (p: Float64Array) =>
      Math.max(0, 0.05 - Math.hypot(...Array.from(p, (v, i) => v - needle[i]!)));
    const codec = createSpaceCodec({ parameters: floats(8) });
    const near = Float64Array.from(needle, (v, i) => (i === 3 ? v + 0.06 : v));
    const at = (elite: Float64Array[]) => {
      const { acquisition } = acquisitionOf(value, 8);
      return value(maximiseAcquisition(acquisition, codec, { ...options(), elite })!);
    };
    expect(at([])).toBe(0);
    expect(at([near])).toBeGreaterThan(0.03);
  });

  it('steps whole numbers to their best, one after the other', () => {
    const parameters: Parameter[] = [
      { kind: 'integer', name: 'a', low: 0, high: 9 },
      { kind: 'integer', name: 'b', low: 0, high: 9 },
      { kind: 'choice', name: 'c', values: ['x', 'y', 'z'] },
    ];
    const codec = createSpaceCodec({ parameters });
    const best = codec.encode({ a: 7, b: 2, c: 'y' });
    const { acquisition } = acquisitionOf(
      (p) =>
        -Math.abs(p[0]! - best[0]!) - Math.abs(p[1]! - best[1]!) - (p[2] === best[2] ? 0 : 0.3),
      3,
    );
    const found = maximiseAcquisition(acquisition, codec, {
      ...options(),
      rawPoints: 2,
      starts: 1,
    });
    expect(codec.decode(found!)).toEqual({ a: 7, b: 2, c: 'y' });
  });

  it('gives the next best where the best is taken, and null where all is', () => {
    const parameters: Parameter[] = [{ kind: 'ordered', name: 'a', values: [1, 2, 3, 4] }];
    const codec = createSpaceCodec({ parameters });
    const { acquisition } = acquisitionOf((p) => p[0]!, 1);
    const key = (a: number) => codec.key({ a });
    const next = maximiseAcquisition(acquisition, codec, options({ taken: new Set([key(4)]) }));
    expect(codec.decode(next!)).toEqual({ a: 3 });
    const taken = new Set([1, 2, 3, 4].map(key));
    expect(maximiseAcquisition(acquisition, codec, options({ taken }))).toBeNull();
  });

  it('has the settings that were chosen', () => {
    expect(MAXIMISE_SETTINGS).toEqual({
      rawPoints: 512,
      mutations: 256,
      starts: 5,
      relaxedLevels: 12,
      climbRounds: 3,
      climbIterations: 40,
      startDistance: 0.1,
      mutationDeviations: [0.02, 0.1, 0.3],
    });
  });
});
