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

  it("builds the reference system's proof of concept", () => {
    expect(countParameters(buildArchitecture(REFERENCE_NETWORK, lights, 1))).toBe(281_177);
  });
});
