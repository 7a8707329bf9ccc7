/**
 * Models for kinds of scenes in one network: the neurons of the hidden layer are dealt to experts, and a gate that reads what they
 * read says for each picture how much each expert counts [Jacobs1991]. It learns the kinds by itself. With the gate even it is the
 * plain layer; it costs as many numbers as the layer reads, and a bias, for each expert.
 * [Jacobs1991] Adaptive mixtures of local experts, Neural Computation 3.
 */
import type { ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';

/**
 * `hidden1`, from `dense1`; `from` is what that reads. Throws ArchitectureError for more experts than neurons.
 */
export function hiddenNodes(
  from: string,
  { hidden, experts = 1 }: { readonly hidden: number; readonly experts?: number },
): ModelNode[] {
  if (experts === 1) return [{ id: 'hidden1', op: 'activation', from: 'dense1', kind: 'relu' }];
  if (!(experts >= 1 && experts <= hidden)) {
    throw new ArchitectureError(
      `experts: expected 1 to ${hidden}, the neurons of the hidden layer, got ${experts}`,
    );
  }
  return [
    { id: 'neurons', op: 'activation', from: 'dense1', kind: 'relu' },
    { id: 'gateLogits', op: 'dense', from, units: experts, bias: true },
    { id: 'gate', op: 'softmax', from: 'gateLogits', axis: 'channels' },
    {
      id: 'shares',
      op: 'dense',
      from: 'gate',
      units: hidden,
      bias: false,
      initialWeights: sharesOf(hidden, experts),
      frozen: true,
    },
    { id: 'hidden1', op: 'arithmetic', kind: 'multiply', from: ['neurons', 'shares'] },
  ];
}

/** [expert][neuron]: for each neuron the gate of its own expert, times their number. */
function sharesOf(hidden: number, experts: number): number[] {
  return Array.from({ length: experts * hidden }, (_, i) => {
    const [expert, neuron] = [Math.floor(i / hidden), i % hidden];
    return Math.floor((neuron * experts) / hidden) === expert ? experts : 0;
  });
}
