/** First values of a network's parameters. */
import type { Architecture, ModelNode, ParameterLayout } from '../model/index.js';
import type { Rng } from '../random/index.js';

/** He initialisation [He2015]: N(0, 2 / fanIn), so that ReLU layers keep their input's variance. */
export function heNormal(size: number, fanIn: number, rng: Rng): Float32Array {
  const deviation = Math.sqrt(2 / fanIn);
  return Float32Array.from({ length: size }, () => deviation * rng.normal());
}

/** Rule of first weights; nodes with values of their own keep them. */
export type Initialisation = 'heNormal' | 'uniformFanIn';

/**
 * Parameters of a fresh network: weights by He's rule or the node's own deviation, biases 0 or the node's own, gamma 1,
 * beta 0, running mean 0 and variance 1. Each tensor has a stream of its own, so that a change elsewhere does not move it.
 */
export function initialParameters(
  architecture: Architecture,
  layout: ParameterLayout,
  rng: Rng,
  rule: Initialisation = 'heNormal',
): Float32Array {
  const parameters = new Float32Array(layout.total);
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  for (const { nodeId, role, offset, length, fanIn } of layout.tensors) {
    const values = parameters.subarray(offset, offset + length);
    const node = nodes.get(nodeId)!;
    switch (role) {
      case 'weight':
        if (node.op === 'dense' && node.initialWeights) values.set(node.initialWeights);
        else values.set(initialWeights(node, length, fanIn, rng.fork(nodeId), rule));
        break;
      case 'bias':
        if (node.op === 'dense' && node.initialBias) values.set(node.initialBias);
        else if (rule === 'uniformFanIn') {
          const { fanIn: inputs } = layout.find(nodeId, 'weight')!;
          values.set(uniformFanIn(length, inputs, rng.fork(nodeId, 'bias')));
        }
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

/** U(-1 / sqrt(fanIn), 1 / sqrt(fanIn)), which PyTorch's layers start with. */
function uniformFanIn(size: number, fanIn: number, rng: Rng): Float32Array {
  const bound = 1 / Math.sqrt(fanIn);
  return Float32Array.from({ length: size }, () => bound * (2 * rng.uniform() - 1));
}

function initialWeights(
  node: ModelNode,
  length: number,
  fanIn: number,
  rng: Rng,
  rule: Initialisation,
): Float32Array {
  if (node.op === 'dense' && node.initialDeviation !== undefined) {
    const deviation = node.initialDeviation;
    return Float32Array.from({ length }, () => deviation * rng.normal());
  }
  return rule === 'uniformFanIn' ? uniformFanIn(length, fanIn, rng) : heNormal(length, fanIn, rng);
}
