/**
 * Maps as bytes [Jacob2018]: x = step (code - zero), rounded half to even and cut off at the ends. The range is measured on
 * pictures beforehand. What is never below 0 there, as all behind a ReLU, takes all 256 codes; else 0 lies in the middle.
 */

export type Arithmetic = 'float32' | 'int16' | 'int8';

/** The least and the largest value of a map. */
export interface MapRange {
  readonly low: number;
  readonly high: number;
}

/** By the ids of stages. */
export type Ranges = ReadonlyMap<string, MapRange>;

export interface ByteSteps {
  readonly step: number;
  /** 1 / step in float32; 0 where there is nothing but 0. */
  readonly inverse: number;
  /** Ends of code - zero. */
  readonly low: number;
  readonly high: number;
  /** The code of 0. */
  readonly zero: number;
}

/** Below it the inverse would leave float32. */
const LEAST_PEAK = 1e-30;

export function byteSteps({ low, high }: MapRange): ByteSteps {
  const signed = low < 0;
  const peak = Math.max(high, -low);
  const most = signed ? 127 : 255;
  const step = Math.fround(peak / most);
  const inverse = peak > LEAST_PEAK ? Math.fround(most / peak) : 0;
  return { step, inverse, low: signed ? -128 : 0, high: most, zero: signed ? 128 : 0 };
}
