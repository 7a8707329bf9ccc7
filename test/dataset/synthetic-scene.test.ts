import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CAMERAS,
  type CameraName,
  cameraSensitivity,
  spectrumToWhitePoint,
} from '../../dist/color/index.js';
import { composeScene } from '../../dist/dataset/synthetic/compose.js';
import {
  drawLight,
  drawLightOf,
  LIGHT_MIX,
  type LightKind,
} from '../../dist/dataset/synthetic/light.js';
import { paintScene } from '../../dist/dataset/synthetic/paint.js';
import { LitCamera } from '../../dist/dataset/synthetic/palette.js';
import { drawReflectance, type Material } from '../../dist/dataset/synthetic/reflectance.js';
import type { Leaf, Scene, Shadow } from '../../dist/dataset/synthetic/scene.js';
import { exposeScene, meterExposure, noiseLines } from '../../dist/dataset/synthetic/sensor.js';
import { ellipse, everywhere, polygon, rectangle } from '../../dist/dataset/synthetic/shape.js';
import { createTexture, sampleTexture } from '../../dist/dataset/synthetic/texture.js';
import { createRng } from '../../dist/random/index.js';

const TEXTURE = createTexture(createRng('texture'));
const SIZE = { widthPx: 48, heightPx: 32, texture: TEXTURE };
const KINDS = Object.keys(LIGHT_MIX.shares) as LightKind[];
const MATERIALS: Material[] = [
  'foliage',
  'soil',
  'brick',
  'wood',
  'stone',
  'skin',
  'paint',
  'textile',
  'plaster',
  'asphalt',
  'snow',
  'grey',
];

/** A scene of one composition whose every leaf is a grey of some level in the scene's light. */
function greyScene(kind: LightKind, camera: CameraName, seed: number) {
  const rng = createRng(`grey/${seed}`);
  const light = drawLightOf(kind, rng);
  const sensitivity = cameraSensitivity(CAMERAS[camera]);
  const { scene } = composeScene(light, { sensitivity, aspect: 1.5, rng });
  const lit = new LitCamera(light.spectrum, sensitivity);
  const layers = scene.layers.map((layer): Leaf | Shadow => {
    if (layer.kind === 'shadow') return layer;
    const level = 0.05 + 0.9 * rng.uniform();
    const grey = lit.ofReflectance(new Float64Array(81).fill(level));
    return { ...layer, surface: { ...layer.surface, first: grey, second: grey } };
  });
  const whitePoint = spectrumToWhitePoint(light.spectrum, sensitivity);
  return { scene: { ...scene, layers } as Scene, whitePoint };
}

describe('labels are exact by construction', () => {
  it.each(KINDS)('a grey world under %s has the label in every pixel', (kind) => {
    for (const camera of ['dslr', 'imx477'] as const) {
      const { scene, whitePoint } = greyScene(kind, camera, 7);
      const { radiance } = paintScene(scene, SIZE);
      let worst = 0;
      for (let i = 0; i < radiance.length; i += 3) {
        const red = Math.abs(radiance[i] / radiance[i + 1] / whitePoint.r - 1);
        const blue = Math.abs(radiance[i + 2] / radiance[i + 1] / whitePoint.b - 1);
        // Not Math.max: a NaN must not slip through.
        if (!(red <= worst)) worst = red;
        if (!(blue <= worst)) worst = blue;
      }
      expect(worst).toBeLessThan(1e-6);
    }
  });

  it('keeps the label through exposure, up to rounding to 14 bits', () => {
    const { scene, whitePoint } = greyScene('sun', 'dslr', 3);
    const painted = paintScene(scene, SIZE);
    const { rgb } = exposeScene(painted, { gain: 0.9 * meterExposure(painted), iso: 100 });
    let checked = 0;
    let worst = 0;
    for (let i = 0; i < rgb.length; i += 3) {
      const [red, green, blue] = [rgb[i] - 2048, rgb[i + 1] - 2048, rgb[i + 2] - 2048];
      if (rgb[i + 1] === 16383 || green < 50) continue;
      checked++;
      worst = Math.max(worst, Math.abs(red - whitePoint.r * green));
      worst = Math.max(worst, Math.abs(blue - whitePoint.b * green));
    }
    expect(worst).toBeLessThanOrEqual(1.1);
    expect(checked).toBeGreaterThan(500);
  });

  it('puts highlights into the colour of the light', () => {
    const rng = createRng(1);
    const light = drawLightOf('filament', rng);
    const lit = new LitCamera(light.spectrum, cameraSensitivity(CAMERAS.dslr));
    const black = [0, 0, 0] as const;
    const surface = {
      first: black,
      second: black,
      mixing: 0,
      grain: 0,
      tiles: 1,
      tileX: 0,
      tileY: 0,
    };
    const shading = { level: 1, gradientX: 0, gradientY: 0, roundness: 1, gloss: 1, sharpness: 8 };
    const shape = ellipse({ cx: 0.75, cy: 0.5, radius: 0.4 }, 1, 0);
    const scene: Scene = {
      lightRgb: lit.lightRgb,
      lightDirection: [0, -0.6, 0.8],
      layers: [{ kind: 'leaf', shape, surface, shading }],
      vignetting: 0,
    };
    const { radiance } = paintScene(scene, SIZE);
    const brightest = radiance.indexOf(Math.max(...radiance.filter((_v, i) => i % 3 === 1)));
    const [red, green, blue] = radiance.subarray(brightest - 1, brightest + 2);
    expect(green).toBeGreaterThan(0.9);
    expect(red / green).toBeCloseTo(lit.lightRgb[0], 6);
    expect(blue / green).toBeCloseTo(lit.lightRgb[2], 6);
  });
});

