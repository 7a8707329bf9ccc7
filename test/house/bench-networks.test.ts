/** The networks that benchmarks time can be built, and are of the size that their figures are told for. */
import { describe, expect, it } from 'vitest';
// @ts-expect-error: benchmarks are JavaScript.
import { INFERENCE_NETWORKS, NETWORKS } from '../../bench/networks.mjs';
import { countFlops, type ReferenceFamily, referenceArchitecture } from '../../dist/model/index.js';

const MFLOP: Record<string, number> = {
  'proof of concept, 288x432': 1210,
  'tiny 16/32/64, 64x96': 10.2,
  'micro 16/32/32, 32x48': 6.64,
  'small 16/32/64, 96x144': 5.53,
};

describe('networks of benchmarks', () => {
  const families = { ...NETWORKS, ...INFERENCE_NETWORKS } as Record<string, ReferenceFamily>;
  it.each(Object.entries(families))('%s', (name, family) => {
    const flops = countFlops(referenceArchitecture(family));
    expect(flops / 1e6 / MFLOP[name]!).toBeCloseTo(1, 1);
  });
});
