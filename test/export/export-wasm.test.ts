/** Modules of their own against the estimator that they were made from. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernelModule, readStandaloneKernels } from '../../dist/engine/node/index.js';
import { exportWasm, type WasmExportOptions, withInt8Weights } from '../../dist/export/index.js';
import { readModule } from '../../dist/export/wasm/module.js';
import {
  type AwbEstimate,
  BAYER_PATTERNS,
  createEstimator,
  type Frame,
} from '../../dist/infer/index.js';
import { countParameters, decodeModel, type Model } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import type { RawImage } from '../../dist/raw/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { contextModel, MEAN_LIGHT, referenceModel, smallModel } from '../infer/sample-models.js';
import { shippedModelFile } from '../infer/shipped-model.js';
import { CELL_SIZES, framesOfCells, planesOfCells } from './cell-planes.js';
import {
  type Answer,
  type AwbModule,
  answerOf,
  estimateThumbnail,
  instantiate,
  writeFrame,
} from './wasm-module.js';

const KERNELS = loadKernelModule();
const STANDALONE = readStandaloneKernels();
const shipped = decodeModel(readFileSync(shippedModelFile()));

function exportedBytes(model: Model, options?: WasmExportOptions): Uint8Array {
  return exportWasm(model, STANDALONE, options).files[0].content as Uint8Array;
}

/** White point and gains to the bit of float32; confidence to the last but a few, as asin and hypot may differ by one. */
function expectSame(answer: Answer, { whitePoint, gains, confidence }: AwbEstimate): void {
  const { fround } = Math;
  expect(answer).toMatchObject({
    status: 0,
    r: whitePoint.r,
    b: whitePoint.b,
    red: fround(gains.red),
    blue: fround(gains.blue),
  });
  expect(Math.abs(answer.confidence - confidence)).toBeLessThan(1e-6);
}

function estimateRaw(awb: AwbModule, raw: RawImage): Answer {
  writeFrame(awb, raw.rgb);
  const { widthPx, heightPx, blackLevel, whiteLevel } = raw;
  return answerOf(awb, awb.deepawb_estimate_rgb16(widthPx, heightPx, 0, blackLevel, whiteLevel));
}

/** A picture of coloured noise between the levels and a little beyond, a corner of it masked. */
function noise(widthPx: number, heightPx: number, seed: number): RawImage {
  const rng = createRng(seed);
  const rgb = Uint16Array.from({ length: widthPx * heightPx * 3 }, (_, i) =>
    Math.floor(2000 + rng.uniform() * [6000, 15000, 9000][i % 3]!),
  );
  for (let y = 0; y < heightPx >> 2; y++) {
    rgb.fill(0, y * widthPx * 3, (y * widthPx + (widthPx >> 1)) * 3);
  }
  return { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16_383 };
}

const SIZES = [
  [648, 432],
  [33, 47],
  [5, 3],
  [1, 1],
  [100, 64],
] as const;

