/** The head that answers in kelvin behind a network that answers with a white point. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  answerOf,
  countParameters,
  decodeModel,
  encodeModel,
  type LocusLight,
  parameterLayout,
  smallArchitecture,
  withCurveHead,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { modelOf, smallModel } from '../infer/sample-models.js';

/** Lights every 10 mired, log r and log b linear in mired. */
const LOCUS: LocusLight[] = Array.from({ length: 34 }, (_, i) => {
  const mired = 430 - 10 * i;
  return {
    cctKelvin: 1e6 / mired,
    r: Math.exp(0.004 * (mired - 250)),
    b: Math.exp(-0.005 * (mired - 250)),
  };
});

describe('a network with the curve head', () => {
  const model = smallModel();
  const headed = withCurveHead(model, LOCUS);
  const kernels = loadKernelModule();

  it('answers in kelvin, and keeps the numbers that it was trained to', () => {
    expect(answerOf(headed.architecture)).toBe('kelvin');
    expect(countParameters(headed.architecture)).toBeGreaterThan(
      countParameters(model.architecture),
    );
    const kept = decodeModel(encodeModel(headed));
    expect(kept.parameters).toEqual(headed.parameters);
  });

  it('answers with the light of the curve that has the r / b of the white point, held at the ends', () => {
    const [white, kelvin] = [createEstimator(model, kernels), createEstimator(headed, kernels)];
    const rng = createRng(3);
    const ends = { least: Number.POSITIVE_INFINITY, most: 0 };
    for (let n = 0; n < 40; n++) {
      const tint = [0.2 + rng.uniform(), 1, 0.2 + rng.uniform(), 1];
      const pixels = Float32Array.from({ length: 768 }, (_, i) =>
        i % 4 === 3 ? 1 : 0.05 + 0.5 * rng.uniform() * tint[i % 4]!,
      );
      const { r, b } = white.estimateThumbnail(pixels).whitePoint;
      // log r - log b = 0.009 (mired - 250), between the knots that are 30 mired apart.
      const mired = 250 + Math.log(r / b) / 0.009;
      const expected = Math.max(130, Math.min(400, mired));
      const answer = 1e6 / kelvin.estimateTemperature(pixels, 400);
      expect(Math.abs(answer / expected - 1)).toBeLessThan(1e-5);
      ends.least = Math.min(ends.least, answer);
      ends.most = Math.max(ends.most, answer);
    }
    expect(ends.most - ends.least).toBeGreaterThan(20);
  });

  /** Answers with this white point whatever it sees. */
  function constantModel(r: number, b: number) {
    const architecture = {
      input: { heightPx: 12, widthPx: 16 },
      nodes: [
        { id: 'planes', op: 'features', planes: 'rgb' },
        { id: 'mean', op: 'globalAveragePool', from: 'planes' },
        { id: 'logs', op: 'dense', from: 'mean', units: 2, bias: true },
        { id: 'white', op: 'activation', from: 'logs', kind: 'exp' },
      ],
      output: 'white',
    } as const;
    const constant = modelOf(architecture);
    constant.parameters.fill(0);
    const { offset } = parameterLayout(architecture).find('logs', 'bias')!;
    constant.parameters.set([Math.log(r), Math.log(b)], offset);
    return constant;
  }

  it('reaches over the lights from 2500 to 8000 K with every third a knot, whatever white points are beyond', () => {
    // Lights from 430 to 112.5 mired, of which 400 to 125 lie within: the last knot is at 130.
    const fine = Array.from({ length: 128 }, (_, i) => {
      const mired = 430 - 2.5 * i;
      return { cctKelvin: 1e6 / mired, r: Math.exp(0.004 * mired), b: Math.exp(-0.005 * mired) };
    });
    const layout = (of: typeof headed) => parameterLayout(of.architecture);
    const some = withCurveHead(constantModel(1, 1), fine);
    expect(layout(some).find('curveBeyond', 'bias')!.length).toBe(37);
    const answers = [
      [1e6, 1e-6],
      [1e-6, 1e6],
      [1, 1],
    ].map(([r, b]) => {
      const estimator = createEstimator(withCurveHead(constantModel(r!, b!), fine), kernels);
      return estimator.estimateTemperature(new Float32Array(768).fill(0.5), 400);
    });
    expect(Math.abs(answers[0]! / 2500 - 1)).toBeLessThan(1e-5);
    expect(Math.abs((answers[1]! * 130) / 1e6 - 1)).toBeLessThan(1e-5);
    // r / b = 1 is at 0 mired of this curve, beyond its blue end.
    expect(Math.abs((answers[2]! * 130) / 1e6 - 1)).toBeLessThan(1e-5);
  });

  it('keeps white points within 1e-4 to 1e4, so that their logarithms are finite', () => {
    expect(headed.architecture.nodes.find(({ id }) => id === 'curveWhite')).toMatchObject({
      kind: 'clamp',
      alpha: 1e-4,
      beta: 1e4,
    });
  });

  it('needs two knots', () => {
    const lights = LOCUS.filter(({ cctKelvin }) => cctKelvin >= 2500);
    expect(() => withCurveHead(model, lights.slice(0, 3))).toThrow(/along which r \/ b falls/);
    expect(() => withCurveHead(model, lights.slice(0, 4))).not.toThrow();
  });

  it('is refused behind a network that answers in kelvin, and for a curve that turns back', () => {
    const anchorsMired = [200, 300];
    const ct = modelOf(
      smallArchitecture({
        heightPx: 12,
        widthPx: 16,
        blocks: [{ kernel: 2, stride: 2, channels: 8 }],
        hidden: 8,
        centre: [0, 0],
        anchors: [],
        anchorsMired,
      }),
    );
    expect(() => withCurveHead(ct, LOCUS)).toThrow(/answers in kelvin/);
    const bent = LOCUS.map((light, i) => (i < 20 ? light : { ...light, r: 3, b: 1 }));
    expect(() => withCurveHead(model, bent)).toThrow(/along which r \/ b falls/);
    expect(() => withCurveHead(model, [])).toThrow(/along which r \/ b falls/);
  });
});
