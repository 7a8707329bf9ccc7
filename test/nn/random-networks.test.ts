import { describe, expect, it } from 'vitest';
import { parameterLayout, referenceArchitectureV1 } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { checkGradients, relativeError, runEngine, twinDerivative } from './gradient-check.js';
import { drawProblem, normals, type Problem } from './problem.js';
import { drawReferenceFamily } from './reference-networks.js';

const NETWORKS = 50;
const TOLERANCE = 1e-3;
const BATCH = 4;

/** Whether the loss feels the first convolution at all: a hidden layer of one neuron may sleep for every picture. */
function isAwake(problem: Problem): boolean {
  const tensor = parameterLayout(problem.architecture).find('conv1', 'weight')!;
  const direction = normals(tensor.length, createRng('awake'));
  return Math.abs(twinDerivative(problem, tensor, direction)) > 1e-4;
}

function drawNetwork(index: number): Problem {
  const rng = createRng(`network ${index}`);
  // Every seventh network is wide, on a picture of a few pixels.
  const family = drawReferenceFamily(rng, index % 7 === 6 ? 256 : 32);
  return drawProblem(referenceArchitectureV1(family), {
    batch: BATCH,
    training: index % 5 !== 4,
    masked: 0.02,
    seed: index,
    accept: isAwake,
  });
}

describe('random networks of the reference family', () => {
  it.each(Array.from({ length: NETWORKS }, (_, index) => index))(
    'network %i gives its gradient to a thousandth in every tensor',
    (index) => {
      const problem = drawNetwork(index);
      const expected = problem.values.get(problem.architecture.output)!;
      expect(relativeError(runEngine(problem).outputs, expected)).toBeLessThan(1e-4);
      for (const { name, gradientNorm, byDirection } of checkGradients(problem, {
        parameters: 0,
        directions: 1,
      })) {
        expect(gradientNorm, name).toBeGreaterThan(0);
        expect(byDirection, name).toBeLessThan(TOLERANCE);
      }
    },
  );

  it('span the family', () => {
    const families = Array.from({ length: NETWORKS }, (_, index) =>
      drawReferenceFamily(createRng(`network ${index}`), index % 7 === 6 ? 256 : 32),
    );
    const blocks = families.flatMap((family) => family.blocks);
    expect(new Set(blocks.map(({ kernel }) => kernel))).toEqual(new Set([3, 4, 5, 6, 7]));
    expect(new Set(blocks.map(({ stride }) => stride))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(new Set(families.map(({ depth }) => depth))).toEqual(new Set([2, 3, 4, 5]));
    expect(Math.max(...blocks.map(({ channels }) => channels))).toBeGreaterThan(200);
  });
});
