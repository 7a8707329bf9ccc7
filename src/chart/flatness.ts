/**
 * How much a picture changes at each pixel, as a share of its brightness there, and 0 where noise alone explains it.
 *
 * The noise of pixel values is estimated from the picture: the lower third of second differences in classes of brightness,
 * since most of any picture is smoother than its noise. A tenth of pixels or more may be texture without harm.
 */
import type { ChartPicture } from './chart-picture.js';
import { CHART_SETTINGS } from './chart-settings.js';

const CLASSES = CHART_SETTINGS.flatness.classes;
/** Of |second differences|, the quantile that is read, and what it is for a normal distribution of deviation 1. */
const QUANTILE = 0.3;
const NORMAL_QUANTILE = 0.3853;
/** A second difference v[-1] - 2 v[0] + v[1] has sqrt(6) times the deviation of a value. */
const SECOND_DIFFERENCE = Math.sqrt(6);
const SIGNIFICANT = CHART_SETTINGS.flatness.significant;
const FLOOR_SHARE = CHART_SETTINGS.flatness.floorShare;

/** Deviation of a channel's values by brightness: sqrt(dark + slope v). */
export interface NoiseModel {
  readonly darkVariance: number;
  readonly slope: number;
}

interface ChannelFacts {
  readonly noise: NoiseModel;
  readonly floor: number;
}

/** One value a pixel; 1e9 at the border. */
export function relativeChange(picture: ChartPicture): Float32Array {
  const { widthPx, heightPx, rgb } = picture;
  const facts = [0, 1, 2].map((c) => channelFacts(picture, c));
  const change = new Float32Array(widthPx * heightPx).fill(1e9);
  const row = 3 * widthPx;
  for (let c = 0; c < 3; c++) {
    const { noise, floor } = facts[c];
    for (let y = 1; y < heightPx - 1; y++) {
      for (let x = 1, p = y * widthPx + 1, i = 3 * p + c; x < widthPx - 1; x++, p++, i += 3) {
        const dx = rgb[i + 3] - rgb[i - 3];
        const dy = rgb[i + row] - rgb[i - row];
        const step = 0.5 * Math.sqrt(dx * dx + dy * dy);
        const value = Math.max(0, 0.25 * (rgb[i + 3] + rgb[i - 3] + rgb[i + row] + rgb[i - row]));
        const variance = 0.5 * (noise.darkVariance + noise.slope * value);
        const isNoise = step * step < SIGNIFICANT * SIGNIFICANT * variance;
        const share = isNoise ? 0 : step / (value + floor);
        if (c === 0 || share > change[p]) change[p] = share;
      }
    }
  }
  return change;
}

function channelFacts(picture: ChartPicture, channel: number): ChannelFacts {
  const { widthPx, heightPx, rgb } = picture;
  const stride = Math.max(1, Math.round(Math.sqrt((widthPx * heightPx) / 40_000)));
  const values: number[] = [];
  const seconds: number[] = [];
  for (let y = 0; y < heightPx; y += stride) {
    for (let x = 1; x < widthPx - 1; x += stride) {
      const i = 3 * (y * widthPx + x) + channel;
      values.push(rgb[i]);
      seconds.push(Math.abs(rgb[i - 3] - 2 * rgb[i] + rgb[i + 3]));
    }
  }
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const median = values[order[order.length >> 1]];
  const noise = noiseModel(values, seconds, order);
  const floor = Math.max(FLOOR_SHARE * median, 2 * Math.sqrt(noise.darkVariance), 1e-4);
  return { noise, floor };
}

/** Fits variance = dark + slope v through classes of equal count, by least absolute weight on bright ones. */
function noiseModel(values: number[], seconds: number[], order: Uint32Array): NoiseModel {
  const means: number[] = [];
  const variances: number[] = [];
  const size = Math.max(8, Math.floor(order.length / CLASSES));
  for (let from = 0; from + size <= order.length; from += size) {
    const members = Array.from(order.subarray(from, from + size));
    const sorted = members.map((p) => seconds[p]).sort((a, b) => a - b);
    const deviation = sorted[Math.floor(QUANTILE * size)] / (NORMAL_QUANTILE * SECOND_DIFFERENCE);
    means.push(Math.max(0, members.reduce((sum, p) => sum + values[p], 0) / size));
    variances.push(deviation * deviation);
  }
  if (means.length === 0) return { darkVariance: 0, slope: 0 };
  // Texture only adds: the model is the largest that lies below half of the classes.
  const darkVariance = Math.min(...variances);
  const slopes = means
    .map((v, k) => (variances[k] - darkVariance) / Math.max(v, 1e-6))
    .sort((a, b) => a - b);
  return { darkVariance, slope: Math.max(0, slopes[Math.floor(slopes.length * 0.4)]) };
}
