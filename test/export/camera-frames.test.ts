/**
 * Exported C given what a camera has: frames with a stride, Bayer mosaics of all patterns, zone statistics. Cells are those of
 * inference to the bit (the program answers them and the frame with the same digits), white points to 1e-5, and what
 * inference refuses is refused.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Arena, instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { FrameAverager } from '../../dist/infer/frame-averager.js';
import { type BayerFrame, createEstimator, type RgbFrame } from '../../dist/infer/index.js';
import { averageZones } from '../../dist/infer/zones.js';
import type { Model } from '../../dist/model/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import type { ThumbnailSize, Zones } from '../../dist/raw/index.js';
import { randomArchitecture, randomParameters } from '../infer/random-architecture.js';
import { modelOf } from '../infer/sample-models.js';
import { shippedModel } from '../infer/shipped-model.js';
import {
  build,
  describeWithCompiler,
  type Line,
  NATIVE,
  run,
  SANITISED,
  STRICT,
} from './c-compiler.js';

const MODULE = loadKernelModule();
const PATTERNS = ['RGGB', 'BGGR', 'GRBG', 'GBRG'] as const;
/** Smaller and larger than a thumbnail, odd, and the least. */
const SIZES = [
  [2, 2],
  [3, 5],
  [34, 34],
  [131, 97],
  [640, 401],
] as const;

