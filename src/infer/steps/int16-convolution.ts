/** Convolution in 16-bit integers: its input rounded with a scale of its own, then products, activation and pool in one. */
import type { TensorLayout } from '../../engine/index.js';
import type { ConvolutionStage } from '../../model/index.js';
import { convolutionPadding } from '../../model/index.js';
import { packCodes, roundToInt16 } from '../int16-weights.js';
import { type KernelCall, type StageContext, spanOf } from '../stage-context.js';
import type { RoundedMap } from './rounded-map.js';
import { planWinograd } from './winograd-convolution.js';

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
  stage: ConvolutionStage,
  x: TensorLayout,
  y: TensorLayout,
  rounding?: IntegerRounding,
): KernelCall {
  const { kernels } = context;
  const { node, weights, bias, slope } = stage;
  // The map lies as its floats do, padding included, with half the bytes.
  const start = x.base - x.padding * (x.rowStride + x.pixelStride);
  const numbers = x.sampleStride / FLOAT_BYTES;
  const integers = context.scratch(numbers * 2 + SLACK_BYTES);
  const rowStride = x.rowStride / 2;
  const pixelStride = x.pixelStride / 2;
  const rounded = rounding ? null : roundToInt16(weights, node.channels);
  const map: RoundedMap = {
    corner: integers + (x.padding - convolutionPadding(node)) * (rowStride + pixelStride),
    rowStride,
    pixelStride,
    biasAt: context.constant(bias),
    slopeAt: context.constant([slope]),
    scaleAt: context.constant([rounding ? 1 : 0]),
    weightScalesAt: context.constant(rounding?.weights.scales ?? rounded!.scales),
  };
  const product =
    (rounded && planWinograd(context, stage, { x, y, map, codes: rounded.codes })) ??
    planProduct(context, stage, {
      x,
      y,
      map,
      packed: rounding?.weights.packed ?? packPanels(stage, x, rounded!.codes),
    });
  return () => {
    if (rounding) rounding.round(kernels.memory.buffer, start, numbers, integers);
    else kernels.quantiseInt16(start, numbers, integers, map.scaleAt);
    product();
  };
}

function packPanels(
  { node }: ConvolutionStage,
  { channels, paddedChannels }: TensorLayout,
  codes: Int16Array,
): Int16Array {
  const { kernel, channels: outChannels } = node;
  return packCodes(codes, { kernel, channels, paddedChannels, outChannels }).packed;
}

interface Product {
  readonly x: TensorLayout;
  readonly y: TensorLayout;
  readonly map: RoundedMap;
  readonly packed: Int16Array;
}

function planProduct(
  context: StageContext,
  { node, pool }: ConvolutionStage,
  { x, y, map, packed }: Product,
): KernelCall {
  const { kernels } = context;
  const { kernel, stride } = node;
  const packedAt = context.constantInt16(packed);
  const pairBytes = 4 * Math.ceil((kernel * x.paddedChannels) / 2);
  const single = kernel === 1 && stride === 1 && !pool ? spanOf(x, y) : y;
  const product = pool ? kernels.correlateInt16Pool : kernels.correlateInt16;
  return () =>
    product(
      map.corner,
      map.rowStride * stride,
      map.pixelStride * stride,
      kernel,
      map.rowStride,
      pairBytes,
      packedAt,
      y.paddedChannels / 8,
      y.base,
      y.rowStride,
      y.pixelStride,
      single.rows,
      single.columns,
      map.biasAt,
      map.slopeAt,
      map.scaleAt,
      map.weightScalesAt,
    );
}

/** The last pair of a row of odd length reads one number beyond it. */
const SLACK_BYTES = 16;
