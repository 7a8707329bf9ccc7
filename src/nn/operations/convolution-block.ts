/**
 * Convolution, batch normalisation, (leaky) ReLU and 2x2 max pool as one step. The convolution's output is written once and
 * read by one pass that normalises, activates and pools; on the way back its gradient is expanded a few rows at a time,
 * just before the weight gradient reads them, and never exists for the whole batch.
 */
import type { TensorLayout } from '../../engine/index.js';
import type { ModelNode } from '../../model/index.js';
import { type PlanContext, perThread, type Step, scratchTensor } from '../context.js';
import { type Convolution, createConvolution, type OutputRows, sampleRows } from './convolution.js';
import { createNormalisation } from './normalisation.js';
import { planPooledBlock, suitsPooledBlock } from './pooled-block.js';

type BatchNormNode = Extract<ModelNode, { op: 'batchNorm' }>;
type ConvNode = Extract<ModelNode, { op: 'conv' }>;

/** The nodes of one block, in order; the pool is 2x2 with stride 2. */
export interface ConvolutionBlock {
  readonly convolution: ConvNode;
  readonly batchNorm: BatchNormNode;
  /** max(v, slope v); 1 for no activation. */
  readonly slope: number;
  readonly pool: boolean;
  /** Id of the last node, whose output the block computes. */
  readonly last: string;
}

/** Convolution, batch normalisation, (leaky) ReLU and 2x2 max pool as one step. */
export function planConvolutionBlock(context: PlanContext, block: ConvolutionBlock): Step {
  const convolution = createConvolution(context, block.convolution);
  if (suitsPooledBlock(context, block)) return planPooledBlock(context, block, convolution);
  const z = scratchTensor(context, context.shapes.get(block.convolution.id)!);
  const y = context.define(block.last);
  const normalisation = createNormalisation(context, block.batchNorm, z, y, block);
  const gradients = planGradientRows(context, convolution, z);
  return {
    prepare: convolution.prepare,
    forward(run) {
      for (let n = run.from; n < run.to; n++) convolution.forward(n, 0, z.rows, sampleRows(z, n));
      normalisation.forward(run);
    },
    backward(run) {
      if (!y.gradient) return;
      normalisation.reduceGradient(run);
      convolution.clearWeightGradient();
      for (let n = run.from; n < run.to; n++) {
        for (let row = 0; row < z.rows; row += gradients.blockRows) {
          const rows = Math.min(gradients.blockRows, z.rows - row);
          const target = gradients.at(row);
          normalisation.expand(n, row, rows, target);
          convolution.addGradients(n, row, rows, target);
        }
        if (convolution.needsInputGradient) convolution.inputGradient(n, gradients.at(0));
      }
      convolution.flushWeightGradient();
    },
  };
}

/**
 * Where the expanded gradient lies: a whole sample with zero padding where the input gradient needs it all, else one block
 * of rows that is used over and over.
 */
function planGradientRows(context: PlanContext, convolution: Convolution, z: TensorLayout) {
  const blockRows = Math.ceil(convolution.blockRows / 2) * 2;
  const whole = convolution.needsInputGradient;
  const padding = whole ? convolution.gradientPadding : 0;
  const rowStride = (z.columns + 2 * padding) * z.pixelStride;
  const bytes = (whole ? z.rows + 2 * padding : blockRows) * rowStride;
  const own =
    perThread(context, bytes)[context.sync.thread]! + padding * (rowStride + z.pixelStride);
  return {
    blockRows,
    at: (row: number): OutputRows => ({
      address: own + (whole ? row * rowStride : 0),
      rowStride,
      pixelStride: z.pixelStride,
    }),
  };
}
