/**
 * Exported C against the plain twin in double precision and against inference, in all compilers' variants: it must
 * compile without a warning and give the same answers to frames with masked cells, raw or not, and to frames without light.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportC } from '../../dist/export/index.js';
import { createEstimator, type FrameError } from '../../dist/infer/index.js';
import {
  type Architecture,
  type Model,
  type ModelNode,
  PROOF_OF_CONCEPT,
  referenceArchitecture,
  smallArchitecture,
} from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import { rawToThumbnail } from '../../dist/raw/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { modelOf, rawImage, referenceModel, smallModel } from '../infer/sample-models.js';
import { build, describeWithCompiler, NATIVE, peakMemory, run, VARIANTS } from './c-compiler.js';

const TOLERANCE = 1e-5;
const FRAMES = 3;
const MODULE = loadKernelModule();

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-export-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SMALL = {
  heightPx: 32,
  widthPx: 32,
  blocks: [
    { kernel: 2, stride: 2, channels: 32 },
    { kernel: 1, stride: 1, channels: 32 },
    { kernel: 3, stride: 1, channels: 48 },
  ],
  hidden: 32,
  centre: [-0.6, -0.4],
  anchors: Array.from({ length: 24 }, (_, i) => [0.3 * Math.sin(i), 0.3 * Math.cos(i)] as const),
} as const;

const FAMILIES: Record<string, Architecture> = {
  'the small family': smallArchitecture(SMALL),
  'the small family, depthwise, odd sides': smallArchitecture({
    ...SMALL,
    heightPx: 19,
    widthPx: 27,
    blocks: [
      { kernel: 3, stride: 2, channels: 12, depthwise: true },
      { kernel: 5, stride: 1, channels: 20, depthwise: true },
    ],
    anchors: [],
  }),
  'the reference family, reduced': referenceArchitecture({
    ...PROOF_OF_CONCEPT,
    heightPx: 45,
    widthPx: 67,
    blocks: [
      { kernel: 3, stride: 1, channels: 16 },
      { kernel: 5, stride: 2, channels: 24 },
      { kernel: 5, stride: 2, channels: 40 },
    ],
  }),
};

function framesFor({ input }: Architecture, rng: Rng): Float32Array[] {
  return Array.from({ length: FRAMES }, () => randomThumbnail(input, rng));
}

function joined(frames: readonly Float32Array[]): Float32Array {
  return Float32Array.from(frames.flatMap((frame) => [...frame]));
}

function exactAnswer({ architecture, parameters }: Model, frame: Float32Array): Float64Array {
  const numbers = [Float64Array.from(parameters), Float64Array.from(frame)] as const;
  const options = { batch: 1, training: false };
  return evaluateTwin(architecture, ...numbers, options).get(architecture.output)!;
}

/** Largest difference of a program's answers from the plain twin's, over the twin's larger number. */
function deviation(model: Model, program: string, frames: readonly Float32Array[]): number {
  const { lines } = run(program, ['thumbnail'], joined(frames));
  expect(lines).toHaveLength(frames.length);
  let worst = 0;
  lines.forEach(({ status, whitePoint, gains }, i) => {
    const exact = exactAnswer(model, frames[i]!);
    const scale = Math.max(...exact.map(Math.abs));
    expect(status).toBe(0);
    whitePoint.forEach((value, c) => {
      worst = Math.max(worst, Math.abs(value - exact[c]!) / scale);
      expect(gains[c]! * value).toBeCloseTo(1, 5);
    });
  });
  return worst;
}

