/** Depthwise convolution: every channel with a kernel of its own. */
import { convolutionPadding, type ModelNode, nodeInputs } from '../../model/index.js';
import { type PlanContext, perThread, type Step, sampleAddress } from '../context.js';
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
  const packedGradient = perThread(context, bytes)[context.sync.thread]!;
  const bias = node.bias ? arena.allocate(x.pixelStride) : 0;
  const biasGradient = biasGradientOf(context, node, output);
  const weights = context.parameter(node.id, 'weight');
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
      kernels.clear(packedGradient, bytes);
      for (let n = run.from; n < run.to; n++) {
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
          packedGradient,
        );
        const dx = input.gradient;
        if (!dx) continue;
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
      }
      const target = context.parameterGradient(node.id, 'weight');
      kernels.copyChannels(
        packedGradient,
        x.pixelStride,
        target,
        x.channels * 4,
        taps,
        x.channels,
        1,
      );
      biasGradient(run, y.rows, y.columns);
    },
  };
}
