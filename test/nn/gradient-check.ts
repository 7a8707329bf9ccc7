/**
 * The gradients of the engine (float32, reverse mode) against central differences of the plain twin (float64).
 *
 *   loss        sum of G out, with a random G for every output number, so that no two gradients agree by accident
 *   step        STEP long, along one parameter or along a random direction d ~ N(0, I) of a tensor; a quarter of the
 *               distance that problem.ts keeps from kinks
 *   error       norm-wise |g - g'| / |g'| over single parameters; along directions |g.d - g'.d| / |g|, because |g| is the
 *               standard deviation of g.d
 */
import { instantiateTrainingKernels } from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { type ParameterTensor, parameterLayout } from '../../dist/model/index.js';
import { Network } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { normals, type Problem, twin } from './problem.js';

const STEP = 5e-7;

const module = loadTrainingKernelModule();

/** What the engine makes of a problem. */
export interface EngineResult {
  readonly network: Network;
  /** batch x 2. */
  readonly outputs: Float64Array;
  readonly gradients: Float64Array;
}

/** A network on the problem's parameters and input, before any pass. */
export function createNetwork(
  problem: Problem,
  fuse = true,
  batch = problem.batch,
  build = module,
): Network {
  const kernels = instantiateTrainingKernels(build, new WebAssembly.Memory({ initial: 2 }));
  const network = new Network(problem.architecture, kernels, { batch, fuse });
  network.parameters.set(problem.parameters);
  const length = problem.input.length / problem.batch;
  for (let n = 0; n < problem.batch; n++) {
    network.input(n).set(problem.input.subarray(n * length, (n + 1) * length));
  }
  network.prepare();
  return network;
}

/** One pass there and back. */
export function runEngine(problem: Problem, fuse = true, build = module): EngineResult {
  const network = createNetwork(problem, fuse, problem.batch, build);
  const pass = { batch: problem.batch, training: problem.training };
  network.clearGradients(problem.batch);
  network.forward(pass);
  const outputs = new Float64Array(2 * problem.batch);
  for (let n = 0; n < problem.batch; n++) {
    outputs.set(network.output(n), 2 * n);
    network.outputGradient(n).set(problem.outputWeights.subarray(2 * n, 2 * n + 2));
  }
  network.backward(pass);
  return { network, outputs, gradients: Float64Array.from(network.gradients) };
}

/** Derivative of the loss along a direction of one tensor's parameters, by central differences of the twin. */
export function twinDerivative(
  problem: Problem,
  tensor: ParameterTensor,
  direction: Float64Array,
): number {
  const known = valuesBefore(problem, tensor.nodeId);
  const step = STEP / norm(direction);
  const lossAt = (factor: number) => {
    const moved = Float64Array.from(problem.parameters);
    for (let i = 0; i < tensor.length; i++) moved[tensor.offset + i] += factor * direction[i];
    return dot(
      twin(problem, moved, known).get(problem.architecture.output)!,
      problem.outputWeights,
    );
  };
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}

/** The values that the parameters of a node have no part in. */
function valuesBefore({ architecture, values }: Problem, nodeId: string) {
  const index = architecture.nodes.findIndex((node) => node.id === nodeId);
  return new Map(architecture.nodes.slice(0, index).map(({ id }) => [id, values.get(id)!]));
}

/** How one tensor's gradient compares; both errors are relative. */
export interface TensorCheck {
  readonly name: string;
  readonly gradientNorm: number;
  /** Over single parameters. */
  readonly byParameter: number;
  /** The worst of the random directions. */
  readonly byDirection: number;
}

export interface CheckOptions {
  /** Parameters of each tensor that are moved by themselves, drawn where there are more. */
  readonly parameters: number;
  readonly directions: number;
}

/** Compares every trained tensor's gradient. */
export function checkGradients(problem: Problem, options: CheckOptions): TensorCheck[] {
  const { gradients } = runEngine(problem);
  const { tensors, trainable } = parameterLayout(problem.architecture);
  return tensors
    .filter(({ offset }) => offset < trainable)
    .map((tensor) => checkTensor(problem, tensor, gradients, options));
}

function checkTensor(
  problem: Problem,
  tensor: ParameterTensor,
  gradients: Float64Array,
  { parameters, directions }: CheckOptions,
): TensorCheck {
  const name = `${tensor.nodeId} ${tensor.role}`;
  const rng = createRng(name);
  const gradient = gradients.subarray(tensor.offset, tensor.offset + tensor.length);
  const gradientNorm = norm(gradient);
  const chosen = rng.shuffle(Array.from(gradient, (_, i) => i)).slice(0, parameters);
  const measured = chosen.map((i) =>
    twinDerivative(
      problem,
      tensor,
      Float64Array.from(gradient, (_, k) => Number(k === i)),
    ),
  );
  const byParameter = relativeError(
    chosen.map((i) => gradient[i]),
    measured,
  );
  let byDirection = 0;
  for (let k = 0; k < directions; k++) {
    const direction = normals(tensor.length, rng);
    const error = Math.abs(dot(gradient, direction) - twinDerivative(problem, tensor, direction));
    byDirection = Math.max(byDirection, error / gradientNorm);
  }
  return { name, gradientNorm, byParameter, byDirection };
}

/** |a - b| / |b|; 0 for two empty lists. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const difference = Float64Array.from(a, (value, i) => value - b[i]);
  return difference.length === 0 ? 0 : norm(difference) / norm(b);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}
