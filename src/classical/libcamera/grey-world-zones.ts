/**
 * Grey world over zone statistics, libcamera's fallback: the zones sorted by R/G and, separately, by B/G, the
 * outer quarters dropped at both ends, the rest averaged.
 */
import type { ColourGains } from '../../color/index.js';
import type { KeptZones } from './zone-statistics.js';

/** Gains that make the middle half of the zones grey on average. */
export function greyWorldGains(zones: KeptZones): ColourGains {
  return {
    red: trimmedGain(zones.red, zones.green, zones.count),
    blue: trimmedGain(zones.blue, zones.green, zones.count),
  };
}

function trimmedGain(channel: Float64Array, green: Float64Array, count: number): number {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  // By channel / green, cross-multiplied so that a green of 0 does no harm.
  order.sort((a, b) => green[a] * channel[b] - green[b] * channel[a]);
  const drop = Math.floor(count / 4);
  let channelSum = 0;
  let greenSum = 0;
  for (let i = drop; i < count - drop; i++) {
    channelSum += channel[order[i]];
    greenSum += green[order[i]];
  }
  return greenSum / (channelSum + 1);
}
