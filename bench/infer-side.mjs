/**
 * One side of the inference benchmark, a process of its own with one thread: answers each line on stdin, a number of
 * calls, with the CPU and wall milliseconds of a call as JSON. First line out: cost of the first call, and peak memory.
 * Arguments: engine (float32, int16, float32-relaxed, int16-relaxed, onnxruntime), model file, folder of onnxruntime-node.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';

const [engine, modelFile, ortFolder] = process.argv.slice(2);
const bytes = readFileSync(modelFile);

const call = engine === 'onnxruntime' ? await openOnnxRuntime() : await openEstimator();
const cold = await timed(1);
report({ coldCpuMs: cold.cpuMs, coldWallMs: cold.wallMs });
for await (const line of createInterface({ input: process.stdin })) {
  const { cpuMs, wallMs } = await timed(Number(line));
  report({ cpuMs, wallMs, peakBytes: peakBytes() });
}

async function openEstimator() {
  const [arithmetic, relaxed] = engine.split('-');
  if (relaxed) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const { createEstimator } = await import('../dist/infer/index.js');
  const { loadKernelModule } = await import('../dist/engine/node/index.js');
  const kernels = loadKernelModule({ relaxed: relaxed !== undefined });
  const estimator = createEstimator(bytes, kernels, { arithmetic });
  const input = thumbnail(estimator.inputSize);
  return () => estimator.estimateThumbnail(input);
}

async function openOnnxRuntime() {
  const ort = createRequire(join(ortFolder, 'package.json'))('onnxruntime-node');
  const { exportOnnx } = await import('../dist/export/index.js');
  const { decodeModel } = await import('../dist/model/index.js');
  const model = decodeModel(bytes);
  const { input } = model.architecture;
  const session = await ort.InferenceSession.create(exportOnnx(model), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const data = thumbnail(input);
  const tensor = new ort.Tensor('float32', data, [1, input.heightPx, input.widthPx, 4]);
  return () => session.run({ thumbnail: tensor });
}

/** A frame with some of everything, nothing clipped. */
function thumbnail({ heightPx, widthPx }) {
  const pixels = new Float32Array(heightPx * widthPx * 4);
  for (let i = 0; i < heightPx * widthPx; i++) {
    const light = 0.05 + 0.9 * (((i * 7919) % 1009) / 1009);
    pixels.set([0.5 * light, light, 0.7 * light, 1], 4 * i);
  }
  return pixels;
}

async function timed(calls) {
  const wall = performance.now();
  const { user, system } = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    const answer = call();
    // Without waiting where there is nothing to wait for.
    if (answer instanceof Promise) await answer;
  }
  const end = process.cpuUsage();
  return {
    cpuMs: (end.user - user + end.system - system) / 1000 / calls,
    wallMs: (performance.now() - wall) / calls,
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