describeWithCompiler('exported C answers as the network does', () => {
  for (const [variant, flags] of Object.entries({ ...VARIANTS, 'widest vectors': NATIVE })) {
    it.each(Object.entries(FAMILIES))(`${variant}: %s`, (name, architecture) => {
      const model = modelOf(architecture);
      const { program } = build(model, dir, flags);
      const frames = framesFor(architecture, createRng(3).fork(name));
      expect(deviation(model, program, frames)).toBeLessThan(TOLERANCE);
      const estimator = createEstimator(model, MODULE);
      run(program, ['thumbnail'], joined(frames)).lines.forEach(({ whitePoint }, i) => {
        const { r, b } = estimator.estimateThumbnail(frames[i]!).whitePoint;
        expect(Math.abs(whitePoint[0] / r - 1)).toBeLessThan(TOLERANCE);
        expect(Math.abs(whitePoint[1] / b - 1)).toBeLessThan(TOLERANCE);
      });
    });
  }

  const used = new Set<ModelNode['op']>();
  it.each(Array.from({ length: 24 }, (_, i) => i))('random network %i', (seed) => {
    const rng = createRng(seed).fork('export');
    const input = { heightPx: 5 + rng.integer(20), widthPx: 5 + rng.integer(20) };
    const architecture = randomArchitecture(input, rng);
    for (const { op } of architecture.nodes) used.add(op);
    const model = { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
    const { program } = build(model, dir, Object.values(VARIANTS)[seed % 2]);
    expect(deviation(model, program, framesFor(architecture, rng))).toBeLessThan(TOLERANCE);
  });

  it('has seen every operation', () => {
    const all: Record<ModelNode['op'], true> = {
      features: true,
      conv: true,
      depthwise: true,
      batchNorm: true,
      activation: true,
      maxPool: true,
      averagePool: true,
      globalAveragePool: true,
      weightedPool: true,
      softmax: true,
      dense: true,
      flatten: true,
      concat: true,
      slice: true,
      arithmetic: true,
      dropout: true,
    };
    expect([...used].sort()).toEqual(Object.keys(all).sort());
  });

  it('gives the same bits for the same frame, whatever came between', () => {
    const architecture = FAMILIES['the small family, depthwise, odd sides']!;
    const { program } = build(modelOf(architecture), dir);
    const [a, b] = framesFor(architecture, createRng(9));
    const { lines } = run(program, ['thumbnail'], joined([a!, b!, a!]));
    expect(lines[1]).not.toEqual(lines[0]);
    expect(lines[2]).toEqual(lines[0]);
  });
});

const STATUS = { masked: 1, black: 2, clipped: 3, answer: 4, value: -2 } as const;

/** Status and white point of inference, as the C code tells them. */
function inferred(model: Model, frame: Float32Array) {
  const estimator = createEstimator(model, MODULE);
  try {
    const { whitePoint } = estimator.estimateThumbnail(frame);
    return { light: true, whitePoint };
  } catch (error) {
    const { fault } = error as FrameError;
    return { light: false, status: STATUS[fault as keyof typeof STATUS] };
  }
}

describeWithCompiler('frames without light', () => {
  const cells: Record<string, readonly [readonly number[], number]> = {
    masked: [[0.4, 0.5, 0.6, 0], STATUS.masked],
    black: [[0.00005, 0.00015, 0.00005, 1], STATUS.black],
    clipped: [[0.99, 1, 0.985, 1], STATUS.clipped],
    'one channel clipped': [[0.5, 1, 0.5, 1], 0],
    NaN: [[Number.NaN, 0.5, 0.5, 1], STATUS.value],
    infinite: [[0.5, Number.POSITIVE_INFINITY, 0.5, 1], STATUS.value],
    'coverage above 1': [[0.5, 0.5, 0.5, 1.5], STATUS.value],
    'coverage below 0': [[0.5, 0.5, 0.5, -0.5], STATUS.value],
  };

  it.each([
    ['with a mean light', smallModel()],
    ['without one', referenceModel()],
  ])(
    'are told apart as inference does, and never get a gain that is none (model %s)',
    (_, model) => {
      const { program } = build(model, dir);
      const { heightPx, widthPx } = model.architecture.input;
      for (const [name, [cell, status]] of Object.entries(cells)) {
        const frame = Float32Array.from(
          { length: heightPx * widthPx * 4 },
          (_c, i) => cell[i % 4]!,
        );
        const line = run(program, ['thumbnail'], frame).lines[0]!;
        expect(line.status, name).toBe(status);
        for (const value of [...line.whitePoint, ...line.gains]) {
          expect(value, name).toBeGreaterThan(0);
          expect(value, name).toBeLessThan(Number.POSITIVE_INFINITY);
        }
        const expected = inferred(model, frame);
        if (!expected.light) expect(expected.status, name).toBe(status);
        else expect(line.whitePoint[0], name).toBeCloseTo(expected.whitePoint!.r, 5);
      }
    },
  );

  it('get white point (1, 1) where the network answers with none', () => {
    const model = referenceModel();
    const bad = { ...model.architecture, nodes: [...model.architecture.nodes] };
    bad.nodes[bad.nodes.length - 1] = {
      id: 'whitePoint',
      op: 'activation',
      from: 'denseOut',
      kind: 'scaledTanh',
      alpha: 0.1,
      beta: -1,
    };
    const { program } = build({ ...model, architecture: bad }, dir);
    const frame = randomThumbnail(bad.input, createRng(2));
    const { lines } = run(program, ['thumbnail'], frame);
    expect(lines).toEqual([
      {
        status: STATUS.answer,
        whitePoint: [1, 1],
        gains: [1, 1],
        confidence: 0,
        expectedError: -1,
      },
    ]);
  });
});

describeWithCompiler('raw frames', () => {
  const scene = (width: number, height: number, rng: Rng) => ({
    ...rawImage(() => 0),
    widthPx: width,
    heightPx: height,
    rgb: Uint16Array.from({ length: width * height * 3 }, () =>
      rng.uniform() < 0.05 ? rng.integer(65536) : 1500 + rng.integer(15500),
    ),
  });

  it.each([
    [30, 22],
    [16, 12],
    [97, 61],
    [7, 5],
    [1, 1],
  ])('of %i x %i are averaged to the bits of the thumbnail', (width, height) => {
    const model = smallModel();
    const { program } = build(model, dir);
    const image = scene(width, height, createRng(width));
    // A masked corner, some of it within cells.
    for (let y = 0; y < height / 2; y++)
      image.rgb.fill(0, y * width * 3, (y * width + width / 3) * 3);
    const fromRaw = run(program, ['raw16', `${width}`, `${height}`], image.rgb).lines;
    const thumbnail = rawToThumbnail(image, model.architecture.input);
    expect(fromRaw).toEqual(run(program, ['thumbnail'], thumbnail).lines);
    const { whitePoint } = createEstimator(model, MODULE).estimate(image);
    expect(fromRaw[0]!.whitePoint[0]).toBeCloseTo(whitePoint.r, 5);
    expect(fromRaw[0]!.whitePoint[1]).toBeCloseTo(whitePoint.b, 5);
  });

  it('are refused where they are cut short', () => {
    const { program } = build(smallModel(), dir);
    const image = scene(8, 8, createRng(1));
    expect(() => run(program, ['raw16', '9', '8'], image.rgb)).toThrow(/frames of 432 bytes/);
  });

  it('cost little memory and time', async ({ annotate }) => {
    const { program, exported } = build(modelOf(FAMILIES['the small family']!), dir, NATIVE);
    const image = scene(648, 432, createRng(5));
    const args = ['raw16', '648', '432'];
    const bytes = await peakMemory(program, args, image.rgb);
    const { stderr } = run(program, [...args, '31'], image.rgb);
    const median = Number(/median ([\d.]+) of 31 runs/.exec(stderr)![1]);
    expect(median).toBeGreaterThan(0);
    await annotate(
      `peak memory of the process ${bytes} bytes; ${stderr.trim()} (648x432 to gains)`,
    );
    if (bytes !== null) {
      // A frame of 1.7 MB and the C library are most of it.
      expect(bytes).toBeGreaterThan(image.rgb.byteLength + exported.memoryBytes);
      expect(bytes).toBeLessThan(4 * 2 ** 20);
    }
  });
});

describe('an export', () => {
  it('names files and functions after the model, or as told', () => {
    const model = smallModel();
    const named = { ...model, metadata: { ...model.metadata, name: 'Cube++ 64/small (v2)' } };
    expect(exportC(named).files.map(({ name }) => name)).toEqual([
      'cube_64_small_v2.h',
      'cube_64_small_v2.c',
    ]);
    const [header, source, main] = exportC(named, { name: 'awb', withMain: true }).files;
    expect(header!.text).toContain('int deepawb_awb_estimate(const float *thumbnail');
    expect(source!.text).toContain('#include "awb.h"');
    expect(main!.name).toBe('awb_main.c');
    expect(() => exportC(named, { name: 'a-b' })).toThrow(/letters, digits and _, got 'a-b'/);
  });

  it('says what the model is, whatever its texts hold', () => {
    const model = smallModel();
    const metadata = {
      ...model.metadata,
      licence: 'CC BY 4.0 */ int x; /* \n#error',
      attribution: 'Ershov et al. ??/',
      data: { name: 'cube64', hash: 'abc123', pictures: 877 },
    };
    const { files } = exportC({ ...model, metadata });
    for (const { text } of files) {
      const comment = text.slice(0, text.indexOf('\n */'));
      expect(comment).toContain('CC BY 4.0 * / int x; / *  #error');
      expect(comment).toContain('Ershov et al. ? ?/');
      expect(comment).toContain('cube64, 877 pictures, content hash abc123');
    }
  });

  it('keeps every field of a model inside its comments, were it of the wrong type', () => {
    const model = smallModel();
    const HOSTILE = '1 */ int injected; /* ??/\n#error injected';
    const metadata = {
      ...model.metadata,
      name: HOSTILE,
      version: HOSTILE,
      seed: HOSTILE,
      licence: HOSTILE,
      attribution: HOSTILE,
      data: { name: HOSTILE, hash: HOSTILE, pictures: HOSTILE },
    } as never;
    for (const { text } of exportC({ ...model, metadata }, { name: 'awb' }).files) {
      expect(text).toContain('injected');
      expect(text.replace(/\/\*[\s\S]*?\*\//g, '')).not.toMatch(/injected|\?\?\//);
    }
  });

  it('refuses numbers that C has no literal for, naming the node', () => {
    const model = smallModel();
    const parameters = model.parameters.slice();
    parameters[3] = Number.NaN;
    expect(() => exportC({ ...model, parameters })).toThrow(/relu1: .*finite float32, got NaN/);
    expect(() => exportC({ ...model, parameters: parameters.slice(1) })).toThrow(/parameters: exp/);
  });

  it('needs no heap, and nothing but mathematics from the C library', () => {
    const [header, source] = exportC(smallModel()).files;
    const includes = `${header!.text}${source!.text}`.match(/#include .*/g);
    expect(includes).toEqual([
      '#include <stddef.h>',
      '#include <stdint.h>',
      '#include "random.h"',
      '#include <math.h>',
    ]);
    expect(source!.text).not.toMatch(/alloc|free\(/);
  });

  it('shares buffers: half of what all values together take suffices', () => {
    const architecture = FAMILIES['the reference family, reduced']!;
    const { memoryBytes } = exportC(modelOf(architecture));
    const pixels = 45 * 67;
    // Thumbnail, planes, and the first block after its pool.
    expect(memoryBytes).toBeLessThan((4 * pixels * (4 + 3 + 16)) / 2);
  });
});
