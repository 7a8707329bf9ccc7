/** How often red, green and blue take each range of stored values, before anything is done to them. */
import { eachValue } from '../../index.js';
import type { ReadShot } from '../read-shot.js';

export const HISTOGRAM_BINS = 128;

export interface Histogram {
  /** Of R, G, B: pixels in each of HISTOGRAM_BINS ranges from 0 to `top`. */
  readonly counts: readonly (readonly number[])[];
  readonly top: number;
}

export function histogramOf({ header, values, levels }: ReadShot): Histogram {
  const { table } = header.linearisation ?? {};
  const top = table ? table.length : Math.max(...levels.white) * 1.02;
  const counts = [0, 1, 2].map(() => new Array<number>(HISTOGRAM_BINS).fill(0));
  const scale = HISTOGRAM_BINS / top;
  eachValue(header, (index, channel) => {
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.max(0, Math.floor(values[index] * scale)));
    counts[channel][bin]++;
  });
  return { counts, top };
}
