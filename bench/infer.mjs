/**
 * `npm run bench:infer`: what an estimate costs, in CPU time of one core (user and system, not wall): the exported C and WASM
 * in float32 and in integers beside ONNX Runtime and LiteRT (TensorFlow Lite with XNNPACK), each with one thread, on the same
 * networks. Each side is a process of its own; they run in turn, so that a slower moment of the machine meets all, and ratios
 * are taken round by round.
 *   node bench/infer.mjs [--rounds 15] [--onnxruntime DIR] [--python PYTHON] [--data DIR] [--json]
 * --onnxruntime: a folder in which `npm install onnxruntime-node` was run (set ONNXRUNTIME_NODE_INSTALL=skip); by default
 * this project's own, where it is no dependency. --python: a Python with `pip install ai-edge-litert onnxruntime numpy`; its
 * ONNX Runtime is taken where Node has none. --data: a data set, on whose train part int8 is calibrated for the shipped model
 * (for the others on pictures at random), and what integers cost in accuracy on both of its parts; by default the shared
 * cube64 beside the checkout, where there is one.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as color from 'deepawb/color';
import { loadThumbnails } from 'deepawb/dataset';
import { loadKernelModule } from 'deepawb/engine/node';
import { integerPass, measureRanges } from 'deepawb/export';
import { createEstimator } from 'deepawb/infer';
import {
  countFlops,
  countParameters,
  decodeModel,
  encodeModel,
  parameterLayout,
  referenceArchitecture,
} from 'deepawb/model';
import { initialParameters } from 'deepawb/nn';
import { createRng } from 'deepawb/random';
import { timeApart } from './infer/apart.mjs';
import { print } from './infer/print.mjs';
import {
  C_ENGINES,
  findOpponents,
  openSide,
  randomPictures,
  WASM_ENGINES,
  writeSides,
} from './infer/sides.mjs';
import { spread } from './infer/spread.mjs';
import { INFERENCE_NETWORKS } from './networks.mjs';
import { parseArgs, positiveInteger, refuse } from './options.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const { default: shipped } = JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8'));
const SHIPPED = join(ROOT, 'models', shipped);
const SHARED_DATA = join(ROOT, '../shared/data/cube64');
const ROUND_MS = 60;
const WARM_UP_MS = 600;
/** Shares of ONNX Runtime's time, for the fastest of these. */
const TARGETS = [
  { what: 'C', limit: 0.75, engines: ['c float32', 'c int16'] },
  { what: 'C in bytes', limit: 0.5, engines: ['c int8'] },
  { what: 'WASM', limit: 1, engines: ['wasm float32', 'wasm int16'] },
];

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    onnxruntime: { type: 'string' },
    python: { type: 'string', default: '' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = positiveInteger(options, 'rounds');
if (options.data !== undefined && !existsSync(options.data)) {
  refuse('data', 'a data set', options.data);
}
const opponents = opponentsHere();
const compiler = compilerHere();
const dir = mkdtempSync(join(tmpdir(), 'deepawb-bench-infer-'));

try {
  const parts = await shippedParts();
  const networks = [];
  for (const network of writeModels(parts?.train.thumbnails))
    networks.push(await timeNetwork(network));
  note('648x432 frames ...');
  const frames = ['wasm float32', 'wasm int16'];
  const frame = await inTurn(frames, join(dir, '0'), SHIPPED, 'frame');
  note('what is counted apart ...');
  const result = {
    cpu: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    compiler,
    opponents,
    rounds,
    load: loadavg()[0],
    networks,
    frame,
    apart: await timeApart(dir, rounds),
    integers: parts && costOfIntegers(parts),
  };
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else print(result);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function opponentsHere() {
  try {
    const found = findOpponents({ ...options, onnxruntime: options.onnxruntime ?? ROOT });
    if (options.onnxruntime !== undefined && found.onnxruntimeBy !== 'Node')
      refuse('onnxruntime', 'a folder with an onnxruntime-node that loads', options.onnxruntime);
    if (!found.onnxruntime)
      note(
        'No ONNX Runtime here: --onnxruntime names a folder with onnxruntime-node, --python one.',
      );
    return found;
  } catch (error) {
    return fail(`--python: ${error.message}`);
  }
}

function compilerHere() {
  try {
    return execFileSync('cc', ['--version'], { encoding: 'utf8' }).split('\n')[0];
  } catch {
    note('No C compiler here: the exported C is left out.');
    return null;
  }
}

/** The shipped model, and the networks of published comparisons with weights at random, each with a folder of files. */
function writeModels(pictures) {
  const models = [{ name: 'shipped', file: SHIPPED, pictures }];
  const { metadata } = decodeModel(readFileSync(SHIPPED));
  for (const [name, family] of Object.entries(INFERENCE_NETWORKS)) {
    const architecture = referenceArchitecture(family);
    const rng = createRng('bench/infer');
    const parameters = initialParameters(architecture, parameterLayout(architecture), rng);
    const file = join(dir, `${models.length}.awb`);
    const named = { ...metadata, name: 'at random' };
    writeFileSync(file, encodeModel({ architecture, parameters, metadata: named }));
    models.push({ name, file });
  }
  return models.map((model, i) => {
    const folder = join(dir, `${i}`);
    mkdirSync(folder);
    writeSides(folder, model.file, { pictures: model.pictures, hasCompiler: compiler !== null });
    const { architecture } = decodeModel(readFileSync(model.file));
    const size = { parameters: countParameters(architecture), flops: countFlops(architecture) };
    return { ...model, ...size, folder };
  });
}

/** Sides in turn; for each: CPU and wall ms of a call, cold cost, peak memory, and the ratio to ONNX Runtime. */
async function inTurn(engines, folder, file, what) {
  const sides = engines.map((engine) => openSide(engine, folder, file, opponents));
  const cold = [];
  const counts = [];
  for (const side of sides) {
    const run = (calls) => side.ask(`${what} ${calls}`);
    cold.push(await run(1));
    await run(3);
    const { wallMs } = await run(5);
    await run(Math.max(3, Math.ceil(WARM_UP_MS / wallMs)));
    const warm = await run(Math.max(3, Math.ceil(ROUND_MS / wallMs)));
    counts.push(Math.max(3, Math.ceil(ROUND_MS / warm.wallMs)));
  }
  const runs = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, side] of sides.entries()) runs[i].push(await side.ask(`${what} ${counts[i]}`));
  }
  for (const side of sides) await side.close();
  const base = runs[engines.indexOf('onnxruntime')];
  return Object.fromEntries(
    engines.map((engine, i) => [
      engine,
      {
        cpuMs: spread(runs[i].map((run) => run.cpuMs)),
        wallMs: spread(runs[i].map((run) => run.wallMs)),
        coldCpuMs: cold[i].cpuMs,
        peakMb: Math.max(...runs[i].map((run) => run.peakBytes)) / 1e6,
        ratio: base ? spread(runs[i].map((run, r) => run.cpuMs / base[r].cpuMs)) : null,
      },
    ]),
  );
}

