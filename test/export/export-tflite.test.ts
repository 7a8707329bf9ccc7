/** The TensorFlow Lite file in LiteRT.js: the same answers over a whole test set, and a form that runtimes of any age read. */
import { readFileSync } from 'node:fs';
import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportC, exportOnnx, exportTflite, withInt8Weights } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  decodeModel,
  type Model,
  parameterLayout,
  referenceArchitecture,
  referencePlanes,
  renderingNumbers,
  smallArchitecture,
  withPlanes,
} from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { modelOf, referenceModel, smallModel } from '../infer/sample-models.js';
import { shippedModelAndTestSet, shippedModelFile } from '../infer/shipped-model.js';
import { loadTflite } from '../support/litert.js';
import { describeWithShared } from '../support/shared-data.js';
import { CELL_SIZES, framesOfCells, planesOfCells } from './cell-planes.js';

const MODULE = loadKernelModule();
function thumbnailsFor({ architecture }: Model, count: number): Float32Array[] {
  const rng = createRng(7);
  return Array.from({ length: count }, () => randomThumbnail(architecture.input, rng));
}

/** Largest difference from the estimator's white points, relative to each number of them, or to the larger of both. */
async function worstOf(
  model: Model,
  thumbnails: readonly Float32Array[],
  weights: 'float32' | 'int8' = 'float32',
  to: 'each' | 'larger' = 'each',
): Promise<number> {
  const network = await loadTflite(exportTflite(model, { weights }));
  const estimator = createEstimator(weights === 'int8' ? withInt8Weights(model) : model, MODULE);
  let worst = 0;
  for (const pixels of thumbnails) {
    const { whitePoint } = estimator.estimateThumbnail(pixels);
    const answer = await network.run([pixels]);
    [whitePoint.r, whitePoint.b].forEach((value, i) => {
      const unit = to === 'each' ? value : Math.max(whitePoint.r, whitePoint.b);
      worst = Math.max(worst, Math.abs(answer[i]! - value) / unit);
    });
  }
  network.close();
  return worst;
}

/** Operator codes with their versions, read back by slot numbers of schema.fbs. */
function operatorsOf(bytes: Uint8Array): { code: number; old: number; version: number }[] {
  const buffer = new ByteBuffer(bytes);
  const root = buffer.readInt32(0);
  const field = (table: number, slot: number) => buffer.__offset(table, 4 + 2 * slot);
  const codes = root + field(root, 1);
  const start = buffer.__vector(codes);
  return Array.from({ length: buffer.__vector_len(codes) }, (_, i) => {
    const table = buffer.__indirect(start + 4 * i);
    const read = (slot: number, fallback: number, read: (at: number) => number) => {
      const at = field(table, slot);
      return at === 0 ? fallback : read(table + at);
    };
    return {
      old: read(0, 0, (at) => buffer.readInt8(at)),
      version: read(2, 1, (at) => buffer.readInt32(at)),
      code: read(3, 0, (at) => buffer.readInt32(at)),
    };
  });
}

/** Where the numbers of constants lie, in bytes; buffer 0 has none. */
function bufferPlaces(bytes: Uint8Array): number[] {
  const buffer = new ByteBuffer(bytes);
  const root = buffer.readInt32(0);
  const buffers = root + buffer.__offset(root, 4 + 2 * 4);
  const start = buffer.__vector(buffers);
  const places = Array.from({ length: buffer.__vector_len(buffers) }, (_, i) => {
    const table = buffer.__indirect(start + 4 * i);
    const at = buffer.__offset(table, 4);
    if (at === 0) return { at: 0, bytes: 0 };
    return { at: buffer.__vector(table + at), bytes: buffer.__vector_len(table + at) };
  });
  expect(places[0]).toEqual({ at: 0, bytes: 0 });
  // The last are the texts of metadata.
  return places.slice(1, -2).map(({ at }) => at);
}

