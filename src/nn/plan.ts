/**
 * From nodes to steps: the table of operations, and which nodes are run as one block.
 */
import {
  type Architecture,
  activationBehind,
  type ModelNode,
  onlyReader,
  poolBehind,
  type Shape,
} from '../model/index.js';
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
import {
  planConcat,
  planFeatures,
  planFlatten,
  planResize,
  planSlice,
} from './operations/structure.js';

/** The step of one node by itself. Throws TypeError for an operation that is none. */
export function planNode(context: PlanContext, node: ModelNode): Step {
  switch (node.op) {
    case 'features':
      return planFeatures(context, node);
    case 'resize':
      return planResize(context, node);
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
    const activation = activationBehind(architecture, batchNorm.id);
    if (activation) members.push(activation.node.id);
    const pool = poolBehind(architecture, members.at(-1)!, shapes);
    if (pool) members.push(pool.id);
    blocks.set(convolution.id, {
      convolution,
      batchNorm,
      slope: activation?.slope ?? 1,
      pool: pool !== undefined,
      last: members.at(-1)!,
      members,
    });
  }
  return blocks;
}
