/** What several layers ask of an operation; operations.ts says it of each. */
import type { ModelNode } from './architecture.js';
import type { Setting } from './setting-checks.js';
import type { Shape } from './shape.js';

export type ParameterRole =
  | 'weight'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'runningMean'
  | 'runningVariance';

/** A tensor of parameters, before it has a place. */
export interface TensorDraft {
  readonly role: ParameterRole;
  /** conv [ky, kx, in, out], depthwise [ky, kx, channel], dense [in, out], the others [channels]. */
  readonly shape: readonly number[];
  /** Inputs that one output sums over; 0 for what is no weight. */
  readonly fanIn: number;
  /** Whether training leaves it as it is. */
  readonly frozen?: true;
}

/**
 * What becomes of a node when a network is folded for inference (folding.ts): a stage with weights, which takes in a
 * normalisation and an activation behind it; a normalisation; nothing, because it passes its input on; or a stage that runs
 * the node as it is.
 */
export type Folding = 'weights' | 'normalisation' | 'identity' | 'plain';

/** Everything in a node that is no id: one that is added to its type and not to its settings does not compile. */
type SettingNames<Node> = Node extends unknown
  ? Exclude<keyof Node, 'id' | 'op' | 'from' | 'weights'>
  : never;
export type SettingsOf<Node> = { readonly [Name in SettingNames<Node>]-?: Setting<Node> };

export interface OperationFacts<Node extends ModelNode = ModelNode> {
  readonly folding: Folding;
  /** Whether exports with weights in int8 round its weights. */
  readonly int8Weights: boolean;
  /** Ids of the nodes that it reads, in order. Throws ArchitectureError for a list that is none. */
  inputs(node: Node): readonly string[];
  /** What each setting must be, in the order in which they are checked. */
  readonly settings: SettingsOf<Node>;
  /** Shape of its output. Throws ArchitectureError for inputs that it cannot read. */
  shape(node: Node, inputs: readonly Shape[]): Shape;
  /** Tensors of parameters, by the shape of its first input. */
  parameters(node: Node, input: Shape): readonly TensorDraft[];
  /** Zeroes that must surround the map that it reads, px. */
  padding(node: Node): number;
}