function randomModel(): Model {
  const rng = createRng(11).fork('frames');
  const architecture = randomArchitecture({ heightPx: 9, widthPx: 13 }, rng);
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

const MODELS = { 'the shipped model': shippedModel(), 'a random network': randomModel() } as const;
type Name = keyof typeof MODELS;
const NAMES = Object.keys(MODELS) as Name[];

let dir: string;
const programs = new Map<Name, string>();
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-frames-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Built once each, under sanitisers. */
function programOf(name: Name): string {
  const known = programs.get(name);
  if (known) return known;
  const options = { name: `awb_${NAMES.indexOf(name)}` };
  const { program } = build(MODELS[name], dir, SANITISED, options);
  programs.set(name, program);
  return program;
}

/** Cells of a frame as inference averages them. */
function cellsOf(frame: RgbFrame | BayerFrame, size: ThumbnailSize): Float32Array {
  const kernels = instantiateKernels(MODULE, new WebAssembly.Memory({ initial: 1 }));
  const arena = new Arena(kernels as never);
  const length = 4 * size.heightPx * size.widthPx;
  const input = arena.allocate(4 * length);
  const averager = new FrameAverager(kernels as never, arena, size, input);
  averager.reserve(frame);
  averager.average(frame);
  return new Float32Array(kernels.memory.buffer, input, length).slice();
}

/** Dark and bright values, some below black, some full, and garbage between the rows. */
function randomValues(count: number, rng: Rng): Uint16Array {
  return Uint16Array.from({ length: count }, () =>
    rng.uniform() < 0.1 ? rng.integer(65_536) : 30 + rng.integer(900),
  );
}

function expectSame(name: Name, lines: readonly Line[], cells: Float32Array): void {
  expect(lines).toHaveLength(1);
  expect(lines).toEqual(run(programOf(name), ['thumbnail'], cells).lines);
}

function expectAnswer({ status, whitePoint }: Line, r: number, b: number): void {
  expect(status).toBe(0);
  expect(Math.abs(whitePoint[0] / r - 1)).toBeLessThan(1e-5);
  expect(Math.abs(whitePoint[1] / b - 1)).toBeLessThan(1e-5);
}

describeWithCompiler('frames in exported C', () => {
  for (const name of NAMES) {
    const { input } = MODELS[name].architecture;
    const estimator = createEstimator(MODELS[name], MODULE);

    it.each(PATTERNS)(`${name}: %s mosaics of all sizes, with a gap between rows`, (pattern) => {
      for (const [widthPx, heightPx] of SIZES) {
        const rng = createRng(widthPx).fork(pattern);
        const stride = widthPx + rng.integer(20);
        const data = randomValues(heightPx * stride, rng);
        const blackLevel = [60, 61.5, 62, 63] as const;
        const size = { widthPx, heightPx, stride };
        const frame = {
          layout: 'bayer',
          pattern,
          ...size,
          data,
          blackLevel,
          whiteLevel: 1023,
        } as const;
        const args = [pattern, widthPx, heightPx, stride, blackLevel.join(), 1023].map(String);
        const { lines } = run(programOf(name), ['bayer', ...args], data);
        expectSame(name, lines, cellsOf(frame, input));
        const { r, b } = estimator.estimate(frame).whitePoint;
        expectAnswer(lines[0]!, r, b);
        // Another gap, and whatever stands in it, is no other frame.
        const wider = new Uint16Array(heightPx * (stride + 3)).fill(65_535);
        for (let y = 0; y < heightPx; y++)
          wider.set(data.subarray(y * stride, y * stride + widthPx), y * (stride + 3));
        args[3] = String(stride + 3);
        expect(run(programOf(name), ['bayer', ...args], wider).lines).toEqual(lines);
      }
    });

    it(`${name}: R, G, B with a gap between rows; pixels of 0, 0, 0 count`, () => {
      for (const [widthPx, heightPx] of [[1, 1], ...SIZES] as const) {
        const rng = createRng(widthPx).fork('rgb');
        const stride = 3 * widthPx + rng.integer(20);
        const data = randomValues(heightPx * stride, rng);
        data.fill(0, 0, 3 * Math.floor(widthPx / 3));
        const blackLevel = [40, 64.25, 50] as const;
        const size = { widthPx, heightPx, stride };
        const frame = { layout: 'rgb', ...size, data, blackLevel, whiteLevel: 2000 } as const;
        const args = [widthPx, heightPx, stride, blackLevel.join(), 2000].map(String);
        const { lines } = run(programOf(name), ['rgb16', ...args], data);
        expectSame(name, lines, cellsOf(frame, input));
        const { r, b } = estimator.estimate(frame).whitePoint;
        expectAnswer(lines[0]!, r, b);
      }
    });

    it.each([
      [1, 1],
      [3, 4],
      [15, 16],
      [48, 64],
      [33, 7],
    ])(`${name}: %i x %i zones, some of which counted nothing`, (rows, columns) => {
      const rng = createRng(rows).fork('zones');
      const counts = Float32Array.from({ length: rows * columns }, (_, i) =>
        i > 0 && rng.uniform() < 0.2 ? 0 : 1 + rng.integer(5000),
      );
      const means = Float32Array.from({ length: 3 * rows * columns }, (_, i) =>
        i < 3 ? 0.3 : 1.2 * rng.uniform() - 0.1,
      );
      const zones: Zones = { rows, columns, means, counts, whiteLevel: 0.9375 };
      const args = ['zones', `${rows}`, `${columns}`, '0.9375'];
      const { lines } = run(programOf(name), args, Float32Array.from([...means, ...counts]));
      const cells = new Float32Array(4 * input.heightPx * input.widthPx);
      averageZones(zones, input, cells);
      expectSame(name, lines, cells);
      const { r, b } = estimator.estimateZones(zones).whitePoint;
      expectAnswer(lines[0]!, r, b);
    });
  }

  it('answers within 1e-5 with fused multiply-adds and the widest vectors', () => {
    const model = shippedModel();
    const { program } = build(model, dir, NATIVE, { name: 'fused' });
    const data = randomValues(201 * 101, createRng(4));
    const size = { widthPx: 200, heightPx: 101, stride: 201 };
    const levels = { blackLevel: 60, whiteLevel: 1023 };
    const frame = { layout: 'bayer', pattern: 'GRBG', ...size, data, ...levels } as const;
    const { lines } = run(program, ['bayer', 'GRBG', '200', '101', '201', '60', '1023'], data);
    const { r, b } = createEstimator(model, MODULE).estimate(frame).whitePoint;
    expectAnswer(lines[0]!, r, b);
  });

  it('says how it is called', () => {
    const call = (...args: string[]) => spawnSync(programOf(NAMES[0]!), args, { encoding: 'utf8' });
    for (const args of [['bayer', 'RGBG', '4', '4', '0', '0', '1'], ['bayer'], ['zones', '3'], []])
      expect(call(...args)).toMatchObject({ status: 2, stderr: expect.stringMatching(/^usage: /) });
    expect(call('bayer', 'RGGB', '0', '4', '0', '0', '1').stderr).toMatch(/1 to 65535/);
  });
});

describeWithCompiler('calls of exported C', () => {
  const model = shippedModel();
  let program: string;
  beforeAll(() => {
    build(model, dir, [], { name: 'awb' });
    program = join(dir, 'calls');
    const sources = [join(dir, 'awb.c'), join(import.meta.dirname, 'c/camera-calls.c')];
    execFileSync('cc', [...STRICT, ...SANITISED, '-I', dir, ...sources, '-o', program, '-lm']);
  });

  it('refuses what inference refuses, and then answers the fallback', () => {
    const { stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
    expect(stdout + stderr).toMatch(/^0 of \d{2,} checks failed\n$/);
  });

  it.each(['rgb', ...PATTERNS] as const)('%s: masked pixels do not count', (layout) => {
    const [widthPx, heightPx] = [95, 71];
    const rng = createRng(9).fork(layout);
    const data = randomValues((layout === 'rgb' ? 3 : 1) * widthPx * heightPx, rng);
    const mask = Uint8Array.from({ length: widthPx * heightPx }, (_, i) =>
      i < 2000 || rng.uniform() < 0.1 ? 1 + rng.integer(255) : 0,
    );
    const bytes = new Uint8Array(data.byteLength + mask.length + (mask.length % 2));
    bytes.set(new Uint8Array(data.buffer));
    bytes.set(mask, data.byteLength);
    const code = layout === 'rgb' ? 1 : 2 + PATTERNS.indexOf(layout);
    const args = ['masked', `${code}`, `${widthPx}`, `${heightPx}`];
    const [line] = run(program, args, new Uint16Array(bytes.buffer)).lines;
    const common = { widthPx, heightPx, data, mask, whiteLevel: 1023 };
    const frame =
      layout === 'rgb'
        ? ({ layout, ...common, blackLevel: [60, 61, 62] } as const)
        : ({ layout: 'bayer', pattern: layout, ...common, blackLevel: [60, 61, 62, 63] } as const);
    const cells = cellsOf(frame, model.architecture.input);
    expect([line]).toEqual(run(join(dir, 'awb_main'), ['thumbnail'], cells).lines);
    const { whitePoint, confidence } = createEstimator(model, MODULE).estimate(frame);
    expectAnswer(line!, whitePoint.r, whitePoint.b);
    expect(line!.confidence).toBeCloseTo(confidence, 5);
  });

  it('takes zones as sums, and means without counts', () => {
    const [rows, columns] = [12, 16];
    const rng = createRng(3);
    const counts = Float32Array.from({ length: rows * columns }, () => rng.integer(3) * 77);
    const sums = BigInt64Array.from({ length: 3 * counts.length }, (_, i) =>
      BigInt(Math.round(counts[Math.floor(i / 3)]! * (1100 * rng.uniform() - 20))),
    );
    const means = Float64Array.from(sums, (sum, i) => Number(sum) / counts[Math.floor(i / 3)]!);
    const bytes = new Uint8Array(sums.byteLength + counts.byteLength);
    bytes.set(new Uint8Array(sums.buffer));
    bytes.set(new Uint8Array(counts.buffer), sums.byteLength);
    const cells = new Float32Array(
      4 * model.architecture.input.heightPx * model.architecture.input.widthPx,
    );
    const answerOf = (zones: Zones) => {
      averageZones(zones, model.architecture.input, cells);
      return run(join(dir, 'awb_main'), ['thumbnail'], cells).lines;
    };
    const size = [`${rows}`, `${columns}`];
    const fromSums = run(program, ['sums', ...size], new Uint16Array(bytes.buffer)).lines;
    expect(fromSums).toEqual(answerOf({ rows, columns, means, counts, whiteLevel: 1000 }));
    const plain = Float32Array.from({ length: 3 * counts.length }, () => 1000 * rng.uniform());
    const fromMeans = run(program, ['means', ...size], plain).lines;
    expect(fromMeans).toEqual(answerOf({ rows, columns, means: plain, whiteLevel: 1000 }));
    expect(fromMeans[0]!.status).toBe(0);
  });
});