describe('a module', () => {
  const bytes = exportedBytes(shipped);

  it('imports nothing, exports its memory and a C interface', () => {
    expect(WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)).toBe(true);
    const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const exports = WebAssembly.Module.exports(module);
    expect(exports.map(({ name }) => name)).toEqual([
      'memory',
      'deepawb_input',
      'deepawb_input_height',
      'deepawb_input_width',
      'deepawb_result',
      'deepawb_frame',
      'deepawb_estimate',
      'deepawb_estimate_rgb16',
      'deepawb_estimate_bayer16',
    ]);
  });

  it('is the same for the same model', () => {
    expect(exportedBytes(shipped)).toEqual(bytes);
  });

  it('is little larger than its weights and the kernels that it uses', () => {
    const { constantBytes, memoryBytes } = exportWasm(shipped, STANDALONE);
    expect(constantBytes).toBeGreaterThan(4 * 7000);
    expect(bytes.length - constantBytes).toBeLessThan(20_500);
    expect(memoryBytes).toBeLessThan(4 * 65_536);
  });

  it('carries name, licence and attribution of its model', () => {
    const metadata = { ...shipped.metadata, attribution: 'Erschov, Müller\n& al.' };
    const module = new WebAssembly.Module(
      exportedBytes({ ...shipped, metadata }) as Uint8Array<ArrayBuffer>,
    );
    const [section] = WebAssembly.Module.customSections(module, 'deepawb');
    const text = new TextDecoder().decode(section);
    expect(text).toContain('cube64-small');
    expect(text).toContain('Licence:     CC BY 4.0');
    expect(text).toContain('Attribution: Erschov, Müller & al.\n');
  });

  it('is described with the addresses that it answers', () => {
    const exported = exportWasm(shipped, STANDALONE, { name: 'cube' });
    expect(exported.files.map(({ name }) => name)).toEqual(['cube.wasm', 'cube.md']);
    const text = exported.files[1].content as string;
    const awb = instantiate(bytes);
    expect(text).toContain(`address of the thumbnail: ${awb.deepawb_input()} `);
    expect(text).toContain(`address of the result: ${awb.deepawb_result()} `);
    expect(text).toContain(`room for a frame: ${awb.deepawb_frame(0)};`);
    expect(awb.deepawb_frame(0)).toBe(exported.memoryBytes);
    const pages = awb.memory.buffer.byteLength / 65_536;
    expect(text).toContain(`${pages} pages of 64 KiB`);
    const { heightPx, widthPx } = shipped.architecture.input;
    expect([awb.deepawb_input_height(), awb.deepawb_input_width()]).toEqual([heightPx, widthPx]);
    expect(() => exportWasm(shipped, STANDALONE, { name: 'a-b' })).toThrow(/letters, digits and _/);
  });

  it('is refused for a model whose parameters are not as many as its network has', () => {
    const parameters = shipped.parameters.subarray(1);
    expect(() => exportWasm({ ...shipped, parameters }, STANDALONE)).toThrow(
      `expected ${shipped.parameters.length} for`,
    );
  });
});

describe.each([
  ['the shipped model', shipped],
  ['the small family', smallModel()],
  ['the small family, the whole picture added to cells', contextModel()],
  ['the reference family', referenceModel()],
] as const)('%s as a module answers as the estimator does', (_, model) => {
  const awb = instantiate(exportedBytes(model));
  const estimator = createEstimator(model, KERNELS);

  it('on thumbnails, which it leaves as they are', () => {
    for (let seed = 0; seed < 20; seed++) {
      const pixels = randomThumbnail(model.architecture.input, createRng(seed));
      expectSame(estimateThumbnail(awb, pixels), estimator.estimateThumbnail(pixels));
      const left = new Float32Array(awb.memory.buffer, awb.deepawb_input(), pixels.length);
      expect(left).toEqual(pixels);
    }
  });

  it.each(SIZES)('on raw pictures of %ix%i', (widthPx, heightPx) => {
    const raw = noise(widthPx, heightPx, widthPx);
    expectSame(estimateRaw(awb, raw), estimator.estimate(raw));
  });

  it.each(BAYER_PATTERNS)('on mosaics in the order %s', (pattern) => {
    for (const [widthPx, heightPx] of [
      [648, 432],
      [33, 47],
      [2, 2],
    ] as const) {
      const data = noise(widthPx, heightPx, 7).rgb.subarray(-widthPx * heightPx);
      const levels = { blackLevel: 1000.25, whiteLevel: 16_000 };
      const frame: Frame = { layout: 'bayer', pattern, widthPx, heightPx, data, ...levels };
      writeFrame(awb, data);
      const code = BAYER_PATTERNS.indexOf(pattern);
      const status = awb.deepawb_estimate_bayer16(widthPx, heightPx, code, 0, 1000.25, 16_000);
      expectSame(answerOf(awb, status), estimator.estimate(frame));
    }
  });

  it('on rows with gaps between them', () => {
    const raw = noise(61, 43, 3);
    const stride = 61 * 3 + 17;
    const wide = new Uint16Array(stride * 42 + 61 * 3).fill(60_000);
    for (let y = 0; y < 43; y++)
      wide.set(raw.rgb.subarray(y * 61 * 3, (y + 1) * 61 * 3), y * stride);
    writeFrame(awb, wide);
    const status = awb.deepawb_estimate_rgb16(61, 43, stride * 2, 2048, 16_383);
    expectSame(answerOf(awb, status), estimator.estimate(raw));
  });
});