describe('lights', () => {
  it('come in the shares of the mix', () => {
    const count: Partial<Record<LightKind, number>> = {};
    const draws = 2000;
    for (let i = 0; i < draws; i++) {
      const { kind } = drawLight(createRng(`share/${i}`));
      count[kind] = (count[kind] ?? 0) + 1;
    }
    for (const [kind, share] of Object.entries(LIGHT_MIX.shares) as [LightKind, number][]) {
      const deviation = Math.sqrt(draws * share * (1 - share));
      expect(Math.abs((count[kind] ?? 0) - draws * share), kind).toBeLessThan(4.5 * deviation);
    }
  });

  it.each(KINDS)('%s gives a DSLR white points as photographed', (kind) => {
    const sensitivity = cameraSensitivity(CAMERAS.dslr);
    for (let i = 0; i < 20; i++) {
      const { spectrum } = drawLightOf(kind, createRng(`${kind}/${i}`));
      const { r, b } = spectrumToWhitePoint(spectrum, sensitivity);
      expect(Math.min(...spectrum)).toBeGreaterThanOrEqual(0);
      expect(r).toBeGreaterThan(0.3);
      expect(r).toBeLessThan(1.15);
      expect(b).toBeGreaterThan(0.1);
      expect(b).toBeLessThan(1);
    }
  });
});

describe('reflectances', () => {
  it.each(MATERIALS)('%s reflects between nothing and everything, smoothly', (material) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const reflectance = drawReflectance(material, createRng(seed));
        const steps = reflectance.map((value, i) =>
          Math.abs(value - reflectance[Math.max(i - 1, 0)]),
        );
        expect(Math.min(...reflectance)).toBeGreaterThan(0);
        expect(Math.max(...reflectance)).toBeLessThan(1);
        expect(Math.max(...steps)).toBeLessThan(0.15);
      }),
      { numRuns: 50 },
    );
  });

  it('grey is flat, foliage is greenest in the visible and rises at the red edge', () => {
    const grey = drawReflectance('grey', createRng(1));
    expect(Math.max(...grey) - Math.min(...grey)).toBe(0);
    const at = (spectrum: Float64Array, nm: number) => spectrum[(nm - 380) / 5];
    const leaves = Array.from({ length: 40 }, (_v, i) => drawReflectance('foliage', createRng(i)));
    const green = leaves.filter(
      (leaf) => at(leaf, 550) > at(leaf, 450) && at(leaf, 550) > at(leaf, 650),
    );
    expect(green.length).toBeGreaterThan(25);
    for (const leaf of leaves) expect(at(leaf, 750)).toBeGreaterThan(2 * at(leaf, 675));
  });
});

describe('sensor', () => {
  const patch = (level: number) => ({
    widthPx: 120,
    heightPx: 100,
    radiance: new Float32Array(36000).fill(level),
  });

  it.each([100, 800, 3200])('has the noise of its model at ISO %i', (iso) => {
    const level = 0.3;
    const { rgb } = exposeScene(patch(level), { gain: 1, iso, rng: createRng(`noise/${iso}`) });
    noiseLines(iso).forEach(({ photon, read }, c) => {
      const values = Array.from(rgb.filter((_v, i) => i % 3 === c));
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
      // Rounding adds 1/12; the variance of 12000 values is known to 1.3 %, so 6 % is 4.6 deviations.
      const expected = (photon * level + read) * 14335 ** 2 + 1 / 12;
      expect(Math.abs(variance / expected - 1)).toBeLessThan(0.06);
      const error = Math.sqrt(expected / values.length);
      expect(Math.abs(mean - (2048 + 14335 * level))).toBeLessThan(5 * error);
    });
  });

  it('clips at 16383 and never writes a masked pixel', () => {
    const bright = exposeScene(patch(3), { gain: 1, iso: 3200, rng: createRng(1) });
    expect(Math.min(...bright.rgb)).toBe(16383);
    const dark = exposeScene(patch(0), { gain: 1, iso: 102400, rng: createRng(1) });
    expect(Math.min(...dark.rgb)).toBeGreaterThanOrEqual(1);
    expect(Math.min(...dark.rgb)).toBeLessThan(2048);
  });

  it('meters to a mean of a quarter, and lower where much would clip', () => {
    expect(meterExposure(patch(0.02))).toBeCloseTo(12.5, 4);
    const contrast = patch(0.02);
    contrast.radiance.fill(1, 0, 3600);
    expect(meterExposure(contrast)).toBeCloseTo(0.85, 5);
    expect(meterExposure(patch(0))).toBe(1);
  });
});

