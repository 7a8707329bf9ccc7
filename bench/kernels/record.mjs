/** One step of training as the list of its kernel calls, which can be run again by groups. */
import { readFileSync } from 'node:fs';
import { instantiateTrainingKernels } from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { initialParameters, Network, Optimiser, whitePointLoss } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { TIMED_ADAM } from '../networks.mjs';
import { argumentNames, costOf } from './costs.mjs';

const SIGNATURES = argumentNames(
  readFileSync(new URL('../../dist/engine/kernels.generated.d.ts', import.meta.url), 'utf8'),
);
/** What counts no operations: one line a kernel. */
const REST = { purpose: 'all else', shape: '', flops: 0 };

/** A network in training on one thread, `step()`, and whether that is on its way forward. */
export function createTraining(architecture, batch, relaxed, wrap = (kernels) => kernels) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = wrap(instantiateTrainingKernels(loadTrainingKernelModule({ relaxed }), memory));
  const network = new Network(architecture, kernels, { batch });
  const optimiser = new Optimiser(network, TIMED_ADAM);
  const rng = createRng(1);
  network.parameters.set(initialParameters(architecture, network.layout, rng));
  for (let n = 0; n < batch; n++) {
    const pixels = network.input(n);
    for (let i = 0; i < pixels.length; i++) pixels[i] = i % 4 === 3 ? 1 : rng.uniform();
  }
  const gradient = new Float64Array(2);
  const progress = { isForward: true };
  function step() {
    const pass = { batch, training: true };
    progress.isForward = true;
    network.prepare();
    network.forward(pass);
    network.clearGradients(batch);
    for (let n = 0; n < batch; n++) {
      whitePointLoss('mse', network.output(n), [0.5, 0.7], gradient);
      network.outputGradient(n).set([gradient[0] / batch, gradient[1] / batch]);
    }
    progress.isForward = false;
    network.backward(pass);
    optimiser.step(1e-3);
  }
  return { kernels, step, progress };
}

/** Kernels that tell of every call. */
function listening(kernels, tell) {
  const told = { ...kernels };
  for (const [name, kernel] of Object.entries(kernels)) {
    if (typeof kernel !== 'function' || name === 'heapBase') continue;
    told[name] = (...args) => {
      tell(name, args);
      return kernel(...args);
    };
  }
  return told;
}

/** The calls of a step by purpose and shape, each group with a function that makes them again. */
export function recordStep(architecture, batch, relaxed) {
  const groups = new Map();
  let isOn = false;
  let plain;
  const { step, progress } = createTraining(architecture, batch, relaxed, (kernels) => {
    plain = kernels;
    return listening(kernels, (name, args) => {
      if (isOn) note(name, args);
    });
  });
  function note(name, args) {
    const named = Object.fromEntries(SIGNATURES[name].map((each, i) => [each, args[i]]));
    const cost = costOf(name, named, progress.isForward) ?? REST;
    const key = `${name} ${cost.purpose} ${cost.shape}`;
    const group = groups.get(key) ?? {
      kernel: name,
      ...cost,
      flops: 0,
      calls: [],
    };
    group.flops += cost.flops;
    group.calls.push([plain[name], args]);
    groups.set(key, group);
  }
  step();
  isOn = true;
  step();
  isOn = false;
  return [...groups.values()].map(({ calls, ...group }) => ({
    ...group,
    calls: calls.length,
    run() {
      for (let i = 0; i < calls.length; i++) calls[i][0](...calls[i][1]);
    },
  }));
}
