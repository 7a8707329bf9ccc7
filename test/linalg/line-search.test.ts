/** How much a step must bring: both minimisers, held to the share from both sides. */
import { describe, expect, it } from 'vitest';
import { minimiseInBox, minimiseLbfgs, type Objective } from '../../dist/linalg/index.js';

/** The cubic with f(0) = 0, f'(0) = -1, f(1) = -`share`, f'(1) = 1/2: the first step is tried at 1. */
function cubic(share: number): Objective {
  // a + b - 1 = -share, 3 a + 2 b - 1 = 1/2
  const a = 1.5 - 2 * (1 - share);
  const b = 1 - share - a;
  return ([x = 0], gradient) => {
    gradient[0] = 3 * a * x * x + 2 * b * x - 1;
    return ((a * x + b) * x - 1) * x;
  };
}

const MINIMISERS = {
  minimiseLbfgs: (objective: Objective) =>
    minimiseLbfgs(objective, [0], { maxIterations: 1, valueTolerance: 0 }),
  minimiseInBox: (objective: Objective) =>
    minimiseInBox(objective, [0], [-9], [9], { maxIterations: 1, valueTolerance: 0 }),
};

describe.each(Object.entries(MINIMISERS))('the first step of %s', (_, minimise) => {
  it('stands where it brings more than 1/10,000 of what the slope promises', () => {
    expect(minimise(cubic(1.1e-4)).x[0]).toBe(1);
  });

  it('is halved where it brings less', () => {
    expect(minimise(cubic(0.9e-4)).x[0]).toBe(0.5);
  });
});
