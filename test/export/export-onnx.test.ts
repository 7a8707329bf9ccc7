/** The ONNX file in ONNX Runtime, one thread: the same answers, for both families and for networks at random. */
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportOnnx, ONNX_OPSET, withInt8Weights } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { decodeModel, type Model } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { modelOf, referenceModel, smallModel } from '../infer/sample-models.js';
import { shippedModelAndTestSet, shippedModelFile } from '../infer/shipped-model.js';
import { describeWithShared } from '../support/shared-data.js';
import { CELL_SIZES, framesOfCells, planesOfCells } from './cell-planes.js';

const TOLERANCE = 1e-5;
const MODULE = loadKernelModule();

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

const open = (bytes: Uint8Array) =>
  ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });

async function answer(
  session: ort.InferenceSession,
  size: { heightPx: number; widthPx: number },
  pixels: Float32Array,
) {
  const thumbnail = new ort.Tensor('float32', pixels, [1, size.heightPx, size.widthPx, 4]);
  const { white_point: whitePoint } = await session.run({ thumbnail });
  expect(whitePoint!.dims).toEqual([1, 2]);
  return whitePoint!.data as Float32Array;
}

async function expectSameAnswers(
  model: Model,
  thumbnails: readonly Float32Array[],
  weights: 'float32' | 'int8' = 'float32',
) {
  const session = await open(exportOnnx(model, { weights }));
  const estimator = createEstimator(weights === 'int8' ? withInt8Weights(model) : model, MODULE);
  let worst = 0;
  for (const pixels of thumbnails) {
    const { whitePoint } = estimator.estimateThumbnail(pixels);
    const [r, b] = await answer(session, model.architecture.input, pixels);
    const unit = Math.max(1, whitePoint.r, whitePoint.b);
    worst = Math.max(
      worst,
      ...[r! - whitePoint.r, b! - whitePoint.b].map((off) => Math.abs(off) / unit),
    );
  }
  await session.release();
  expect(worst).toBeLessThan(TOLERANCE);
}

function thumbnailsFor({ architecture }: Model, count: number): Float32Array[] {
  const rng = createRng(7);
  return Array.from({ length: count }, () => randomThumbnail(architecture.input, rng));
}

describe('an ONNX file in ONNX Runtime', () => {
  it.each<[string, () => Model]>([
    ['the small family', smallModel],
    ['the reference family', referenceModel],
    ['the shipped model', () => decodeModel(readFileSync(shippedModelFile()))],
  ])('gives the same white points as the estimator: %s', async (_name, make) => {
    const model = make();
    for (const weights of ['float32', 'int8'] as const) {
      await expectSameAnswers(model, thumbnailsFor(model, 8), weights);
    }
  });

  it('gives the same white points for networks of all operations, put together at random', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed).fork('architecture');
      const architecture = randomArchitecture(
        { heightPx: 5 + rng.integer(20), widthPx: 5 + rng.integer(20) },
        rng,
      );
      const parameters = randomParameters(architecture, rng);
      const session = await open(exportOnnx({ ...modelOf(architecture), parameters }));
      const estimator = createEstimator({ ...modelOf(architecture), parameters }, MODULE);
      const pixels = randomThumbnail(architecture.input, rng);
      const answers = await answer(session, architecture.input, pixels);
      await session.release();
      const expected = rawAnswer(estimator, pixels);
      answers.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!), `network ${seed}`).toBeLessThan(
          TOLERANCE * Math.max(1, Math.abs(expected[i]!)),
        );
      });
    }
  });

  it('states its opset, its shapes and what the model is', async () => {
    const model = smallModel();
    const session = await open(exportOnnx(model));
    const { heightPx, widthPx } = model.architecture.input;
    expect(session.inputMetadata[0]).toMatchObject({
      name: 'thumbnail',
      type: 'float32',
      shape: [1, heightPx, widthPx, 4],
    });
    expect(session.outputMetadata[0]).toMatchObject({
      name: 'white_point',
      type: 'float32',
      shape: [1, 2],
    });
    const text = Buffer.from(exportOnnx(model)).toString('latin1');
    for (const part of ['dataHash', 'licence', `opset\u0012\u0002${ONNX_OPSET}`])
      expect(text).toContain(part);
    await session.release();
  });
});

describe('planes of cells in ONNX Runtime', () => {
  const MATRIX = [0.9, 0.12, -0.05, 0.08, 0.95, -0.02, -0.03, 0.15, 0.85];

  it.each(
    CELL_SIZES.flatMap(([size, cell]) =>
      (['means', 'edges'] as const).map((of) => ({ size, cell, of })),
    ),
  )(
    'are those of the estimator: $of of cells of $cell in $size.heightPx x $size.widthPx',
    async ({ size, cell, of }) => {
      const rng = createRng(cell).fork(of);
      for (const planes of ['logChroma', 'relativeLogChroma'] as const) {
        for (const colourMatrix of [undefined, MATRIX]) {
          const settings = { planes, cell, of, ...(colourMatrix ? { colourMatrix } : {}) };
          const model = planesOfCells(size, settings);
          await expectSameAnswers(model, framesOfCells(size, rng));
        }
      }
    },
  );
});

describeWithShared('cube64', 'an ONNX file of the shipped model', () => {
  it('agrees with the estimator on every picture of a test set', async () => {
    const { model, thumbnails } = await shippedModelAndTestSet();
    await expectSameAnswers(model, thumbnails);
  });
});

/** The network's two numbers, whether or not they are a white point. */
function rawAnswer(
  estimator: ReturnType<typeof createEstimator>,
  pixels: Float32Array,
): readonly number[] {
  const { pass } = estimator as unknown as {
    pass: { input: Float32Array; output: Float32Array; run(): void };
  };
  pass.input.set(pixels);
  pass.run();
  return [...pass.output];
}
