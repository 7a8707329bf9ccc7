/** What networks cost before they are run: what is computed, and what is foretold from measurements. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countFlops,
  countParameters,
  decodeModel,
  encodeModel,
  inferShapes,
  parameterLayout,
  THUMBNAIL,
} from '../../dist/model/index.js';
import { COST_MODEL_SETTINGS } from '../../dist/nas/cost/cost-model.js';
import {
  CALIBRATION_NETWORKS,
  type ComputedCost,
  calibrationNetworks,
  computedCost,
  createCostMeasurement,
  firstSuggestions,
  fitCostModel,
  type MeasureBytes,
  type MeasureCosts,
  randomModel,
  spaceOf,
} from '../../dist/nas/index.js';
import { createRng } from '../../dist/random/index.js';
import { createSpaceCodec } from '../../dist/search/index.js';
import { DEFAULT_NETWORK } from '../../dist/train/index.js';
import { describeStudy } from './fake-study.js';

const SIGNAL = new AbortController().signal;
const COST: ComputedCost = { parameters: 5000, flops: 2e6, activationBytes: 1e5, operations: 12 };
const scaled = (factors: Partial<ComputedCost>): ComputedCost => ({
  parameters: COST.parameters * (factors.parameters ?? 1),
  flops: COST.flops * (factors.flops ?? 1),
  activationBytes: COST.activationBytes * (factors.activationBytes ?? 1),
  operations: COST.operations * (factors.operations ?? 1),
});

/** Networks of all sizes. */
function networks(count: number, seed: string): ComputedCost[] {
  const rng = createRng(seed);
  const any = () => Math.exp(2 * rng.normal());
  return Array.from({ length: count }, () =>
    scaled({ parameters: any(), flops: any(), activationBytes: any(), operations: any() }),
  );
}

describe('computedCost', () => {
  it('counts parameters, operations, nodes and the bytes of all maps', () => {
    const cost = computedCost({
      input: { heightPx: 4, widthPx: 6 },
      nodes: [
        { id: 'rgb', op: 'features', planes: 'rgb' },
        { id: 'c', op: 'conv', from: 'rgb', kernel: 1, stride: 1, channels: 5, bias: true },
        { id: 'mean', op: 'globalAveragePool', from: 'c' },
        { id: 'out', op: 'dense', from: 'mean', units: 2, bias: true },
      ],
      output: 'out',
    });
    expect(cost.parameters).toBe(3 * 5 + 5 + 5 * 2 + 2);
    expect(cost.operations).toBe(4);
    // Thumbnail, planes, convolution, means, output; 4 bytes each.
    expect(cost.activationBytes).toBe(4 * (24 * 4 + 24 * 3 + 24 * 5 + 5 + 2));
  });

  it('is that of the model layer for a whole network', () => {
    const { architecture } = randomModel(DEFAULT_NETWORK, 1);
    const cost = computedCost(architecture);
    expect(cost.flops).toBe(countFlops(architecture));
    expect(cost.parameters).toBe(countParameters(architecture));
    expect(cost.operations).toBe(architecture.nodes.length);
  });
});

describe('randomModel', () => {
  it('is a whole model of the recipe that goes through its file, the same for one seed', () => {
    const model = randomModel(DEFAULT_NETWORK, 1);
    const input = inferShapes(model.architecture).get(THUMBNAIL);
    expect(input).toMatchObject({ heightPx: 32, widthPx: 32 });
    expect(decodeModel(encodeModel(model)).parameters).toEqual(model.parameters);
    expect(model.parameters).toHaveLength(parameterLayout(model.architecture).total);
    expect(new Set(model.parameters).size).toBeGreaterThan(1000);
    expect(randomModel(DEFAULT_NETWORK, 1)).toEqual(model);
    expect(randomModel(DEFAULT_NETWORK, 2).parameters).not.toEqual(model.parameters);
  });
});

