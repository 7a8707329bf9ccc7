/** How far a white point is from a light's colour temperature along the camera's curve, in mired (1e6 / K). */
import type { WhitePoint } from '../color/index.js';
import { type LocusPoint, nearestOnLocus } from './locus/index.js';

/** What labels are clamped to, K: lights beyond are one to a camera's modes. */
const LABELS = { least: 2800, most: 7600 } as const;

/** A picture's light, where it and the camera's curve are known. */
export interface LabelledLight {
  readonly colorTemperature?: number;
  readonly locus?: readonly LocusPoint[];
}

/** The error of an estimate, labels clamped to 2800..7600 K; null where light or curve is not known. */
export function miredError(
  { colorTemperature, locus }: LabelledLight,
  estimate: WhitePoint,
): number | null {
  if (colorTemperature === undefined || locus === undefined) return null;
  const truth = Math.max(LABELS.least, Math.min(LABELS.most, colorTemperature));
  return Math.abs(1e6 / nearestOnLocus(locus, estimate) - 1e6 / truth);
}