describe('modules', () => {
  it('of networks at random answer as the estimator does', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        check,
      ),
      { numRuns: 40 },
    );
    function check(seed: number, heightPx: number, widthPx: number) {
      const rng = createRng(seed);
      const architecture = randomArchitecture({ heightPx, widthPx }, rng);
      const parameters = randomParameters(architecture, rng);
      const model: Model = { architecture, parameters, metadata: shipped.metadata };
      const awb = instantiate(exportedBytes(model));
      const estimator = createEstimator(model, KERNELS);
      const pixels = randomThumbnail(architecture.input, rng);
      pixels.set([0.3, 0.5, 0.4, 1]);
      for (let i = 0; i < 2; i++)
        expectSame(estimateThumbnail(awb, pixels), estimator.estimateThumbnail(pixels));
      const raw = noise(17, 11, seed);
      expectSame(estimateRaw(awb, raw), estimator.estimate(raw));
    }
  });

  it('have weights rounded to int8 on request', () => {
    const rounded = createEstimator(withInt8Weights(shipped), KERNELS);
    const awb = instantiate(exportedBytes(shipped, { weights: 'int8' }));
    const plain = instantiate(exportedBytes(shipped));
    const pixels = randomThumbnail(shipped.architecture.input, createRng(1));
    expectSame(estimateThumbnail(awb, pixels), rounded.estimateThumbnail(pixels));
    expect(estimateThumbnail(plain, pixels)).not.toEqual(estimateThumbnail(awb, pixels));
  });
});

describe('planes of cells in a module', () => {
  it('are those of the estimator to the bit', () => {
    for (const [size, cell] of CELL_SIZES) {
      for (const of of ['means', 'edges'] as const) {
        const model = planesOfCells(size, { cell, of });
        const awb = instantiate(exportedBytes(model));
        const estimator = createEstimator(model, KERNELS);
        for (const frame of framesOfCells(size, createRng(cell).fork(of)))
          expectSame(estimateThumbnail(awb, frame), estimator.estimateThumbnail(frame));
      }
    }
  });

  it.each([
    [{}, []],
    [{ cell: 2 }, ['cellMeans']],
    [{ of: 'edges' }, ['cellEdges']],
    [{ cell: 2, of: 'edges' }, ['cellEdges']],
  ] as const)(
    'have the kernels that they need with them, and no others: %o',
    (settings, needed) => {
      const { exports } = readModule(STANDALONE);
      const { bodies } = readModule(
        exportedBytes(planesOfCells({ heightPx: 8, widthPx: 8 }, settings)),
      );
      const isThere = (name: string) =>
        bodies[exports.find((kernel) => kernel.name === name)!.index]!.length > 3;
      expect(isThere('planesLogChroma')).toBe(true);
      expect(['cellMeans', 'cellEdges'].filter(isThere)).toEqual(needed);
    },
  );
});

describe.each([
  ['the shipped model', shipped],
  ['the small family, the whole picture added to cells', contextModel()],
  ['the reference family', referenceModel()],
] as const)('%s as a module that computes in int16', (_, model) => {
  const bytes = exportedBytes(model, { arithmetic: 'int16' });

  it('answers as the estimator that does so, and not as the other', () => {
    const awb = instantiate(bytes);
    const estimator = createEstimator(model, KERNELS, { arithmetic: 'int16' });
    for (let seed = 0; seed < 10; seed++) {
      const pixels = randomThumbnail(model.architecture.input, createRng(seed));
      expectSame(estimateThumbnail(awb, pixels), estimator.estimateThumbnail(pixels));
    }
    const plain = createEstimator(model, KERNELS);
    const pixels = randomThumbnail(model.architecture.input, createRng(1));
    const { r } = estimateThumbnail(awb, pixels);
    expect(r).not.toBe(plain.estimateThumbnail(pixels).whitePoint.r);
  });
});

// Of a network of few weights the kernels weigh more.
it.each([
  ['the shipped model', shipped],
  ['the reference family', referenceModel()],
] as const)('%s as a module that computes in int16 is smaller', (_, model) => {
  const bytes = exportedBytes(model, { arithmetic: 'int16' });
  expect(bytes.length).toBeLessThan(exportedBytes(model).length);
});

