/**
 * Weights of a convolution as 16-bit integers, for the kernels of src/engine/assembly/int16.ts. Each output channel has its
 * own scale t: the smallest for which no weight leaves 16 bits and no sum of products 32 bits, whatever the frame,
 *
 *   w = t b,   |b| <= 32767,   PEAK sum of |b| < 2^31
 *
 * where PEAK is the largest integer activation. Rounding a weight moves it by at most t / 2.
 */

/** The kernels' ACTIVATION_PEAK. */
export const INT16_ACTIVATION_PEAK = 4095;
const WEIGHT_PEAK = 32_767;
const SUM_LIMIT = Math.floor((2 ** 31 - 1) / INT16_ACTIVATION_PEAK);
/** Output channels of a panel, and input numbers that one instruction multiplies and adds. */
const PANEL = 8;
const PAIR = 2;

export interface Int16Weights {
  /** [outChannels / 8][kernel rows][pairs of a row's inputs][8][2]. */
  readonly packed: Int16Array;
  /** t of each output channel; 0 for padding. */
  readonly scales: Float32Array;
  /** Pairs of one kernel row. */
  readonly pairs: number;
}

/** Products that a sum may have: below it rounding alone cannot use up what 32 bits hold. */
export const MOST_INT16_PRODUCTS = SUM_LIMIT;

/** Weights as whole numbers, [..][outChannels] as they were, and the scale of each output channel; 0 where all of it are. */
export function roundToInt16(
  weights: Float32Array,
  outChannels: number,
): { readonly codes: Int16Array; readonly scales: Float32Array } {
  const products = weights.length / outChannels;
  const scales = Float32Array.from({ length: outChannels }, (_, o) =>
    scaleOf(weights, o, outChannels, products),
  );
  const codes = Int16Array.from(weights, (value, i) => {
    const scale = scales[i % outChannels]!;
    return scale === 0 ? 0 : Math.round(value / scale);
  });
  return { codes, scales };
}

/**
 * @param weights [kernel][kernel][channels][outChannels]
 * @param paddedChannels numbers of an input pixel as it lies in memory, at least `channels`
 */
export function packInt16Weights(
  weights: Float32Array,
  size: {
    readonly kernel: number;
    readonly channels: number;
    readonly paddedChannels: number;
    readonly outChannels: number;
  },
): Int16Weights {
  const { outChannels } = size;
  const { codes, scales } = roundToInt16(weights, outChannels);
  const padded = new Float32Array(Math.ceil(outChannels / PANEL) * PANEL);
  padded.set(scales);
  return { ...packCodes(codes, size), scales: padded };
}

/** Whole-numbered weights in panels, as the kernels read them. */
export function packCodes(
  codes: ArrayLike<number>,
  size: Parameters<typeof packInt16Weights>[1],
): Pick<Int16Weights, 'packed' | 'pairs'> {
  const { kernel, channels, paddedChannels, outChannels } = size;
  const panels = Math.ceil(outChannels / PANEL);
  const pairs = Math.ceil((kernel * paddedChannels) / PAIR);
  const packed = new Int16Array(panels * kernel * pairs * PANEL * PAIR);
  for (let i = 0; i < codes.length; i++) {
    const o = i % outChannels;
    const product = Math.floor(i / outChannels);
    const row = Math.floor(product / (kernel * channels));
    const column = Math.floor(product / channels) % kernel;
    const place = column * paddedChannels + (product % channels);
    const pair = (Math.floor(o / PANEL) * kernel + row) * pairs + Math.floor(place / PAIR);
    packed[(pair * PANEL + (o % PANEL)) * PAIR + (place % PAIR)] = codes[i]!;
  }
  return { packed, pairs };
}

function scaleOf(
  weights: Float32Array,
  channel: number,
  outChannels: number,
  products: number,
): number {
  let peak = 0;
  let sum = 0;
  for (let i = 0; i < products; i++) {
    const size = Math.abs(weights[i * outChannels + channel]!);
    peak = Math.max(peak, size);
    sum += size;
  }
  // Rounding adds at most a half to each of the sum's terms.
  return Math.fround(Math.max(peak / WEIGHT_PEAK, sum / (SUM_LIMIT - products / 2 - 1)));
}
