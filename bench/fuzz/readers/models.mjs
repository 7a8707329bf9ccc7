// Readers of model files and checkpoints, and frames that go into an exported module.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadKernelModule, readStandaloneKernels } from '../../../dist/engine/node/index.js';
import { exportWasm } from '../../../dist/export/index.js';
import { createEstimator, FrameError } from '../../../dist/infer/index.js';
import {
  answerOf,
  countFlops,
  decodeModel,
  inferShapes,
  parameterLayout,
} from '../../../dist/model/index.js';
import { readCheckpoint, writeCheckpoint } from '../../../dist/train/checkpoint.js';
import { encodeContainer } from '../formats/container.mjs';
import { mutateTree } from '../mutate.mjs';
import { inFile } from '../place.mjs';
import { ARCHITECTURES, NETWORK_VALUES } from './architectures.mjs';

const METADATA = {
  name: 'n',
  version: '0.1.0',
  data: { name: 'd', hash: 'h', pictures: 3 },
  licence: 'l',
  attribution: 'a',
  seed: 1,
  settings: { any: [1, 'x'] },
  blackLevel: 64,
  whiteLevel: 1023,
  errors: [
    {
      data: 'd',
      part: 'test',
      hash: 'h',
      pictures: 2,
      meanDegrees: 2,
      medianDegrees: 1,
      worst25Degrees: 5,
    },
  ],
};

/** As many numbers as the network has; of one that has none of its own, a few. */
function numbersFor(architecture) {
  let count = 8;
  try {
    count = Math.min(20_000, parameterLayout(architecture).total);
  } catch {
    // Refused before its numbers matter.
  }
  return Buffer.from(
    Float32Array.from({ length: count }, (_, i) => 0.05 * ((i * 7) % 11) - 0.2).buffer,
  );
}

const modelTree = (architecture) => ({
  kind: 'm',
  version: 1,
  header: { architecture, metadata: METADATA },
});

function encodeModel(tree) {
  return encodeContainer({
    ...tree,
    numbers: tree.numbers ?? numbersFor(tree.header.architecture),
  });
}

const shipped = () => {
  const bytes = readFileSync(new URL('../../../models/cube64-small.awb', import.meta.url));
  const start = 16 + bytes.readUInt32LE(12);
  return {
    kind: 'm',
    version: 1,
    header: JSON.parse(bytes.toString('utf8', 16, start)),
    numbers: bytes.subarray(start, -4),
  };
};

/** Pictures that fit into some megabytes. */
const MOST_WORK = 2e6;

function isSmall(architecture) {
  let cells = 0;
  for (const { heightPx, widthPx, channels } of inferShapes(architecture).values())
    cells += heightPx * widthPx * channels;
  return cells < MOST_WORK && countFlops(architecture) < MOST_WORK;
}

const frame = Uint16Array.from({ length: 3 * 24 * 16 }, (_, i) => 100 + ((i * 37) % 800));

let kernels;

/** A model that was accepted answers with numbers that can be used, or says why not. */
function estimate(model) {
  if (!isSmall(model.architecture)) return;
  kernels ??= loadKernelModule();
  const estimator = createEstimator(model, kernels);
  const { heightPx, widthPx } = estimator.inputSize;
  try {
    if (answerOf(model.architecture) === 'kelvin') {
      const cells = Float32Array.from(
        { length: 4 * heightPx * widthPx },
        (_, i) => 0.1 + 0.01 * (i % 7),
      );
      const kelvin = estimator.estimateTemperature(cells, 100);
      if (!Number.isFinite(kelvin)) throw new Error(`a temperature of ${kelvin}`);
      return;
    }
    const levels = { blackLevel: 64, whiteLevel: 1023 };
    const { gains } = estimator.estimate({ widthPx: 24, heightPx: 16, rgb: frame, ...levels });
    for (const gain of [gains.red, gains.blue])
      if (!(gain > 0 && gain < Number.POSITIVE_INFINITY)) throw new Error(`gain ${gain}`);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
  }
}

const IDENTITY = {
  architecture: ARCHITECTURES[1],
  settings: { loss: 'angular', schedule: { rate: 0.1 } },
  dataHash: 'hash',
};
const COUNT = 5;
const state = () => ({
  network: { parameters: new Float32Array(COUNT) },
  optimiser: {
    state: {
      moments: new Float32Array(COUNT),
      squares: new Float32Array(COUNT),
      average: new Float32Array(COUNT),
    },
    steps: 0,
  },
});
const RECORD = { epoch: 1, loss: 0.5, rate: 0.1, samplesPerSecond: 10, seconds: 1 };
const checkpointTree = (history) => ({
  kind: 'c',
  version: 1,
  header: { ...IDENTITY, position: { epoch: 1, step: 2, lossSum: 0.5, steps: 5, history } },
  numbers: Buffer.alloc(4 * 4 * COUNT, 63),
});

