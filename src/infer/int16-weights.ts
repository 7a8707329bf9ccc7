/**
 * Weights of a convolution as 16-bit integers, for the kernels of src/engine/assembly/int16.ts. Each output channel has its
 * own scale t: the smallest for which no weight leaves 16 bits and no sum of products 32 bits, whatever the frame,
 *
 *   w = t b,   |b| <= 32767,   PEAK sum of |b| < 2^31
 *
 * where PEAK is the largest integer activation. Rounding a weight moves it by at most t / 2.
 */

/** The kernels' ACTIVATION_PEAK. */
const ACTIVATION_PEAK = 4095;
const WEIGHT_PEAK = 32_767;
const SUM_LIMIT = Math.floor((2 ** 31 - 1) / ACTIVATION_PEAK);
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
  const { kernel, channels, paddedChannels, outChannels } = size;
  const panels = Math.ceil(outChannels / PANEL);
  const pairs = Math.ceil((kernel * paddedChannels) / PAIR);
  const packed = new Int16Array(panels * kernel * pairs * PANEL * PAIR);
  const scales = new Float32Array(panels * PANEL);
  const products = weights.length / outChannels;
  for (let o = 0; o < outChannels; o++) {
    const scale = scaleOf(weights, o, outChannels, products);
    scales[o] = scale;
    if (scale === 0) continue;
    const panel = Math.floor(o / PANEL) * kernel * pairs;
    for (let i = 0; i < products; i++) {
      const row = Math.floor(i / (kernel * channels));
      const column = Math.floor(i / channels) % kernel;
      const place = column * paddedChannels + (i % channels);
      const pair = panel + row * pairs + Math.floor(place / PAIR);
      packed[(pair * PANEL + (o % PANEL)) * PAIR + (place % PAIR)] = Math.round(
        weights[i * outChannels + o]! / scale,
      );
    }
  }
  return { packed, scales, pairs };
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
