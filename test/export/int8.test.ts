/** Weights as bytes: rounding, what a channel's factor does to it, and the C that reads them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportC, roundToInt8, withInt8Weights } from '../../dist/export/index.js';
import { type Model, parameterLayout } from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { modelOf, referenceModel, smallModel } from '../infer/sample-models.js';
import { build, describeWithCompiler, NATIVE, run, VARIANTS } from './c-compiler.js';

/** [tap][channel] weights of 1 to 4 channels. */
const WEIGHTS = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }))
  .chain(([channels, taps]) =>
    fc.record({
      channels: fc.constant(channels),
      weights: fc.float32Array({
        min: -8,
        max: 8,
        noNaN: true,
        minLength: channels * taps,
        maxLength: channels * taps,
      }),
    }),
  )
  // Scales below the smallest normal number lose digits.
  .map(({ channels, weights }) => ({
    channels,
    weights: weights.map((value) => (Math.abs(value) < 1e-20 ? 0 : value)),
  }));

describe('rounding to int8', () => {
  it('errs by half a step at most, and gives the largest weight of a channel the largest code', () => {
    fc.assert(
      fc.property(WEIGHTS, ({ weights, channels }) => {
        const { codes, scales } = roundToInt8(weights, channels);
        weights.forEach((value, i) => {
          const scale = scales[i % channels]!;
          expect(Math.abs(codes[i]! * scale - value)).toBeLessThanOrEqual(0.5001 * scale);
        });
        for (let c = 0; c < channels; c++) {
          const largest = Math.max(...codes.filter((_, i) => i % channels === c).map(Math.abs));
          expect(largest).toBe(scales[c] === 0 ? 0 : 127);
        }
      }),
    );
  });

  it('gives the same codes before and after a factor for each channel', () => {
    fc.assert(
      fc.property(WEIGHTS, ({ weights, channels }) => {
        // Powers of 2, so that the products are exact.
        const scaled = weights.map((value, i) => value * 2 ** ((i % channels) - 2));
        expect(roundToInt8(scaled, channels).codes).toEqual(roundToInt8(weights, channels).codes);
      }),
    );
  });

  it('leaves a rounded model as it is', () => {
    const once = withInt8Weights(smallModel());
    const twice = withInt8Weights(once);
    once.parameters.forEach((value, i) => {
      expect(Math.abs(twice.parameters[i]! - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value));
    });
  });

  it('touches weights of convolutions and dense layers only', () => {
    const model = referenceModel();
    const { parameters } = withInt8Weights(model);
    for (const { role, offset, length } of parameterLayout(model.architecture).tensors) {
      const before = model.parameters.subarray(offset, offset + length);
      const after = parameters.subarray(offset, offset + length);
      if (role === 'weight') expect(after).not.toEqual(before);
      else expect(after).toEqual(before);
    }
  });
});

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-int8-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Largest difference of the C code's answers from those of the model with rounded weights, in double precision. */
function deviation(model: Model, flags: readonly string[]): number {
  const { architecture } = model;
  const { program } = build(model, dir, flags, { weights: 'int8' });
  const frame = randomThumbnail(architecture.input, createRng(7));
  const [line] = run(program, ['thumbnail'], frame).lines;
  const exact = evaluateTwin(
    architecture,
    Float64Array.from(withInt8Weights(model).parameters),
    Float64Array.from(frame),
    { batch: 1, training: false },
  ).get(architecture.output)!;
  const scale = Math.max(...exact.map(Math.abs));
  expect(line!.status).toBe(0);
  return Math.max(...line!.whitePoint.map((value, c) => Math.abs(value - exact[c]!) / scale));
}

describeWithCompiler('C with int8 weights answers as the model with rounded weights does', () => {
  const variants = Object.entries({ ...VARIANTS, 'widest vectors': NATIVE });

  it.each(variants)('%s', (_, flags) => {
    for (const model of [smallModel(), referenceModel()])
      expect(deviation(model, flags)).toBeLessThan(1e-5);
  });

  it.each([0, 1, 2, 3, 4, 5])('random network %i', (seed) => {
    const rng = createRng(seed).fork('int8');
    const architecture = randomArchitecture({ heightPx: 13, widthPx: 18 }, rng);
    const model = { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
    expect(deviation(model, variants[seed % 3]![1])).toBeLessThan(1e-5);
  });

  it('stays near the answers of float weights', () => {
    const model = smallModel();
    const frame = randomThumbnail(model.architecture.input, createRng(11));
    const [exact, rounded] = (['float32', 'int8'] as const).map(
      (weights) =>
        run(build(model, dir, [], { weights }).program, ['thumbnail'], frame).lines[0]!.whitePoint,
    );
    expect(rounded).not.toEqual(exact);
    rounded!.forEach((value, c) => {
      expect(Math.abs(value / exact![c]! - 1)).toBeLessThan(0.05);
    });
  });

  it('takes less than half of the space', () => {
    const { constantBytes } = exportC(referenceModel());
    expect(exportC(referenceModel(), { weights: 'int8' }).constantBytes).toBeLessThan(
      constantBytes / 2,
    );
  });
});