export const READERS = {
  model: {
    seeds: () => [shipped(), ...ARCHITECTURES.map(modelTree)],
    mutate: (tree, rng) => mutateTree(tree, rng, NETWORK_VALUES),
    encode: encodeModel,
    read: (bytes) => estimate(decodeModel(bytes)),
    covers: [
      'model/container.js',
      'model/metadata.js',
      'model/model-file.js',
      'model/operations.js',
      'model/setting-checks.js',
      'model/shapes.js',
      'model/shape.js',
      'model/parameters.js',
    ],
  },
  checkpoint: {
    seeds: () => [
      checkpointTree([RECORD]),
      checkpointTree([{ ...RECORD, validation: { mean: 3, median: 2 } }]),
      { ...checkpointTree([]), header: { ...IDENTITY, dataHash: 'other' } },
      { ...checkpointTree([]), header: 5 },
      { ...checkpointTree([]), kind: 'm' },
    ],
    mutate: (tree, rng) => mutateTree(tree, rng, [1, 2, 'c', 'm', 'x', '{']),
    encode: encodeContainer,
    read(bytes, dir) {
      const file = inFile(dir, 'checkpoint', bytes);
      const { network, optimiser } = state();
      const position = readCheckpoint(file, IDENTITY, network, optimiser);
      // What was read can be written, and read again.
      writeCheckpoint(file, IDENTITY, position, network, optimiser);
      readCheckpoint(file, IDENTITY, network, optimiser);
      if (readCheckpoint(join(dir, 'none'), IDENTITY, network, optimiser) !== null)
        throw new Error('a checkpoint of no file');
    },
    covers: ['train/checkpoint.js', 'model/container.js'],
  },
  'wasm-frame': {
    seeds: () => [
      { call: 'thumbnail', values: [0.2, 0.4, 0.3, 1] },
      {
        call: 'rgb16',
        width: 24,
        height: 16,
        rowBytes: 144,
        black: 64,
        white: 1023,
        seed: 3,
        room: 24 * 16 * 6,
      },
      {
        call: 'bayer16',
        width: 24,
        height: 16,
        pattern: 0,
        rowBytes: 48,
        black: 64,
        white: 1023,
        seed: 3,
        room: 24 * 16 * 2,
      },
    ],
    mutate: (tree, rng) =>
      mutateTree(tree, rng, [
        0,
        1,
        2,
        3,
        4,
        24,
        48,
        65_535,
        65_536,
        2 ** 31 - 1,
        -1,
        2 ** 31,
        2 ** 32 - 1,
        1e-30,
        1e38,
      ]),
    encode: (tree) => Buffer.from(JSON.stringify(tree)),
    read: readFrame,
    covers: [],
  },
};

let module;

/** A module of its own for each call: what it holds from one is not what the next is judged by. */
function exportedModule() {
  if (!module) {
    const model = decodeModel(encodeModel(modelTree(ARCHITECTURES[3])));
    const { files } = exportWasm(model, readStandaloneKernels(), { name: 'fuzzed' });
    module = new WebAssembly.Module(files.find(({ name }) => name.endsWith('.wasm')).content);
  }
  return new WebAssembly.Instance(module).exports;
}

/** A host that asks for anything: an answer is a status, or gains that can be used. A trap is a failure. */
function readFrame(bytes) {
  let tree;
  try {
    tree = JSON.parse(bytes);
  } catch {
    return;
  }
  const awb = exportedModule();
  const status = callModule(awb, tree ?? {});
  if (status !== 0) return;
  const [r, b, red, blue] = new Float32Array(awb.memory.buffer, awb.deepawb_result(), 5);
  for (const value of [r, b, red, blue])
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new Error(`answered ${value}`);
}

function callModule(
  awb,
  { call, width, height, rowBytes, black, white, pattern, seed, room, values },
) {
  if (call === 'thumbnail') {
    const cells = awb.deepawb_input_height() * awb.deepawb_input_width() * 4;
    const list = Array.isArray(values) && values.length > 0 ? values : [0];
    const input = new Float32Array(awb.memory.buffer, awb.deepawb_input(), cells);
    for (let i = 0; i < cells; i++) input[i] = list[i % list.length];
    return awb.deepawb_estimate();
  }
  // A host that promises a frame gives as much room as its rows take.
  const needed = Math.min(2 ** 26, Math.abs(Math.trunc(Number(room))) || 0);
  const at = awb.deepawb_frame(needed);
  if (at !== 0) {
    const frame = new Uint16Array(awb.memory.buffer, at, Math.min(needed >> 1, 1 << 16));
    for (let i = 0; i < frame.length; i++) frame[i] = (i * Number(seed) * 37) & 1023;
  }
  return call === 'bayer16'
    ? awb.deepawb_estimate_bayer16(width, height, pattern, rowBytes, black, white)
    : awb.deepawb_estimate_rgb16(width, height, rowBytes, black, white);
}
