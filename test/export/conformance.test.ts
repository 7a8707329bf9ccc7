/**
 * Whatever is exported answers as the estimator does: every registered format, on networks of all operations at random, and on
 * frames at random whose cells lie on both sides of every limit. A new format needs an entry in exported-runners.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ColourMatrix, invertMatrix } from '../../dist/color/index.js';
import { BLACK_CELL, CLIPPED_VALUE, ENOUGH_USABLE } from '../../dist/constants/index.js';
import { loadKernelModule, readStandaloneKernels } from '../../dist/engine/node/index.js';
import {
  EXPORTERS,
  type ExportFormat,
  type ExportSettings,
  withInt8Weights,
} from '../../dist/export/index.js';
import { type AwbEstimator, createEstimator } from '../../dist/infer/index.js';
import { countDoubts, ERROR_NEURONS, withExpectedError } from '../../dist/model/doubt/index.js';
import {
  type CameraReadings,
  forFrames,
  type Model,
  parameterLayout,
  type ReadingName,
  referenceArchitecture,
  referencePlanes,
  smallArchitecture,
  withPlanes,
} from '../../dist/model/index.js';
import { evaluateTwin, initialParameters } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { modelOf, smallModel } from '../infer/sample-models.js';
import { describeWhere } from '../support/needs.js';
import { estimatorAnswer, NO_LIGHT, RUNNERS } from './exported-runners.js';

const MODULE = loadKernelModule();
/** From a Sony's RGB to a Canon's, about. */
const TO_MODEL: ColourMatrix = [0.9, 0.12, -0.05, 0.08, 0.95, -0.02, -0.03, 0.15, 0.85];
const CAMERA = { name: 'Sony ILCE-7M3', xyzToCamera: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const FORMATS = Object.keys(EXPORTERS) as ExportFormat[];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-conformance-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A network that answers with two numbers above 0. */
function randomModel(seed: number, size?: Size): Model {
  const rng = createRng(seed).fork('conformance');
  const any = { heightPx: 5 + rng.integer(12), widthPx: 5 + rng.integer(12) };
  const input = size ?? any;
  const random = randomArchitecture(input, rng);
  const model = { ...modelOf(random), parameters: randomParameters(random, rng) };
  const positive = { id: 'positive', op: 'activation', from: random.output, kind: 'exp' } as const;
  const nodes = [...random.nodes, positive];
  return { ...model, architecture: { ...random, nodes, output: positive.id } };
}

interface Size {
  readonly heightPx: number;
  readonly widthPx: number;
}

/** A network of the reference behind planes of a rendered picture, which are made smaller. */
function renderedModel(levels: number, rng: Rng, size?: Size): Model {
  const picture = size ?? { heightPx: 33, widthPx: 40 };
  const smaller = size ? { heightPx: 9, widthPx: 11 } : { heightPx: 24, widthPx: 30 };
  const planes = referencePlanes(picture, smaller);
  const family = {
    ...smaller,
    blocks: [
      { kernel: 4, stride: 1, channels: 16 },
      { kernel: 3, stride: 1, channels: 16 },
    ],
    hiddenNeurons: 20,
    decay: 0.4,
    depth: 3,
  };
  const architecture = withPlanes(referenceArchitecture(family), {
    ...planes,
    rendered: { ...planes.rendered, levels },
  });
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

/** The neighbours of a float32 and the float itself. */
function around(limit: number): number[] {
  const float = new Float32Array([limit]);
  const bits = new Int32Array(float.buffer);
  const at = bits[0]!;
  return [-1, 0, 1].map((step) => {
    bits[0] = at + step;
    return float[0]!;
  });
}

const CODES = [0, ...around(BLACK_CELL), ...around(CLIPPED_VALUE)];

/** Cells of codes at the limits, with some at random; coverage of all kinds. */
function framesAtLimits({ heightPx, widthPx }: Model['architecture']['input'], rng: Rng) {
  const cells = heightPx * widthPx;
  const code = (random: number) =>
    rng.uniform() < random ? rng.uniform() : CODES[rng.integer(CODES.length)]!;
  const frame = (cell: (i: number) => readonly number[]) =>
    Float32Array.from(Array.from({ length: cells }, (_, i) => cell(i)).flat());
  const visible = () => [0, 0.25, 0.5, 1][rng.integer(4)]!;
  const mixed = Array.from({ length: 4 }, () =>
    frame(() => [code(0.3), code(0.3), code(0.3), visible()]),
  );
  // One cell decides: all others are black, or clipped.
  const [belowBlack, black] = around(BLACK_CELL) as [number, number];
  const [belowClipped, clipped] = around(CLIPPED_VALUE) as [number, number];
  const deciding = [black, belowBlack].flatMap((value) =>
    [0, 1, 2].map((c) =>
      frame((i) => (i === 3 ? [0, 1, 2].map((d) => (d === c ? value : 0)) : [0, 0, 0]).concat(1)),
    ),
  );
  const bright = [clipped, belowClipped].flatMap((value) =>
    [0, 1, 2].map((c) =>
      frame((i) => (i === 3 ? [0, 1, 2].map((d) => (d === c ? value : 1)) : [1, 1, 1]).concat(1)),
    ),
  );
  const masked = frame(() => [rng.uniform(), rng.uniform(), rng.uniform(), 0]);
  const half = frame((i) => (i % 2 === 0 ? [1, 1, 1, 1] : [0, 0, 0, 1]));
  return [...mixed, ...deciding, ...bright, masked, half];
}

/** A network that mixes lights, in several minds. */
function mixingModel(rng: Rng, size: Size = { heightPx: 16, widthPx: 16 }): Model {
  const architecture = smallArchitecture({
    ...size,
    blocks: [{ kernel: 2, stride: 2, channels: 16 }],
    hidden: 16,
    centre: [-0.6, -0.4],
    anchors: Array.from({ length: 9 }, (_, i) => [0.3 * Math.sin(i), 0.3 * Math.cos(i)] as const),
  });
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

/** What the small family may end in, besides logarithms. */
const CURVE = [
  { r: 1.1, b: 0.2 },
  { r: 0.55, b: 0.5 },
  { r: 0.42, b: 0.75 },
  { r: 0.35, b: 0.95 },
];
const ENDS = {
  'in white points': { regressed: 'whitePoint' },
  'in gains': { regressed: 'gains' },
  'in angles': { regressed: 'angles' },
  'by experts': { experts: 3 },
  'by the expert that a hard gate prefers': { experts: 3, gate: 'hard' },
  'near a curve': { curve: { points: CURVE, band: 0.05 } },
  'on a curve': { curve: { points: CURVE, band: 0 } },
} as const;

/** As training starts, what is trained moved by a little. */
function endModel(end: (typeof ENDS)[keyof typeof ENDS], rng: Rng): Model {
  const architecture = smallArchitecture({
    heightPx: 16,
    widthPx: 16,
    blocks: [{ kernel: 2, stride: 2, channels: 16 }],
    hidden: 16,
    centre: [-0.6, -0.6],
    anchors: Array.from({ length: 9 }, (_, i) => [0.1 * (i - 4), -0.1 * (i - 4)] as const),
    ...end,
  });
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, rng.fork('initial'));
  for (let i = 0; i < layout.trainable; i++) parameters[i]! += 0.1 * rng.normal();
  return { ...modelOf(architecture), parameters };
}

/** What the small family may see of its pixels; sides of 17 and 23 are a multiple of no cell's. */
const CELLS = {
  'cells of 2 and their edges': { cell: 2, edges: true },
  'chroma of cells of 3, and their edges': { cell: 3, edges: true, luminance: false },
  'pixels and their edges': { edges: true },
  'cells of 5': { cell: 5 },
  'what its blocks say of the whole picture': {
    blocks: [
      { kernel: 3, stride: 2, channels: 12, context: true },
      { kernel: 3, stride: 1, channels: 10, depthwise: true },
      { kernel: 1, stride: 1, channels: 9, context: true },
    ],
  },
} as const;

/** One that sees cells, mixes lights, and tells what it is likely to be off by. */
function cellsModel(cells: (typeof CELLS)[keyof typeof CELLS], rng: Rng, size?: Size): Model {
  const architecture = smallArchitecture({
    ...(size ?? { heightPx: 17, widthPx: 23 }),
    blocks: [{ kernel: 2, stride: 2, channels: 12 }],
    hidden: 16,
    centre: [-0.6, -0.4],
    anchors: Array.from({ length: 9 }, (_, i) => [0.3 * Math.sin(i), 0.3 * Math.cos(i)] as const),
    ...cells,
  });
  return { ...modelOf(architecture), parameters: randomParameters(architecture, rng) };
}

/** One that reads what the camera knows, to which its answer is sensitive. */
function readingModel(readings: readonly ReadingName[], rng: Rng, size?: Size): Model {
  const architecture = smallArchitecture({
    ...(size ?? { heightPx: 16, widthPx: 16 }),
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 16,
    centre: [-0.6, -0.6],
    anchors: Array.from({ length: 9 }, (_, i) => [0.1 * (i - 4), -0.1 * (i - 4)] as const),
    readings,
  });
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, rng.fork('initial'));
  for (let i = 0; i < layout.trainable; i++) parameters[i]! += 0.3 * rng.normal();
  return { ...modelOf(architecture), parameters };
}

/** One that tells what it is likely to be off by, in numbers at random; half of what it sees is new to it. */
function calibratedModel(model: Model, rng: Rng): Model {
  const doubts = countDoubts(withExpectedError(model).architecture);
  const normals = (count: number, deviation: number) =>
    Array.from({ length: count }, () => deviation * rng.normal());
  const calibration = {
    hiddenWeights: normals(doubts * ERROR_NEURONS, 0.2),
    hiddenBias: normals(ERROR_NEURONS, 0.2),
    weights: normals(ERROR_NEURONS, 0.3),
    bias: 0.5,
    means: normals(doubts, 0.2),
    deviations: normals(doubts, 0.2).map((value) => 1 + Math.abs(value)),
    limit: 1,
  };
  return { ...model, ...withExpectedError(model, calibration) };
}

/**
 * Frames on both sides of all that confidence asks for: as many usable cells as are enough, one fewer and one more, the others
 * clipped, black or masked; and light from full to below black.
 */
function framesOfConfidence(
  input: Model['architecture']['input'],
  rng: Rng,
): { shares: Float32Array[]; exposures: Float32Array[] } {
  const cells = input.heightPx * input.widthPx;
  const scene = randomThumbnail(input, rng).map((value, i) =>
    i % 4 === 3 ? 1 : 0.1 + 0.5 * value,
  );
  const others = [
    [1, 1, 1, 1],
    [0, 0, 0, 1],
    [0.3, 0.2, 0.1, 0],
  ];
  const shares = others.flatMap((other) =>
    [-1, 0, 1].map((more) => {
      const frame = scene.slice();
      for (let i = Math.ceil(cells * ENOUGH_USABLE) + more; i < cells; i++) frame.set(other, 4 * i);
      return frame;
    }),
  );
  const exposures = Array.from({ length: 14 }, (_, k) =>
    scene.map((value, i) => (i % 4 === 3 ? 1 : value * 2 ** -k)),
  );
  return { shares, exposures };
}

/**
 * In double precision. Where nearly all cells are alike, variances are small differences of large means, and the estimator's
 * single precision lies further from this than an export may.
 */
function exactError({ architecture, parameters }: Model, frame: Float32Array): number {
  const exact = [Float64Array.from(parameters), Float64Array.from(frame)] as const;
  const values = evaluateTwin(architecture, ...exact, { batch: 1, training: false });
  return values.get(architecture.expectedError!)![0]!;
}

/** Compares all answers to frames; returns how many of the frames showed light. */
async function compare(
  format: ExportFormat,
  model: Model,
  settings: Omit<ExportSettings, 'kernels'>,
  given: readonly Float32Array[],
  { judge, known }: { readonly judge?: AwbEstimator; readonly known?: CameraReadings } = {},
): Promise<number> {
  const { write, examinesFrames } = EXPORTERS[format];
  const { run, sees, expected, settings: own } = RUNNERS[format];
  const exported = await write(model, { ...own, ...settings, kernels: readStandaloneKernels });
  const network = settings.weights === 'int8' ? withInt8Weights(model) : model;
  const estimator = judge ?? createEstimator(network, MODULE);
  const answerOf = expected?.(network, known);
  const frames = sees ? given.map(sees) : given;
  const answers = await run(exported, model, frames, dir, known);
  let lit = 0;
  frames.forEach((frame, i) => {
    const judged = estimatorAnswer(estimator, frame, known);
    const { fault, whitePoint: point, confidence, expectedError } = judged;
    const whitePoint = answerOf?.(frame) ?? point;
    const answer = answers[i]!;
    if (fault === null) lit++;
    else if (!examinesFrames) return;
    if (fault === NO_LIGHT) expect(answer.fault, `frame ${i}`).not.toBe(null);
    else if (examinesFrames) expect(answer.fault, `frame ${i}`).toBe(fault);
    whitePoint.forEach((value, c) => {
      const error = Math.abs(answer.whitePoint[c]! - value) / Math.max(...whitePoint);
      expect(error, `frame ${i}`).toBeLessThan(2e-5);
    });
    if (answer.expectedError !== undefined && !(fault && !examinesFrames)) {
      const told = answer.expectedError;
      const off = (from: number) => Math.abs(told - from) / Math.max(1, from);
      const isNear = off(expectedError!) < 5e-4;
      expect(off(isNear ? expectedError! : exactError(network, frame)), `frame ${i}`).toBeLessThan(
        5e-4,
      );
    }
    if (answer.confidence === undefined) return;
    const difference = Math.abs(answer.confidence - confidence!);
    expect(difference, `frame ${i}`).toBeLessThan(1e-6 + 5e-5 * confidence!);
    expect(answer.confidence).toBeGreaterThanOrEqual(0);
    expect(answer.confidence).toBeLessThanOrEqual(1);
  });
  return lit;
}

describe('formats of exports', () => {
  it('each have a runner here, and say what they are', () => {
    expect(Object.keys(RUNNERS).sort()).toEqual([...FORMATS].sort());
    for (const { description, options } of Object.values(EXPORTERS)) {
      expect(description).not.toMatch(/\.$/);
      for (const option of options) expect(option.choices ?? [false, '']).toContain(option.default);
    }
  });
});

describe.each(FORMATS)('format %s', (format) => {
  if (!Object.hasOwn(RUNNERS, format)) {
    throw new Error(`test/export/exported-runners.ts: says nothing of how ${format} is run`);
  }
  const { needs, available, size, settings: own, otherFiles = [] } = RUNNERS[format];
  describeWhere(available, needs, 'answers as the estimator does', () => {
    it.each([0, 255])(
      'a network that reads pictures rendered to %i levels, made smaller',
      async (levels) => {
        const rng = createRng(levels).fork('rendered');
        const model = renderedModel(levels, rng, size);
        const frames = Array.from({ length: 3 }, () =>
          randomThumbnail(model.architecture.input, rng),
        );
        expect(await compare(format, model, { weights: 'float32' }, frames)).toBe(3);
      },
    );

    it.each([0, 1, 2, 3])(
      'random network %i, frames on both sides of every limit',
      async (seed) => {
        const model = randomModel(seed, size);
        const rng = createRng(seed).fork('frames');
        const { input } = model.architecture;
        const frames = [
          ...Array.from({ length: 3 }, () => randomThumbnail(input, rng)),
          ...framesAtLimits(input, rng),
        ];
        const weights = seed % 2 === 0 ? 'float32' : 'int8';
        const lit = await compare(format, model, { weights }, frames);
        // Some show light, and some do not.
        expect(lit).toBeGreaterThan(5);
        expect(lit).toBeLessThan(frames.length - 5);
      },
    );
  });

  describeWhere(available, needs, 'has the confidence of the estimator', () => {
    it.each(['float32', 'int8'] as const)('weights as %s', async (weights) => {
      const rng = createRng(9).fork(weights);
      const model = mixingModel(rng, size);
      const { shares, exposures } = framesOfConfidence(model.architecture.input, rng);
      const frames = [...shares, ...exposures];
      const lit = await compare(format, model, { weights }, frames);
      // Of the exposures the last lie below black.
      expect(lit).toBeGreaterThan(shares.length + 8);
      expect(lit).toBeLessThan(frames.length);
    });
  });

  const tellsErrors = format !== 'libcamera' && format !== 'tflite';
  describeWhere(available && tellsErrors, needs, 'expects the errors of the estimator', () => {
    it.each([
      ['that mixes lights', 'float32'],
      ['that mixes lights', 'int8'],
      ['of any operations', 'float32'],
    ] as const)('of a network %s, weights as %s', async (kind, weights) => {
      const rng = createRng(17).fork(kind, weights);
      const plain = kind === 'of any operations' ? randomModel(2, size) : mixingModel(rng, size);
      const model = calibratedModel(plain, rng);
      const { shares, exposures } = framesOfConfidence(model.architecture.input, rng);
      const given = [...shares, ...exposures];
      expect(await compare(format, model, { weights }, given)).toBeGreaterThan(shares.length + 8);
      const { expectedErrorDegrees } = createEstimator(model, MODULE).estimateThumbnail(shares[0]!);
      expect(expectedErrorDegrees).toBeGreaterThan(0.2);
    });
  });

  const END_NAMES = Object.keys(ENDS) as (keyof typeof ENDS)[];
  describeWhere(available && format !== 'libcamera', needs, 'answers as the estimator does', () => {
    it.each(
      END_NAMES.flatMap((end) => (['float32', 'int8'] as const).map((weights) => [end, weights])),
    )('a network that answers %s, weights as %s', async (end, weights) => {
      const rng = createRng(13).fork(end, weights);
      const model = endModel(ENDS[end], rng);
      const { shares, exposures } = framesOfConfidence(model.architecture.input, rng);
      const given = [...shares, ...exposures];
      expect(await compare(format, model, { weights }, given)).toBeGreaterThan(shares.length + 8);
    });
  });

  const CELL_NAMES = Object.keys(CELLS) as (keyof typeof CELLS)[];
  describeWhere(available, needs, 'answers as the estimator does', () => {
    it.each(
      CELL_NAMES.flatMap((seen) =>
        (['float32', 'int8'] as const).map((weights) => [seen, weights]),
      ),
    )('a network that sees %s, weights as %s', async (seen, weights) => {
      const rng = createRng(23).fork(seen, weights);
      const plain = cellsModel(CELLS[seen], rng, size);
      const model = tellsErrors ? calibratedModel(plain, rng) : plain;
      const { input } = model.architecture;
      const { shares, exposures } = framesOfConfidence(input, rng);
      const masked = Array.from({ length: 4 }, () => randomThumbnail(input, rng));
      const given = [...shares, ...exposures, ...masked, ...framesAtLimits(input, rng)];
      expect(await compare(format, model, { weights }, given)).toBeGreaterThan(shares.length + 12);
    });
  });

  const KNOWN = {
    'all of it': { lux: 350, exposure: 0.0125, iso: 800, time: 19.25 },
    'a part of it': { exposure: 1e-3, time: 24 },
    nothing: {},
    'what is no reading': { lux: Number.NaN, exposure: -1, iso: 0, time: Number.NaN },
    'what is beyond': { lux: 1e9, exposure: 900, iso: 3, time: 0.01 },
  } as const;
  const isCamera = format === 'libcamera';
  describeWhere(
    available,
    needs,
    'answers as the estimator does, told what the camera knows:',
    () => {
      it.each(
        (Object.keys(KNOWN) as (keyof typeof KNOWN)[]).flatMap((name) =>
          (['float32', 'int8'] as const).map((weights) => [name, weights] as const),
        ),
      )('%s, weights as %s', async (name, weights) => {
        const rng = createRng(19).fork(name, weights);
        // rpi.nn.awb hands over lux alone.
        const model = readingModel(
          isCamera ? ['lux'] : ['lux', 'exposure', 'iso', 'time'],
          rng,
          size,
        );
        const { shares, exposures } = framesOfConfidence(model.architecture.input, rng);
        const given = [...shares, ...exposures];
        const known = isCamera ? { lux: (KNOWN[name] as CameraReadings).lux } : KNOWN[name];
        const lit = await compare(format, model, { weights }, given, { known });
        expect(lit).toBeGreaterThan(shares.length + 8);
      });
    },
  );

  it.skipIf(!isCamera)(
    'refuses a network that reads what libcamera does not hand over',
    async () => {
      const model = readingModel(['lux', 'iso'], createRng(3), size);
      await expect(
        EXPORTERS.libcamera.write(model, { ...own, weights: 'float32' }),
      ).rejects.toThrow(
        /reads iso beside pictures, and rpi.nn.awb hands over lux alone; train it with/,
      );
    },
  );

  const takesMatrix = format !== 'tflite' && format !== 'libcamera';
  describeWhere(available && takesMatrix, needs, 'for frames of another camera', () => {
    it.each([
      ['float32', 'pixels'],
      ['int8', 'pixels'],
      ...CELL_NAMES.map((seen) => ['float32', seen] as const),
    ] as const)(
      'answers as the estimator does through the matrix, weights as %s, which sees %s',
      async (weights, seen) => {
        const rng = createRng(11).fork(weights);
        const model = seen === 'pixels' ? mixingModel(rng) : cellsModel(CELLS[seen], rng);
        const { shares, exposures } = framesOfConfidence(model.architecture.input, rng);
        const frames = [...shares, ...exposures];
        const own = weights === 'int8' ? withInt8Weights(model) : model;
        const judge = createEstimator(own, MODULE, { colourMatrix: TO_MODEL });
        const toFrames = invertMatrix(TO_MODEL);
        const mapped = forFrames(model, { toModel: TO_MODEL, toFrames, camera: CAMERA });
        const lit = await compare(format, mapped, { weights }, frames, { judge });
        expect(lit).toBeGreaterThan(shares.length + 8);
        const plain = createEstimator(own, MODULE).estimateThumbnail(frames[0]!).whitePoint;
        const { whitePoint } = judge.estimateThumbnail(frames[0]!);
        expect(Math.abs(whitePoint.r / plain.r - 1)).toBeGreaterThan(0.01);
      },
    );
  });

  it.skipIf(format !== 'tflite')('refuses a network for frames of another camera', async () => {
    const toFrames = invertMatrix(TO_MODEL);
    const mapped = forFrames(smallModel(), { toModel: TO_MODEL, toFrames, camera: CAMERA });
    await expect(EXPORTERS.tflite.write(mapped, { weights: 'float32' })).rejects.toThrow(
      /planes read through a colour matrix are not exported; use --format onnx, c or wasm/,
    );
  });

  it('refuses parameters that are too few, and names that no file can have', async () => {
    const { write } = EXPORTERS[format];
    const model = smallModel();
    const settings = { ...own, weights: 'float32', kernels: readStandaloneKernels } as const;
    await expect(write(model, { ...settings, name: 'a/b' })).rejects.toThrow(RangeError);
    const short = { ...model, parameters: model.parameters.slice(1) };
    await expect(write(short, settings)).rejects.toThrow(/parameters: expected \d+ for the arch/);
    const { name, files } = await write(model, { ...settings, name: 'named' });
    expect(name).toBe('named');
    const made = files.filter((file) => !otherFiles.includes(file.name));
    expect(made.length).toBe(files.length - otherFiles.length);
    for (const file of made) expect(file.name).toMatch(/^named(_main)?\.\w+$/);
  });
});
