/** Weights from elsewhere: every format gives the same network, every wrong file a sentence. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportOnnx } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { referenceFromWidths } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  importModel,
  modelToSafetensors,
  readSafetensors,
  readWeights,
  WeightsError,
  type WeightTensor,
  writeSafetensors,
} from '../../dist/weights/index.js';
import {
  randomArchitecture,
  randomParameters,
  randomThumbnail,
} from '../infer/random-architecture.js';
import { contextModel, modelOf, smallModel } from '../infer/sample-models.js';
import { archive, asCheckpoint, callOf, torchFile } from './torch-writer.js';

const METADATA = { name: 'imported', version: '0.1.0' };
const rng = createRng('weights');
const values = (count: number) => Float32Array.from({ length: count }, () => 0.3 * rng.normal());
const tensor = (name: string, ...shape: number[]): WeightTensor => ({
  name,
  shape,
  values: values(shape.reduce((a, b) => a * b, 1)),
});
const positive = (t: WeightTensor) => ({ ...t, values: t.values.map((v) => 0.5 + Math.abs(v)) });

const block = (i: number, inputs: number, outputs: number, kernel: number) => [
  tensor(`feature_extractor.${i}.conv_layer.weight`, outputs, inputs, kernel, kernel),
  tensor(`feature_extractor.${i}.bn.weight`, outputs),
  tensor(`feature_extractor.${i}.bn.bias`, outputs),
  tensor(`feature_extractor.${i}.bn.running_mean`, outputs),
  positive(tensor(`feature_extractor.${i}.bn.running_var`, outputs)),
];
const TENSORS = [
  ...block(0, 3, 16, 4),
  ...block(1, 16, 17, 3),
  tensor('regression_layer.0.weight', 20, 17),
  tensor('regression_layer.0.bias', 20),
  tensor('regression_layer.2.weight', 2, 20),
  tensor('regression_layer.2.bias', 2),
];
const NETWORK = { strides: [1, 2], size: { heightPx: 24, widthPx: 30 } };
const options = { ...NETWORK, preprocessing: 'linear' as const, metadata: METADATA };
const plain = () => writeSafetensors({ tensors: TENSORS, metadata: {} });

describe('a network of the reference', () => {
  const expected = importModel(plain(), options).model;

  it('is recognised by its tensors', () => {
    const blocks = [
      { kernel: 4, stride: 1, channels: 16 },
      { kernel: 3, stride: 2, channels: 17 },
    ];
    expect(expected.architecture).toEqual(
      referenceFromWidths({ ...NETWORK.size, blocks, widths: [20] }),
    );
    const { layer } = { layer: expected.architecture.nodes.find(({ id }) => id === 'conv1') };
    expect(layer).toMatchObject({ kernel: 4, padding: 1 });
  });

  it.each([
    ['a state dictionary', torchFile(TENSORS)],
    ['a checkpoint', torchFile(TENSORS, asCheckpoint)],
    ['names in another order', writeSafetensors({ tensors: [...TENSORS].reverse(), metadata: {} })],
    ['names of another module', torchFile(TENSORS.map((t) => ({ ...t, name: `model.${t.name}` })))],
  ])('is the same from %s', (_, bytes) => {
    expect(importModel(bytes, options).model.parameters).toEqual(expected.parameters);
  });

  it('keeps its bits through safetensors and back, with all that its file says', () => {
    const again = importModel(modelToSafetensors(expected), { metadata: METADATA }).model;
    expect(again).toEqual(expected);
  });

  it('reads the pictures of the reference unless it is told what it reads', () => {
    const { model, reads } = importModel(plain(), { ...NETWORK, metadata: METADATA });
    expect(reads).toContain("the reference's pictures: rendered at 648x432, resized to 30x24");
    expect(model.architecture.nodes.slice(0, 2)).toMatchObject([
      { op: 'features', planes: 'rendered', levels: 255 },
      { op: 'resize', heightPx: 24, widthPx: 30 },
    ]);
  });
});

describe('our own networks', () => {
  it.each([1, 2, 3, 4, 5, 6])('at random, %i, keep their bits through safetensors', (seed) => {
    const random = createRng(seed).fork('safetensors');
    const architecture = randomArchitecture({ heightPx: 9, widthPx: 11 }, random);
    const model = { ...modelOf(architecture), parameters: randomParameters(architecture, random) };
    const file = modelToSafetensors(model);
    expect(importModel(file, { metadata: METADATA }).model.parameters).toEqual(model.parameters);
    // Without what it says of itself, onto the same network by names.
    const bare = writeSafetensors({ tensors: readSafetensors(file).tensors, metadata: {} });
    const given = { architecture, metadata: METADATA };
    const linear = architecture.nodes.some((n) => n.op === 'features' && n.planes === 'rgb');
    const reading = linear ? { preprocessing: 'linear' as const } : {};
    expect(importModel(bare, { ...given, ...reading }).model.parameters).toEqual(model.parameters);
  });

  it('that speak of whole pictures keep their bits by name, and in the order of layers', () => {
    const model = contextModel();
    const { architecture } = model;
    const file = modelToSafetensors(model);
    expect(importModel(file, { metadata: METADATA }).model).toMatchObject({
      architecture,
      parameters: model.parameters,
    });
    // A stranger's names: dense layers go by their order among themselves, the first to what is added to the first block.
    const { tensors } = readSafetensors(file);
    const layers = [...new Set(tensors.map(({ name }) => name.split('.')[0]!))];
    const order = architecture.nodes.map(({ id }) => id).filter((id) => layers.includes(id));
    const renamed = order.flatMap((id, i) =>
      tensors.flatMap((one) => {
        const [layer, role] = one.name.split('.');
        return layer === id ? [{ ...one, name: `layers.${i}.${role}` }] : [];
      }),
    );
    const bare = writeSafetensors({ tensors: renamed, metadata: {} });
    const imported = importModel(bare, { architecture, metadata: METADATA });
    expect(imported.model.parameters).toEqual(model.parameters);
  });

  it('behind a flattened map have weights in the order of PyTorch: channel, row, column', () => {
    const architecture = {
      input: { heightPx: 2, widthPx: 3 },
      nodes: [
        { id: 'planes', op: 'features', planes: 'rgb' },
        { id: 'flat', op: 'flatten', from: 'planes' },
        { id: 'out', op: 'dense', from: 'flat', units: 2, bias: false },
      ],
      output: 'out',
    } as const;
    const parameters = Float32Array.from({ length: 36 }, (_, i) => i);
    const [weight] = readSafetensors(
      modelToSafetensors({ ...modelOf(architecture), parameters }),
    ).tensors;
    // Output 0; channel 0 of all pixels, then channel 1.
    expect([...weight!.values.slice(0, 8)]).toEqual([0, 6, 12, 18, 24, 30, 2, 8]);
  });
});

describe('an ONNX network', () => {
  it('with an input of four planes, as deepawb writes it, is named for what it is', () => {
    const file = exportOnnx(smallModel());
    expect(() => importModel(file, { metadata: METADATA })).toThrow(
      /import the model file instead/,
    );
  });
});

describe('weights that do not fit', () => {
  const without = (name: string) => TENSORS.filter((t) => t.name !== name);
  const file = (tensors: readonly WeightTensor[]) => writeSafetensors({ tensors, metadata: {} });
  const wrong: [string, Uint8Array, Partial<typeof options>, RegExp][] = [
    ['no strides', plain(), { strides: undefined as never }, /give them with --strides/],
    ['no size', plain(), { size: undefined as never }, /give it with --size/],
    ['too few strides', plain(), { strides: [1] }, /expected 2 strides/],
    [
      'a bias that is missing',
      file(without('regression_layer.0.bias')),
      {},
      /regression_layer\.0: expected a bias for dense1, got none/,
    ],
    [
      'a tensor of another shape',
      file([...without('feature_extractor.1.bn.bias'), tensor('feature_extractor.1.bn.bias', 16)]),
      {},
      /feature_extractor\.1\.bn\.bias: expected 17 for the beta of norm2, got 16/,
    ],
    [
      'a layer more',
      file([...TENSORS, tensor('regression_layer.4.weight', 3, 2)]),
      {},
      /expected 2 numbers at the end, got 3/,
    ],
    ['a tensor more', file([...TENSORS, tensor('other', 3)]), {}, /got 1 more: other/],
    [
      'not a number',
      file([...TENSORS, { ...tensor('x', 1), values: Float32Array.of(Number.NaN) }]),
      {},
      /x: expected finite/,
    ],
  ];

  it.each(wrong)('%s is told by name', (_, bytes, change, message) => {
    const run = () => importModel(bytes, { ...options, ...change });
    expect(run).toThrow(WeightsError);
    expect(run).toThrow(message);
  });

  it('need a word on what they read where their network does not say', () => {
    const architecture = referenceFromWidths({
      ...NETWORK.size,
      blocks: [{ kernel: 3, stride: 1, channels: 4 }],
      widths: [5],
    });
    expect(() => importModel(plain(), { architecture, metadata: METADATA })).toThrow(
      'give --preprocessing reference, linear or a file',
    );
  });
});

describe('files from anybody', () => {
  it.each([
    ['another file', new Uint8Array(40), /got a file of another kind/],
    ['nothing', new Uint8Array(0), /got a file of another kind/],
    ['code', archive(callOf('os', 'system', 'touch /tmp/x')), /'os\.system', which is never run/],
    ['code by another name', archive(callOf('builtins', 'eval', '1')), /'builtins\.eval'/],
    ['no tensors', archive(Buffer.from('}')), /expected tensors, found none/],
    ['an end too early', archive(Buffer.from('(')), /got an empty stack/],
    ['a missing pickle', torchFile([]).subarray(0, 40), /expected a whole zip archive/],
  ])('%s is refused with a sentence', (_, bytes, message) => {
    expect(() => readWeights(bytes)).toThrow(WeightsError);
    expect(() => readWeights(bytes)).toThrow(message);
  });

  it('cut anywhere or with any byte changed give weights or a WeightsError, and end', () => {
    const small = TENSORS.slice(-4);
    const random = createRng('damage');
    for (const bytes of [writeSafetensors({ tensors: small, metadata: {} }), torchFile(small)]) {
      for (let i = 0; i < 400; i++) {
        const damaged = bytes.slice(
          0,
          random.integer(2) ? bytes.length : random.integer(bytes.length),
        );
        for (let k = 0; k < 3 && damaged.length > 0; k++)
          damaged[random.integer(Math.min(damaged.length, 1200))] = random.integer(256);
        try {
          readWeights(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(WeightsError);
        }
      }
    }
  });

  it('with offsets beyond the file, or lengths that overlap nothing, are refused', () => {
    const header = (entry: object) => {
      const json = Buffer.from(JSON.stringify({ x: entry }));
      const length = Buffer.alloc(8);
      length.writeUInt32LE(json.length);
      return Buffer.concat([length, json, Buffer.alloc(8)]);
    };
    for (const entry of [
      { dtype: 'F32', shape: [4], data_offsets: [0, 16] },
      { dtype: 'F32', shape: [2], data_offsets: [-8, 0] },
      { dtype: 'F32', shape: [2], data_offsets: [0, 4] },
      { dtype: 'F32', shape: [1e9, 1e9], data_offsets: [0, 8] },
      { dtype: 'X', shape: [2], data_offsets: [0, 8] },
      null,
    ]) {
      expect(() => readWeights(header(entry as object))).toThrow(WeightsError);
    }
  });
});

it('what was imported answers as the network that it came from', () => {
  const model = smallModel();
  const frame = randomThumbnail(model.architecture.input, createRng('frame'));
  const answer = (m: typeof model) =>
    createEstimator(m, loadKernelModule()).estimateThumbnail(frame);
  const again = importModel(modelToSafetensors(model), { metadata: METADATA }).model;
  expect(answer(again)).toEqual(answer(model));
});
