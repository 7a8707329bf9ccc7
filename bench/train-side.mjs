/**
 * Our side of the training benchmark, a process of its own: for every line on stdin it runs that many steps (forward,
 * backward, Adam; random pictures already in memory) and answers with seconds, CPU seconds and peak memory as JSON.
 * Arguments: network name, threads, plain | relaxed.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  BARRIER_WORDS,
  hasRelaxedSimd,
  instantiateTrainingKernels,
  SharedBarrier,
} from '../dist/engine/index.js';
import { loadTrainingKernelModule } from '../dist/engine/node/index.js';
import { initialParameters, Network, Optimiser, whitePointLoss } from '../dist/nn/index.js';
import { createRng } from '../dist/random/index.js';
import { TIMED_ADAM, trainedNetwork } from './networks.mjs';

/** A barrier that knows how long it was waited at. */
class TimedBarrier extends SharedBarrier {
  waitedMs = 0;
  barrier() {
    const start = performance.now();
    super.barrier();
    this.waitedMs += performance.now() - start;
  }
}

function createSide({ name, relaxed, memory, thread, threads, barrier }) {
  const kernels = instantiateTrainingKernels(
    loadTrainingKernelModule({ threads: true, relaxed }),
    memory,
  );
  const sync = new TimedBarrier(thread, threads, barrier);
  const { architecture, batch } = trainedNetwork(name);
  const network = new Network(architecture, kernels, { batch, sync });
  const optimiser = new Optimiser(network, TIMED_ADAM);
  const gradient = new Float64Array(2);
  const truth = [0.5, 0.7];
  return {
    network,
    sync,
    batch,
    step() {
      const pass = { batch, training: true };
      network.prepare();
      network.forward(pass);
      network.clearGradients(batch);
      const { from, to } = network.shard(batch);
      for (let n = from; n < to; n++) {
        whitePointLoss('mse', network.output(n), truth, gradient);
        network.outputGradient(n).set([gradient[0] / batch, gradient[1] / batch]);
      }
      network.backward(pass);
      optimiser.step(1e-3);
    },
  };
}

/** Node 20 has it behind a flag. */
function allowRelaxedSimd() {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

function peakMebibytes() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

if (!isMainThread) {
  if (workerData.relaxed) allowRelaxedSimd();
  const side = createSide(workerData);
  parentPort.postMessage('ready');
  for (let seen = 0; ; seen++) {
    Atomics.wait(workerData.control, 0, seen);
    side.step();
  }
}

const [, , name, threadsText, simd] = process.argv;
const threads = Number(threadsText);
const relaxed = simd === 'relaxed';
if (relaxed) allowRelaxedSimd();
const shared = {
  name,
  relaxed,
  threads,
  memory: new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }),
  barrier: new Int32Array(new SharedArrayBuffer(BARRIER_WORDS * 4)),
  control: new Int32Array(new SharedArrayBuffer(4)),
};
const side = createSide({ ...shared, thread: 0 });
const rng = createRng(1);
side.network.parameters.set(initialParameters(side.network.architecture, side.network.layout, rng));
for (let n = 0; n < side.batch; n++) {
  const pixels = side.network.input(n);
  for (let i = 0; i < pixels.length; i++) pixels[i] = i % 4 === 3 ? 1 : rng.uniform();
}
for (let thread = 1; thread < threads; thread++) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...shared, thread } });
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}
function step() {
  Atomics.add(shared.control, 0, 1);
  Atomics.notify(shared.control, 0);
  side.step();
}
for await (const line of createInterface({ input: process.stdin })) {
  const steps = Number(line);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const waited = side.sync.waitedMs;
  for (let i = 0; i < steps; i++) step();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const answer = {
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    /** Share of its time that this thread waited for the others. */
    waiting: (side.sync.waitedMs - waited) / 1000 / seconds,
    peakMebibytes: peakMebibytes(),
    version: `Node ${process.versions.node}`,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
