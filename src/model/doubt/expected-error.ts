/** Models that tell by how many degrees an answer is likely to be off: the numbers behind the nodes of error-nodes.ts. */
import type { Architecture } from '../architecture.js';
import { ArchitectureError } from '../architecture-error.js';
import type { Model } from '../model-file.js';
import { parameterLayout } from '../parameters.js';
import { inferShapes } from '../shapes.js';
import {
  ERROR_NEURONS,
  ERROR_NODES,
  errorNodes,
  mixedLightsOf,
  withoutErrorNodes,
} from './error-nodes.js';

/** A network and its numbers. */
export type Weighted = Pick<Model, 'architecture' | 'parameters'>;

/** What a calibration found; vectors of doubts are in the order of the node ERROR_NODES.doubts. */
export interface ErrorCalibration {
  /** Of the first layer, [doubt][neuron], and its biases. */
  readonly hiddenWeights: ArrayLike<number>;
  readonly hiddenBias: ArrayLike<number>;
  /** From neurons to log degrees. */
  readonly weights: ArrayLike<number>;
  readonly bias: number;
  /** Of every doubt where it was calibrated; deviations above 0. */
  readonly means: ArrayLike<number>;
  readonly deviations: ArrayLike<number>;
  /** Mean square of standardised doubts beyond which a picture is new. */
  readonly limit: number;
}

/** Nothing known: exp(0) degrees, whatever the picture. */
export function blankCalibration(doubts: number): ErrorCalibration {
  const zeros = new Float64Array(doubts);
  return {
    hiddenWeights: new Float64Array(doubts * ERROR_NEURONS),
    hiddenBias: new Float64Array(ERROR_NEURONS),
    weights: new Float64Array(ERROR_NEURONS),
    bias: 0,
    means: zeros,
    deviations: new Float64Array(doubts).fill(1),
    limit: 1e6,
  };
}

/**
 * The network with nodes that tell its expected error; what it answers stays the same to the bit. Throws ArchitectureError
 * for a network that answers in kelvin, is made for another camera or tells it already, and where lengths do not fit.
 */
export function withExpectedError(
  { architecture, parameters }: Weighted,
  calibration?: ErrorCalibration,
): Weighted {
  const headed: Architecture = {
    ...architecture,
    nodes: [...architecture.nodes, ...errorNodes(architecture)],
    expectedError: ERROR_NODES.degrees,
  };
  const shapes = inferShapes(headed);
  const doubts = shapes.get(ERROR_NODES.doubts)!.channels;
  const numbers = new Map([
    ...lightMoments(architecture, parameters),
    ...calibrationNumbers(calibration ?? blankCalibration(doubts)),
  ]);
  return { architecture: headed, parameters: moved(architecture, parameters, headed, numbers) };
}

/** The network as it was before `withExpectedError`; as it is where it tells no error. */
export function withoutExpectedError(network: Weighted): Weighted {
  const architecture = withoutErrorNodes(network.architecture);
  if (architecture === network.architecture) return network;
  const { parameters } = network;
  return {
    architecture,
    parameters: moved(network.architecture, parameters, architecture, new Map()),
  };
}

/** Number of doubts of a network with such nodes. */
export function countDoubts(architecture: Architecture): number {
  return inferShapes(architecture).get(ERROR_NODES.doubts)?.channels ?? 0;
}

/** (log r, log b) of each light and their squares, about the middle of the lights so that differences are exact. */
function lightMoments(architecture: Architecture, parameters: Float32Array): [string, number[]][] {
  const mixed = mixedLightsOf(architecture);
  if (!mixed) return [];
  const { offset, length } = parameterLayout(architecture).find(mixed.dense, 'weight')!;
  const lights = Array.from({ length: length / 2 }, (_, i) =>
    [0, 1].map((c) => parameters[offset + 2 * i + c]!),
  );
  const middle = [0, 1].map(
    (c) => lights.reduce((sum, light) => sum + light[c]!, 0) / lights.length,
  );
  const moments = lights.flatMap((light) => {
    const [r, b] = light.map((value, c) => value - middle[c]!);
    return [r!, b!, r! * r!, b! * b!];
  });
  return [
    [`${ERROR_NODES.lights} weight`, moments],
    [`${ERROR_NODES.evenness} weight`, lights.map(() => -1)],
  ];
}

function calibrationNumbers(calibration: ErrorCalibration): [string, ArrayLike<number>][] {
  const { hiddenWeights, hiddenBias, weights, bias, means, deviations, limit } = calibration;
  const count = means.length;
  // The mean of ((x - m) / s)^2 over limit, less 1, as a sum over x and x^2.
  const factor = Array.from(deviations, (s) => 1 / (s * s * limit * count));
  const offset = factor.reduce((sum, f, i) => sum + f * means[i]! ** 2, -1);
  return [
    [`${ERROR_NODES.hidden} weight`, hiddenWeights],
    [`${ERROR_NODES.hidden} bias`, hiddenBias],
    [`${ERROR_NODES.logDegrees} weight`, weights],
    [`${ERROR_NODES.logDegrees} bias`, [bias]],
    [`${ERROR_NODES.novelty} weight`, [...factor.map((f, i) => -2 * f * means[i]!), ...factor]],
    [`${ERROR_NODES.novelty} bias`, [offset]],
  ];
}

/** Parameters of another network with the same tensors, and what it has beside them. */
function moved(
  from: Architecture,
  own: Float32Array,
  to: Architecture,
  others: ReadonlyMap<string, ArrayLike<number>>,
): Float32Array {
  const old = parameterLayout(from);
  const { tensors, total } = parameterLayout(to);
  const parameters = new Float32Array(total);
  for (const { nodeId, role, offset, length } of tensors) {
    const kept = old.find(nodeId, role);
    const values = kept
      ? own.subarray(kept.offset, kept.offset + kept.length)
      : others.get(`${nodeId} ${role}`);
    if (values?.length !== length) {
      throw new ArchitectureError(
        `expected error: expected ${length} numbers for '${nodeId} ${role}', got ${values?.length ?? 'none'}`,
      );
    }
    parameters.set(values, offset);
  }
  return parameters;
}
