/** Chains of nodes that are computed as one: who reads whom, and what can be taken into the node in front. */
import { LEAKY_SLOPE } from '../constants/index.js';
import type { Architecture, ModelNode, NodeOf } from './architecture.js';
import { nodeInputs } from './operations.js';
import type { Shape } from './shape.js';

type Graph = Pick<Architecture, 'nodes' | 'output'>;

/** The one node that reads another, where there is just one and the other is not the network's output. */
export function onlyReader({ nodes, output }: Graph, id: string): ModelNode | undefined {
  if (id === output) return undefined;
  const readers = nodes.filter((node) => nodeInputs(node).includes(id));
  return readers.length === 1 ? readers[0] : undefined;
}

/** The (leaky) ReLU that alone reads a node, as max(v, slope v). */
export function activationBehind(
  graph: Graph,
  id: string,
): { readonly node: NodeOf<'activation'>; readonly slope: number } | undefined {
  const node = onlyReader(graph, id);
  if (node?.op !== 'activation') return undefined;
  if (node.kind === 'relu') return { node, slope: 0 };
  return node.kind === 'leakyRelu' ? { node, slope: node.alpha ?? LEAKY_SLOPE } : undefined;
}

/** The 2x2 max pool of stride 2 that alone reads a node, where all its windows lie inside the map. */
export function poolBehind(
  graph: Graph,
  id: string,
  shapes: ReadonlyMap<string, Shape>,
): NodeOf<'maxPool'> | undefined {
  const node = onlyReader(graph, id);
  if (node?.op !== 'maxPool' || node.size !== 2 || node.stride !== 2) return undefined;
  const { heightPx, widthPx } = shapes.get(id)!;
  return heightPx >= 2 && widthPx >= 2 ? node : undefined;
}
