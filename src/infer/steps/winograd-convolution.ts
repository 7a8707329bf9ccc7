/** Convolution in 16-bit integers with a pool behind, by fewer multiplications where these give the same digits. */
import type { TensorLayout } from '../../engine/index.js';
import type { ConvolutionStage } from '../../model/index.js';
import type { KernelCall, StageContext } from '../stage-context.js';
import { winogradAxis } from '../winograd/axis.js';
import { packWinogradWeights } from '../winograd/weights.js';
import type { RoundedMap } from './rounded-map.js';

/** Of either side: below, what is saved goes into transforms. */
const FEWEST_CHANNELS = 16;
/** Share of the plain product's multiplications, above which it is the faster way. */
const MOST_MULTIPLICATIONS = 0.6;
/** Pixels of a window of the pool, along an axis. */
const WINDOW = 2;
/** Tiles that are multiplied together. */
const TILES = 4;
/** Of transformed tiles: what a second-level cache holds beside the weights. */
const MOST_TILE_BYTES = 256 * 1024;
/** Sums of a group of tiles with a panel of weights. */
const SUM_BYTES = 128;

interface Rounded {
  readonly x: TensorLayout;
  readonly y: TensorLayout;
  readonly map: RoundedMap;
  /** Whole-numbered weights, [kernel][kernel][channels][outChannels]. */
  readonly codes: Int16Array;
}

/** What multiplies a map that was rounded; null where the plain product is the faster way, or the only one. */
export function planWinograd(
  context: StageContext,
  { node, pool, inputs }: ConvolutionStage,
  { x, y, map, codes }: Rounded,
): KernelCall | null {
  const { kernels } = context;
  const { kernel, stride, channels: outChannels } = node;
  const { channels, paddedChannels } = x;
  if (!pool || paddedChannels % 8 !== 0) return null;
  if (Math.min(channels, outChannels) < FEWEST_CHANNELS) return null;
  const axis = winogradAxis(kernel, stride);
  const numbers = axis.numbers.length;
  const mostBlocks = MOST_MULTIPLICATIONS * (WINDOW * kernel) ** 2;
  if (numbers ** 2 > mostBlocks) return null;
  const nonNegative = context.isNonNegative(inputs[0]!);
  const size = { kernel, channels, paddedChannels, outChannels, nonNegative, mostBlocks };
  const packed = packWinogradWeights(codes, axis, size);
  if (!packed) return null;
  const packedAt = context.constantInt16(packed.packed);
  const axisAt = context.constantInt16(packed.table);
  const startsAt = context.constantInt16(new Int16Array(packed.starts.buffer));
  const pixelBytes = x.pixelStride / 2;
  const tileBytes = numbers ** 2 * pixelBytes;
  const groups = Math.ceil((y.rows * y.columns) / TILES);
  const blockGroups = Math.max(
    1,
    Math.min(groups, Math.floor(MOST_TILE_BYTES / (TILES * tileBytes))),
  );
  const workAt = context.scratch(
    numbers * axis.pixels * pixelBytes +
      (blockGroups + 1) * TILES * tileBytes +
      numbers * (numbers + 2) * SUM_BYTES,
  );
  return () =>
    kernels.winogradInt16Pool(
      map.corner,
      map.rowStride,
      map.pixelStride,
      axisAt,
      stride,
      packedAt,
      startsAt,
      y.paddedChannels / 8,
      y.base,
      y.rowStride,
      y.pixelStride,
      y.rows,
      y.columns,
      map.biasAt,
      map.slopeAt,
      map.scaleAt,
      map.weightScalesAt,
      workAt,
      blockGroups * TILES,
    );
}
