/**
 * Networks with parameters and pictures to check gradients on. Derivatives do not exist at kinks (a ReLU at 0, two equal
 * maxima of a pool), and near them float32 may take the other side. Parameters are therefore drawn anew until every kink is
 * CLEARANCE away from the values that occur.
 */
import { type Architecture, parameterLayout } from '../../dist/model/index.js';
import { evaluateTwin, initialParameters } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import { kinkDistance } from './kinks.js';

const CLEARANCE = 2e-6;
const DRAWS = 200;

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

/** Values of all nodes by the plain twin; `known` are taken as they are. */
export function twin(
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
  return evaluateTwin(architecture, parameters, Float64Array.from(input), options);
}
