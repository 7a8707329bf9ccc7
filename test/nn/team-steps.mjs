/** Training steps that several threads run together; each thread of threads.test.ts calls this with its own network. */
import { whitePointLoss } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';

/**
 * Runs `steps` steps on pictures drawn from the step and the sample alone.
 *
 * @param {import('../../dist/nn/index.js').Network} network
 * @param {import('../../dist/nn/index.js').Optimiser} optimiser
 * @param {{ batch: number, steps: number, failAt?: number }} options `failAt`: the step that this thread does not survive
 */
export function runSteps(network, optimiser, { batch, steps, failAt }) {
  const { from, to } = network.shard(batch);
  const gradient = new Float64Array(2);
  for (let step = 0; step < steps; step++) {
    network.prepare();
    if (step === failAt) throw new Error('this thread was told to fail');
    for (let n = from; n < to; n++) fillPicture(network.input(n), step, n);
    const pass = { batch, training: true, seed: step };
    network.forward(pass);
    network.clearGradients(batch);
    for (let n = from; n < to; n++) {
      const truth = [0.4 + (0.3 * n) / batch, 0.7];
      whitePointLoss('angle', network.output(n), truth, gradient);
      network.outputGradient(n).set(gradient.map((g) => g / batch));
    }
    network.backward(pass);
    optimiser.step(0.01);
  }
}

function fillPicture(pixels, step, sample) {
  const rng = createRng(step).fork(sample);
  for (let i = 0; i < pixels.length; i++) pixels[i] = i % 4 === 3 ? 1 : 0.1 + 0.9 * rng.uniform();
}
