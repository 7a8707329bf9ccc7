/** Depthwise convolution: every channel with a kernel of its own. */
import type { TensorLayout } from '../../engine/index.js';
import { convolutionPadding, type ModelNode, nodeInputs } from '../../model/index.js';
import { type PlanContext, perThread, type Run, type Step, sampleAddress } from '../context.js';
import { biasGradientOf } from './convolution.js';

type DepthwiseNode = Extract<ModelNode, { op: 'depthwise' }>;

/** Each channel convolved with a kernel of its own. */
export function planDepthwise(context: PlanContext, node: DepthwiseNode): Step {
  const { kernels, arena } = context;
  const input = context.tensor(nodeInputs(node)[0]!);
  const output = context.define(node.id);
  const x = input.value;
  const y = output.value;
  const { kernel, stride } = node;
  const padding = convolutionPadding(node);
  const corner = -padding * (x.rowStride + x.pixelStride);
  const bytes = kernel * kernel * x.pixelStride;
  const taps = kernel * kernel;
  const packed = arena.allocate(bytes);
  const weightGradient = planWeightGradient(context, node, x, y);
  const bias = node.bias ? arena.allocate(x.pixelStride) : 0;
  const biasGradient = biasGradientOf(context, node, output);
  const weights = context.parameter(node.id, 'weight');
  const inputGradient = (n: number, dy: TensorLayout, dx: TensorLayout): void =>
    kernels.depthwiseInput(
      packed,
      sampleAddress(dy, n),
      dy.rowStride,
      kernel,
      stride,
      padding,
      y.rows,
      y.columns,
      x.paddedChannels,
      sampleAddress(dx, n),
      dx.rowStride,
      x.rows,
      x.columns,
    );
  return {
    prepare() {
      kernels.copyChannels(weights, x.channels * 4, packed, x.pixelStride, taps, x.channels, 0);
      if (bias)
        kernels.copyChannels(context.parameter(node.id, 'bias'), 0, bias, 0, 1, x.channels, 0);
    },
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        kernels.depthwise(
          sampleAddress(x, n) + corner,
          x.rowStride,
          packed,
          bias,
          kernel,
          stride,
          sampleAddress(y, n),
          y.rowStride,
          y.rows,
          y.columns,
          x.paddedChannels,
        );
      }
    },
    backward(run) {
      const dy = output.gradient;
      if (!dy) return;
      weightGradient(run, dy);
      for (let n = run.from; input.gradient && n < run.to; n++) {
        inputGradient(n, dy, input.gradient);
      }
      biasGradient(run, y.rows, y.columns);
    },
  };
}

/** Adds to the gradient of the weights. */
function planWeightGradient(
  context: PlanContext,
  node: DepthwiseNode,
  x: TensorLayout,
  y: TensorLayout,
): (run: Run, dy: TensorLayout) => void {
  const { kernels } = context;
  const { kernel, stride } = node;
  const taps = kernel * kernel;
  const bytes = taps * x.pixelStride;
  const corner = -convolutionPadding(node) * (x.rowStride + x.pixelStride);
  const packed = perThread(context, bytes)[context.sync.thread]!;
  return ({ from, to }, dy) => {
    kernels.clear(packed, bytes);
    for (let n = from; n < to; n++) {
      kernels.depthwiseWeights(
        sampleAddress(x, n) + corner,
        x.rowStride,
        sampleAddress(dy, n),
        dy.rowStride,
        kernel,
        stride,
        y.rows,
        y.columns,
        x.paddedChannels,
        packed,
      );
    }
    const target = context.parameterGradient(node.id, 'weight');
    kernels.copyChannels(packed, x.pixelStride, target, x.channels * 4, taps, x.channels, 1);
  };
}
