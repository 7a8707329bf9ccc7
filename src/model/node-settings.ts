/** Checks of what shapes do not depend on, because an architecture may come from a file. */
import type { ActivationKind, ArithmeticKind, ModelNode } from './architecture.js';
import { inRange, oneOf, whole } from './architecture-error.js';

const ACTIVATION_KINDS = Object.keys({
  relu: true,
  leakyRelu: true,
  relu6: true,
  hardSwish: true,
  sigmoid: true,
  scaledTanh: true,
  silu: true,
  log: true,
  exp: true,
  affine: true,
} satisfies Record<ActivationKind, true>);

const ARITHMETIC_KINDS = Object.keys({
  add: true,
  subtract: true,
  multiply: true,
  divide: true,
} satisfies Record<ArithmeticKind, true>);

/** Beyond it so little is kept that its factor 1 / (1 - rate) is no more of use. */
const LARGEST_DROPOUT = 0.99;
const MOST_INPUTS = 256;

/** Throws ArchitectureError for a setting that no operation knows, or that gives numbers without meaning. */
export function checkSettings(node: ModelNode): void {
  const { id } = node;
  switch (node.op) {
    case 'features':
      oneOf(id, 'planes', node.planes, ['rgb', 'logChroma', 'relativeLogChroma']);
      break;
    case 'activation':
      oneOf(id, 'kind', node.kind, ACTIVATION_KINDS);
      // Below 0 or above 1 max(x, alpha x) bends the other way, which neither its gradient nor a fused pool follows.
      if (node.kind === 'leakyRelu') inRange(id, 'alpha', node.alpha ?? 0, 0, 1);
      break;
    case 'arithmetic':
      oneOf(id, 'kind', node.kind, ARITHMETIC_KINDS);
      whole(id, 'the number of inputs', node.from.length, 2, 2);
      break;
    case 'concat':
      whole(id, 'the number of inputs', node.from.length, 1, MOST_INPUTS);
      break;
    case 'softmax':
      oneOf(id, 'axis', node.axis, ['pixels', 'channels']);
      break;
    case 'batchNorm':
      inRange(id, 'epsilon', node.epsilon, 0, 1);
      inRange(id, 'momentum', node.momentum, 0, 1);
      break;
    case 'weightedPool':
      inRange(id, 'epsilon', node.epsilon, 0, 1);
      break;
    case 'dropout':
      inRange(id, 'rate', node.rate, 0, LARGEST_DROPOUT);
      break;
  }
}