describe('a TensorFlow Lite file in LiteRT.js', () => {
  it.each<[string, () => Model]>([
    ['the small family', smallModel],
    ['the reference family', referenceModel],
    ['the shipped model', () => decodeModel(readFileSync(shippedModelFile()))],
  ])('gives the same white points as the estimator: %s', async (_name, make) => {
    const model = make();
    for (const weights of ['float32', 'int8'] as const) {
      expect(await worstOf(model, thumbnailsFor(model, 8), weights)).toBeLessThan(1e-5);
    }
  });

  it('states the thumbnail and the white point, and what the model is', async () => {
    const model = smallModel();
    const bytes = exportTflite(model);
    const { heightPx, widthPx } = model.architecture.input;
    const network = await loadTflite(bytes);
    expect(network.inputs).toEqual([{ name: 'thumbnail', shape: [1, heightPx, widthPx, 4] }]);
    expect(network.outputs).toEqual([{ name: 'white_point', shape: [1, 2] }]);
    network.close();
    const text = Buffer.from(bytes).toString('latin1');
    for (const part of ['TFL3', 'min_runtime_version', '"licence":"MIT"'])
      expect(text).toContain(part);
  });

  it('has built-in operators in their first version alone, whatever the network', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed).fork('architecture');
      const architecture = randomArchitecture({ heightPx: 12, widthPx: 16 }, rng);
      const parameters = randomParameters(architecture, rng);
      const operators = operatorsOf(exportTflite({ ...modelOf(architecture), parameters }));
      for (const { code, old, version } of operators) {
        expect([version, old]).toEqual([1, code]);
        seen.add(code);
      }
    }
    const edges = planesOfCells({ heightPx: 7, widthPx: 12 }, { cell: 2, of: 'edges' });
    for (const { code, old, version } of operatorsOf(exportTflite(edges)))
      expect([version, old]).toEqual([1, code]);
    expect(seen.size).toBeGreaterThan(20);
  });

  it('puts every buffer of numbers at a multiple of 16, where runtimes read it in place', () => {
    const places = bufferPlaces(exportTflite(smallModel()));
    expect(places.length).toBeGreaterThan(10);
    for (const at of places) expect(at % 16).toBe(0);
  });
});

/** The white point is the mean of the planes, in e's powers: what planes hold can be read off it. */
function planesModel(levels: number, size: { heightPx: number; widthPx: number }): Model {
  const { rendered } = referencePlanes(size, size);
  return modelOf({
    input: size,
    nodes: [
      { ...rendered, id: 'planes', levels },
      { id: 'mean', op: 'globalAveragePool', from: 'planes' },
      { id: 'two', op: 'slice', from: 'mean', start: 0, end: 2 },
      { id: 'whitePoint', op: 'activation', from: 'two', kind: 'exp' },
    ],
    output: 'whitePoint',
  });
}

