/** Weights of convolutions in integers, of either width. */
import { roundToInt16 } from '../../infer/record/index.js';
import { roundToInt8 } from '../int8.js';
import type { CodeMap } from './integer-plan.js';

/** Whole-numbered weights, and what a sum of their products with codes is to be multiplied by, by output channel. */
export function roundedWeights(
  weights: Float32Array,
  channels: number,
  { steps }: Pick<CodeMap, 'steps'>,
): { readonly codes: Int16Array | Int8Array; readonly scales: Float32Array } {
  if (!steps) return roundToInt16(weights, channels);
  const { codes, scales } = roundToInt8(weights, channels);
  return { codes, scales: scales.map((scale) => scale * steps.step) };
}
