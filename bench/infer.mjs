/**
 * `npm run bench:infer`: what an estimate costs, in CPU time of one core (user and system, not wall), beside ONNX Runtime
 * with one thread on the same network where onnxruntime-node is found. Each side is a process of its own; they run in turn,
 * so that a slower moment of the machine meets all, and ratios are taken round by round.
 *   node bench/infer.mjs [--rounds 15] [--onnxruntime DIR] [--data DIR] [--json]
 * --onnxruntime: a folder in which `npm install onnxruntime-node` was run (set ONNXRUNTIME_NODE_INSTALL=skip); by default
 * this project's own, where it is no dependency. --data: a data set for what 16-bit integers cost in accuracy.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { inflateSync } from 'node:zlib';
import * as color from 'deepawb/color';
import { loadThumbnails } from 'deepawb/dataset';
import { measureModel } from 'deepawb/device';
import { loadKernelModule } from 'deepawb/engine/node';
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
import { decodePng16, encodePng16 } from 'deepawb/raw';
import { INFERENCE_NETWORKS } from './networks.mjs';
import { parseArgs } from './options.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist/cli/main.js');
const { default: shipped } = JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8'));
const SHIPPED = join(ROOT, 'models', shipped);
const ROUND_MS = 60;
const WARM_UP_MS = 600;
/** A network of so few operations must be no slower than ONNX Runtime; the proof of concept 1.4 times at most. */
const SMALL_FLOPS = 7e6;
const ENGINES = ['float32', 'int16', 'float32-relaxed', 'int16-relaxed'];

/** Told by a process as it ends: its CPU time since its beginning, and its highest resident memory. */
const LAST_WORDS = `import { readFileSync, writeSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peakKb = Number(/^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  writeSync(3, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb: (peakKb * 1024) / 1e6 }));
});`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    onnxruntime: { type: 'string', default: ROOT },
    data: { type: 'string', default: join(ROOT, '../shared/data/cube64') },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  fail(`--rounds: expected a positive integer, got ${options.rounds}`);
}
const ort = findOnnxRuntime();
const dir = mkdtempSync(join(tmpdir(), 'deepawb-bench-infer-'));
// What certificates Node reads at its start has nothing to do with us.
const environment = { ...process.env };
delete environment.NODE_EXTRA_CA_CERTS;

try {
  const models = writeModels();
  const networks = [];
  for (const model of models) networks.push(await timeNetwork(model));
  const result = {
    cpu: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    onnxruntime: ort?.version ?? null,
    rounds,
    networks,
    frame: await timeFrame(),
    apart: await timeApart(),
    int16: await accuracyOfInt16(),
  };
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else print(result);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function findOnnxRuntime() {
  const folder = resolve(options.onnxruntime);
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve(
      'onnxruntime-node/package.json',
    );
    return { folder, version: JSON.parse(readFileSync(manifest, 'utf8')).version };
  } catch {
    note(
      'No onnxruntime-node here: timing our side alone. --onnxruntime names a folder that has it.',
    );
    return null;
  }
}

/** The shipped model, and the networks of published comparisons with weights at random. */
function writeModels() {
  const models = [{ name: 'shipped', file: SHIPPED, ...sizeOf(readFileSync(SHIPPED)) }];
  for (const [name, family] of Object.entries(INFERENCE_NETWORKS)) {
    const architecture = referenceArchitecture(family);
    const parameters = initialParameters(
      architecture,
      parameterLayout(architecture),
      createRng('bench/infer'),
    );
    const { metadata } = decodeModel(readFileSync(SHIPPED));
    const file = join(dir, `${models.length}.awb`);
    writeFileSync(
      file,
      encodeModel({ architecture, parameters, metadata: { ...metadata, name: 'at random' } }),
    );
    models.push({ name, file, ...sizeOf(readFileSync(file)) });
  }
  return models;
}

function sizeOf(bytes) {
  const { architecture } = decodeModel(bytes);
  return { parameters: countParameters(architecture), flops: countFlops(architecture) };
}

function startSide(engine, file) {
  const script = join(import.meta.dirname, 'infer-side.mjs');
  const args = [script, engine, file, ort?.folder ?? ROOT];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${engine} ended early`);
    return JSON.parse(value);
  };
  return {
    cold: answer(),
    run(what, calls) {
      child.stdin.write(`${what} ${calls}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}

/** Sides in turn; for each: CPU and wall ms of a call, cold cost, peak memory, and the ratio to ONNX Runtime. */
async function inTurn(engines, file, what) {
  const sides = engines.map((engine) => startSide(engine, file));
  const cold = await Promise.all(sides.map((side) => side.cold));
  const counts = [];
  for (const side of sides) {
    await side.run(what, 3);
    const { wallMs } = await side.run(what, 5);
    await side.run(what, Math.max(3, Math.ceil(WARM_UP_MS / wallMs)));
    const warm = await side.run(what, Math.max(3, Math.ceil(ROUND_MS / wallMs)));
    counts.push(Math.max(3, Math.ceil(ROUND_MS / warm.wallMs)));
  }
  const runs = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, side] of sides.entries()) runs[i].push(await side.run(what, counts[i]));
  }
  for (const side of sides) side.close();
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

