/**
 * From nodes to steps: the table of operations, and which nodes are run as one block.
 */
import { type Architecture, type ModelNode, nodeInputs, type Shape } from '../model/index.js';
import type { PlanContext, Step } from './context.js';
import { planConvolution } from './operations/convolution.js';
import { type ConvolutionBlock, planConvolutionBlock } from './operations/convolution-block.js';
import { planDense } from './operations/dense.js';
import { planDepthwise } from './operations/depthwise.js';
import {
  planActivation,
  planArithmetic,
  planDropout,
  planSoftmax,
} from './operations/elementwise.js';
import { planBatchNorm } from './operations/normalisation.js';
import { planGlobalAveragePool, planPool, planWeightedPool } from './operations/pooling.js';
import { planConcat, planFeatures, planFlatten, planSlice } from './operations/structure.js';

/** The step of one node by itself. */
export function planNode(context: PlanContext, node: ModelNode): Step {
  switch (node.op) {
    case 'features':
      return planFeatures(context, node);
    case 'conv':
      return planConvolution(context, node);
    case 'depthwise':
      return planDepthwise(context, node);
    case 'batchNorm':
      return planBatchNorm(context, node);
    case 'activation':
      return planActivation(context, node);
    case 'maxPool':
    case 'averagePool':
      return planPool(context, node);
    case 'globalAveragePool':
      return planGlobalAveragePool(context, node);
    case 'weightedPool':
      return planWeightedPool(context, node);
    case 'softmax':
      return planSoftmax(context, node);
    case 'dense':
      return planDense(context, node);
    case 'flatten':
      return planFlatten(context, node);
    case 'concat':
      return planConcat(context, node);
    case 'slice':
      return planSlice(context, node);
    case 'arithmetic':
      return planArithmetic(context, node);
    case 'dropout':
      return planDropout(context, node);
    default:
      node satisfies never;
      throw new TypeError(`unknown operation '${(node as ModelNode).op}'`);
  }
}

/** The step that a node starts: its block's, whose other nodes are noted in `swallowed`, or its own. */
export function planBlockNode(
  context: PlanContext,
  node: ModelNode,
  block: FoundBlock | undefined,
  swallowed: Set<string>,
): Step {
  if (!block) return planNode(context, node);
  for (const id of block.members) swallowed.add(id);
  return planConvolutionBlock(context, block);
}

/** A block with the ids of the nodes behind its convolution. */
export interface FoundBlock extends ConvolutionBlock {
  readonly members: readonly string[];
}

/** Blocks of convolution, batch norm, (leaky) ReLU and 2x2 max pool, by the convolution's id. */
export function findBlocks(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape>,
): Map<string, FoundBlock> {
  const blocks = new Map<string, FoundBlock>();
  for (const convolution of architecture.nodes) {
    if (convolution.op !== 'conv' || convolution.bias) continue;
    const batchNorm = onlyReader(architecture, convolution.id);
    if (batchNorm?.op !== 'batchNorm') continue;
    const members = [batchNorm.id];
    let slope = 1;
    let pool = false;
    let next = onlyReader(architecture, batchNorm.id);
    if (next?.op === 'activation' && (next.kind === 'relu' || next.kind === 'leakyRelu')) {
      slope = next.kind === 'relu' ? 0 : (next.alpha ?? 0.01);
      members.push(next.id);
      next = onlyReader(architecture, next.id);
    }
    if (next?.op === 'maxPool' && next.size === 2 && next.stride === 2) {
      const { heightPx, widthPx } = shapes.get(next.from)!;
      pool = heightPx >= 2 && widthPx >= 2;
      if (pool) members.push(next.id);
    }
    blocks.set(convolution.id, {
      convolution,
      batchNorm,
      slope,
      pool,
      last: members.at(-1)!,
      members,
    });
  }
  return blocks;
}

/** The one node that reads another, where there is just one and the other is not the network's output. */
function onlyReader({ nodes, output }: Architecture, id: string): ModelNode | undefined {
  if (id === output) return undefined;
  const readers = nodes.filter((node) => nodeInputs(node).includes(id));
  return readers.length === 1 ? readers[0] : undefined;
}
