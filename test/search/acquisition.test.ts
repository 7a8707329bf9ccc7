/** The acquisition function against its definition, numerically: values by plain sums, gradients by central differences. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  averageAcquisitions,
  createAcquisition,
} from '../../dist/search/acquisition/acquisition.js';
import { prepareBoxes } from '../../dist/search/acquisition/hypervolume-improvement.js';
import { improvementBoxes } from '../../dist/search/acquisition/improvement-boxes.js';
import { createScenarios } from '../../dist/search/acquisition/scenarios.js';
import { fitOutcome } from '../../dist/search/acquisition/surrogate.js';
import { DEFAULT_FITS, NOISY_FITS } from '../../dist/search/gaussian-process/fit.js';
import {
  createPosterior,
  createPrediction,
  predict,
} from '../../dist/search/gaussian-process/posterior.js';

const COUNT = 9;
const rng = createRng('acquisition');
const rows = Array.from({ length: COUNT }, () => [rng.uniform(), rng.uniform()]);
const inputsOf = (points: readonly (readonly number[])[]) => ({
  count: points.length,
  dimensions: 2,
  values: Float64Array.from(points.flat()),
  categories: new Uint8Array(2),
});
const outcomes = {
  error: rows.map(([x, y]) => 3 + (x! - 0.4) ** 2 + 0.5 * y! + 0.1 * rng.normal()),
  size: rows.map(([x, y]) => 2 - x! + 0.3 * Math.sin(3 * y!)),
  heat: rows.map(([x, y]) => 10 * (x! + y!) + 0.2 * rng.normal()),
};
const BOUND = 9;
const THRESHOLDS = [3.6, 2.1];

function parts(fits: typeof DEFAULT_FITS, pending: number[][]) {
  const model = (name: keyof typeof outcomes, threshold: number) =>
    fitOutcome(
      inputsOf(rows),
      {
        name,
        values: outcomes[name],
        noiseVariances: outcomes[name].map(() => 0),
        log: false,
        threshold,
      },
      fits[0]!,
    );
  const models = [model('error', THRESHOLDS[0]!), model('size', THRESHOLDS[1]!)];
  const heat = model('heat', BOUND);
  const scenarios = createScenarios(
    [...models, heat],
    inputsOf(rows),
    inputsOf(pending),
    createRng('scenarios'),
  );
  const boxes = scenarios.outcomes.map((all) => {
    const kept = all.filter((row) => row[2]! <= BOUND).map((row) => row.slice(0, 2) as number[]);
    return prepareBoxes(improvementBoxes(kept, THRESHOLDS));
  });
  const acquisition = createAcquisition({
    objectives: [{ name: 'error' }, { name: 'size' }],
    models,
    constraints: [{ model: heat, bound: BOUND }],
    scenarios,
    boxes,
    encoder: { dimensions: 2, encode: (point: Float64Array) => point } as never,
    decode: () => ({}),
  });
  return { acquisition, models, heat, scenarios };
}

/** By counting: the mean, over normal outcomes, of the volume that a point adds to the front. */
function countedGain(
  { models, heat, scenarios }: ReturnType<typeof parts>,
  point: Float64Array,
): number {
  const predictions = scenarios.posteriors.map((posterior) => {
    const prediction = createPrediction(posterior);
    predict(posterior, point, prediction, false);
    return { means: [...prediction.means], deviation: Math.sqrt(prediction.variance) };
  });
  const normals = createRng('normals');
  const draws = Array.from({ length: 20_000 }, () => [normals.normal(), normals.normal()]);
  const volume = (front: readonly (readonly number[])[]) => {
    const sorted = front
      .filter((p) => p.every((v, k) => v < THRESHOLDS[k]!))
      .sort((a, b) => a[0]! - b[0]!);
    let [sum, floor] = [0, THRESHOLDS[1]!];
    for (const [x, y] of sorted) {
      if (y! >= floor) continue;
      sum += (THRESHOLDS[0]! - x!) * (floor - y!);
      floor = y!;
    }
    return sum;
  };
  const gains = scenarios.outcomes.map((all, s) => {
    const front = all.filter((row) => row[2]! <= BOUND).map((row) => row.slice(0, 2));
    const before = volume(front);
    const added = draws.map((z) => {
      const at = models.map(({ transform }, k) => {
        const { means, deviation } = predictions[k]!;
        return transform.mean + transform.deviation * (means[s]! + deviation * z[k]!);
      });
      return volume([...front, at]) - before;
    });
    return added.reduce((a, b) => a + b, 0) / draws.length;
  });
  const { means, deviation } = predictions[2]!;
  const mean = means.reduce((a, b) => a + b, 0) / means.length;
  const limit = (BOUND - heat.transform.mean) / heat.transform.deviation;
  const within = draws.filter(([z]) => mean + deviation * z! <= limit).length / draws.length;
  return (gains.reduce((a, b) => a + b, 0) / gains.length) * within;
}