describe('planes of rendered pictures', () => {
  const size = { heightPx: 1, widthPx: 2 };
  // A frame of what is asked and a grey, since the estimator looks for light.
  const cell = (r: number, g: number, b: number, seen = 1) =>
    Float32Array.of(r, g, b, seen, 0.3, 0.3, 0.3, 1);

  it.each([0, 255, 1023])(
    'of %i levels hold what the estimator has, cell by cell',
    async (levels) => {
      const rng = createRng(levels);
      const any = () => (rng.uniform() < 0.2 ? [0, 1, 1 / 3][rng.integer(3)]! : rng.uniform() ** 2);
      const cells = Array.from({ length: 400 }, () => cell(any(), any(), any()));
      const greys = [0, 1e-4, 0.18, 0.5, 1 - 2 ** -24, 1].map((value) => cell(value, value, value));
      const others = [cell(-0.1, 0.2, 1.4), cell(3, 3, 3), cell(0.5, 0.5, 0.5, 0)];
      const model = planesModel(levels, size);
      expect(await worstOf(model, [...cells, ...greys, ...others])).toBeLessThan(2e-6);
    },
  );

  it('of values on both sides of every step fall to the side of the estimator', async () => {
    const model = planesModel(255, size);
    const node = model.architecture.nodes[0] as Parameters<typeof renderingNumbers>[0];
    const numbers = renderingNumbers(node);
    const cells = [...numbers.subarray(17)].flatMap((step) => {
      // The grey whose red is at the step, and its neighbours in float32.
      const grey = Math.fround(step / (numbers[0]! + numbers[1]! + numbers[2]!));
      return [-1, 0, 1].map((ulps) => {
        const value = grey * (1 + ulps * 2 ** -23);
        return cell(value, value, value);
      });
    });
    expect(await worstOf(model, cells)).toBeLessThan(2e-6);
  });

  it.each([
    [7, 5, 3, 4],
    [3, 4, 8, 9],
    [6, 6, 6, 6],
    [1, 5, 2, 1],
  ])(
    'are resized from %i x %i to %i x %i as the estimator does it',
    async (h, w, heightPx, widthPx) => {
      const model = planesModel(0, { heightPx: h, widthPx: w });
      const [planes, ...rest] = model.architecture.nodes;
      const first = { id: 'small', op: 'resize', from: 'planes', heightPx, widthPx } as const;
      // Squared behind the resize, or the order of resize and mean would not matter.
      const square = {
        id: 'square',
        op: 'arithmetic',
        kind: 'multiply',
        from: ['small', 'small'],
      } as const;
      const nodes = [planes!, first, square, ...rest].map((node) =>
        node.id === 'mean' ? { ...node, from: 'square' } : node,
      ) as Model['architecture']['nodes'];
      const resized = { ...model, architecture: { ...model.architecture, nodes } };
      expect(await worstOf(resized, thumbnailsFor(resized, 6))).toBeLessThan(2e-6);
    },
  );
});

describe('planes of cells', () => {
  it.each(
    CELL_SIZES.flatMap(([size, cell]) =>
      (['means', 'edges'] as const).map((of) => ({ size, cell, of })),
    ),
  )(
    'are those of the estimator: $of of cells of $cell in $size.heightPx x $size.widthPx',
    async ({ size, cell, of }) => {
      const rng = createRng(cell).fork(of);
      for (const planes of ['logChroma', 'relativeLogChroma'] as const) {
        const model = planesOfCells(size, { planes, cell, of });
        expect(await worstOf(model, framesOfCells(size, rng))).toBeLessThan(1e-5);
      }
    },
  );

  it.each([
    [{ heightPx: 12, widthPx: 16 }, 2],
    [{ heightPx: 13, widthPx: 17 }, 3],
    [{ heightPx: 7, widthPx: 9 }, 1],
  ])(
    'and their edges, of images that are clipped and wholly visible: %o, cells of %i',
    async (size, cell) => {
      const architecture = smallArchitecture({
        ...{ ...size, cell, edges: true, blocks: [{ kernel: 2, stride: 1, channels: 8 }] },
        ...{ hidden: 8, centre: [0, 0], anchors: [], anchorsMired: [130, 200, 280, 360] },
      });
      const parameters = initialParameters(
        architecture,
        parameterLayout(architecture),
        createRng(6),
      );
      const model = { ...modelOf(architecture), parameters };
      const network = await loadTflite(exportTflite(model));
      const estimator = createEstimator(model, MODULE);
      const rng = createRng(6);
      const answers = [0, 1, 2, 3].map(async (k) => {
        const image = Float32Array.from(
          { length: size.heightPx * size.widthPx * 3 },
          (_, i) => (1 + k * (i % 3)) * rng.uniform() - 0.1,
        );
        const cells = Float32Array.from({ length: size.heightPx * size.widthPx * 4 }, (_, i) =>
          i % 4 === 3 ? 1 : image[Math.floor(i / 4) * 3 + (i % 4)]!,
        );
        const kelvin = estimator.estimateTemperature(cells, 400);
        const [answer] = await network.run([image, Float32Array.of(400)]);
        expect(Math.abs(answer! / kelvin - 1)).toBeLessThan(1e-5);
        return kelvin;
      });
      expect(new Set(await Promise.all(answers)).size).toBe(4);
      network.close();
    },
  );
});

