import { describe, expect, it } from 'vitest';
import {
  BAYES_SPACE,
  type CtCurvePoint,
  createReferenceAwb,
  createThumbnailBayes,
  curveAt,
  fitReferenceCurve,
  type LabelledThumbnail,
  learnCctPrior,
  physicalCurve,
  projectOntoCurve,
  REFERENCE_AWB_PARAMETERS,
  REFERENCE_GRID,
  readAwb,
  stockBaselines,
  tuneBayes,
  tuneReferenceAwb,
  writeAwb,
} from '../../dist/classical/index.js';
import {
  CANON_EOS_550D_XYZ_TO_CAMERA,
  recoveryErrorDegrees,
  type WhitePoint,
} from '../../dist/color/index.js';
import { createRng } from '../../dist/random/index.js';
import { describeWithShared } from '../support/shared-data.js';
import { loadCube } from './cube-thumbnails.js';

const PHYSICAL: CtCurvePoint[] = physicalCurve([
  { cctKelvin: 6504, xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA },
]);

/** Pictures of coloured surfaces under lights of 2500 to 8500 K; most lights are near 5500 K. */
function pictures(count: number, seed: string): LabelledThumbnail[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, i) => {
    const spread = i % 3 === 0 ? rng.uniform() : 0.55 + 0.1 * rng.uniform();
    const whitePoint = curveAt(PHYSICAL, 1 / (1 / 2500 + spread * (1 / 8500 - 1 / 2500)));
    const pixels = new Float32Array(36 * 24 * 4);
    for (let o = 0; o < pixels.length; o += 4) {
      const level = 0.02 + 0.6 * rng.uniform();
      const warm = Math.exp(0.3 * rng.normal());
      pixels.set([level * whitePoint.r * warm, level, (level * whitePoint.b) / warm, 1], o);
    }
    return { thumbnail: { heightPx: 24, widthPx: 36, pixels }, whitePoint };
  });
}

function meanError(
  set: readonly LabelledThumbnail[],
  estimate: (thumbnail: LabelledThumbnail['thumbnail']) => WhitePoint,
): number {
  const errors = set.map((one) => recoveryErrorDegrees(estimate(one.thumbnail), one.whitePoint));
  return errors.reduce((sum, error) => sum + error, 0) / set.length;
}

describe('the variant of the reference system', () => {
  const training = pictures(60, 'reference');
  const curve = fitReferenceCurve(training.map(({ whitePoint }) => whitePoint));

  it('finds a grey wall to within its fine steps', () => {
    for (const kelvin of [3000, 4500, 6500]) {
      const light = curveAt(PHYSICAL, kelvin);
      const pixels = new Float32Array(36 * 24 * 4);
      for (let o = 0; o < pixels.length; o += 4)
        pixels.set([0.3 * light.r, 0.3, 0.3 * light.b, 1], o);
      const found = createReferenceAwb(curve)({ heightPx: 24, widthPx: 36, pixels });
      expect(Math.abs(found.r - light.r)).toBeLessThan(0.006);
      expect(Math.abs(found.b - light.b)).toBeLessThan(0.012);
    }
  });

  it('stays near its curve: within five thousandths of r, across it', () => {
    const estimate = createReferenceAwb(curve);
    for (const { thumbnail } of training) {
      const { r, b } = estimate(thumbnail);
      expect(Math.abs(b - curve(r))).toBeLessThan(0.03);
    }
  });

  it('falls back where nothing is bright enough', () => {
    const dark = { heightPx: 12, widthPx: 18, pixels: new Float32Array(12 * 18 * 4).fill(0.004) };
    expect(createReferenceAwb(curve)(dark)).toEqual(REFERENCE_AWB_PARAMETERS.fallback);
  });

  it('tries its whole grid and keeps the best', () => {
    let calls = 0;
    const tuned = tuneReferenceAwb(training, { onTrial: () => calls++ });
    expect(calls).toBe(REFERENCE_GRID.deltaLimit.length * REFERENCE_GRID.minGreen.length);
    const least = Math.min(...tuned.tried.map(({ squaredErrorSum }) => squaredErrorSum));
    let sum = 0;
    for (const { thumbnail, whitePoint } of training) {
      const { r, b } = tuned.estimate(thumbnail);
      sum += (r - whitePoint.r) ** 2 + (b - whitePoint.b) ** 2;
    }
    expect(sum / training.length).toBeCloseTo(least, 12);
  });
});

