/** First values of a network's parameters. */
import type { Architecture, ParameterLayout } from '../model/index.js';
import type { Rng } from '../random/index.js';

/** He initialisation [He2015]: N(0, 2 / fanIn), so that ReLU layers keep their input's variance. */
export function heNormal(size: number, fanIn: number, rng: Rng): Float32Array {
  const deviation = Math.sqrt(2 / fanIn);
  return Float32Array.from({ length: size }, () => deviation * rng.normal());
}

/**
 * Parameters of a fresh network: weights by He's rule or the node's own deviation, biases 0 or the node's own, gamma 1,
 * beta 0, running mean 0 and variance 1. Each tensor has a stream of its own, so that a change elsewhere does not move it.
 */
export function initialParameters(
  architecture: Architecture,
  layout: ParameterLayout,
  rng: Rng,
): Float32Array {
  const parameters = new Float32Array(layout.total);
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  for (const { nodeId, role, offset, length, fanIn } of layout.tensors) {
    const values = parameters.subarray(offset, offset + length);
    const node = nodes.get(nodeId)!;
    switch (role) {
      case 'weight': {
        values.set(heNormal(length, fanIn, rng.fork(nodeId)));
        if (node.op === 'dense' && node.initialDeviation !== undefined) {
          const factor = node.initialDeviation / Math.sqrt(2 / fanIn);
          for (let i = 0; i < length; i++) values[i]! *= factor;
        }
        break;
      }
      case 'bias':
        if (node.op === 'dense' && node.initialBias) values.set(node.initialBias);
        break;
      case 'gamma':
      case 'runningVariance':
        values.fill(1);
        break;
      case 'beta':
      case 'runningMean':
        break;
      default:
        role satisfies never;
    }
  }
  return parameters;
}
