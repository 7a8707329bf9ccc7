import { describe, expect, it } from 'vitest';
import {
  CAMERAS,
  type CameraName,
  cameraSensitivity,
  daylightSpectrum,
  planckianSpectrum,
  spectrumToCameraRgb,
  spectrumToWhitePoint,
} from '../../dist/color/index.js';

const NAMES = Object.keys(CAMERAS) as CameraName[];

describe('camera sensitivities', () => {
  it.each(NAMES)('%s: positive, smooth, and dark beyond its filters', (name) => {
    for (const curve of Object.values(cameraSensitivity(CAMERAS[name]))) {
      const peak = Math.max(...curve);
      expect(Math.min(...curve)).toBeGreaterThanOrEqual(0);
      expect(curve[0]).toBeLessThan(0.03 * peak);
      expect(curve[80]).toBeLessThan(0.01 * peak);
    }
  });

  it.each(NAMES)('%s: warmer light has more red and less blue', (name) => {
    const camera = cameraSensitivity(CAMERAS[name]);
    const points = [3000, 4500, 6500, 9000].map((kelvin) =>
      spectrumToWhitePoint(planckianSpectrum(kelvin), camera),
    );
    for (let i = 1; i < points.length; i++) {
      expect(points[i].r).toBeLessThan(points[i - 1].r);
      expect(points[i].b).toBeGreaterThan(points[i - 1].b);
    }
  });

  // Label clusters of Cube++ (noon, halogen) and the ends of libcamera's ct_curve.
  it.each([
    ['dslr', daylightSpectrum(5750), 0.433, 0.7],
    ['dslr', planckianSpectrum(2850), 0.832, 0.343],
    ['imx219', planckianSpectrum(2860), 0.951, 0.416],
    ['imx219', daylightSpectrum(7580), 0.502, 0.75],
    ['imx477', planckianSpectrum(2850), 0.431, 0.396],
    ['imx477', daylightSpectrum(7600), 0.226, 0.776],
    ['imx708', planckianSpectrum(2964), 0.745, 0.321],
    ['imx708', daylightSpectrum(7590), 0.385, 0.692],
  ] as const)('%s stands within 5 % of a published white point (%#)', (name, light, r, b) => {
    const point = spectrumToWhitePoint(light, cameraSensitivity(CAMERAS[name]));
    expect(Math.abs(point.r / r - 1)).toBeLessThan(0.05);
    expect(Math.abs(point.b / b - 1)).toBeLessThan(0.05);
  });

  it('answers in proportion to the light', () => {
    const camera = cameraSensitivity(CAMERAS.dslr);
    const light = daylightSpectrum(5500);
    const once = spectrumToCameraRgb(light, camera);
    const twice = spectrumToCameraRgb(
      light.map((power) => 2 * power),
      camera,
    );
    once.forEach((value, i) => {
      expect(twice[i] / value).toBeCloseTo(2, 12);
    });
  });
});
