/** Hypervolume, boxes, expected improvement and the Gaussian process against plain forms of themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  logHypervolumeImprovement,
  prepareBoxes,
} from '../../dist/search/acquisition/hypervolume-improvement.js';
import { improvementBoxes } from '../../dist/search/acquisition/improvement-boxes.js';
import { DEFAULT_FITS, fitObjective } from '../../dist/search/gaussian-process/fit.js';
import {
  createPosterior,
  createPrediction,
  predict,
} from '../../dist/search/gaussian-process/posterior.js';
import { hypervolume, paretoFront } from '../../dist/search/index.js';
import { erfcx, logImprovement, logNormalCdf } from '../../dist/search/normal-distribution.js';

const coordinate = fc.integer({ min: 0, max: 12 }).map((v) => v / 10);
const pointsOf = (m: number) =>
  fc.array(fc.array(coordinate, { minLength: m, maxLength: m }), { maxLength: 8 });

/** By counting the cells of a grid of tenths: exact, as all coordinates are tenths. */
function countedVolume(points: number[][], reference: number[]): number {
  const m = reference.length;
  const cells = 10 ** m;
  let count = 0;
  for (let cell = 0; cell < cells; cell++) {
    const corner = Array.from(
      { length: m },
      (_, k) => (Math.floor(cell / 10 ** k) % 10) / 10 + 0.05,
    );
    if (points.some((point) => point.every((v, k) => v <= corner[k]!))) count++;
  }
  return count / cells;
}

describe.each([1, 2, 3, 4])('with %i objectives', (m) => {
  const reference = Array(m).fill(1);

  it('the hypervolume is that of counted cells', () => {
    fc.assert(
      fc.property(pointsOf(m), (points) => {
        expect(hypervolume(points, reference)).toBeCloseTo(countedVolume(points, reference), 9);
      }),
      { numRuns: m === 4 ? 20 : 60 },
    );
  });

  it('the boxes that can be improved are disjoint and fill what the points leave', () => {
    fc.assert(
      fc.property(pointsOf(m), (points) => {
        const { count, lower, upper } = improvementBoxes(points, reference);
        let volume = 0;
        for (let b = 0; b < count; b++) {
          let product = 1;
          for (let k = 0; k < m; k++)
            product *= Math.max(0, upper[b * m + k]! - Math.max(0, lower[b * m + k]!));
          volume += product;
        }
        const inside = points.map((point) => point.map((v) => Math.max(0, v)));
        expect(volume).toBeCloseTo(1 - hypervolume(inside, reference), 9);
      }),
      { numRuns: 60 },
    );
  });
});

it('three objectives need at most 2n + 1 boxes', () => {
  fc.assert(
    fc.property(pointsOf(3), (points) => {
      const front = paretoFront(points.filter((p) => p.every((v) => v < 1)));
      expect(improvementBoxes(points, [1, 1, 1]).count).toBeLessThanOrEqual(2 * front.length + 1);
    }),
  );
});

describe('expected hypervolume improvement', () => {
  const front = [
    [0.2, 0.7, 0.5],
    [0.5, 0.4, 0.6],
    [0.7, 0.6, 0.1],
  ];
  const reference = [1, 1, 1];

  it.each([
    ['normal outcomes', ['normal', 'normal', 'normal']],
    ['a log-normal and a known outcome', ['logNormal', 'normal', 'known']],
  ] as const)('is the mean improvement of samples: %s', (_title, kinds) => {
    const boxes = prepareBoxes(improvementBoxes(front, reference));
    const outcomes = kinds.map((kind, k) => ({
      kind,
      mean: kind === 'logNormal' ? Math.log(0.5) : [0.5, 0.6, 0.4][k]!,
      deviation: kind === 'known' ? 0 : 0.3,
    }));
    const rng = createRng('samples');
    const before = hypervolume(front, reference);
    let sum = 0;
    const samples = 40_000;
    for (let i = 0; i < samples; i++) {
      const y = outcomes.map(({ kind, mean, deviation }) => {
        const value = mean + deviation * rng.normal();
        return kind === 'logNormal' ? Math.exp(value) : value;
      });
      sum += hypervolume([...front, y], reference) - before;
    }
    const exact = Math.exp(logHypervolumeImprovement(boxes, outcomes));
    expect(Math.abs(sum / samples / exact - 1)).toBeLessThan(0.03);
  });

  it('has the gradient of its differences', () => {
    const boxes = prepareBoxes(improvementBoxes(front, reference));
    const outcomes = [
      { kind: 'normal' as const, mean: 0.4, deviation: 0.2 },
      { kind: 'logNormal' as const, mean: -0.8, deviation: 0.3 },
      { kind: 'normal' as const, mean: 1.4, deviation: 0.1 },
    ];
    const gradient = new Float64Array(6);
    logHypervolumeImprovement(boxes, outcomes, gradient);
    outcomes.forEach((outcome, k) => {
      (['mean', 'deviation'] as const).forEach((field, f) => {
        const step = 1e-5;
        const at = (change: number) => {
          const moved = outcomes.map((o) => ({ ...o }));
          moved[k]![field] += change;
          return logHypervolumeImprovement(boxes, moved);
        };
        const slope = (at(step) - at(-step)) / (2 * step);
        expect(Math.abs(gradient[2 * k + f]! - slope)).toBeLessThan(
          1e-5 * Math.max(1, Math.abs(slope)),
        );
      });
      expect(outcome).toBe(outcomes[k]);
    });
  });
});

