/** The public door: what a frame gives, and what a bad one does. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator, FrameError } from '../../dist/infer/index.js';
import { ArchitectureError, countParameters, encodeModel } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { rawToThumbnail } from '../../dist/raw/index.js';
import { randomThumbnail } from './random-architecture.js';
import { MEAN_LIGHT, rawImage, referenceModel, smallModel } from './sample-models.js';
import { shippedModelFile } from './shipped-model.js';

const MODULE = loadKernelModule();
const small = createEstimator(smallModel(), MODULE);
const reference = createEstimator(encodeModel(referenceModel()), MODULE);

/** A thumbnail with every cell the same. */
function flat(
  { heightPx, widthPx }: typeof small.inputSize,
  cell: readonly number[],
): Float32Array {
  return Float32Array.from({ length: heightPx * widthPx * 4 }, (_, i) => cell[i % 4]!);
}

function faultOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(FrameError);
    return (error as FrameError).fault;
  }
  return 'none';
}

describe('an estimate', () => {
  const scene = rawImage((p, c) => 2048 + ((p * 37 + c * 911) % 9000));

  it.each([
    ['small', small],
    ['reference', reference],
  ] as const)('of a raw picture is that of its thumbnail (%s family)', (_, estimator) => {
    const fromRaw = estimator.estimate(scene);
    expect(estimator.estimateThumbnail(rawToThumbnail(scene, estimator.inputSize))).toEqual(
      fromRaw,
    );
    const { whitePoint, gains, confidence } = fromRaw;
    expect(gains.red * whitePoint.r).toBeCloseTo(1, 12);
    expect(gains.blue * whitePoint.b).toBeCloseTo(1, 12);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  it('reads the levels of the picture', () => {
    const shifted = {
      ...scene,
      rgb: scene.rgb.map((value) => value - 2048 + 100),
      blackLevel: 100,
      whiteLevel: 16383 - 2048 + 100,
    };
    expect(small.estimate(shifted)).toEqual(small.estimate(scene));
  });

  it('does not depend on the colour of masked cells', () => {
    const rng = createRng(4);
    const pixels = randomThumbnail(small.inputSize, rng);
    const other = pixels.slice();
    for (let i = 0; i < other.length; i += 4) if (other[i + 3] === 0) other.set([0.9, 0.1, 0.5], i);
    expect(other).not.toEqual(pixels);
    expect(small.estimateThumbnail(other)).toEqual(small.estimateThumbnail(pixels));
  });

  it('says what the model is and costs', () => {
    const model = smallModel();
    expect(small.parameters).toBe(countParameters(model.architecture));
    expect(small.metadata).toEqual(model.metadata);
    expect(small.inputSize).toEqual({ heightPx: 12, widthPx: 16 });
    expect(small.flops).toBeGreaterThan(1000);
    expect(small.memoryBytes).toBeLessThan(200_000);
  });

  it('allocates no buffers', () => {
    const pixels = randomThumbnail(small.inputSize, createRng(2));
    small.estimateThumbnail(pixels);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 500; i++) small.estimateThumbnail(pixels);
    // One copy of the input a frame would be 1.5 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  });
});

describe('a frame that shows no light', () => {
  const blank = {
    masked: () => 0,
    black: (p: number, c: number) => 2044 + ((p + c) % 9),
    clipped: () => 16383,
  };

  it.each(Object.entries(blank))('%s: the mean light, confidence 0', (_, value) => {
    const { whitePoint, gains, confidence } = small.estimate(rawImage(value));
    expect(whitePoint.r).toBeCloseTo(MEAN_LIGHT.r, 12);
    expect(whitePoint.b).toBeCloseTo(MEAN_LIGHT.b, 12);
    expect(gains.red).toBeCloseTo(1 / MEAN_LIGHT.r, 12);
    expect(confidence).toBe(0);
    expect(small.meanLight).toEqual(whitePoint);
  });

  it.each(Object.entries(blank))(
    '%s: an error where the model has no mean light',
    (name, value) => {
      expect(reference.meanLight).toBeNull();
      expect(faultOf(() => reference.estimate(rawImage(value)))).toBe(name);
    },
  );

  it('is estimated, with confidence 0, where one channel is clipped everywhere', () => {
    const { gains, confidence } = small.estimateThumbnail(flat(small.inputSize, [0.5, 1, 0.6, 1]));
    expect(confidence).toBe(0);
    expect(Number.isFinite(gains.red + gains.blue)).toBe(true);
  });
});

describe('a malformed frame', () => {
  it('of the wrong length', () => {
    expect(faultOf(() => small.estimateThumbnail(new Float32Array(7)))).toBe('size');
    expect(() => small.estimateThumbnail(new Float32Array(7))).toThrow(/12 x 16 x 4 = 768.*got 7/);
    const raw = rawImage(() => 5000);
    expect(faultOf(() => small.estimate({ ...raw, rgb: raw.rgb.subarray(3) }))).toBe('size');
    expect(faultOf(() => small.estimate({ ...raw, widthPx: 0 }))).toBe('size');
    expect(faultOf(() => small.estimate({ ...raw, blackLevel: 20000 }))).toBe('size');
  });

  it('with a value that is none, wherever it is', () => {
    const good = flat(small.inputSize, [0.2, 0.4, 0.3, 1]);
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        (at, value) => {
          const bad = good.slice();
          bad[at] = value;
          expect(faultOf(() => small.estimateThumbnail(bad))).toBe('value');
          expect(faultOf(() => small.estimateThumbnail(good))).toBe('none');
        },
      ),
      { numRuns: 60 },
    );
    const covered = good.slice();
    covered[3] = 1.5;
    expect(() => small.estimateThumbnail(covered)).toThrow(/coverage of 0 to 1.*1\.5 in cell 0/);
  });

  it('never gives gains that are no gains', () => {
    const value = fc.float({ min: Math.fround(-1e30), max: Math.fround(1e30), noNaN: true });
    const coverage = fc.float({ min: 0, max: 1, noNaN: true });
    const cell = fc.tuple(value, value, value, coverage);
    const cells = small.inputSize.heightPx * small.inputSize.widthPx;
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (drawn) => {
        const pixels = Float32Array.from({ length: cells * 4 }, (_, i) => {
          return drawn[Math.floor(i / 4) % drawn.length]![i % 4]!;
        });
        const { gains, confidence } = small.estimateThumbnail(pixels);
        expect(gains.red > 0 && gains.red < Number.POSITIVE_INFINITY).toBe(true);
        expect(gains.blue > 0 && gains.blue < Number.POSITIVE_INFINITY).toBe(true);
        expect(confidence >= 0 && confidence <= 1).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves nothing behind: the next good frame is answered as before', () => {
    const good = randomThumbnail(small.inputSize, createRng(8));
    const first = small.estimateThumbnail(good);
    expect(faultOf(() => small.estimateThumbnail(good.map(() => Number.NaN)))).toBe('value');
    small.estimateThumbnail(flat(small.inputSize, [1e30, -1e30, 1e30, 1]));
    expect(small.estimateThumbnail(good)).toEqual(first);
  });
});

describe('confidence', () => {
  it('falls as more of the frame is masked, black or clipped', () => {
    for (const spoilt of [
      [0, 0, 0, 0],
      [0, 0, 0, 1],
      [1, 1, 1, 1],
      [0.3, 1, 0.5, 1],
    ]) {
      const pixels = flat(reference.inputSize, [0.2, 0.4, 0.3, 1]);
      let last = 1;
      for (let share = 0; share < 0.99; share += 0.1) {
        const end = Math.floor((share * pixels.length) / 4) * 4;
        for (let i = 0; i < end; i += 4) pixels.set(spoilt, i);
        const { confidence } = reference.estimateThumbnail(pixels);
        expect(confidence).toBeLessThanOrEqual(last);
        last = confidence;
      }
      expect(last).toBeGreaterThan(0);
      expect(last).toBeLessThan(0.25);
    }
  });

  it('falls as the lights that the network mixes lie further apart', () => {
    const model = smallModel();
    const pixels = randomThumbnail(model.architecture.input, createRng(3));
    const confidences = [0, 0.1, 0.3, 1].map((scale) => {
      const nodes = model.architecture.nodes;
      const spread = { ...model, parameters: model.parameters.slice() };
      // The mixture's lights are the weights of the last dense layer, the last but two numbers that are trained.
      const end = countParameters({ ...model.architecture, nodes }) - 2;
      for (const [i, light] of [0.2, -0.3, -0.1, 0.2, 0.3, 0.4].entries())
        spread.parameters[end - 6 + i] = scale * light;
      return createEstimator(spread, MODULE).estimateThumbnail(pixels).confidence;
    });
    for (let i = 1; i < confidences.length; i++)
      expect(confidences[i]).toBeLessThan(confidences[i - 1]!);
    expect(confidences[0]).toBeGreaterThan(0.99);
  });
});

describe('a network that cannot answer', () => {
  const model = referenceModel();

  it('with a white point below 0: an error where there is no mean light to fall back on', () => {
    const { architecture, metadata } = model;
    const trained = countParameters(architecture);
    const parameters = model.parameters.map((_, i) => (i < trained ? -1 : 1));
    // Without its last activation, whose range is (0, 1.2).
    const unbounded = { ...architecture, output: 'denseOut' };
    const estimator = createEstimator({ architecture: unbounded, parameters, metadata }, MODULE);
    const pixels = flat(estimator.inputSize, [0.2, 0.4, 0.3, 1]);
    expect(faultOf(() => estimator.estimateThumbnail(pixels))).toBe('answer');
  });

  it('is refused when its parameters are not as many as its architecture has', () => {
    const parameters = model.parameters.subarray(1);
    expect(() => createEstimator({ ...model, parameters }, MODULE)).toThrow(ArchitectureError);
  });
});

describe('exposure', () => {
  const shipped = createEstimator(readFileSync(shippedModelFile()), MODULE);
  const scene = randomThumbnail(shipped.inputSize, createRng(77)).map((value, i) =>
    i % 4 === 3 ? value : Math.min(value, 0.9),
  );
  const { whitePoint: truth, confidence: full } = shipped.estimateThumbnail(scene);

  it.each([0.5, 0.1, 0.02, 0.004])('times %d changes no answer of the shipped model', (factor) => {
    const dark = scene.map((value, i) => (i % 4 === 3 ? value : value * factor));
    const { whitePoint, confidence } = shipped.estimateThumbnail(dark);
    expect(whitePoint.r).toBeCloseTo(truth.r, 5);
    expect(whitePoint.b).toBeCloseTo(truth.b, 5);
    expect(confidence).toBeLessThan(full);
  });

  it('of cells below black counts as none, as where they are clipped', () => {
    const below = scene.map((value, i) => (i % 11 === 1 && i % 4 !== 3 ? -0.01 : value));
    const { whitePoint } = shipped.estimateThumbnail(below);
    const clipped = shipped.estimateThumbnail(below.map((value) => Math.max(value, 0)));
    expect(whitePoint).toEqual(clipped.whitePoint);
  });
});
