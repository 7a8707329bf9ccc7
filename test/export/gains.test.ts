/**
 * No negative, zero, infinite or NaN gain leaves an estimator, an exported C program or an exported WASM module, whatever frame
 * goes in and whatever the status says; masked cells never count; and exposure does not with the shipped model.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKernelModule, readStandaloneKernels } from '../../dist/engine/node/index.js';
import { exportWasm } from '../../dist/export/index.js';
import { BAYER_PATTERNS, createEstimator, type Frame } from '../../dist/infer/index.js';
import { decodeModel, type Model } from '../../dist/model/index.js';
import { referenceModel, smallModel } from '../infer/sample-models.js';
import { shippedModelFile } from '../infer/shipped-model.js';
import { type NastyPicture, nastyPicture, withOtherMasked } from '../methods/nasty-pictures.js';
import { build, describeWithCompiler, run } from './c-compiler.js';
import { type AwbModule, answerOf, estimateThumbnail, instantiate } from './wasm-module.js';

const SEED = 7;
const MODELS: Record<string, Model> = {
  'the shipped model': decodeModel(readFileSync(shippedModelFile())),
  'a small one': smallModel(),
  'one of the reference family': referenceModel(),
};

const isPositive = (gain: number) => gain > 0 && gain < Number.POSITIVE_INFINITY;

/** What no thumbnail may hold, or what float32 hardly holds. */
const SPOILS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  -1e-30,
  3e38,
  2,
];

/** Nasty frames; every third with numbers in it that are none. */
function frames({ architecture: { input } }: Model, count: number): NastyPicture[] {
  const pictures = fc.sample(nastyPicture(input.heightPx, input.widthPx), {
    numRuns: count,
    seed: SEED,
  });
  return pictures.map((picture, i) => {
    if (i % 3 !== 2) return picture;
    const pixels = picture.pixels.slice();
    pixels[(7 * i) % pixels.length] = SPOILS[i % SPOILS.length]!;
    return { ...picture, pixels };
  });
}

const joined = (pictures: readonly NastyPicture[]) =>
  Float32Array.from(pictures.flatMap(({ pixels }) => [...pixels]));

const at = (exposure: number, { pixels, ...size }: NastyPicture): NastyPicture => ({
  ...size,
  pixels: pixels.map((value, i) => (i % 4 === 3 ? value : exposure * Math.min(value, 0.9))),
});

/** A picture in which every cell says something. */
function ordinary({ architecture: { input } }: Model): NastyPicture {
  const pixels = new Float32Array(4 * input.heightPx * input.widthPx);
  for (let i = 0; i < pixels.length; i += 4) {
    const light = 0.1 + 0.6 * ((i * 0.618) % 1);
    pixels.set([0.5 * light, light, (0.4 + ((i * 0.37) % 0.4)) * light, 1], i);
  }
  return { ...input, pixels };
}

const modelNames = Object.keys(MODELS);

describeWithCompiler('exported C', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'deepawb-gains-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(modelNames)('of %s', (name) => {
    const model = MODELS[name]!;
    const { program } = build(model, dir);
    const pictures = frames(model, 150);
    const { lines } = run(program, ['thumbnail'], joined(pictures));
    expect(lines).toHaveLength(pictures.length);
    for (const [i, { whitePoint, gains, confidence, status }] of lines.entries()) {
      expect([...whitePoint, ...gains].every(isPositive), `frame ${i}`).toBe(true);
      expect(confidence >= 0 && confidence <= 1 && (status === 0 || confidence === 0)).toBe(true);
    }
    expect(new Set(lines.map(({ status }) => status)).size).toBeGreaterThan(2);
    const sound = pictures.filter((_, i) => i % 3 !== 2);
    const other = run(program, ['thumbnail'], joined(sound.map(withOtherMasked))).lines;
    expect(other).toEqual(lines.filter((_, i) => i % 3 !== 2));
  });

  it('says the same at every exposure with the shipped model', () => {
    const model = MODELS['the shipped model']!;
    const { program } = build(model, dir);
    const exposures = [1, 0.5, 0.1, 0.02].map((exposure) => at(exposure, ordinary(model)));
    const [bright, ...dim] = run(program, ['thumbnail'], joined(exposures)).lines;
    for (const { gains } of dim) {
      gains.forEach((gain, c) => {
        expect(gain / bright!.gains[c]!).toBeCloseTo(1, 4);
      });
    }
  });
});