async function timeNetwork({ name, file, folder, parameters, flops }) {
  note(`${name} ...`);
  const engines = [
    ...(compiler ? C_ENGINES : []),
    ...WASM_ENGINES,
    ...(opponents.litert ? ['litert'] : []),
    ...(opponents.onnxruntime ? ['onnxruntime'] : []),
  ];
  const sides = await inTurn(engines, folder, file, 'network');
  return { name, parameters, flops, sides, targets: judge(sides), int16Shift: shiftOf(file) };
}

/** Whether the fastest of each kind keeps to its share of ONNX Runtime's time. */
function judge(sides) {
  if (!sides.onnxruntime) return [];
  return TARGETS.flatMap(({ what, limit, engines }) => {
    const known = engines.filter((engine) => sides[engine]);
    const ratioOf = (engine) => sides[engine].ratio.median;
    const [engine] = known.sort((a, b) => ratioOf(a) - ratioOf(b));
    return engine ? [{ what, limit, engine, ratio: ratioOf(engine) }] : [];
  });
}

/** Largest change of r and b by 16-bit integers, as a share of the larger of them, over pictures at random. */
function shiftOf(file) {
  const model = readFileSync(file);
  const module = loadKernelModule();
  const float = createEstimator(model, module);
  const int16 = createEstimator(model, module, { arithmetic: 'int16' });
  let most = 0;
  for (const pixels of randomPictures(float.inputSize)) {
    const a = float.estimateThumbnail(pixels).whitePoint;
    const b = int16.estimateThumbnail(pixels).whitePoint;
    most = Math.max(most, Math.max(Math.abs(a.r - b.r), Math.abs(a.b - b.b)) / Math.max(a.r, a.b));
  }
  return most;
}

/** Thumbnails and labels of the data set's parts at the size of the shipped model; null where there is none. */
async function shippedParts() {
  const data = options.data ?? SHARED_DATA;
  if (!existsSync(data)) return null;
  const { architecture, metadata } = decodeModel(readFileSync(SHIPPED));
  const { blackLevel, whiteLevel } = metadata;
  const parts = {};
  for (const part of ['train', 'test']) {
    const { heightPx, widthPx } = architecture.input;
    const size = { heightPx, widthPx, blackLevel, whiteLevel };
    const { set } = await loadThumbnails(data, { part, ...size });
    const length = heightPx * widthPx * 4;
    parts[part] = {
      thumbnails: set.entries.map((_, i) => set.pixels.slice(i * length, (i + 1) * length)),
      labels: set.entries.map(({ whitePoint }) => whitePoint),
    };
  }
  return parts;
}

/** By how much integers move the shipped model's estimates, and what that does to errors; bytes by ranges of the train part. */
function costOfIntegers(parts) {
  note('what integers cost in accuracy ...');
  const model = decodeModel(readFileSync(SHIPPED));
  const module = loadKernelModule();
  const ranges = measureRanges(model, module, parts.train.thumbnails);
  const answers = (arithmetic, thumbnails) => {
    const pass = integerPass(model, module, { arithmetic, ranges });
    return thumbnails.map((thumbnail) => {
      pass.input.set(thumbnail);
      pass.run();
      return { r: pass.output[0], b: pass.output[1] };
    });
  };
  const between = (a, b) => a.map((light, i) => color.recoveryErrorDegrees(light, b[i]));
  return Object.entries(parts).flatMap(([part, { thumbnails, labels }]) => {
    const float32 = answers('float32', thumbnails);
    return ['int16', 'int8'].map((arithmetic) => {
      const integers = answers(arithmetic, thumbnails);
      const moved = between(integers, float32);
      return {
        arithmetic,
        part,
        pictures: labels.length,
        moved: { mean: mean(moved), max: Math.max(...moved) },
        errors: {
          float32: mean(between(float32, labels)),
          integers: mean(between(integers, labels)),
        },
      };
    });
  });
}

function mean(numbers) {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function note(text) {
  process.stderr.write(`${text}\n`);
}

function fail(message) {
  console.error(`bench:infer: ${message}`);
  process.exit(2);
}