describe('fitCostModel', () => {
  it('finds weights that explain all measurements, and foretells networks unlike them', () => {
    const weights = { parameters: 3e-5, flops: 2e-8, activationBytes: 4e-7, operations: 0.002 };
    const truth = (c: ComputedCost) =>
      0.05 +
      weights.parameters * c.parameters +
      weights.flops * c.flops +
      weights.activationBytes * c.activationBytes +
      weights.operations * c.operations;
    const model = fitCostModel(
      networks(40, 'known').map((computed) => ({ computed, measured: truth(computed) })),
    );
    for (const computed of networks(20, 'new')) {
      expect(model.predict(computed) / truth(computed)).toBeCloseTo(1, 2);
    }
  });

  it('never says that more work costs less, whatever was measured', () => {
    const measurement = fc.record({
      computed: fc.constantFrom(...networks(12, 'any')),
      measured: fc.double({ min: 0.01, max: 100, noNaN: true }),
    });
    const kinds = ['parameters', 'flops', 'activationBytes', 'operations'] as const;
    fc.assert(
      fc.property(fc.array(measurement, { minLength: 1, maxLength: 12 }), (measurements) => {
        const model = fitCostModel(measurements);
        // So far from all of them that no neighbour has a say.
        const far = { parameters: 1e7, flops: 1e7, activationBytes: 1e7, operations: 1e7 };
        for (const kind of kinds) {
          const less = model.predict(scaled(far));
          const more = model.predict(scaled({ ...far, [kind]: 1e9 }));
          expect(less).toBeGreaterThanOrEqual(0);
          expect(more).toBeGreaterThanOrEqual(less);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives no weight to what costs nothing: the best of all that are not negative', () => {
    // Cost falls with operations; an unbounded fit would subtract them.
    const measurements = [1, 2, 4, 8].map((operations) => ({
      computed: scaled({ operations }),
      measured: 10 - operations,
    }));
    const model = fitCostModel(measurements);
    // A constant alone, nearest to all by relative errors: sum of 1/m over sum of 1/m^2.
    const constant =
      measurements.reduce((sum, { measured }) => sum + 1 / measured, 0) /
      measurements.reduce((sum, { measured }) => sum + 1 / measured ** 2, 0);
    expect(model.predict(scaled({ operations: 1e6 }))).toBeCloseTo(constant, 6);
  });

  it('takes from like networks what the weights leave unexplained, with a Gaussian of 0.15 in logarithms', () => {
    const measurements = [2, 3].map((measured) => ({ computed: COST, measured }));
    const model = fitCostModel(measurements);
    // Two networks that look the same: all weight is on the constant.
    const fitted = (1 / 2 + 1 / 3) / (1 / 4 + 1 / 9);
    const logs = Math.log(2 / fitted) + Math.log(3 / fitted);
    for (const distance of [0, 0.1, 0.15, 0.3, 3]) {
      const near = Math.exp(-((distance / 0.15) ** 2) / 2);
      expect(model.predict(scaled({ flops: Math.exp(distance) }))).toBeCloseTo(
        fitted * Math.exp((near * logs) / (2 * near + 0.25)),
        9,
      );
    }
    expect(COST_MODEL_SETTINGS).toEqual({ nearness: 0.15, priorWeight: 0.25 });
  });

  it('refuses to speak without a measurement', () => {
    expect(() => fitCostModel([])).toThrow('expected a measurement, got none');
  });
});

describe('calibrationNetworks', () => {
  const description = describeStudy();
  const codec = createSpaceCodec(spaceOf(description));

  it('are ten different networks of the space, spread over each of its parameters', () => {
    const networks = calibrationNetworks(description);
    expect(networks).toHaveLength(CALIBRATION_NETWORKS);
    expect(CALIBRATION_NETWORKS).toBe(10);
    const points = networks.map((configuration) => codec.encode(configuration));
    expect(new Set(networks.map((configuration) => codec.key(configuration))).size).toBe(10);
    codec.dimensions.forEach(({ kind }, i) => {
      if (kind !== 'continuous') return;
      expect(points.filter((point) => point[i]! < 0.5).length).toBeGreaterThanOrEqual(2);
      expect(points.filter((point) => point[i]! >= 0.5).length).toBeGreaterThanOrEqual(2);
    });
  });

  it('are the same for one seed of a study, others for another', () => {
    expect(calibrationNetworks(description)).toEqual(calibrationNetworks(description));
    expect(calibrationNetworks({ ...description, seed: description.seed + 1 })).not.toEqual(
      calibrationNetworks(description),
    );
  });
});

describe('createCostMeasurement', () => {
  it('measures the very model of a configuration: its fastest run and whole megabytes', async () => {
    const description = describeStudy();
    const [configuration] = calibrationNetworks(description);
    const seen: { bytes: Uint8Array; runs: number | undefined }[] = [];
    const measure = (async (bytes, options) => {
      seen.push({ bytes, runs: options.runs });
      return {
        network: { cpu: { minimumMs: 0.25, medianMs: 0.5 } },
        memory: { peakBytes: 57_600_000 },
      };
    }) as unknown as MeasureBytes;
    const costs = await createCostMeasurement(description, measure)(configuration!, undefined);
    const { architecture } = decodeModel(seen[0]!.bytes);
    expect(costs).toEqual({
      cpuMs: 0.25,
      memoryMb: 58,
      parameters: countParameters(architecture),
      flops: countFlops(architecture),
    });
    expect(seen[0]!.runs).toBe(15);
  });

  it('runs large networks three times, and counts what a runner adds in pages', async () => {
    const runsOf = async (text: string, modelBytes: number) => {
      const description = describeStudy(text);
      const runs: (number | undefined)[] = [];
      const measure = (async (_, options) => {
        runs.push(options.runs, options.warmUp);
        return { network: { cpu: { minimumMs: 1 } }, memory: { peakBytes: 9e9, modelBytes } };
      }) as MeasureBytes;
      const [configuration] = calibrationNetworks(description);
      const { memoryMb } = await createCostMeasurement(description, measure)(
        configuration!,
        SIGNAL,
      );
      return [memoryMb, ...runs];
    };
    const large = `device: { kind: local, runner: c }
space: { family: small, fixed: { inputSize: 512, stem: 3x3 }, parameters: [{ kind: ordered, name: width, values: [64] }] }`;
    // A picture of 512 x 512 through a kernel of 3 x 3: far more than 1e9 operations.
    expect(await runsOf(large, 12_345_678)).toEqual([12.346, 3, 1]);
    expect(await runsOf('device: { kind: local, runner: c }', 5)).toEqual([0.004, 15, 20]);
    expect(await runsOf('device: { kind: local, runner: node }', 8192)).toEqual([0.008, 15, 20]);
  });

  it.each([
    { minimumMs: -1, peakBytes: 1 },
    { minimumMs: 1e9, peakBytes: 1 },
    { minimumMs: Number.NaN, peakBytes: 1 },
    { minimumMs: 1, peakBytes: 0 },
    { minimumMs: 1, peakBytes: 1e15 },
  ])('takes no figures that are none: %o', async ({ minimumMs, peakBytes }) => {
    const description = describeStudy();
    const measure = (async () => ({
      network: { cpu: { minimumMs } },
      memory: { peakBytes },
    })) as unknown as MeasureBytes;
    const [configuration] = calibrationNetworks(description);
    await expect(
      createCostMeasurement(description, measure)(configuration!, SIGNAL),
    ).rejects.toThrow('expected times and bytes, got figures that are none');
  });
});

describe('what a study begins with', () => {
  const described = `start: [{ width: 16 }, { width: 24 }]
space: { family: small, parameters: [{ kind: integer, name: width, low: 8, high: 64 }] }
sampler: sobol`;

  it('is what it says first, then points of the space, as many as are asked for and there are', async () => {
    const measured: unknown[] = [];
    const measure: MeasureCosts = async (configuration) => {
      measured.push(configuration);
      return { cpuMs: 1, memoryMb: 1, parameters: 1, flops: 1 };
    };
    const few = await firstSuggestions(describeStudy(described), 5, { measure, signal: SIGNAL });
    expect(few.map(({ configuration }) => configuration.width).slice(0, 2)).toEqual([16, 24]);
    expect(few).toHaveLength(5);
    expect(measured).toEqual(few.map(({ configuration }) => configuration));
    const short = describeStudy(`${described}\ntrials: 3`);
    expect(await firstSuggestions(short, 5, { measure, signal: SIGNAL })).toEqual(few.slice(0, 3));
  });

  it('is no more of a Bayesian search than comes before it learns, its own start apart', async () => {
    const measure: MeasureCosts = async () => ({ cpuMs: 1, memoryMb: 1, parameters: 1, flops: 1 });
    const count = async (text: string) =>
      (await firstSuggestions(describeStudy(text), 9, { measure, signal: SIGNAL })).length;
    expect(await count(described)).toBe(9);
    expect(await count(described.replace('sobol', 'bayesian'))).toBe(5);
    const own = [8, 9, 10, 11, 12, 13, 14].map((width) => `{ width: ${width} }`).join(', ');
    const longer = described.replace(/start: .*/, `start: [${own}]`).replace('sobol', 'bayesian');
    expect(await count(longer)).toBe(7);
  });

  it('passes over networks that cannot be built', async () => {
    // Maps of 7 x 7 have no room for a kernel of 31.
    const text = `space: { family: small, fixed: { inputSize: 7, stem: 1x1 }, parameters: [{ kind: ordered, name: kernel, values: [1, 31] }] }
sampler: sobol
start: [{ kernel: 31 }, { kernel: 1 }, { kernel: 31 }]`;
    const measure: MeasureCosts = async () => ({ cpuMs: 1, memoryMb: 1, parameters: 1, flops: 1 });
    const found = await firstSuggestions(describeStudy(text), 2, { measure, signal: SIGNAL });
    expect(found.map(({ configuration }) => configuration)).toEqual([{ kernel: 1 }, { kernel: 1 }]);
  });
});
