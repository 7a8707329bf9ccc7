/**
 * Which numbers a network holds and where they lie: one flat Float32Array, trained parameters first, then what is frozen and the
 * running statistics of batch normalisation.
 */
import type { Architecture, ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import type { ParameterRole, TensorDraft } from './operation-facts.js';
import { factsOf, nodeInputs } from './operations.js';
import type { Shape } from './shape.js';
import { inferShapes } from './shapes.js';

/** One tensor of a network's parameters. */
export interface ParameterTensor extends TensorDraft {
  readonly nodeId: string;
  /** First index in the flat array, and how many there are. */
  readonly offset: number;
  readonly length: number;
}

export interface ParameterLayout {
  readonly tensors: readonly ParameterTensor[];
  /** Numbers that training changes by gradients: the first `trainable` of the flat array. */
  readonly trainable: number;
  readonly total: number;
  /** The tensor of a node, or undefined where the node has none of this role. */
  find(nodeId: string, role: ParameterRole): ParameterTensor | undefined;
}

export function parameterLayout(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture),
): ParameterLayout {
  const drafts = architecture.nodes.flatMap((node) =>
    tensorsOf(node, shapes).map((draft) => ({
      nodeId: node.id,
      ...draft,
    })),
  );
  const ordered = [...drafts.filter(isTrained), ...drafts.filter((draft) => !isTrained(draft))];
  let offset = 0;
  let trainable = 0;
  const tensors: ParameterTensor[] = [];
  for (const draft of ordered) {
    const length = draft.shape.reduce((a, b) => a * b, 1);
    tensors.push({ ...draft, offset, length });
    offset += length;
    if (isTrained(draft)) trainable = offset;
  }
  const byName = new Map(tensors.map((t) => [`${t.nodeId} ${t.role}`, t]));
  return { tensors, trainable, total: offset, find: (id, role) => byName.get(`${id} ${role}`) };
}

/** Whether gradients change it. */
function isTrained({ role, frozen }: TensorDraft): boolean {
  return !frozen && role !== 'runningMean' && role !== 'runningVariance';
}

function tensorsOf(node: ModelNode, shapes: ReadonlyMap<string, Shape>): readonly TensorDraft[] {
  return factsOf(node).parameters(node, shapes.get(nodeInputs(node)[0]!)!);
}

/** Throws ArchitectureError unless there are as many parameters as the architecture has. */
export function checkParameters(
  architecture: Architecture,
  parameters: { readonly length: number },
): void {
  const { total } = parameterLayout(architecture);
  if (parameters.length !== total) {
    throw new ArchitectureError(
      `parameters: expected ${total} for the architecture, got ${parameters.length}`,
    );
  }
}

/** Whether training or running statistics change numbers of a node. */
export function hasParameters(node: ModelNode, shapes: ReadonlyMap<string, Shape>): boolean {
  return tensorsOf(node, shapes).length > 0;
}

/** Trained numbers of a network (what papers call its parameters). */
export function countParameters(architecture: Architecture): number {
  return parameterLayout(architecture).trainable;
}

/** Floating-point operations of one forward pass, two per multiply-add, of convolutions and dense layers. */
export function countFlops(architecture: Architecture): number {
  const shapes = inferShapes(architecture);
  let flops = 0;
  for (const node of architecture.nodes) {
    const { heightPx, widthPx } = shapes.get(node.id)!;
    for (const { role, shape } of tensorsOf(node, shapes)) {
      if (role === 'weight') flops += 2 * heightPx * widthPx * shape.reduce((a, b) => a * b, 1);
    }
  }
  return flops;
}
