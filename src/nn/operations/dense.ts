/** Fully connected layers: the matrix product of convolutions with the batch in place of the pixels. */
import type { TensorLayout } from '../../engine/index.js';
import { type ModelNode, nodeInputs } from '../../model/index.js';
import {
  type PlanContext,
  perThread,
  type Run,
  type Step,
  sampleAddress,
  type Tensor,
} from '../context.js';
import { biasGradientOf } from './convolution.js';

type DenseNode = Extract<ModelNode, { op: 'dense' }>;

/** y = x W + b: the matrix product of convolutions with the batch in place of the pixels. */
export function planDense(context: PlanContext, node: DenseNode): Step {
  const { kernels, arena } = context;
  const input = context.tensor(nodeInputs(node)[0]!);
  const output = context.define(node.id);
  const x = input.value;
  const y = output.value;
  const panels = y.paddedChannels / 8;
  const inputPanels = x.paddedChannels / 8;
  const weights = context.parameter(node.id, 'weight');
  const packedBytes = panels * x.paddedChannels * 32;
  const packed = arena.allocate(packedBytes);
  const packedBack = arena.allocate(packedBytes);
  const bias = node.bias ? arena.allocate(panels * 32) : 0;
  const parameterGradients = node.frozen ? () => {} : planGradients(context, node, x, output);
  return {
    prepare() {
      kernels.packForward(weights, 1, x.channels, x.paddedChannels, y.channels, packed);
      packForWayBack(context, weights, x, y, packedBack);
      if (bias)
        kernels.copyChannels(context.parameter(node.id, 'bias'), 0, bias, 0, 1, y.channels, 0);
    },
    forward({ from, to }) {
      if (to === from) return;
      kernels.correlate(
        sampleAddress(x, from),
        0,
        x.sampleStride,
        1,
        0,
        x.pixelStride,
        packed,
        panels,
        sampleAddress(y, from),
        0,
        y.sampleStride,
        1,
        to - from,
        bias,
        0,
      );
    },
    backward(run) {
      const dy = output.gradient;
      const { from, to } = run;
      if (!dy || to === from) return;
      parameterGradients(run, dy);
      const dx = input.gradient;
      if (!dx) return;
      kernels.correlate(
        sampleAddress(dy, from),
        0,
        dy.sampleStride,
        1,
        0,
        dy.pixelStride,
        packedBack,
        inputPanels,
        sampleAddress(dx, from),
        0,
        dx.sampleStride,
        1,
        to - from,
        0,
        1,
      );
    },
  };
}

/** Rearranges the weights for the way back: a convolution of one tap. */
function packForWayBack(
  { kernels }: PlanContext,
  weights: number,
  x: TensorLayout,
  y: TensorLayout,
  packed: number,
): void {
  const { channels, paddedChannels } = y;
  kernels.packBackward(weights, 1, x.channels, channels, paddedChannels, 1, 0, 0, 1, 1, packed);
}

/** Adds to the gradients of weights and bias. */
function planGradients(
  context: PlanContext,
  node: DenseNode,
  x: TensorLayout,
  output: Tensor,
): (run: Run, dy: TensorLayout) => void {
  const weightGradient = planWeightGradient(context, node, x, output.value);
  const biasGradient = biasGradientOf(context, node, output);
  return (run, dy) => {
    weightGradient(run, dy);
    biasGradient(run, 1, 1);
  };
}

/** Adds x^T dy to the gradient of the weights. */
function planWeightGradient(
  context: PlanContext,
  node: DenseNode,
  x: TensorLayout,
  y: TensorLayout,
): (run: Run, dy: TensorLayout) => void {
  const { kernels } = context;
  const panels = y.paddedChannels / 8;
  const bytes = panels * x.paddedChannels * 32;
  const packed = perThread(context, bytes)[context.sync.thread]!;
  return ({ from, to }, dy) => {
    kernels.clear(packed, bytes);
    kernels.correlateWeights(
      sampleAddress(x, from),
      0,
      0,
      x.sampleStride,
      1,
      0,
      x.paddedChannels,
      sampleAddress(dy, from),
      0,
      0,
      dy.sampleStride,
      panels,
      1,
      1,
      to - from,
      packed,
    );
    const target = context.parameterGradient(node.id, 'weight');
    kernels.unpackForwardAdd(packed, 1, x.channels, x.paddedChannels, y.channels, target);
  };
}
