/** Layers with weights: convolution with activation and pool, dense, depthwise, and normalisation on its own. */
import type { TensorLayout } from '../../engine/index.js';
import type {
  ConvolutionStage,
  DenseStage,
  DepthwiseStage,
  NodeOf,
  NormaliseStage,
} from '../../model/index.js';
import { convolutionPadding } from '../../model/index.js';
import { MOST_INT16_PRODUCTS } from '../int16-weights.js';
import { type KernelCall, type StageContext, spanOf } from '../stage-context.js';
import { planInt16Convolution } from './int16-convolution.js';

export function planConvolution(context: StageContext, stage: ConvolutionStage): KernelCall {
  const x = context.tensor(stage.inputs[0]!);
  const y = context.define(stage.id, 'pixels');
  const { kernel, channels } = stage.node;
  const planned = context.convolution?.(context, stage, x, y);
  if (planned) return planned;
  if (context.arithmetic === 'int16' && kernel * kernel * x.channels < MOST_INT16_PRODUCTS / 2) {
    return planInt16Convolution(context, stage, x, y);
  }
  const packed = context.packed(stage.weights, { kernel, input: x, outChannels: channels });
  const bias = context.constant(stage.bias);
  const product = { x, node: stage.node, packed, bias };
  return planProduct(context, product, y, stage);
}

interface Product {
  readonly x: TensorLayout;
  readonly node: NodeOf<'conv'>;
  readonly packed: number;
  readonly bias: number;
}

/** Address of the first tap of output pixel (0, 0). */
function cornerOf(x: TensorLayout, node: NodeOf<'conv' | 'depthwise'>): number {
  return x.base - convolutionPadding(node) * (x.rowStride + x.pixelStride);
}

function planProduct(
  { kernels, constant }: StageContext,
  { x, node, packed, bias }: Product,
  y: TensorLayout,
  { slope, pool }: ConvolutionStage,
): KernelCall {
  const { kernel, stride } = node;
  const corner = cornerOf(x, node);
  const slopeAt = constant([slope]);
  const panels = y.paddedChannels / 8;
  const run = pool ? kernels.correlatePool : kernels.correlateActivate;
  return () =>
    run(
      corner,
      x.rowStride * stride,
      x.pixelStride * stride,
      kernel,
      x.rowStride,
      kernel * x.pixelStride,
      packed,
      panels,
      y.base,
      y.rowStride,
      y.pixelStride,
      y.rows,
      y.columns,
      bias,
      slopeAt,
    );
}

export function planDense({ kernels, ...context }: StageContext, stage: DenseStage): KernelCall {
  const x = context.tensor(stage.inputs[0]!);
  const y = context.define(stage.id, 'pixels');
  const packed = context.packed(stage.weights, { kernel: 1, input: x, outChannels: y.channels });
  const bias = context.constant(stage.bias);
  const slopeAt = context.constant([stage.slope]);
  const panels = y.paddedChannels / 8;
  const bytes = x.pixelStride;
  return () =>
    kernels.correlateActivate(
      x.base,
      0,
      0,
      1,
      0,
      bytes,
      packed,
      panels,
      y.base,
      0,
      0,
      1,
      1,
      bias,
      slopeAt,
    );
}

export function planDepthwise(
  { kernels, ...context }: StageContext,
  stage: DepthwiseStage,
): KernelCall {
  const x = context.tensor(stage.inputs[0]!);
  const y = context.define(stage.id, 'pixels');
  const { kernel, stride } = stage.node;
  const { channels, paddedChannels } = x;
  const padded = new Float32Array(kernel * kernel * paddedChannels);
  stage.weights.forEach((value, i) => {
    padded[Math.floor(i / channels) * paddedChannels + (i % channels)] = value;
  });
  const weights = context.constant(padded);
  const bias = context.constant(stage.bias);
  const corner = cornerOf(x, stage.node);
  return () =>
    kernels.depthwise(
      corner,
      x.rowStride,
      weights,
      bias,
      kernel,
      stride,
      y.base,
      y.rowStride,
      y.rows,
      y.columns,
      paddedChannels,
    );
}

export function planNormalise(
  { kernels, ...context }: StageContext,
  stage: NormaliseStage,
): KernelCall {
  const x = context.tensor(stage.inputs[0]!);
  const y = context.define(stage.id, 'pixels');
  const scale = context.constant(stage.scale);
  const shift = context.constant(stage.shift);
  const { rows, columns } = spanOf(x, y);
  const { slope } = stage;
  return () =>
    kernels.normAct(
      x.base,
      x.rowStride,
      y.base,
      y.rowStride,
      rows,
      columns,
      x.paddedChannels,
      scale,
      shift,
      slope,
    );
}
