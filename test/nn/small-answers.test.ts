/** Ends of the small family: what is regressed, answers on a curve; their gradients, what they give, and what they never give. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorByCurve, footOnLine, recoveryErrorDegrees } from '../../dist/color/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  type AnswerCurve,
  answerCurveOf,
  countParameters,
  type Model,
  parameterLayout,
  REGRESSED,
  smallArchitecture,
} from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import { modelOf } from '../infer/sample-models.js';
import { checkGradients, runEngine } from './gradient-check.js';
import { drawProblem } from './problem.js';

const POINTS = [
  { r: 1.1, b: 0.2 },
  { r: 0.8, b: 0.3 },
  { r: 0.55, b: 0.5 },
  { r: 0.42, b: 0.75 },
  { r: 0.35, b: 0.95 },
];
const CENTRE = [Math.log(0.55), Math.log(0.5)] as const;
const FAMILY = {
  heightPx: 12,
  widthPx: 16,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 8,
  centre: CENTRE,
  anchors: [
    [0.5, -0.6],
    [0, 0.05],
    [-0.3, 0.4],
  ] as const,
};
const MODULE = loadKernelModule();

const curved = (curve: AnswerCurve) => smallArchitecture({ ...FAMILY, curve });

/** As training starts; trained numbers drawn anew, of any size, what is frozen as it is. */
function drawn(architecture: ReturnType<typeof curved>, rng: Rng, size: number): Model {
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, rng);
  for (let i = 0; i < layout.trainable; i++) parameters[i] = size * rng.normal();
  return { ...modelOf(architecture), parameters };
}

function picture(rng: Rng): Float32Array {
  return Float32Array.from({ length: 768 }, (_, i) => (i % 4 === 3 ? 1 : 0.02 + rng.uniform()));
}

