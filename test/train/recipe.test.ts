import { describe, expect, it } from 'vitest';
import { countParameters, inferShapes } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  buildArchitecture,
  DEFAULT_NETWORK,
  REFERENCE_NETWORK,
  summariseLights,
} from '../../dist/train/index.js';

const lights = Array.from({ length: 60 }, (_, i) => ({
  r: 0.4 + (i % 3) * 0.2,
  b: 0.9 - (i % 3) * 0.2,
}));

describe('summariseLights', () => {
  it('centres on the mean in log chroma and finds the clusters there are', () => {
    const { centre, anchors } = summariseLights(lights, 3, createRng(1));
    expect(centre[0]).toBeCloseTo((Math.log(0.4) + Math.log(0.6) + Math.log(0.8)) / 3, 10);
    const found = anchors.map(([x]) => Math.exp(x + centre[0])).sort();
    expect(found[0]).toBeCloseTo(0.4, 10);
    expect(found[1]).toBeCloseTo(0.6, 10);
    expect(found[2]).toBeCloseTo(0.8, 10);
  });

  it('gives fewer anchors where there are fewer lights', () => {
    expect(summariseLights(lights, 24, createRng(1)).anchors).toHaveLength(3);
    expect(summariseLights(lights, 0, createRng(1)).anchors).toHaveLength(0);
  });

  it('starts with lights drawn by their squared distance from those before', () => {
    // Ten lights each at 0, 4 and 10 along log r. Two centres end at 2 and 10 or at 0 and 7, by which are drawn first:
    // at 0, 10 follows in 100 of 116; at 4, in 36 of 52; at 10, any other leads there too.
    const along = [0, 4, 10].flatMap((x) =>
      Array.from({ length: 10 }, () => ({ r: Math.exp(x / 10), b: 1 })),
    );
    const ends = Array.from({ length: 600 }, (_, seed) => {
      const { centre, anchors } = summariseLights(along, 2, createRng(seed));
      const found = anchors.map(([x]) => Math.round(100 * (x + centre[0]))).sort((a, b) => a - b);
      for (const [, y] of anchors) expect(y).toBeCloseTo(0, 12);
      return found.join();
    });
    expect(new Set(ends)).toEqual(new Set(['20,100', '0,70']));
    const share = ends.filter((end) => end === '20,100').length / ends.length;
    expect(Math.abs(share - (100 / 116 + 36 / 52 + 1) / 3)).toBeLessThan(0.03);
  });

  it('ends where every anchor is the mean of the lights that are nearest to it', () => {
    const rng = createRng('anchors');
    const many = Array.from({ length: 300 }, () => ({
      r: Math.exp(rng.normal()),
      b: Math.exp(0.3 * rng.normal()),
    }));
    const { centre, anchors } = summariseLights(many, 7, rng);
    const places = anchors.map(([x, y]) => [x + centre[0], y + centre[1]] as const);
    const logs = many.map(({ r, b }) => [Math.log(r), Math.log(b)] as const);
    const owner = logs.map(([x, y]) => {
      const far = places.map(([u, v]) => (x - u) ** 2 + (y - v) ** 2);
      return far.indexOf(Math.min(...far));
    });
    for (const [i, place] of places.entries()) {
      const own = logs.filter((_, n) => owner[n] === i);
      for (const c of [0, 1] as const) {
        const mean = own.reduce((sum, point) => sum + point[c], 0) / own.length;
        expect(place[c]).toBeCloseTo(mean, 10);
      }
    }
  });

  it('is the same for one seed', () => {
    expect(summariseLights(lights, 2, createRng(5))).toEqual(
      summariseLights(lights, 2, createRng(5)),
    );
  });
});

describe('buildArchitecture', () => {
  it('builds a valid small network of at most 50,000 parameters', () => {
    const architecture = buildArchitecture(DEFAULT_NETWORK, lights, 1);
    expect(inferShapes(architecture).get(architecture.output)?.channels).toBe(2);
    expect(countParameters(architecture)).toBeLessThanOrEqual(50_000);
  });

  it('spreads colour temperatures evenly in mired, from 2500 K to 8600 K', () => {
    const recipe = { ...DEFAULT_NETWORK, anchors: 5, answer: 'kelvin' } as const;
    const { nodes } = buildArchitecture(recipe, lights, 1);
    const weights = nodes.flatMap((node) =>
      'initialWeights' in node && node.initialWeights?.length === 5 ? [node.initialWeights] : [],
    )[0]!;
    // The unit is the network's own; ratios are what is asked for.
    const [first, last] = [1e6 / 8600, 1e6 / 2500];
    Array.from(weights).forEach((weight, i) => {
      const mired = first + ((last - first) * i) / 4;
      expect(weight / weights[4]!).toBeCloseTo(mired / last, 12);
    });
  });

  it("builds the reference system's proof of concept", () => {
    expect(countParameters(buildArchitecture(REFERENCE_NETWORK, lights, 1))).toBe(281_177);
  });
});