describe('learnCctPrior', () => {
  it('peaks at 0 where lights are frequent and falls no lower than its floor', () => {
    const prior = learnCctPrior([5400, 5500, 5600], { lo: 2000, hi: 13_000, strength: 2 });
    const { x, y } = prior.logLikelihood;
    expect(Math.max(...y)).toBe(0);
    expect(Math.min(...y)).toBe(-12);
    const peak = x[y.indexOf(0)];
    expect(peak).toBeGreaterThan(5000);
    expect(peak).toBeLessThan(6000);
    expect([x[0], x[x.length - 1]]).toEqual([2000, 13_000]);
    expect(() => learnCctPrior([], { lo: 2000, hi: 9000, strength: 1 })).toThrow('got none');
  });
});

describe('stock, extended and tuned baselines', () => {
  const training = pictures(60, 'tune');
  const lights = training.map(({ whitePoint }) => whitePoint);
  const { stock, extended } = stockBaselines(lights, PHYSICAL);

  it('differ in range alone as they should', () => {
    expect(stock.modes.get('auto')).toEqual({ lo: 2500, hi: 8000 });
    expect(extended.modes.get('auto')).toEqual({ lo: 2000, hi: 13_000 });
    const ccts = extended.ctCurve!.map(({ cctKelvin }) => cctKelvin);
    expect([ccts[0], ccts[ccts.length - 1]]).toEqual([2000, 13_000]);
    expect(extended.ctCurve).toEqual(expect.arrayContaining([...stock.ctCurve!]));
    expect({ ...extended, ctCurve: null, modes: null }).toEqual({
      ...stock,
      ctCurve: null,
      modes: null,
    });
  });

  it('go into a tuning file and come back', () => {
    for (const parameters of [stock, extended]) {
      const text = JSON.stringify(writeAwb(parameters));
      expect(readAwb(JSON.parse(text))).toEqual(parameters);
    }
  });

  it('tuning betters its start, tells what it tried and gives parameters for a file', () => {
    const space = {
      ...BAYES_SPACE,
      transversePos: [0.01, 0.03],
      transverseNeg: [0.01, 0.03],
      greyOffsetR: [0, 0.05],
      greyOffsetB: [0, 0.05],
    };
    const seen: number[] = [];
    const tuned = tuneBayes(training, {
      physical: PHYSICAL,
      space,
      maxRounds: 1,
      onTrial: (_trial, done, total) => {
        expect(total).toBeGreaterThanOrEqual(done);
        seen.push(done);
      },
    });
    expect(seen).toEqual(tuned.tried.map((_, i) => i + 1));
    const kept = tuned.tried.filter((trial) => trial.kept);
    for (let i = 1; i < kept.length; i++) {
      expect(kept[i].meanErrorDegrees).toBeLessThan(kept[i - 1].meanErrorDegrees);
    }
    const last = kept[kept.length - 1];
    expect(last.settings).toEqual(tuned.settings);
    expect(tuned.meanErrorDegrees).toBe(Math.min(...tuned.tried.map((t) => t.meanErrorDegrees)));
    expect(readAwb(JSON.parse(JSON.stringify(writeAwb(tuned.parameters))))).toEqual(
      tuned.parameters,
    );
    const fresh = pictures(60, 'fresh');
    expect(meanError(fresh, createThumbnailBayes(tuned.parameters))).toBeLessThan(1.5);
    expect(() => tuneBayes(training.slice(0, 3), { physical: PHYSICAL })).toThrow('got 4 and 3');
  });

  it('shows what a camera starts with where nothing can be seen', () => {
    const pixels = new Float32Array(36 * 24 * 4);
    const start = createThumbnailBayes(stock)({ heightPx: 24, widthPx: 36, pixels });
    expect(projectOntoCurve(stock.ctCurve!, start).cctKelvin).toBeCloseTo(4000, -2);
  });
});

describeWithShared('cube64', 'baselines on real pictures', () => {
  it('rank as they should: tuned before extended before stock', () => {
    // Every fourth picture of the training part, to be quick; in halves by place in the list.
    const set = loadCube('train').filter((_, i) => i % 4 === 0);
    const training = set.slice(0, set.length / 2);
    const held = set.slice(set.length / 2);
    const { stock, extended } = stockBaselines(
      training.map(({ whitePoint }) => whitePoint),
      PHYSICAL,
    );
    const tuned = tuneBayes(training, { physical: PHYSICAL, maxRounds: 1, folds: 3 });
    const [s, e, t] = [stock, extended, tuned.parameters].map((parameters) =>
      meanError(held, createThumbnailBayes(parameters)),
    );
    expect(t).toBeLessThan(e);
    expect(t).toBeLessThan(0.8 * s);
    const reference = tuneReferenceAwb(training);
    expect(meanError(held, reference.estimate)).toBeLessThan(6);
  });
});