async function timeNetwork({ name, file, parameters, flops }) {
  note(`${name} ...`);
  const engines = [...ENGINES, ...(ort ? ['onnxruntime'] : [])];
  const sides = await inTurn(engines, file, 'network');
  const target = ort ? judge(flops, sides) : null;
  return { name, parameters, flops, sides, target, int16Shift: shiftOf(file) };
}

/** Whether the faster arithmetic keeps to its share of ONNX Runtime's time. */
function judge(flops, { float32, int16 }) {
  const limit = flops < SMALL_FLOPS ? 1 : 1.4;
  const arithmetic = float32.ratio.median <= int16.ratio.median ? 'float32' : 'int16';
  const ratio = Math.min(float32.ratio.median, int16.ratio.median);
  return { limit, arithmetic, ratio, met: ratio <= limit };
}

/** Largest change of r and b by 16-bit integers, as a share of the larger of them, over pictures at random. */
function shiftOf(file) {
  const model = readFileSync(file);
  const module = loadKernelModule();
  const float = createEstimator(model, module);
  const int16 = createEstimator(model, module, { arithmetic: 'int16' });
  const { heightPx, widthPx } = float.inputSize;
  const rng = createRng('bench/infer/shift');
  let most = 0;
  for (let picture = 0; picture < 8; picture++) {
    const pixels = Float32Array.from({ length: heightPx * widthPx * 4 }, (_, i) =>
      i % 4 === 3 ? 1 : 0.02 + 0.9 * rng.uniform(),
    );
    const a = float.estimateThumbnail(pixels).whitePoint;
    const b = int16.estimateThumbnail(pixels).whitePoint;
    most = Math.max(most, Math.max(Math.abs(a.r - b.r), Math.abs(a.b - b.b)) / Math.max(a.r, a.b));
  }
  return most;
}

async function timeFrame() {
  note('648x432 frames ...');
  return inTurn(['float32', 'int16'], SHIPPED, 'frame');
}

/** What is no part of an estimate, but of a program that makes one. */
async function timeApart() {
  note('what is counted apart ...');
  const picture = join(dir, 'picture.png');
  writeFileSync(picture, noisyPicture());
  const bytes = readFileSync(picture);
  const inflate = (data, length) => inflateSync(data, { maxOutputLength: length });
  const decode = () => decodePng16(bytes, { inflate });
  const firstDecode = cpuOf(decode);
  for (let i = 0; i < 20; i++) decode();
  const decodes = Array.from({ length: rounds }, () => cpuOf(decode));
  const nodes = [];
  const predicts = [];
  for (let i = 0; i < Math.min(rounds, 7); i++) {
    nodes.push(wholeProcess(['-e', '0']));
    predicts.push(wholeProcess([CLI, 'predict', picture, '--json']));
  }
  return {
    nodeStartCpuMs: spread(nodes.map((run) => run.cpuMs)),
    predictCpuMs: spread(predicts.map((run) => run.cpuMs)),
    predictPeakMb: spread(predicts.map((run) => run.peakMb)),
    pngDecodeCpuMs: spread(decodes),
    pngDecodeColdCpuMs: firstDecode,
    cExport: await measureC(),
  };
}

/** A picture that compresses about as badly as photographs do. */
function noisyPicture() {
  const rng = createRng('bench/picture');
  const rgb = Uint16Array.from({ length: 648 * 432 * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % 648;
    const y = Math.floor(i / 1944);
    return 4000 + 3000 * Math.sin(x / 90) * Math.cos(y / 70) + 40 * rng.normal() + 500 * (i % 3);
  });
  return encodePng16({ widthPx: 648, heightPx: 432, rgb, blackLevel: 2048, whiteLevel: 16_383 });
}

function cpuOf(work) {
  const { user, system } = process.cpuUsage();
  work();
  const end = process.cpuUsage();
  return (end.user - user + end.system - system) / 1000;
}