describe('painting', () => {
  const surface = (level: number) => ({
    first: [level, level, level] as const,
    second: [level, level, level] as const,
    mixing: 0,
    grain: 0,
    tiles: 1,
    tileX: 0,
    tileY: 0,
  });
  const flat = { level: 1, gradientX: 0, gradientY: 0, roundness: 0, gloss: 0, sharpness: 1 };
  const scene = (layers: Scene['layers']): Scene => ({
    lightRgb: [1, 1, 1],
    lightDirection: [0, 0, 1],
    layers,
    vignetting: 0,
  });
  const backdrop: Leaf = {
    kind: 'leaf',
    shape: everywhere(0.75, 0.5),
    surface: surface(1),
    shading: flat,
  };
  const meanOf = ({ radiance }: { radiance: Float32Array }) =>
    radiance.reduce((sum, v) => sum + v, 0) / radiance.length;

  it('covers the area of a shape, antialiased', () => {
    const place = { cx: 0.7, cy: 0.52, radius: 0.4 };
    const area = (shape: Leaf['shape']) =>
      1.5 *
      (1 -
        meanOf(paintScene(scene([backdrop, { ...backdrop, shape, surface: surface(0) }]), SIZE)));
    expect(area(ellipse(place, 2, 0.7))).toBeCloseTo(Math.PI * 0.4 * 0.2, 2);
    // A rectangle of diagonal 0.8 and ratio 2: sides 0.7155 and 0.3578.
    expect(area(rectangle(place, 2, 0.3))).toBeCloseTo(0.7155 * 0.3578, 2);
  });

  it('takes the share of a shadow from what lies behind it, and nothing from what lies before', () => {
    const shadow: Shadow = {
      kind: 'shadow',
      shape: everywhere(0.75, 0.5),
      depth: 0.6,
      softness: 0,
    };
    expect(meanOf(paintScene(scene([backdrop, shadow]), SIZE))).toBeCloseTo(0.4, 6);
    expect(meanOf(paintScene(scene([shadow, backdrop]), SIZE))).toBeCloseTo(1, 6);
  });

  it('shows the same scene at every resolution', () => {
    const rng = createRng('resolution');
    const sensitivity = cameraSensitivity(CAMERAS.dslr);
    const { scene } = composeScene(drawLightOf('sun', rng), { sensitivity, aspect: 1.5, rng });
    const small = paintScene(scene, { widthPx: 96, heightPx: 64, texture: TEXTURE });
    const large = paintScene(scene, { widthPx: 288, heightPx: 192, texture: TEXTURE });
    expect(meanOf(small) / meanOf(large)).toBeCloseTo(1, 1.5);
  });

  it('keeps polygons within their reach', () => {
    for (let seed = 0; seed < 50; seed++) {
      const shape = polygon({ cx: 0, cy: 0, radius: 1 }, createRng(seed));
      if (shape.kind !== 'polygon') throw new Error('expected a polygon');
      const { sides } = shape;
      const isInside = (turn: number) => {
        const [x, y] = [Math.cos(turn), Math.sin(turn)];
        for (let i = 0; i < sides.length; i += 3) {
          if (x * sides[i] + y * sides[i + 1] > sides[i + 2]) return false;
        }
        return true;
      };
      const turns = Array.from({ length: 360 }, (_v, degrees) => (degrees * Math.PI) / 180);
      expect(turns.filter(isInside)).toEqual([]);
    }
  });

  it('darkens the corners by the vignetting', () => {
    const { radiance } = paintScene({ ...scene([backdrop]), vignetting: 0.3 }, SIZE);
    expect(radiance[0]).toBeGreaterThan(0.69);
    expect(radiance[0]).toBeLessThan(0.73);
    expect(Math.max(...radiance)).toBeLessThanOrEqual(1);
  });
});

describe('texture', () => {
  it('fills 0..1 around a mean of a half and wraps without a seam', () => {
    const mean = TEXTURE.reduce((sum, v) => sum + v, 0) / TEXTURE.length;
    expect(mean).toBeCloseTo(0.5, 1.5);
    expect(Math.min(...TEXTURE)).toBe(0);
    expect(Math.max(...TEXTURE)).toBe(1);
    expect(sampleTexture(TEXTURE, 300.25, -7.5)).toBeCloseTo(
      sampleTexture(TEXTURE, 44.25, 248.5),
      12,
    );
    let largestStep = 0;
    for (let x = 0; x < 256; x++) {
      largestStep = Math.max(largestStep, Math.abs(TEXTURE[x] - TEXTURE[255 * 256 + x]));
    }
    expect(largestStep).toBeLessThan(0.5);
  });
});