describe('a network that answers in kelvin, as libcamera loads it', () => {
  const temperatureModel = () =>
    modelOf(
      smallArchitecture({
        heightPx: 12,
        widthPx: 16,
        blocks: [{ kernel: 2, stride: 2, channels: 8 }],
        hidden: 8,
        centre: [0, 0],
        anchors: [],
        anchorsMired: [130, 200, 280, 360],
      }),
    );

  it('reads image and lux in this order, and gives one number', async () => {
    const network = await loadTflite(exportTflite(temperatureModel()));
    expect(network.inputs).toEqual([
      { name: 'image', shape: [1, 12, 16, 3] },
      { name: 'lux', shape: [1] },
    ]);
    expect(network.outputs).toEqual([{ name: 'cct', shape: [1] }]);
    network.close();
  });

  it('answers as the estimator, and always with a temperature, whatever it is fed', async () => {
    const model = temperatureModel();
    const network = await loadTflite(exportTflite(model));
    const estimator = createEstimator(model, MODULE);
    const rng = createRng(5);
    const fills = [
      () => 0,
      () => 1,
      () => -3,
      () => 7,
      () => rng.uniform(),
      () => 4 * rng.normal(),
    ];
    for (const fill of fills) {
      for (const lux of [0, -5, 400, 1e6]) {
        const image = Float32Array.from({ length: 12 * 16 * 3 }, fill);
        const cells = Float32Array.from({ length: 12 * 16 * 4 }, (_, i) =>
          i % 4 === 3 ? 1 : image[Math.floor(i / 4) * 3 + (i % 4)]!,
        );
        const kelvin = estimator.estimateTemperature(cells, lux);
        const [answer] = await network.run([image, Float32Array.of(lux)]);
        expect(kelvin).toBeGreaterThanOrEqual(1000);
        expect(kelvin).toBeLessThanOrEqual(20_000);
        expect(Math.abs(answer! / kelvin - 1)).toBeLessThan(1e-5);
      }
    }
    network.close();
  });

  it('is refused where a white point is expected, with what can be done', async () => {
    const model = temperatureModel();
    expect(() => exportOnnx(model)).toThrow(/--format tflite/);
    expect(() => exportC(model)).toThrow(/--format tflite/);
    const estimator = createEstimator(model, MODULE);
    const cells = new Float32Array(12 * 16 * 4).fill(0.5);
    expect(() => estimator.estimateThumbnail(cells)).toThrow(/estimateTemperature/);
  });
});

describeWithShared('cube64', 'a TensorFlow Lite file of the shipped model', () => {
  it('agrees with the estimator to 1e-6 on every picture of a test set', async () => {
    const { model, thumbnails } = await shippedModelAndTestSet();
    expect(await worstOf(model, thumbnails)).toBeLessThan(1e-6);
  });

  it('and one that reads rendered pictures, made smaller, likewise', async () => {
    const { model, thumbnails } = await shippedModelAndTestSet();
    const { heightPx, widthPx } = model.architecture.input;
    const smaller = { heightPx: 11, widthPx: 13 };
    const blocks = [
      { kernel: 3, stride: 2, channels: 16 },
      { kernel: 3, stride: 2, channels: 16 },
    ];
    const linear = referenceArchitecture({
      ...smaller,
      blocks,
      hiddenNeurons: 12,
      decay: 0.5,
      depth: 2,
    });
    const planes = referencePlanes({ heightPx, widthPx }, smaller);
    const architecture = withPlanes(linear, planes);
    // Weights as training begins with them: those at random elsewhere here make much of the last digit.
    const parameters = initialParameters(architecture, parameterLayout(architecture), createRng(3));
    const rendered = { ...modelOf(architecture), parameters };
    expect(await worstOf(rendered, thumbnails, 'float32', 'larger')).toBeLessThan(1e-6);
  }, 120_000);
});
