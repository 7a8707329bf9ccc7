/** Convolution in 16-bit integers: its input rounded with a scale of its own, then products, activation and pool in one. */
import type { TensorLayout } from '../../engine/index.js';
import type { ConvolutionStage } from '../../model/index.js';
import { convolutionPadding } from '../../model/index.js';
import { packInt16Weights } from '../int16-weights.js';
import { type KernelCall, type StageContext, spanOf } from '../stage-context.js';

const FLOAT_BYTES = 4;

/** Another way to round than by the largest value of a frame. */
export interface IntegerRounding {
  /** Whole-numbered weights in panels, and the factor of each output channel's sums. */
  readonly weights: { readonly packed: Int16Array; readonly scales: ArrayLike<number> };
  /** Rounds `count` floats of a map, padding included, to 16-bit integers behind one another. */
  round(memory: ArrayBufferLike, from: number, count: number, to: number): void;
}

export function planInt16Convolution(
  context: StageContext,
  { node, weights, bias, slope, pool }: ConvolutionStage,
  x: TensorLayout,
  y: TensorLayout,
  rounding?: IntegerRounding,
): KernelCall {
  const { kernels } = context;
  const { kernel, stride } = node;
  const { packed, scales } =
    rounding?.weights ??
    packInt16Weights(weights, {
      kernel,
      channels: x.channels,
      paddedChannels: x.paddedChannels,
      outChannels: node.channels,
    });
  const packedAt = context.constantInt16(packed);
  const scalesAt = context.constant(scales);
  const biasAt = context.constant(bias);
  const slopeAt = context.constant([slope]);
  const scaleAt = context.constant([rounding ? 1 : 0]);
  const pairBytes = 4 * Math.ceil((kernel * x.paddedChannels) / 2);

  // The map lies as its floats do, padding included, with half the bytes.
  const start = x.base - x.padding * (x.rowStride + x.pixelStride);
  const numbers = x.sampleStride / FLOAT_BYTES;
  const integers = context.scratch(numbers * 2 + SLACK_BYTES);
  const rowStride = x.rowStride / 2;
  const pixelStride = x.pixelStride / 2;
  const padding = convolutionPadding(node);
  const corner = integers + (x.padding - padding) * (rowStride + pixelStride);

  const single = kernel === 1 && stride === 1 && !pool ? spanOf(x, y) : y;
  const product = pool ? kernels.correlateInt16Pool : kernels.correlateInt16;
  return () => {
    if (rounding) rounding.round(kernels.memory.buffer, start, numbers, integers);
    else kernels.quantiseInt16(start, numbers, integers, scaleAt);
    product(
      corner,
      rowStride * stride,
      pixelStride * stride,
      kernel,
      rowStride,
      pairBytes,
      packedAt,
      y.paddedChannels / 8,
      y.base,
      y.rowStride,
      y.pixelStride,
      single.rows,
      single.columns,
      biasAt,
      slopeAt,
      scaleAt,
      scalesAt,
    );
  };
}

/** The last pair of a row of odd length reads one number beyond it. */
const SLACK_BYTES = 16;
