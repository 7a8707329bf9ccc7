/** The reference's own answers: its search on 205 pictures, its curve, its density and weights (shared/data/reference). */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  createReferenceAwb,
  fitReferenceCurve,
  fitReferenceHyperparameters,
  type GpHyperparameters,
  referenceProcess,
} from '../../dist/classical/index.js';
import { densityWeights, whitePointDensity } from '../../dist/dataset/index.js';
import { decodeRaw, inflatePlain, linearise, toRawImage } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

describeWithShared('reference', 'the Bayesian baseline of the reference', () => {
  const golden = JSON.parse(readFileSync(sharedData('reference', 'golden.json'), 'utf8'));
  const lights = (golden.density.labels as [number, number][]).map(([r, b]) => ({ r, b }));
  const { lengthScale, signalVar, noiseVar, mean } = golden.curve.hyperparameters;
  const given: GpHyperparameters = {
    lengthScale,
    signalSd: Math.sqrt(signalVar),
    noiseSd: Math.sqrt(noiseVar),
    mean,
  };

  /** Linear and clipped, pixel by pixel, as the reference does. */
  function picture(...path: string[]) {
    const raw = decodeRaw(readFileSync(sharedData(...path)), { inflate: inflatePlain });
    const { heightPx, widthPx, rgb } = linearise(toRawImage(raw));
    const pixels = Float32Array.from({ length: heightPx * widthPx * 4 }, (_, i) =>
      i % 4 === 3 ? 1 : rgb[Math.floor(i / 4) * 3 + (i % 4)]!,
    );
    return { heightPx, widthPx, pixels };
  }

  it('searches as the reference does on the sample and all 205 pictures, its curve given, to 1e-6', () => {
    const estimate = createReferenceAwb(fitReferenceCurve(lights, given));
    const wrong: unknown[] = [];
    const check = (id: string, found: { r: number; b: number }, r: number, b: number) => {
      if (!(Math.abs(found.r - r) < 1e-6 && Math.abs(found.b - b) < 1e-6))
        wrong.push([id, found, r, b]);
    };
    const [r, b] = golden.bayes.sample;
    check('sample', estimate(picture('simplecube-sample', '00_0011.png')), r, b);
    for (const [id, r, b] of golden.bayes.cube64test)
      check(id, estimate(picture('cube64', 'test', 'PNG', `${id}.png`)), r, b);
    expect(wrong).toEqual([]);
    expect(golden.bayes.cube64test).toHaveLength(readdirSync(sharedData('cube64/test/PNG')).length);
  });

  it('has the points of its coarse search on the curve', () => {
    const curve = fitReferenceCurve(lights, given);
    for (const [r, b] of golden.bayes.coarsePairs)
      expect(Math.abs(curve(r) - b)).toBeLessThan(1e-9);
  });

  it('has its curve and both bands, hyperparameters given', () => {
    const { predict } = referenceProcess(lights, given);
    golden.curve.r.forEach((r: number, i: number) => {
      const { mean: b, curveSd, sampleSd } = predict(r);
      expect(Math.abs(b - golden.curve.mean[i])).toBeLessThan(1e-9);
      expect(Math.abs(curveSd - golden.curve.standardDeviationOfCurve[i])).toBeLessThan(1e-6);
      expect(Math.abs(sampleSd - golden.curve.standardDeviationOfLights[i])).toBeLessThan(1e-6);
    });
  });

  it('fits the curve as the reference did: 888 steps of Adam, to 0.002 over the range of the labels', () => {
    const fitted = fitReferenceHyperparameters(lights);
    const curve = fitReferenceCurve(lights, fitted);
    const r = lights.map((light) => light.r);
    const [low, high] = [Math.min(...r), Math.max(...r)];
    golden.curve.r.forEach((at: number, i: number) => {
      if (at < low || at > high) return;
      expect(Math.abs(curve(at) - golden.curve.mean[i]), `r ${at}`).toBeLessThan(0.002);
    });
    for (const name of ['lengthScale', 'signalSd', 'noiseSd', 'mean'] as const)
      expect(Math.abs(fitted[name] / given[name] - 1), name).toBeLessThan(0.02);
  });

  it('weighs labels by their density as the reference does, to 1e-6', () => {
    const density = whitePointDensity(lights)!;
    const weights = densityWeights(lights);
    lights.forEach((light, i) => {
      expect(Math.abs(density(light) / golden.density.density[i] - 1)).toBeLessThan(1e-6);
      expect(Math.abs(weights[i]! - golden.density.weights[i])).toBeLessThan(1e-6);
    });
  });
});