function wholeProcess(args) {
  const hook = `data:text/javascript,${encodeURIComponent(LAST_WORDS)}`;
  const { output, status } = spawnSync(process.execPath, ['--import', hook, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return JSON.parse(output[3]);
}

async function measureC() {
  try {
    const { network, frame, memory } = await measureModel(readFileSync(SHIPPED), { runner: 'c' });
    return {
      networkCpuMs: network.cpu.medianMs,
      frameCpuMs: frame.cpu.medianMs,
      peakMb: memory.peakBytes / 1e6,
    };
  } catch (error) {
    note(`The C export is left out: ${error.message}`);
    return null;
  }
}

/** By how much 16-bit integers move estimates, and what that does to errors, over a data set's test part. */
async function accuracyOfInt16() {
  if (!existsSync(options.data)) return null;
  note('what 16-bit integers cost in accuracy ...');
  const file = readFileSync(SHIPPED);
  const module = loadKernelModule();
  const float = createEstimator(file, module);
  const int16 = createEstimator(file, module, { arithmetic: 'int16' });
  const { blackLevel, whiteLevel } = float.metadata;
  const { set } = await loadThumbnails(options.data, {
    part: 'test',
    ...float.inputSize,
    blackLevel,
    whiteLevel,
  });
  const length = set.heightPx * set.widthPx * 4;
  const moved = [];
  const errors = { float32: [], int16: [] };
  for (const [i, { whitePoint }] of set.entries.entries()) {
    const pixels = set.pixels.slice(i * length, (i + 1) * length);
    const exact = float.estimateThumbnail(pixels).whitePoint;
    const rounded = int16.estimateThumbnail(pixels).whitePoint;
    moved.push(color.recoveryErrorDegrees(rounded, exact));
    errors.float32.push(color.recoveryErrorDegrees(exact, whitePoint));
    errors.int16.push(color.recoveryErrorDegrees(rounded, whitePoint));
  }
  return {
    data: options.data,
    pictures: moved.length,
    movedDegrees: { mean: mean(moved), max: Math.max(...moved) },
    meanErrorDegrees: { float32: mean(errors.float32), int16: mean(errors.int16) },
  };
}

function print({ cpu, node, onnxruntime, networks, frame, apart, int16 }) {
  console.log(`${cpu}, Node ${node}, onnxruntime-node ${onnxruntime ?? 'absent'}
CPU ms of one core for an estimate by the network alone, median (minimum to maximum) of ${rounds} rounds in turn;
ratio: to ONNX Runtime with one thread, median of the rounds. Relaxed SIMD is behind a flag on Node 20.`);
  for (const { name, parameters, flops, sides, target, int16Shift } of networks) {
    console.log(
      `\n${name}: ${parameters.toLocaleString('en')} parameters, ${(flops / 1e6).toPrecision(3)} MFLOP`,
    );
    for (const [engine, { cpuMs, coldCpuMs, peakMb, ratio }] of Object.entries(sides)) {
      console.log(
        `  ${engine.padEnd(16)}${show(cpuMs).padEnd(32)}${ratio ? `${ratio.median.toFixed(2)} x   ` : ''}` +
          `first call ${coldCpuMs.toFixed(1)} ms, peak ${peakMb.toFixed(0)} MB`,
      );
    }
    console.log(
      `  int16 moves r and b by ${(100 * int16Shift).toPrecision(2)} % at most, pictures at random`,
    );
    if (target) console.log(`  ${verdict(target)}`);
  }
  console.log('\nshipped model, decoded 648x432 frame to gains (averaging and network)');
  for (const [engine, { cpuMs }] of Object.entries(frame)) {
    console.log(`  ${engine.padEnd(16)}${show(cpuMs)}`);
  }
  const network = networks[0].sides.float32.cpuMs.median;
  console.log(
    `  target: network at most 1 ms: ${met(network <= 1)}; frame at most 3 ms: ${met(frame.float32.cpuMs.median <= 3)}`,
  );
  const { nodeStartCpuMs, pngDecodeCpuMs, pngDecodeColdCpuMs, predictCpuMs, predictPeakMb } = apart;
  console.log(`
counted apart, CPU ms
  Node's start    ${show(nodeStartCpuMs)}
  PNG decoding    ${show(pngDecodeCpuMs)}; the first one ${pngDecodeColdCpuMs.toFixed(1)}
  whole predict   ${show(predictCpuMs)}: Node, modules, decoding, cold estimate
  its peak memory ${show(predictPeakMb)} MB; target under 64: ${met(predictPeakMb.median < 64)}`);
  const { cExport } = apart;
  if (cExport) {
    console.log(
      `C export          network ${cExport.networkCpuMs.toPrecision(3)} ms, frame ${cExport.frameCpuMs.toPrecision(3)} ms, ` +
        `peak ${cExport.peakMb.toFixed(2)} MB; target under 4: ${met(cExport.peakMb < 4)}`,
    );
  }
  if (int16) {
    const { movedDegrees, meanErrorDegrees, pictures } = int16;
    console.log(
      `\n16-bit integers move the shipped model's estimates by ${movedDegrees.mean.toFixed(4)} degrees in the mean, ` +
        `${movedDegrees.max.toFixed(4)} at most,\nover ${pictures} pictures; mean error ` +
        `${meanErrorDegrees.float32.toFixed(4)} in float32, ${meanErrorDegrees.int16.toFixed(4)} in int16.`,
    );
  }
}

function verdict({ limit, arithmetic, ratio, met: isMet }) {
  return `target: at most ${limit} x: ${met(isMet)} (${ratio.toFixed(2)} in ${arithmetic})`;
}

function met(isMet) {
  return isMet ? 'met' : 'MISSED';
}

function show({ median, min, max }) {
  const text = (value) => value.toPrecision(3);
  return `${text(median)} (${text(min)} to ${text(max)})`;
}

function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
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
