/**
 * Weights as signed bytes, symmetric and per output channel: code = round(w / scale), scale = largest |w| / 127
 * [Jacob2018, Krishnamoorthi2018]. Activations stay floats. A factor per channel, as folded normalisation is,
 * changes the scales and not the codes, so that rounding before and after folding are the same.
 */

const LARGEST_CODE = 127;

export interface Int8Weights {
  /** [..][channel], -127 to 127. */
  readonly codes: Int8Array;
  /** [channel]; 0 where all weights of a channel are. */
  readonly scales: Float32Array;
}

/** Output channels are the last axis of `weights`. */
export function roundToInt8(weights: Float32Array, channels: number): Int8Weights {
  const scales = new Float32Array(channels);
  weights.forEach((value, i) => {
    const c = i % channels;
    scales[c] = Math.max(scales[c]!, Math.abs(value));
  });
  scales.forEach((largest, c) => {
    scales[c] = largest / LARGEST_CODE;
  });
  const codes = Int8Array.from(weights, (value, i) => {
    const scale = scales[i % channels]!;
    return scale === 0 ? 0 : Math.round(value / scale);
  });
  return { codes, scales };
}