describe('a frame that shows no light', () => {
  const { fround } = Math;
  const MEAN: Omit<Answer, 'status'> = {
    r: fround(MEAN_LIGHT.r),
    b: fround(MEAN_LIGHT.b),
    red: fround(1 / MEAN_LIGHT.r),
    blue: fround(1 / MEAN_LIGHT.b),
    confidence: 0,
    expectedError: -1,
  };
  const NEUTRAL = { r: 1, b: 1, red: 1, blue: 1, confidence: 0, expectedError: -1 };
  const blanks: [string, number, (i: number) => number][] = [
    ['masked', 1, () => 0],
    ['black', 2, (i) => 2044 + (i % 9)],
    ['clipped', 3, () => 16_383],
  ];

  it.each(blanks)('%s: status %i, and the mean light or none', (_, status, value) => {
    const raw = {
      ...noise(30, 22, 1),
      rgb: Uint16Array.from({ length: 1980 }, (_v, i) => value(i)),
    };
    const small = createEstimator(smallModel(), KERNELS).estimate(raw);
    const answer = estimateRaw(instantiate(exportedBytes(smallModel())), raw);
    expect(answer).toEqual({ status, ...MEAN });
    expect(answer.r).toBe(fround(small.whitePoint.r));
    expect(estimateRaw(instantiate(exportedBytes(referenceModel())), raw)).toEqual({
      status,
      ...NEUTRAL,
    });
  });

  it('is a thumbnail with a value that is none: status -2, and the next is answered as before', () => {
    const awb = instantiate(exportedBytes(smallModel()));
    const good = randomThumbnail({ heightPx: 12, widthPx: 16 }, createRng(8));
    const first = estimateThumbnail(awb, good);
    expect(first.status).toBe(0);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let at = 0; at < good.length; at += 37) {
        const bad = good.slice();
        bad[at] = value;
        expect(estimateThumbnail(awb, bad)).toEqual({ status: -2, ...MEAN });
      }
    }
    const covered = good.slice();
    covered[3] = 1.5;
    expect(estimateThumbnail(awb, covered).status).toBe(-2);
    expect(estimateThumbnail(awb, good)).toEqual(first);
  });

  it('never has gains that are no gains', () => {
    const awb = instantiate(exportedBytes(smallModel()));
    const value = fc.float({ min: Math.fround(-1e30), max: Math.fround(1e30), noNaN: true });
    const cell = fc.tuple(value, value, value, fc.float({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (drawn) => {
        const pixels = Float32Array.from({ length: 12 * 16 * 4 }, (_, i) => {
          return drawn[Math.floor(i / 4) % drawn.length]![i % 4]!;
        });
        const { red, blue, confidence } = estimateThumbnail(awb, pixels);
        expect(red > 0 && red < Number.POSITIVE_INFINITY).toBe(true);
        expect(blue > 0 && blue < Number.POSITIVE_INFINITY).toBe(true);
        expect(confidence >= 0 && confidence <= 1).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('has status 4 where the answer is below 0', () => {
    const { architecture, metadata, parameters } = referenceModel();
    // Without its last activation, whose range is (0, 1.2); what is not trained are variances.
    const unbounded = { ...architecture, output: 'denseOut' };
    const trained = countParameters(architecture);
    const negative = parameters.map((_, i) => (i < trained ? -1 : 1));
    const bytes = exportedBytes({ architecture: unbounded, metadata, parameters: negative });
    const pixels = Float32Array.from({ length: 24 * 20 * 4 }, (_, i) => [0.2, 0.4, 0.3, 1][i % 4]!);
    expect(estimateThumbnail(instantiate(bytes), pixels)).toEqual({ status: 4, ...NEUTRAL });
  });
});

describe('a call with what is no frame', () => {
  const awb = instantiate(exportedBytes(shipped));
  writeFrame(awb, noise(30, 20, 1).rgb);
  const rgb = (w: number, h: number, stride = 0, black = 2048, white = 16_383) =>
    awb.deepawb_estimate_rgb16(w, h, stride, black, white);
  const bayer = (w: number, h: number, pattern = 0) =>
    awb.deepawb_estimate_bayer16(w, h, pattern, 0, 2048, 16_383);

  it.each([
    ['no width', () => rgb(0, 20)],
    ['a height below 0', () => rgb(30, -1)],
    ['a side above 65535', () => rgb(65_536, 1)],
    ['more rows than there is room for', () => rgb(30, 21)],
    ['rows that end beyond the room', () => rgb(30, 20, 182)],
    ['a size whose bytes exceed 32 bits', () => rgb(65_535, 65_535)],
    ['a stride whose product exceeds 32 bits', () => rgb(30, 20, 0xf000_0000)],
    ['a stride shorter than a row', () => rgb(30, 20, 178)],
    ['a black level at white', () => rgb(30, 20, 0, 16_383, 16_383)],
    ['a black level below 0', () => rgb(30, 20, 0, -1, 16_383)],
    ['a white level beyond 16 bits', () => rgb(30, 20, 0, 0, 65_536)],
    ['a level that is NaN', () => rgb(30, 20, 0, Number.NaN, 16_383)],
    ['a mosaic without a whole cell', () => bayer(1, 20)],
    ['a pattern that is none', () => bayer(30, 20, 4)],
    ['a pattern below 0', () => bayer(30, 20, -1)],
  ])('has status -1: %s', (_, call) => {
    expect(rgb(30, 20)).toBe(0);
    const { status, confidence, red, blue } = answerOf(awb, call());
    expect({ status, confidence }).toEqual({ status: -1, confidence: 0 });
    expect(red > 0 && red < 100 && blue > 0 && blue < 100).toBe(true);
  });

  it('has status -1 before there is room for a frame', () => {
    const fresh = instantiate(exportedBytes(shipped));
    expect(fresh.deepawb_estimate_rgb16(1, 1, 0, 0, 1)).toBe(-1);
  });
});

describe('memory', () => {
  it('grows for larger frames only, and not by estimating', () => {
    const awb = instantiate(exportedBytes(shipped));
    const pages = () => awb.memory.buffer.byteLength / 65_536;
    const start = pages();
    const at = awb.deepawb_frame(100);
    expect(pages()).toBe(start);
    const raw = noise(300, 200, 1);
    const first = estimateRaw(awb, raw);
    const grown = pages();
    expect(grown - start).toBe(Math.ceil((at + 300 * 200 * 6 + 16) / 65_536) - start);
    const { buffer } = awb.memory;
    for (let i = 0; i < 1000; i++) {
      awb.deepawb_frame(100 + i);
      awb.deepawb_estimate();
      if (i % 100 === 0) expect(estimateRaw(awb, raw)).toEqual(first);
    }
    expect(awb.memory.buffer).toBe(buffer);
    expect(pages()).toBe(grown);
    expect(awb.deepawb_frame(100)).toBe(at);
  });

  it('that ends gives address 0, and what was there goes on', () => {
    const awb = instantiate(exportedBytes(smallModel()));
    const raw = noise(20, 10, 2);
    const first = estimateRaw(awb, raw);
    expect(awb.deepawb_frame(0xffff_ffff)).toBe(0);
    expect(estimateRaw(awb, raw)).toEqual(first);
  });
});

describe('docs/wasm.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/wasm.md'), 'utf8');

  it('has a host that runs, and estimates what the estimator does', () => {
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-wasm-'));
    const script = /```js\n([\s\S]*?)```/.exec(text)![1]!;
    writeFileSync(join(dir, 'awb.wasm'), exportedBytes(shipped));
    writeFileSync(join(dir, 'host.mjs'), script);
    const stdout = execFileSync(process.execPath, ['host.mjs'], { cwd: dir, encoding: 'utf8' });
    rmSync(dir, { recursive: true });
    const data = Uint16Array.from({ length: 64 * 48 * 3 }, (_, i) => [900, 2100, 1300][i % 3]!);
    const levels = { blackLevel: 256, whiteLevel: 4095 };
    const frame: Frame = { layout: 'rgb', widthPx: 64, heightPx: 48, data, ...levels };
    expectSame(JSON.parse(stdout), createEstimator(shipped, KERNELS).estimate(frame));
  });

  it('names all that is exported', () => {
    const module = new WebAssembly.Module(exportedBytes(shipped) as Uint8Array<ArrayBuffer>);
    for (const { name } of WebAssembly.Module.exports(module)) expect(text).toContain(`\`${name}`);
  });
});