const PENDING = [
  [0.9, 0.1],
  [0.2, 0.7],
];

describe.each([
  ['certain', DEFAULT_FITS, []],
  ['noisy, with points under way', NOISY_FITS, PENDING],
] as const)('where outcomes are %s', (_, fits, pending) => {
  const made = parts(fits as typeof DEFAULT_FITS, pending as unknown as number[][]);
  const { acquisition } = made;
  const places = [
    [0.35, 0.2],
    [0.6, 0.1],
    [0.5, 0.45],
  ].map((place) => Float64Array.from(place));

  it('is the logarithm of what a point adds, times the chance that it keeps the constraint', () => {
    for (const place of places) {
      const counted = countedGain(made, place);
      expect(counted).toBeGreaterThan(1e-3);
      expect(Math.exp(acquisition.value(place)) / counted).toBeCloseTo(1, 1);
    }
  });

  it('has the gradient of central differences', () => {
    for (const place of places) {
      const gradient = new Float64Array(2);
      const value = acquisition.valueAndGradient(place, place, gradient);
      expect(value).toBeCloseTo(acquisition.value(place), 10);
      for (const i of [0, 1]) {
        const [up, down] = [1e-5, -1e-5].map((step) => {
          const moved = Float64Array.from(place);
          moved[i]! += step;
          return acquisition.value(moved);
        });
        const slope = (up! - down!) / 2e-5;
        expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
      }
    }
  });
});

describe('several acquisitions', () => {
  const two = [parts(DEFAULT_FITS, []), parts([DEFAULT_FITS[1]!], [])].map((p) => p.acquisition);
  const average = averageAcquisitions(two);
  const place = Float64Array.of(0.35, 0.2);

  it('gain what they gain on average', () => {
    const gains = two.map((one) => Math.exp(one.value(place)));
    expect(Math.exp(average.value(place))).toBeCloseTo((gains[0]! + gains[1]!) / 2, 12);
  });

  it('have the gradient of that', () => {
    const gradient = new Float64Array(2).fill(7);
    expect(average.valueAndGradient(place, place, gradient)).toBeCloseTo(average.value(place), 12);
    for (const i of [0, 1]) {
      const [up, down] = [1e-5, -1e-5].map((step) => {
        const moved = Float64Array.from(place);
        moved[i]! += step;
        return average.value(moved);
      });
      expect(gradient[i]).toBeCloseTo((up! - down!) / 2e-5, 3);
    }
  });
});

describe('a surrogate that knows its mean', () => {
  it('goes from there to what was seen, by how near that is and how noisy', () => {
    // One observation of 3 at 0 with a noise of 0.25 in variance; covariance exp(-d^2 / 2 l^2), l = 0.5.
    const inputs = {
      count: 1,
      dimensions: 1,
      values: Float64Array.of(0),
      categories: new Uint8Array(1),
    };
    const posterior = createPosterior(
      inputs,
      { lengthScales: Float64Array.of(0.5), noise: 0.2 },
      'squaredExponential',
      Float64Array.of(0.05),
      [Float64Array.of(3)],
      1,
    );
    const prediction = createPrediction(posterior);
    for (const x of [0, 0.3, 2]) {
      predict(posterior, Float64Array.of(x), prediction, false);
      const k = Math.exp(-(x ** 2) / (2 * 0.25));
      expect(prediction.means[0]).toBeCloseTo(1 + (k / 1.25) * 2, 9);
      expect(prediction.variance).toBeCloseTo(1 - k ** 2 / 1.25, 9);
    }
  });
});
