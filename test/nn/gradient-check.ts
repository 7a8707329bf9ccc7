/**
 * The gradients of the engine (float32, reverse mode) against central differences of the plain twin (float64).
 *
 *   loss        sum of G out, with a random G for every output number, so that no two gradients agree by accident
 *   step        STEP long, along one parameter or along a random direction d ~ N(0, I) of a tensor
 *   error       norm-wise |g - g'| / |g'| over single parameters; along directions |g.d - g'.d| / |g|, because |g| is the
 *               standard deviation of g.d
 *
 * Derivatives do not exist at kinks (a ReLU at 0, two equal maxima of a pool), and near them float32 may take the other
 * side. Parameters are therefore drawn anew until every kink is CLEARANCE away from the values that occur.
 */
import { instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import {
  type Architecture,
  inferShapes,
  type ModelNode,
  type ParameterTensor,
  parameterLayout,
} from '../../dist/model/index.js';
import { evaluateReference, initialParameters, Network } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';

const STEP = 5e-7;
const CLEARANCE = 2e-6;
const DRAWS = 200;

const module = loadKernelModule();

/** A network with everything its gradient depends on. */
export interface Problem {
  readonly architecture: Architecture;
  readonly batch: number;
  readonly training: boolean;
  readonly parameters: Float32Array;
  /** batch x height x width x 4. */
  readonly input: Float32Array;
  /** G, batch x 2. */
  readonly outputWeights: Float64Array;
  /** The twin's values at these parameters. */
  readonly values: ReadonlyMap<string, Float64Array>;
}

export interface ProblemOptions {
  readonly batch: number;
  readonly training: boolean;
  readonly seed: number | string;
  /** Share of masked pixels; 0 unless given. */
  readonly masked?: number;
  /** Whether a draw is worth checking; every draw unless given. */
  readonly accept?: (problem: Problem) => boolean;
}

/** Draws parameters and input away from kinks. */
export function drawProblem(architecture: Architecture, options: ProblemOptions): Problem {
  const { batch, training, seed, masked = 0, accept = () => true } = options;
  const root = createRng(seed);
  for (let draw = 0; draw < DRAWS; draw++) {
    const rng = root.fork(draw);
    const parameters = drawParameters(architecture, rng.fork('parameters'));
    const input = drawPixels(architecture, batch, masked, rng.fork('pixels'));
    const values = twin({ architecture, batch, training, input }, Float64Array.from(parameters));
    if (kinkDistance(architecture, values) < CLEARANCE) continue;
    const outputWeights = normals(2 * batch, rng.fork('loss'));
    const problem = { architecture, batch, training, parameters, input, outputWeights, values };
    if (accept(problem)) return problem;
  }
  throw new Error(`drawProblem: no usable draw in ${DRAWS}`);
}

/** As training starts, but moved a little, so that no bias is 0, no scale 1 and no hidden layer asleep. */
export function drawParameters(architecture: Architecture, rng: Rng): Float32Array {
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, rng.fork('initial'));
  for (const { role, offset, length } of layout.tensors) {
    for (let i = offset; i < offset + length; i++) {
      if (role === 'bias') parameters[i] += 0.1 + 0.2 * Math.abs(rng.normal());
      else if (role === 'runningVariance') parameters[i] = 0.5 + rng.uniform();
      else parameters[i] += 0.1 * rng.normal();
    }
  }
  return parameters;
}

/** Pixels [R, G, B, coverage]: colours in 0.05..1, coverage 1, some partly covered and some masked where asked. */
export function drawPixels(
  { input: { heightPx, widthPx } }: Architecture,
  batch: number,
  masked: number,
  rng: Rng,
): Float32Array {
  const pixels = new Float32Array(batch * heightPx * widthPx * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    for (let c = 0; c < 3; c++) pixels[i + c] = 0.05 + 0.95 * rng.uniform();
    const u = rng.uniform();
    if (u < masked) pixels.fill(0, i, i + 4);
    else pixels[i + 3] = u < 2 * masked ? 0.3 + 0.5 * rng.uniform() : 1;
  }
  return pixels;
}

export function normals(length: number, rng: Rng): Float64Array {
  return Float64Array.from({ length }, () => rng.normal());
}

function twin(
  {
    architecture,
    batch,
    training,
    input,
  }: Pick<Problem, 'architecture' | 'batch' | 'training' | 'input'>,
  parameters: Float64Array,
  known?: ReadonlyMap<string, Float64Array>,
): Map<string, Float64Array> {
  const options = known ? { batch, training, known } : { batch, training };
  return evaluateReference(architecture, parameters, Float64Array.from(input), options);
}

/** Distance of the nearest value to a point where an operation has no derivative. */
function kinkDistance(
  architecture: Architecture,
  values: ReadonlyMap<string, Float64Array>,
): number {
  const shapes = inferShapes(architecture);
  let nearest = Number.POSITIVE_INFINITY;
  for (const node of architecture.nodes) {
    if (node.op === 'activation') {
      for (const at of KINKS[node.kind] ?? []) {
        for (const v of values.get(node.from)!) nearest = Math.min(nearest, Math.abs(v - at));
      }
    } else if (node.op === 'maxPool') {
      const { heightPx, widthPx, channels } = shapes.get(node.from)!;
      const map = { heightPx, widthPx, channels, values: values.get(node.from)! };
      nearest = Math.min(nearest, smallestLead(node, map));
    }
  }
  return nearest;
}

const KINKS: Readonly<Record<string, readonly number[]>> = {
  relu: [0],
  leakyRelu: [0],
  relu6: [0, 6],
  hardSwish: [-3, 3],
};

interface ValueMap {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/** Smallest difference between the two largest values of any window; windows of dead ReLUs are left out. */
function smallestLead(
  { size, stride }: Extract<ModelNode, { op: 'maxPool' | 'averagePool' }>,
  { heightPx, widthPx, channels, values }: ValueMap,
): number {
  let smallest = Number.POSITIVE_INFINITY;
  const batch = values.length / (heightPx * widthPx * channels);
  for (let n = 0; n < batch * channels; n++) {
    const at = (row: number, column: number) =>
      values[
        ((Math.floor(n / channels) * heightPx + row) * widthPx + column) * channels + (n % channels)
      ];
    for (let row = 0; row === 0 || row + size <= heightPx; row += stride) {
      for (let column = 0; column === 0 || column + size <= widthPx; column += stride) {
        const window: number[] = [];
        for (let y = row; y < Math.min(row + size, heightPx); y++) {
          for (let x = column; x < Math.min(column + size, widthPx); x++) window.push(at(y, x));
        }
        window.sort((a, b) => b - a);
        if (window.length > 1 && window[0] !== 0)
          smallest = Math.min(smallest, window[0] - window[1]);
      }
    }
  }
  return smallest;
}

/** What the engine makes of a problem. */
export interface EngineResult {
  readonly network: Network;
  /** batch x 2. */
  readonly outputs: Float64Array;
  readonly gradients: Float64Array;
}

/** A network on the problem's parameters and input, before any pass. */
export function createNetwork(problem: Problem, fuse = true, batch = problem.batch): Network {
  const kernels = instantiateKernels(module, new WebAssembly.Memory({ initial: 2 }));
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
export function runEngine(problem: Problem, fuse = true): EngineResult {
  const network = createNetwork(problem, fuse);
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