describe('the Gaussian process', () => {
  const rng = createRng('process');
  const count = 12;
  const dimensions = 3;
  const values = Float64Array.from({ length: count * dimensions }, (_, i) =>
    i % dimensions === 2 ? rng.integer(2) : rng.uniform(),
  );
  const inputs = { count, dimensions, values, categories: Uint8Array.of(0, 0, 1) };
  const y = Float64Array.from(
    { length: count },
    (_, i) => Math.sin(5 * values[3 * i]!) + values[3 * i + 2]!,
  );
  const known = new Float64Array(count);

  it.each(DEFAULT_FITS)('has the exact gradient of its likelihood: $kernel', (settings) => {
    const objective = fitObjective(inputs, y, known, settings);
    const at = Float64Array.of(-0.5, 0.3, 0.1, -3);
    const gradient = new Float64Array(4);
    objective(at, gradient);
    at.forEach((_, k) => {
      const step = 1e-5;
      const moved = (change: number) =>
        objective(
          at.map((v, i) => (i === k ? v + change : v)),
          new Float64Array(4),
        );
      expect(gradient[k]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 5);
    });
  });

  it.each(DEFAULT_FITS)(
    'predicts what it was told, and gradients of its differences: $kernel',
    ({ kernel }) => {
      const hyperparameters = { lengthScales: Float64Array.of(0.4, 0.6, 0.9), noise: 1e-6 };
      const posterior = createPosterior(inputs, hyperparameters, kernel, known, [y]);
      const into = createPrediction(posterior);
      for (let i = 0; i < count; i++) {
        predict(posterior, values.subarray(3 * i, 3 * i + 3), into, false);
        expect(into.means[0]).toBeCloseTo(y[i]!, 3);
        expect(into.variance).toBeLessThan(1e-4);
      }
      const at = Float64Array.of(0.31, 0.62, 1);
      predict(posterior, at, into, true);
      const gradient = into.meanGradients.slice(0, 2);
      const varianceGradient = into.varianceGradient.slice(0, 2);
      for (let k = 0; k < 2; k++) {
        const step = 1e-5;
        const moved = (change: number) => {
          predict(
            posterior,
            at.map((v, i) => (i === k ? v + change : v)),
            into,
            false,
          );
          return [into.means[0]!, into.variance] as const;
        };
        const [up, down] = [moved(step), moved(-step)];
        expect(gradient[k]).toBeCloseTo((up[0] - down[0]) / (2 * step), 5);
        expect(varianceGradient[k]).toBeCloseTo((up[1] - down[1]) / (2 * step), 5);
      }
    },
  );
});

describe('the normal distribution in logarithms', () => {
  it('has the values of published tables', () => {
    expect(erfcx(1)).toBeCloseTo(0.427583576155807, 13);
    expect(erfcx(5)).toBeCloseTo(0.1107046377330686, 13);
    expect(logNormalCdf(-40)).toBeCloseTo(-804.6084420137538, 8);
    expect(logImprovement(0)).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 12);
  });

  it('joins its branches without a step', () => {
    for (const z of [-1, -4, -1e4]) {
      const gap = 1e-9 * Math.abs(z);
      const slope = (logImprovement(z + 2 * gap) - logImprovement(z + gap)) / gap;
      const across = (logImprovement(z + gap) - logImprovement(z - gap)) / (2 * gap);
      expect(Math.abs(across / slope - 1)).toBeLessThan(1e-2);
    }
  });
});
