/**
 * C in integers: the ranges that bytes are spread over, the same digits whatever vectors a machine has, and answers that are
 * those of the pass which tells what integers cost, and of inference in 16 bits.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import {
  type CExportOptions,
  exportC,
  integerPass,
  measureRanges,
} from '../../dist/export/index.js';
import { byteSteps } from '../../dist/export/integer/byte-steps.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  type Model,
  PROOF_OF_CONCEPT,
  referenceArchitecture,
  smallArchitecture,
} from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import {
  contextModel,
  edgesModel,
  modelOf,
  referenceModel,
  smallModel,
} from '../infer/sample-models.js';
import { shippedModel } from '../infer/shipped-model.js';
import { build, describeWithCompiler, run, VARIANTS } from './c-compiler.js';

const MODULE = loadKernelModule();
const FRAMES = 4;
/** Without fused multiply-adds, which round once instead of twice. */
const MACHINES: Record<string, readonly string[]> = {
  ...VARIANTS,
  'widest vectors': ['-O3', '-march=native', '-ffp-contract=off'],
};

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-integers-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function randomModel(seed: number): Model {
  const rng = createRng(seed).fork('integers');
  const input = { heightPx: 5 + rng.integer(20), widthPx: 5 + rng.integer(20) };
  const architecture = randomArchitecture(input, rng);
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

/** Kernels and strides of all kinds, maps of odd sides, channels that are no multiple of 16, depthwise between. */
const MODELS: Record<string, () => Model> = {
  'the shipped model': shippedModel,
  'the small family': smallModel,
  'the small family on cells and edges': edgesModel,
  'the small family on chroma of cells and on edges': () => edgesModel({ luminance: false }),
  'the small family, the whole picture added to cells': contextModel,
  'the small family, depthwise': () =>
    modelOf(
      smallArchitecture({
        heightPx: 19,
        widthPx: 27,
        blocks: [
          { kernel: 3, stride: 2, channels: 12, depthwise: true },
          { kernel: 5, stride: 1, channels: 20, depthwise: true },
        ],
        hidden: 16,
        centre: [-0.6, -0.4],
        anchors: [],
      }),
    ),
  'the reference family': () =>
    modelOf(
      referenceArchitecture({
        ...PROOF_OF_CONCEPT,
        heightPx: 45,
        widthPx: 67,
        blocks: [
          { kernel: 3, stride: 1, channels: 16 },
          { kernel: 5, stride: 2, channels: 24 },
          { kernel: 5, stride: 2, channels: 40 },
        ],
      }),
    ),
  ...Object.fromEntries(
    [1, 2, 3].map((seed) => [`random network ${seed}`, () => randomModel(seed)]),
  ),
};

function framesFor({ architecture: { input } }: Model, name: string): Float32Array[] {
  const rng = createRng(17).fork(name);
  return Array.from({ length: FRAMES }, () => randomThumbnail(input, rng));
}

const joined = (frames: readonly Float32Array[]) =>
  Float32Array.from(frames.flatMap((frame) => [...frame]));

describe('ranges of maps', () => {
  it('are the least and the largest value of what convolutions read, over all pictures', () => {
    const model = referenceModel();
    const frames = framesFor(model, 'ranges');
    const ranges = measureRanges(model, MODULE, frames);
    const convolutions = model.architecture.nodes.filter(({ op }) => op === 'conv');
    expect(ranges.size).toBe(convolutions.length);
    for (const [id, { low, high }] of ranges) {
      const values = frames.flatMap((frame) => [
        ...evaluateTwin(
          model.architecture,
          Float64Array.from(model.parameters),
          Float64Array.from(frame),
          { batch: 1, training: false },
        ).get(id)!,
      ]);
      expect(high).toBeCloseTo(Math.max(...values), 4);
      expect(low).toBeCloseTo(Math.min(0, ...values), 4);
    }
    expect(() => measureRanges(model, MODULE, [])).toThrow(/at least one picture/);
  });

  it('become steps: all 256 codes above 0, or 0 in the middle', () => {
    expect(byteSteps({ low: 0, high: 5.1 })).toMatchObject({ low: 0, high: 255, zero: 0 });
    expect(byteSteps({ low: 0, high: 5.1 }).step).toBeCloseTo(0.02, 6);
    expect(byteSteps({ low: -6.35, high: 5 })).toMatchObject({ low: -128, high: 127, zero: 128 });
    expect(byteSteps({ low: -6.35, high: 5 }).inverse).toBeCloseTo(20, 4);
    expect(byteSteps({ low: 0, high: 0 })).toMatchObject({ step: 0, inverse: 0 });
  });
});

describeWithCompiler('C in integers', () => {
  const cases = Object.entries(MODELS).flatMap(([name, make]) =>
    (['int16', 'int8'] as const).map((arithmetic) => [name, arithmetic, make] as const),
  );

  it.each(cases)(
    '%s in %s: the same digits by all vectors, and the answers of the pass',
    (name, arithmetic, make) => {
      const model = make();
      const frames = framesFor(model, name);
      const ranges = measureRanges(model, MODULE, frames);
      const options: CExportOptions = { arithmetic, ranges };
      const [first, ...others] = Object.values(MACHINES).map(
        (flags) =>
          run(build(model, dir, flags, options).program, ['thumbnail'], joined(frames)).lines,
      );
      for (const other of others) expect(other).toEqual(first);
      const pass = integerPass(model, MODULE, options as Required<typeof options>);
      first!.forEach(({ status, whitePoint }, i) => {
        expect(status).toBe(0);
        pass.input.set(frames[i]!);
        pass.run();
        // A value on the edge between two codes may fall either way where floats before it differ in their last digits.
        whitePoint.forEach((value, c) => {
          expect(Math.abs(value / pass.output[c]! - 1)).toBeLessThan(2e-3);
        });
      });
    },
  );

  it('with nothing but whole numbers before the first mean: the answers of the pass to 1e-6', () => {
    const model = MODELS['the reference family']!();
    const frames = framesFor(model, 'exact');
    const ranges = measureRanges(model, MODULE, frames);
    for (const arithmetic of ['int16', 'int8'] as const) {
      const { program } = build(model, dir, [], { arithmetic, ranges });
      const pass = integerPass(model, MODULE, { arithmetic, ranges });
      const inferred = createEstimator(model, MODULE, { arithmetic: 'int16' });
      run(program, ['thumbnail'], joined(frames)).lines.forEach(({ whitePoint }, i) => {
        pass.input.set(frames[i]!);
        pass.run();
        const { r, b } = inferred.estimateThumbnail(frames[i]!).whitePoint;
        const near = arithmetic === 'int16' ? [r, b] : [...pass.output];
        whitePoint.forEach((value, c) => {
          expect(Math.abs(value / near[c]! - 1)).toBeLessThan(1e-6);
          expect(Math.abs(value / pass.output[c]! - 1)).toBeLessThan(1e-6);
        });
      });
    }
  });

  it('computes what it says: sources hold integers, take less, and move answers a little', () => {
    const model = shippedModel();
    const frames = framesFor(model, 'moved');
    const ranges = measureRanges(model, MODULE, frames);
    const answers = (options: CExportOptions) =>
      run(build(model, dir, [], options).program, ['thumbnail'], joined(frames)).lines[0]!
        .whitePoint;
    const exact = answers({});
    const [wide, narrow] = (['int16', 'int8'] as const).map((arithmetic) => {
      const moved = answers({ arithmetic, ranges }).map((value, c) =>
        Math.abs(value / exact[c]! - 1),
      );
      return Math.max(...moved);
    });
    expect(wide).toBeGreaterThan(0);
    expect(wide).toBeLessThan(1e-3);
    expect(narrow).toBeGreaterThan(wide!);
    expect(narrow).toBeLessThan(0.05);
    const source = (options: CExportOptions) => exportC(model, options).files[1]!.text;
    expect(source({ arithmetic: 'int8', ranges })).toMatch(/convolve_int8\(&layer/);
    expect(source({ arithmetic: 'int16' })).toMatch(/convolve_int16\(&layer/);
    expect(source({})).not.toMatch(/convolve_int|string\.h/);
    const bytes = (options: CExportOptions) => exportC(model, options).constantBytes;
    expect(bytes({ arithmetic: 'int8', ranges })).toBeLessThan(0.75 * bytes({}));
  });
});

describe('an export in integers', () => {
  it('rounds what reads planes to 16 bits, those beside edges too, and what is behind to bytes', () => {
    for (const model of [smallModel(), edgesModel(), edgesModel({ luminance: false })]) {
      const ranges = measureRanges(model, MODULE, framesFor(model, 'planes'));
      const { text } = exportC(model, { arithmetic: 'int8', ranges }).files[1]!;
      expect(text.match(/convolve_int\d+\(&layer/g)).toEqual([
        'convolve_int16(&layer',
        'convolve_int8(&layer',
      ]);
    }
  });

  it('refuses bytes without ranges, and weights as bytes beside either', () => {
    const model = smallModel();
    expect(() => exportC(model, { arithmetic: 'int8' })).toThrow(/ranges of maps .* got none/);
    expect(() => exportC(model, { arithmetic: 'int16', weights: 'int8' })).toThrow(
      /weights as float32 with int16 arithmetic, got int8/,
    );
  });
});