describe('answers restricted to a curve', () => {
  const band = fc.constantFrom(0, 0.01, 0.05, 0.15);
  const step = fc.record({
    r: fc.double({ min: 0.03, max: 0.3, noNaN: true }),
    b: fc.double({ min: 0.03, max: 0.3, noNaN: true }),
  });

  it('lie within the band of it, whatever the trained numbers and the picture', () => {
    const seen = { most: 0 };
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        band,
        fc.integer(),
        fc.constantFrom(0.3, 3, 30),
        (steps, width, seed, size) => {
          const points = [{ r: 2, b: 0.2 }];
          for (const { r, b } of steps) {
            const last = points.at(-1)!;
            points.push({ r: last.r * (1 - r), b: last.b + b });
          }
          fc.pre(points.every(({ r }) => r > 0.16));
          const rng = createRng(seed);
          const model = drawn(curved({ points, band: width }), rng, size);
          const estimator = createEstimator(model, MODULE);
          for (let n = 0; n < 3; n++) {
            const { whitePoint } = estimator.estimateThumbnail(picture(rng));
            const distance = Math.abs(footOnLine(points, whitePoint).distance);
            expect(distance).toBeLessThan(width + 1e-5);
            seen.most = Math.max(seen.most, distance);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(seen.most).toBeGreaterThan(0.1);
  });

  it('reach the whole curve and both sides of the band', () => {
    const architecture = curved({ points: POINTS, band: 0.05 });
    const layout = parameterLayout(architecture);
    const feet = [-9, 9].flatMap((place) =>
      [-9, 9].map((step) => {
        const model = drawn(architecture, createRng(1), 0);
        model.parameters[layout.find('place', 'bias')!.offset] = place;
        model.parameters[layout.find('step', 'bias')!.offset] = step;
        const { whitePoint } = createEstimator(model, MODULE).estimateThumbnail(
          picture(createRng(2)),
        );
        return whitePoint;
      }),
    );
    for (const [i, end] of [POINTS[0]!, POINTS[0]!, POINTS[4]!, POINTS[4]!].entries()) {
      const { r, b } = feet[i]!;
      expect(Math.hypot(r - end.r, b - end.b)).toBeCloseTo(0.05, 5);
    }
    // Positive steps go towards larger r and b.
    expect(feet[1]!.r).toBeGreaterThan(feet[0]!.r);
    expect(feet[1]!.b).toBeGreaterThan(feet[0]!.b);
  });

  it('begin at the lights of the anchors, and are read back from the network', () => {
    const curve = answerCurveOf(curved({ points: POINTS, band: 0.05 }))!;
    expect(curve.band).toBe(0.05);
    for (const [i, { r, b }] of curve.points.entries()) {
      expect(r).toBeCloseTo(POINTS[i]!.r, 9);
      expect(b).toBeCloseTo(POINTS[i]!.b, 9);
    }
    expect(answerCurveOf(curved({ points: POINTS, band: 0 }))!.band).toBe(0);
    expect(answerCurveOf(smallArchitecture(FAMILY))).toBe(null);
    const place = curved({ points: POINTS, band: 0 }).nodes.find(({ id }) => id === 'place');
    const starts = (place as unknown as { initialWeights: number[] }).initialWeights;
    FAMILY.anchors.forEach(([x, y], i) => {
      const light = { r: Math.exp(CENTRE[0] + x), b: Math.exp(CENTRE[1] + y) };
      const { foot } = footOnLine(POINTS, light);
      const { r, b } = curve.lightAt(starts[i]!);
      expect(Math.hypot(r - foot.r, b - foot.b)).toBeLessThan(0.01);
    });
  });

  it('have a confidence by the lights of the curve that they mix', () => {
    const architecture = curved({ points: POINTS, band: 0.02 });
    const layout = parameterLayout(architecture);
    const confidence = (shares: readonly number[]) => {
      const model = drawn(architecture, createRng(1), 0);
      const { offset } = layout.find('place', 'weight')!;
      model.parameters.set([-1, 0, 1], offset);
      model.parameters.set(shares, layout.find('dense2', 'bias')!.offset);
      const estimator = createEstimator(model, MODULE);
      return estimator.estimateThumbnail(picture(createRng(2))).confidence;
    };
    expect(confidence([-20, 20, -20])).toBeGreaterThan(2 * confidence([0, -20, 0]));
  });

  it('train no more numbers than free ones of as many anchors and a step', () => {
    const free = countParameters(smallArchitecture(FAMILY));
    // Anchors of one number in place of two, one bias for two, and a step of 8 weights and a bias.
    expect(countParameters(curved({ points: POINTS, band: 0.1 }))).toBe(free - 3 - 1 + 9);
    expect(countParameters(curved({ points: POINTS, band: 0 }))).toBe(free - 3 - 1);
  });

  it.each([
    [{ points: POINTS.slice(0, 1), band: 0 }, /at least two points/],
    [{ points: [POINTS[0]!, POINTS[0]!], band: 0 }, /no two neighbours alike/],
    [{ points: [...POINTS, { r: 0, b: 1 }], band: 0 }, /positive r and b/],
    [{ points: POINTS, band: 0.2 }, /band below 0\.2, the smallest r or b of the curve, got 0\.2/],
    [{ points: POINTS, band: -0.1 }, /band of 0 or more, got -0\.1/],
    [{ points: POINTS, band: Number.NaN }, /band of 0 or more, got NaN/],
  ])('are refused for %o', (curve, message) => {
    expect(() => curved(curve)).toThrow(message);
  });
});

describe.each([
  ...REGRESSED.map((regressed) => [`regressed as ${regressed}`, { ...FAMILY, regressed }] as const),
  ['free, as gains', { ...FAMILY, regressed: 'gains', anchors: [] }] as const,
  ['of three experts', { ...FAMILY, experts: 3 }] as const,
  ['near a curve', { ...FAMILY, curve: { points: POINTS, band: 0.05 } }] as const,
  ['on a curve', { ...FAMILY, curve: { points: POINTS, band: 0 } }] as const,
])('an answer %s', (_, family) => {
  it('has the gradient of central differences in every trained tensor', () => {
    const problem = drawProblem(smallArchitecture(family), { batch: 3, training: true, seed: 5 });
    const checked = checkGradients(problem, { parameters: 3, directions: 1 });
    const names = checked.map(({ name }) => name);
    expect(names.some((name) => name.startsWith('line') || name.startsWith('beyond'))).toBe(false);
    expect(runEngine(problem).gradients).toHaveLength(countParameters(problem.architecture));
    for (const { name, byDirection, gradientNorm } of checked) {
      // A layer behind places that are held at an end has none.
      if (gradientNorm < 1e-7) continue;
      expect(byDirection, name).toBeLessThan(1e-3);
    }
    expect(checked.filter(({ gradientNorm }) => gradientNorm > 1e-7).length).toBeGreaterThan(6);
  });
});

describe('experts', () => {
  const experts = (count: number) => smallArchitecture({ ...FAMILY, experts: count });
  const numbers = (count: number) => countParameters(experts(count));

  it('cost a gate, and nothing where there is one', () => {
    expect(experts(1)).toEqual(smallArchitecture(FAMILY));
    // The gate reads two pools of 8 channels and the mean chroma of 2.
    expect(numbers(3) - numbers(1)).toBe(3 * (8 + 8 + 2) + 3);
  });

  it('are the plain layer where the gate is even, and one of them alone where it is not', () => {
    const plain = experts(1);
    const gated = experts(2);
    const own = parameterLayout(plain);
    const layout = parameterLayout(gated);
    const base = drawn(plain, createRng(8), 0.5);
    const answer = (bias: readonly number[], muted: readonly number[] = []) => {
      const model = drawn(gated, createRng(8), 0);
      for (const { nodeId, role, offset, length } of own.tensors) {
        const to = layout.find(nodeId, role)!.offset;
        model.parameters.set(base.parameters.subarray(offset, offset + length), to);
      }
      const hidden = layout.find('dense2', 'weight')!.offset;
      for (const neuron of muted)
        model.parameters.fill(0, hidden + 3 * neuron, hidden + 3 * neuron + 3);
      model.parameters.set(bias, layout.find('gateLogits', 'bias')!.offset);
      return createEstimator(model, MODULE).estimateThumbnail(picture(createRng(9))).whitePoint;
    };
    const { r } = createEstimator(base, MODULE).estimateThumbnail(picture(createRng(9))).whitePoint;
    expect(answer([0, 0]).r).toBeCloseTo(r, 5);
    expect(Math.abs(answer([40, -40]).r - r)).toBeGreaterThan(1e-4);
    // Whatever the other expert's neurons would have said.
    expect(answer([40, -40], [4, 5, 6, 7])).toEqual(answer([40, -40]));
    expect(answer([40, -40], [0])).not.toEqual(answer([40, -40]));
  });

  it('answer alone where the gate is hard, as the one that it prefers by anything', () => {
    const gated = smallArchitecture({ ...FAMILY, experts: 2, gate: 'hard' });
    const layout = parameterLayout(gated);
    const answer = (bias: readonly number[], muted: readonly number[] = []) => {
      const model = drawn(gated, createRng(8), 0.5);
      const { offset, length } = layout.find('gateLogits', 'weight')!;
      model.parameters.fill(0, offset, offset + length);
      const hidden = layout.find('dense2', 'weight')!.offset;
      for (const neuron of muted)
        model.parameters.fill(0, hidden + 3 * neuron, hidden + 3 * neuron + 3);
      model.parameters.set(bias, layout.find('gateLogits', 'bias')!.offset);
      return createEstimator(model, MODULE).estimateThumbnail(picture(createRng(9))).whitePoint;
    };
    const [first, second] = [answer([40, -40]), answer([-40, 40])];
    expect(Math.abs(first.r - second.r)).toBeGreaterThan(1e-4);
    expect(answer([0.002, 0])).toEqual(first);
    expect(answer([0, 0.002])).toEqual(second);
    expect(answer([0.002, 0], [4, 5, 6, 7])).toEqual(first);
    expect(answer([0.002, 0], [0])).not.toEqual(first);
    // A tie is half of each.
    const tie = answer([1, 1]);
    expect(Number.isFinite(tie.r)).toBe(true);
    expect([first.r, second.r]).not.toContain(tie.r);
  });

  it('are at most as many as neurons', () => {
    expect(() => experts(9)).toThrow(
      /experts: expected 1 to 8, the neurons of the hidden layer, got 9/,
    );
    expect(() => experts(0)).toThrow(/experts: expected 1 to 8/);
  });
});

describe('what is regressed', () => {
  it.each(REGRESSED)('%s: one anchor is answered with as it was given', (regressed) => {
    for (const [r, b] of [
      [0.05, 2],
      [0.4, 0.7],
      [1.6, 0.2],
    ] as const) {
      const anchors = [[Math.log(r) - CENTRE[0], Math.log(b) - CENTRE[1]]] as const;
      const architecture = smallArchitecture({ ...FAMILY, regressed, anchors });
      const parameters = initialParameters(
        architecture,
        parameterLayout(architecture),
        createRng(3),
      );
      const estimator = createEstimator({ ...modelOf(architecture), parameters }, MODULE);
      const { whitePoint } = estimator.estimateThumbnail(picture(createRng(4)));
      expect(Math.abs(whitePoint.r / r - 1)).toBeLessThan(3e-5);
      expect(Math.abs(whitePoint.b / b - 1)).toBeLessThan(3e-5);
    }
  });
});

describe('an error along a curve and across it', () => {
  const near = fc.record({
    r: fc.double({ min: 0.2, max: 1.3, noNaN: true }),
    b: fc.double({ min: 0.15, max: 1.1, noNaN: true }),
  });

  it('is the whole error, told apart', () => {
    fc.assert(
      fc.property(near, near, (estimate, truth) => {
        const { alongDegrees, acrossDegrees } = errorByCurve(POINTS, estimate, truth);
        const whole = recoveryErrorDegrees(estimate, truth);
        expect(Math.hypot(alongDegrees, acrossDegrees)).toBeCloseTo(whole, 8);
      }),
    );
  });

  it("is along where the answer lies on the truth's piece, across where it lies beside it", () => {
    const truth = { r: 0.7, b: 0.38 };
    const along = errorByCurve(POINTS, { r: 0.675, b: 0.4 }, truth);
    expect(along.alongDegrees).toBeGreaterThan(1);
    expect(Math.abs(along.acrossDegrees)).toBeLessThan(0.02);
    const magenta = errorByCurve(POINTS, { r: 0.72, b: 0.42 }, truth);
    expect(magenta.acrossDegrees).toBeGreaterThan(1);
    expect(errorByCurve(POINTS, { r: 0.68, b: 0.34 }, truth).acrossDegrees).toBeLessThan(-1);
    expect(errorByCurve(POINTS, truth, truth)).toEqual({ alongDegrees: 0, acrossDegrees: 0 });
  });
});
