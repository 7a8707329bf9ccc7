/** The grey-edge family on surfaces whose derivatives are known, and smoothing by its definition. */
import { describe, expect, it } from 'vitest';
import {
  createEdgeEstimator,
  EDGE_FAMILY,
  STATISTICAL_ESTIMATORS,
  type Thumbnail,
} from '../../dist/classical/index.js';

const SIDE = 12;

/** A thumbnail of three planes f(x, y), x and y in pixels from the middle. */
function surface(planes: readonly ((x: number, y: number) => number)[]): Thumbnail {
  const pixels = new Float32Array(SIDE * SIDE * 4);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = (y * SIDE + x) * 4;
      planes.forEach((plane, c) => {
        pixels[at + c] = plane(x - SIDE / 2, y - SIDE / 2);
      });
      pixels[at + 3] = 1;
    }
  }
  return { heightPx: SIDE, widthPx: SIDE, pixels };
}

describe('edge estimators', () => {
  it('take sqrt(fx^2 + fy^2) of planes that rise evenly', () => {
    const scene = surface([
      (x, y) => 0.5 + 0.003 * x + 0.004 * y,
      (x) => 0.5 + 0.01 * x,
      (_x, y) => 0.5 - 0.02 * y,
    ]);
    for (const norm of [1, 4]) {
      const { r, b } = createEdgeEstimator({ order: 1, norm, sigmaPx: 0 })(scene)!;
      expect(r).toBeCloseTo(0.5, 4);
      expect(b).toBeCloseTo(2, 4);
    }
  });

  it('take sqrt(fxx^2 + 4 fxy^2 + fyy^2) of planes that are bent evenly', () => {
    const scene = surface([
      // fxy = 0.003
      (x, y) => 0.5 + 0.003 * x * y,
      // fxx = 0.004, fyy = -0.003
      (x, y) => 0.5 + 0.002 * x * x - 0.0015 * y * y,
      // fxx = 0.002, fxy = 0.002, fyy = 0.004
      (x, y) => 0.4 + 0.001 * x * x + 0.002 * x * y + 0.002 * y * y,
    ]);
    for (const norm of [1, 6]) {
      const { r, b } = createEdgeEstimator({ order: 2, norm, sigmaPx: 0 })(scene)!;
      expect(r).toBeCloseTo(0.006 / 0.005, 3);
      expect(b).toBeCloseTo(0.006 / 0.005, 3);
    }
  });

  it('leave out derivatives that touch a masked pixel, not those beside it', () => {
    const step = (height: number) => (x: number) => (x >= 2 ? 0.2 + height : 0.2);
    const scene = surface([step(0.3), step(0.1), step(0.2)]);
    const estimate = createEdgeEstimator({ order: 1, norm: 1, sigmaPx: 0 });
    expect(estimate(scene)!.r).toBeCloseTo(3, 4);
    const masked = { ...scene, pixels: scene.pixels.slice() };
    // Column 7 is the last before the step: its derivatives and those of column 8 are gone, and no other edge is there.
    for (let y = 0; y < SIDE; y++) masked.pixels.fill(0, (y * SIDE + 7) * 4, (y * SIDE + 8) * 4);
    expect(estimate(masked)).toBeNull();
  });

  it('smooth by a Gaussian of that many pixels, cut at three deviations', () => {
    const spike = (height: number) => (x: number, y: number) =>
      x === 0 && y === 0 ? 0.1 + height : 0.1;
    const scene = surface([spike(0.4), spike(0), spike(0.8)]);
    for (const sigmaPx of [0.5, 0.7, 1]) {
      let mass = 1;
      for (let k = 1; k <= Math.ceil(3 * sigmaPx); k++)
        mass += 2 * Math.exp(-(k ** 2) / (2 * sigmaPx ** 2));
      const { r, b } = createEdgeEstimator({ order: 0, norm: Number.POSITIVE_INFINITY, sigmaPx })(
        scene,
      )!;
      expect(r).toBeCloseTo((0.1 + 0.4 / mass ** 2) / 0.1, 4);
      expect(b).toBeCloseTo((0.1 + 0.8 / mass ** 2) / 0.1, 4);
    }
  });

  it('take the Minkowski mean of order p', () => {
    const halves = (low: number, high: number) => (x: number) => (x < 0 ? low : high);
    const scene = surface([halves(0.1, 0.5), halves(0.2, 0.2), halves(0.3, 0.4)]);
    for (const norm of [1, 2, 6]) {
      const mean = (low: number, high: number) => ((low ** norm + high ** norm) / 2) ** (1 / norm);
      const { r, b } = createEdgeEstimator({ order: 0, norm, sigmaPx: 0 })(scene)!;
      expect(r).toBeCloseTo(mean(0.1, 0.5) / 0.2, 5);
      expect(b).toBeCloseTo(mean(0.3, 0.4) / 0.2, 5);
    }
  });

  it('count a pixel below 0.98 of full scale and none at it', () => {
    const pixels = Float32Array.of(0.3, 0.5, 0.4, 1, 0.5, 0.98, 0.2, 1, 0.9, 0.97, 0.9, 1);
    const { r } = STATISTICAL_ESTIMATORS['grey-world']({ heightPx: 1, widthPx: 3, pixels })!;
    expect(r).toBeCloseTo((0.3 + 0.9) / (0.5 + 0.97), 5);
  });

  it('ship with the members chosen on a quarter of Cube+', () => {
    expect(EDGE_FAMILY).toEqual({
      greyWorld: { order: 0, norm: 1, sigmaPx: 0 },
      whitePatch: { order: 0, norm: Number.POSITIVE_INFINITY, sigmaPx: 0 },
      shadesOfGrey: { order: 0, norm: 6, sigmaPx: 0 },
      generalGreyWorld: { order: 0, norm: 9, sigmaPx: 0.7 },
      greyEdge1: { order: 1, norm: 4, sigmaPx: 0.5 },
      greyEdge2: { order: 2, norm: 6, sigmaPx: 1 },
    });
  });
});
