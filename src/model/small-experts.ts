/**
 * Models for kinds of scenes in one network: the neurons of the hidden layer are dealt to experts, and a gate that reads what they
 * read says for each picture how much each expert counts [Jacobs1991]. It learns the kinds by itself. With the gate even it is the
 * plain layer; it costs as many numbers as the layer reads, and a bias, for each expert. A hard gate lets the expert that it
 * prefers answer alone: it is a classifier with a tailored model behind each class. Nothing of the answer's error reaches a hard gate,
 * so that it must be told the kinds in training.
 * [Jacobs1991] Adaptive mixtures of local experts, Neural Computation 3.
 */
import type { ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';

export type GateKind = 'soft' | 'hard';
/** How a gate weighs experts. */
export const GATES: readonly GateKind[] = ['soft', 'hard'];

/** Id of what a gate thinks of each expert: the logarithm of its share, but for a constant of the picture. */
export const GATE_LOGITS = 'gateLogits';

/**
 * Of a hard gate: an expert that is preferred by more than some ten-thousandths has all of it; its slope is 0 but within a millionth
 * of a tie.
 */
const HARD = { sharpness: 1e4, steepness: 1e6 } as const;

interface ExpertFamily {
  readonly hidden: number;
  readonly experts?: number;
  readonly gate?: GateKind;
}

/**
 * `hidden1`, from `dense1`; `from` is what that reads. Throws ArchitectureError for more experts than neurons.
 */
export function hiddenNodes(
  from: string,
  { hidden, experts = 1, gate = 'soft' }: ExpertFamily,
): ModelNode[] {
  if (experts === 1) return [{ id: 'hidden1', op: 'activation', from: 'dense1', kind: 'relu' }];
  if (!(experts >= 1 && experts <= hidden)) {
    throw new ArchitectureError(
      `experts: expected 1 to ${hidden}, the neurons of the hidden layer, got ${experts}`,
    );
  }
  return [
    { id: 'neurons', op: 'activation', from: 'dense1', kind: 'relu' },
    { id: GATE_LOGITS, op: 'dense', from, units: experts, bias: true },
    ...gateNodes(gate),
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

/** `gate`: how much each expert counts, all together 1. */
function gateNodes(kind: GateKind): ModelNode[] {
  const activation = { op: 'activation' } as const;
  if (kind === 'soft') return [{ id: 'gate', op: 'softmax', from: GATE_LOGITS, axis: 'channels' }];
  const { sharpness, steepness } = HARD;
  return [
    {
      id: 'gateSharp',
      ...activation,
      from: GATE_LOGITS,
      kind: 'affine',
      alpha: sharpness,
      beta: 0,
    },
    { id: 'gateShares', op: 'softmax', from: 'gateSharp', axis: 'channels' },
    {
      id: 'gateSteep',
      ...activation,
      from: 'gateShares',
      kind: 'affine',
      alpha: steepness,
      // A share of a half stays one, so that a tie of two is theirs.
      beta: (1 - steepness) / 2,
    },
    { id: 'gate', ...activation, from: 'gateSteep', kind: 'clamp', alpha: 0, beta: 1 },
  ];
}

/** [expert][neuron]: for each neuron the gate of its own expert, times their number. */
function sharesOf(hidden: number, experts: number): number[] {
  return Array.from({ length: experts * hidden }, (_, i) => {
    const [expert, neuron] = [Math.floor(i / hidden), i % hidden];
    return Math.floor((neuron * experts) / hidden) === expert ? experts : 0;
  });
}
