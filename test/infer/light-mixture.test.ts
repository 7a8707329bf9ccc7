/** The spread of the lights that a network mixes, for mixtures whose angles are known. */
import { describe, expect, it } from 'vitest';
import { findMixture, mixtureSpreadDegrees } from '../../dist/infer/light-mixture.js';
import type { Architecture } from '../../dist/model/index.js';

const THREE_LIGHTS: Architecture = {
  input: { heightPx: 2, widthPx: 2 },
  nodes: [
    { id: 'planes', op: 'features', planes: 'rgb' },
    { id: 'mean', op: 'globalAveragePool', from: 'planes' },
    { id: 'shares', op: 'softmax', from: 'mean', axis: 'channels' },
    { id: 'log', op: 'dense', from: 'shares', units: 2, bias: true },
    { id: 'light', op: 'activation', from: 'log', kind: 'exp' },
  ],
  output: 'light',
};
/** Rows of (log r, log b), then the bias. */
const PARAMETERS = Float32Array.of(0.1, -0.3, -0.5, 0.25, 0, 0.75, -0.6, -0.2);

describe('the mixture that a network ends in', () => {
  it('has the directions of exp(anchor + bias)', () => {
    const mixture = findMixture(THREE_LIGHTS, PARAMETERS)!;
    expect(mixture.nodeId).toBe('shares');
    for (const [i, [x, y]] of [
      [-0.5, -0.5],
      [-1.1, 0.05],
      [-0.6, 0.55],
    ].entries()) {
      const [r, b] = [Math.exp(x!), Math.exp(y!)];
      const length = Math.sqrt(r * r + 1 + b * b);
      for (const [c, value] of [r, 1, b].entries()) {
        expect(mixture.directions[3 * i + c]).toBeCloseTo(value / length, 6);
      }
    }
  });

  it('is none where another operation stands in its place', () => {
    const without = (id: string, node: object) =>
      ({
        ...THREE_LIGHTS,
        nodes: THREE_LIGHTS.nodes.map((n) => (n.id === id ? { ...n, ...node } : n)),
      }) as Architecture;
    expect(findMixture(without('light', { kind: 'relu' }), PARAMETERS)).toBeNull();
    expect(findMixture({ ...THREE_LIGHTS, output: 'log' }, PARAMETERS)).toBeNull();
    expect(findMixture(without('light', { from: 'mean' }), PARAMETERS)).toBeNull();
    expect(findMixture(without('log', { from: 'mean' }), PARAMETERS)).toBeNull();
  });
});

describe('the spread of a mixture', () => {
  const unit = (r: number, b: number) => {
    const length = Math.hypot(r, 1, b);
    return [r / length, 1 / length, b / length];
  };

  it('is 0 where all lights are the answer', () => {
    const directions = Float64Array.from([unit(0.5, 2), unit(0.5, 2)].flat());
    expect(mixtureSpreadDegrees(directions, Float32Array.of(0.5, 0.5), 0.5, 2)).toBeLessThan(1e-6);
  });

  it('is the root of the mean square angle', () => {
    // (0, 1, 0) and (1, 1, 0) / sqrt 2 are 90 and 45 degrees from an answer that is all red, nearly.
    const directions = Float64Array.of(0, 1, 0, Math.SQRT1_2, Math.SQRT1_2, 0);
    const spread = mixtureSpreadDegrees(directions, Float32Array.of(0.25, 0.75), 1e9, 0);
    expect(spread).toBeCloseTo(Math.sqrt(0.25 * 90 ** 2 + 0.75 * 45 ** 2), 4);
  });

  it('counts red and blue alike', () => {
    const directions = Float64Array.from([unit(1, 3), unit(2, 0.5)].flat());
    const swapped = Float64Array.from([unit(3, 1), unit(0.5, 2)].flat());
    const shares = Float32Array.of(0.5, 0.5);
    const angle = (x: number[], y: number[]) =>
      (Math.acos(x.reduce((sum, v, i) => sum + v * y[i]!, 0)) * 180) / Math.PI;
    const answer = unit(0.8, 1.4);
    const expected = Math.hypot(angle(unit(1, 3), answer), angle(unit(2, 0.5), answer));
    expect(mixtureSpreadDegrees(directions, shares, 0.8, 1.4)).toBeCloseTo(
      expected / Math.SQRT2,
      9,
    );
    expect(mixtureSpreadDegrees(swapped, shares, 1.4, 0.8)).toBeCloseTo(expected / Math.SQRT2, 9);
  });
});
