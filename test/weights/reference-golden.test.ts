/**
 * What the reference's own code answered (shared/data/reference: its released weights and networks of its space, run in
 * PyTorch), through import, estimator and exports.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadKernelModule, readStandaloneKernels } from '../../dist/engine/node/index.js';
import { EXPORTERS } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { decodeModel, encodeModel, mlpWidths } from '../../dist/model/index.js';
import { decodeRaw, inflatePlain, rawToThumbnail, toRawImage } from '../../dist/raw/index.js';
import { importModel, writeSafetensors } from '../../dist/weights/index.js';
import { RUNNERS } from '../export/exported-runners.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

interface GoldenNetwork {
  readonly id: number;
  readonly kernels: number[];
  readonly kernelSizes: number[];
  readonly strides: number[];
  readonly totalHiddenNeurons: number;
  readonly decayRate: number;
  readonly MLP_depth: number;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly tensors: [name: string, shape: number[]][];
  readonly output: [number, number];
}

const METADATA = { name: 'reference', version: '0.1.0' };
const read = (...path: string[]) => readFileSync(sharedData('reference', ...path));
const floats = (bytes: Buffer) =>
  new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-golden-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** PyTorch's names and axes of a golden network's tensors, which lie [y][x][in][out]. */
function safetensorsOf({ id, tensors }: GoldenNetwork): Uint8Array {
  const values = floats(read('networks', `${id}.weights.f32`));
  const roles: Record<string, string> = {
    weight: 'weight',
    bias: 'bias',
    gamma: 'weight',
    beta: 'bias',
    runningMean: 'running_mean',
    runningVariance: 'running_var',
  };
  let at = 0;
  const named = tensors.map(([name, shape]) => {
    const [node = '', role = ''] = name.split(' ');
    const [, kind = '', number] = /^(\D+?)(\d|Out)$/.exec(node)!;
    const block = Number(number) - 1;
    const last = tensors.filter(([other]) => /^dense.*weight/.test(other)).length - 1;
    const path = {
      conv: `feature_extractor.${block}.conv_layer`,
      norm: `feature_extractor.${block}.bn`,
      dense: `regression_layer.${2 * (number === 'Out' ? last : block)}`,
    }[kind]!;
    const count = shape.reduce((a, b) => a * b, 1);
    const part = values.subarray(at, at + count);
    at += count;
    return { name: `${path}.${roles[role]}`, ...turned(shape, part) };
  });
  expect(at).toBe(values.length);
  return writeSafetensors({ tensors: named, metadata: {} });
}

/** [y][x][in][out] as [out][in][y][x], [in][out] as [out][in]. */
function turned(shape: number[], values: Float32Array) {
  if (shape.length < 2) return { shape, values };
  const [out = 1, inputs = 1] = [shape.at(-1), shape.at(-2)];
  const taps = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const result = new Float32Array(values.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let t = 0; t < taps; t++) {
        result[(o * inputs + i) * taps + t] = values[(t * inputs + i) * out + o]!;
      }
    }
  }
  return { shape: [out, inputs, ...shape.slice(0, -2)], values: result };
}

const sampleImage = () =>
  toRawImage(
    decodeRaw(readFileSync(sharedData('simplecube-sample', '00_0011.png')), {
      inflate: inflatePlain,
    }),
  );

describeWithShared('reference', "the reference's answers", () => {
  const golden = JSON.parse(read('golden.json').toString());
  const released = () => importModel(read('weights.safetensors'), { metadata: METADATA });

  it.each((golden.networks as GoldenNetwork[]).map((network) => [network.id, network] as const))(
    'network %i of its space, its widths from three numbers, to 1e-6',
    (_, network) => {
      const { heightPx, widthPx } = network;
      const { model } = importModel(safetensorsOf(network), {
        strides: network.strides,
        size: { heightPx, widthPx },
        preprocessing: 'linear',
        metadata: METADATA,
      });
      const widths = model.architecture.nodes.flatMap((node) =>
        node.op === 'dense' && node.id !== 'denseOut' ? [node.units] : [],
      );
      const { totalHiddenNeurons, decayRate, MLP_depth } = network;
      expect(mlpWidths(totalHiddenNeurons, decayRate, MLP_depth)).toEqual(widths);
      const planes = floats(read('networks', `${network.id}.input.f32`));
      const thumbnail = Float32Array.from({ length: heightPx * widthPx * 4 }, (_v, i) =>
        i % 4 === 3 ? 1 : planes[Math.floor(i / 4) * 3 + (i % 4)]!,
      );
      const { whitePoint } = createEstimator(model, loadKernelModule()).estimateThumbnail(
        thumbnail,
      );
      expect(Math.abs(whitePoint.r - network.output[0])).toBeLessThan(1e-6);
      expect(Math.abs(whitePoint.b - network.output[1])).toBeLessThan(1e-6);
    },
  );

  it('the released weights answer to the raw picture, 8 bits and all, to 1e-5', () => {
    const file = encodeModel(released().model);
    const { whitePoint } = createEstimator(decodeModel(file), loadKernelModule()).estimate(
      sampleImage(),
    );
    const [r, b] = golden.sample.output;
    expect(Math.abs(whitePoint.r - r)).toBeLessThan(1e-5);
    expect(Math.abs(whitePoint.b - b)).toBeLessThan(1e-5);
  });

  it.each(['c', 'onnx', 'wasm', 'safetensors'] as const)(
    'and so they do exported as %s, preprocessing included',
    async (format) => {
      const model = released().model;
      const cells = rawToThumbnail(sampleImage(), model.architecture.input);
      const exported = await EXPORTERS[format].write(model, {
        weights: 'float32',
        kernels: readStandaloneKernels,
      });
      const [answer] = await RUNNERS[format].run(exported, model, [cells], dir);
      const [r, b] = golden.sample.output;
      expect(Math.abs(answer!.whitePoint[0] - r)).toBeLessThan(1e-5);
      expect(Math.abs(answer!.whitePoint[1] - b)).toBeLessThan(1e-5);
    },
    60_000,
  );
});
