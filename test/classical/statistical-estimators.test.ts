import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEdgeEstimator,
  EDGE_FAMILY,
  meanWhitePoint,
  STATISTICAL_ESTIMATORS,
  type StatisticalEstimatorName,
  type Thumbnail,
} from '../../dist/classical/index.js';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { createRng } from '../../dist/random/index.js';

const LIGHT = { r: 0.55, b: 0.72 };
const NAMES = Object.keys(STATISTICAL_ESTIMATORS) as StatisticalEstimatorName[];
const LEARNING_NAMES = NAMES.filter((name) => name !== 'constant');

/** Grey surfaces of random brightness (0.1..0.9) under one light, every pixel fully covered. */
function greyScene(seed: string, sizePx = 16, light = LIGHT): Thumbnail {
  const rng = createRng(seed);
  const pixels = new Float32Array(sizePx * sizePx * 4);
  for (let o = 0; o < pixels.length; o += 4) {
    const grey = 0.1 + 0.8 * rng.uniform();
    pixels.set([grey * light.r, grey, grey * light.b, 1], o);
  }
  return { heightPx: sizePx, widthPx: sizePx, pixels };
}

/** The scene with the square [from, to) of pixels replaced by R, G, B, coverage. */
function withSquare(scene: Thumbnail, from: number, to: number, pixel: number[]): Thumbnail {
  const pixels = scene.pixels.slice();
  for (let y = from; y < to; y++) {
    for (let x = from; x < to; x++) pixels.set(pixel, (y * scene.widthPx + x) * 4);
  }
  return { ...scene, pixels };
}

describe('STATISTICAL_ESTIMATORS', () => {
  it.each(LEARNING_NAMES)('%s finds the light on grey surfaces', (name) => {
    const estimate = STATISTICAL_ESTIMATORS[name](greyScene(name));
    expect(estimate).not.toBeNull();
    expect(recoveryErrorDegrees(estimate!, LIGHT)).toBeLessThan(1e-5);
  });

  it.each(NAMES)('%s says null where everything is masked', (name) => {
    const masked = withSquare(greyScene(name), 0, 16, [0, 0, 0, 0]);
    expect(STATISTICAL_ESTIMATORS[name](masked)).toBeNull();
  });

  it.each(LEARNING_NAMES)('%s never looks under the mask', (name) => {
    const scene = greyScene(name);
    const black = STATISTICAL_ESTIMATORS[name](withSquare(scene, 4, 9, [0, 0, 0, 0]));
    const orange = STATISTICAL_ESTIMATORS[name](withSquare(scene, 4, 9, [0.9, 0.4, 0.1, 0]));
    expect(black).toEqual(orange);
    expect(recoveryErrorDegrees(black!, LIGHT)).toBeLessThan(1e-5);
  });

  it.each(LEARNING_NAMES)('%s leaves clipped pixels out, and counts them when told to', (name) => {
    const clipped = withSquare(greyScene(name), 4, 9, [0.8, 1, 1, 1]);
    expect(recoveryErrorDegrees(STATISTICAL_ESTIMATORS[name](clipped)!, LIGHT)).toBeLessThan(1e-5);
    const naive = STATISTICAL_ESTIMATORS[name](clipped, { clipLevel: Number.POSITIVE_INFINITY });
    expect(recoveryErrorDegrees(naive!, LIGHT)).toBeGreaterThan(0.5);
  });

  it.each(LEARNING_NAMES)('%s follows a change of the light and ignores exposure', (name) => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 0.95, noNaN: true }),
        (red, blue, exposure) => {
          const scene = coloured('colours');
          const relit = { ...scene, pixels: scene.pixels.slice() };
          for (let o = 0; o < relit.pixels.length; o += 4) {
            relit.pixels[o] *= red * exposure;
            relit.pixels[o + 1] *= exposure;
            relit.pixels[o + 2] *= blue * exposure;
          }
          const before = STATISTICAL_ESTIMATORS[name](scene)!;
          const after = STATISTICAL_ESTIMATORS[name](relit)!;
          expect(after.r).toBeCloseTo(before.r * red, 5);
          expect(after.b).toBeCloseTo(before.b * blue, 5);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('constant answers what it was given', () => {
    expect(STATISTICAL_ESTIMATORS.constant(greyScene('c'), { constant: LIGHT })).toEqual(LIGHT);
    expect(
      meanWhitePoint([
        { r: 0.4, b: 0.6 },
        { r: 0.6, b: 0.8 },
      ]),
    ).toEqual({ r: 0.5, b: 0.7 });
    expect(meanWhitePoint([])).toBeNull();
  });

  it('grey world weighs pixels by their coverage', () => {
    const pixels = new Float32Array([0.2, 0.5, 0.4, 1, 0.6, 0.5, 0.1, 0.25]);
    const estimate = STATISTICAL_ESTIMATORS['grey-world']({ heightPx: 1, widthPx: 2, pixels });
    expect(estimate!.r).toBeCloseTo((0.2 + 0.6 * 0.25) / (0.5 + 0.5 * 0.25), 6);
    expect(estimate!.b).toBeCloseTo((0.4 + 0.1 * 0.25) / (0.5 + 0.5 * 0.25), 6);
  });

  it('a flat picture has no edges', () => {
    const flat = withSquare(greyScene('flat'), 0, 16, [0.3, 0.5, 0.4, 1]);
    for (const order of [1, 2] as const) {
      expect(createEdgeEstimator({ order, norm: 1, sigmaPx: 0 })(flat)).toBeNull();
    }
  });

  it('approaches white patch as the norm grows', () => {
    const scene = coloured('norms');
    const patch = STATISTICAL_ESTIMATORS['white-patch'](scene)!;
    const high = createEdgeEstimator({ order: 0, norm: 1000, sigmaPx: 0 })(scene)!;
    expect(recoveryErrorDegrees(high, patch)).toBeLessThan(0.2);
  });

  it('refuses a wrong pixel count and a wrong family member', () => {
    const bad = { heightPx: 2, widthPx: 2, pixels: new Float32Array(12) };
    expect(() => STATISTICAL_ESTIMATORS['grey-world'](bad)).toThrow('expected 16 values');
    expect(() => createEdgeEstimator({ ...EDGE_FAMILY.greyEdge1, norm: 0.5 })).toThrow('norm >= 1');
    expect(() => createEdgeEstimator({ ...EDGE_FAMILY.greyEdge1, sigmaPx: -1 })).toThrow('sigmaPx');
  });
});

/** Surfaces of random colour, all below clipping. */
function coloured(seed: string): Thumbnail {
  const scene = greyScene(seed, 16, { r: 1, b: 1 });
  const rng = createRng(seed);
  for (let o = 0; o < scene.pixels.length; o += 4) {
    for (let c = 0; c < 3; c++) scene.pixels[o + c] = 0.1 + 0.8 * rng.uniform();
  }
  return scene;
}