describe('exported WASM', () => {
  const moduleOf = (model: Model): AwbModule =>
    instantiate(exportWasm(model, readStandaloneKernels()).files[0].content as Uint8Array);
  const expectGains = ({ r, b, red, blue, confidence }: ReturnType<typeof answerOf>) => {
    expect([r, b, red, blue].every(isPositive)).toBe(true);
    expect(confidence >= 0 && confidence <= 1).toBe(true);
  };

  it.each(modelNames)('of %s, from thumbnails', (name) => {
    const model = MODELS[name]!;
    const awb = moduleOf(model);
    for (const picture of frames(model, 150)) expectGains(estimateThumbnail(awb, picture.pixels));
    for (const picture of frames(model, 60).filter((_, i) => i % 3 !== 2)) {
      const answer = estimateThumbnail(awb, picture.pixels);
      expect(estimateThumbnail(awb, withOtherMasked(picture).pixels)).toEqual(answer);
    }
  });

  it('of a small one, from frames of any bytes, sizes and levels', () => {
    const awb = moduleOf(MODELS['a small one']!);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 2, maxLength: 600 }),
        fc.integer({ min: -1, max: 40 }),
        fc.integer({ min: -1, max: 40 }),
        fc.integer({ min: -1, max: 4 }),
        fc.oneof(fc.constantFrom(Number.NaN, -1, 0, 256), fc.double({ min: 0, max: 65535 })),
        fc.oneof(fc.constantFrom(Number.NaN, 0, 65535, 1e9), fc.double({ min: 0, max: 65535 })),
        (bytes, width, height, pattern, black, white) => {
          const address = awb.deepawb_frame(bytes.length);
          new Uint8Array(awb.memory.buffer, address, bytes.length).set(bytes);
          const rgb = awb.deepawb_estimate_rgb16(width, height, 0, black, white);
          expectGains(answerOf(awb, rgb));
          const bayer = awb.deepawb_estimate_bayer16(width, height, pattern, 0, black, white);
          expectGains(answerOf(awb, bayer));
        },
      ),
      { numRuns: 300, seed: SEED },
    );
  });
});

describe('the estimator', () => {
  it.each(modelNames)('with %s, from frames of every layout', (name) => {
    const estimator = createEstimator(MODELS[name]!, loadKernelModule());
    let answers = 0;
    fc.assert(
      fc.property(
        fc.record({
          isBayer: fc.boolean(),
          isFloat: fc.boolean(),
          pattern: fc.constantFrom(...BAYER_PATTERNS),
          widthPx: fc.integer({ min: 1, max: 24 }),
          heightPx: fc.integer({ min: 1, max: 24 }),
          values: fc.array(
            fc.oneof(
              fc.constantFrom(0, 255, 256, 257, 4095, 65535, Number.NaN),
              fc.double({ min: -100, max: 65535, noNaN: true }),
            ),
            { minLength: 1, maxLength: 40 },
          ),
          blackLevel: fc.constantFrom(0, 256, 4095),
          whiteLevel: fc.constantFrom(255, 4095, 65535),
        }),
        ({ isBayer, isFloat, pattern, values, ...frame }) => {
          const count = frame.widthPx * frame.heightPx * (isBayer ? 1 : 3);
          const all = Array.from({ length: count }, (_, i) => values[(i * 7) % values.length]!);
          const data = isFloat ? Float32Array.from(all) : Uint16Array.from(all);
          const layout = isBayer
            ? ({ layout: 'bayer', pattern } as const)
            : ({ layout: 'rgb' } as const);
          try {
            const { gains, whitePoint } = estimator.estimate({
              ...frame,
              ...layout,
              data,
            } as Frame);
            answers++;
            const numbers = [gains.red, gains.blue, whitePoint.r, whitePoint.b];
            expect(numbers.every(isPositive), String(numbers)).toBe(true);
          } catch (error) {
            if ((error as Error).name !== 'FrameError') throw error;
          }
        },
      ),
      { numRuns: 300, seed: SEED },
    );
    expect(answers).toBeGreaterThan(60);
  });
});
