/**
 * One side of the inference benchmark: ours in WASM, or ONNX Runtime for Node, a process of its own with one thread. Answers
 * each line on stdin, `network CALLS` or `frame CALLS` (from a decoded 648x432 frame to gains), with the CPU and wall
 * milliseconds of a call and the process's peak memory, as JSON.
 * Arguments: engine (`wasm float32`, `wasm int16`, either with ` relaxed`, onnxruntime), model file, folder with
 * onnxruntime-node.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { thumbnailOf } from './thumbnail.mjs';

const [engine, modelFile, ortFolder] = process.argv.slice(2);
const bytes = readFileSync(modelFile);

const calls = engine === 'onnxruntime' ? await openOnnxRuntime() : await openEstimator();
for await (const line of createInterface({ input: process.stdin })) {
  const [what, count] = line.split(' ');
  report(await timed(calls[what], Number(count)));
}

async function openEstimator() {
  const [, arithmetic, relaxed] = engine.split(' ');
  // Node 20 has relaxed SIMD behind a flag; later ones and browsers have not.
  if (relaxed) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const { createEstimator } = await import('../../dist/infer/index.js');
  const engines = await import('../../dist/engine/node/index.js');
  const kernels = relaxed
    ? engines.loadTrainingKernelModule({ relaxed: true })
    : engines.loadKernelModule();
  const estimator = createEstimator(bytes, kernels, { arithmetic });
  const input = thumbnailOf(estimator.inputSize);
  const raw = rawFrame();
  return {
    network: () => estimator.estimateThumbnail(input),
    frame: () => estimator.estimate(raw),
  };
}

async function openOnnxRuntime() {
  const ort = createRequire(join(ortFolder, 'package.json'))('onnxruntime-node');
  const { exportOnnx } = await import('../../dist/export/index.js');
  const { decodeModel } = await import('../../dist/model/index.js');
  const model = decodeModel(bytes);
  const { input } = model.architecture;
  const session = await ort.InferenceSession.create(exportOnnx(model), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const dims = [1, input.heightPx, input.widthPx, 4];
  const tensor = new ort.Tensor('float32', thumbnailOf(input), dims);
  return { network: () => session.run({ thumbnail: tensor }) };
}

function rawFrame() {
  const rgb = Uint16Array.from({ length: 648 * 432 * 3 }, (_, i) => 2200 + ((i * 7919) % 12_000));
  return { widthPx: 648, heightPx: 432, rgb, blackLevel: 2048, whiteLevel: 16_383 };
}

async function timed(call, count) {
  const wall = performance.now();
  const { user, system } = process.cpuUsage();
  for (let i = 0; i < count; i++) {
    const answer = call();
    // Without waiting where there is nothing to wait for.
    if (answer instanceof Promise) await answer;
  }
  const end = process.cpuUsage();
  return {
    cpuMs: (end.user - user + end.system - system) / 1000 / count,
    wallMs: (performance.now() - wall) / count,
    peakBytes: peakBytes(),
  };
}

/** Highest resident memory of the process so far. */
function peakBytes() {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : process.resourceUsage().maxRSS * 1024;
}

function report(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
