/**
 * A CT curve without the dents that few pictures leave in it: r falls and b rises with CT all along, and both do so smoothly.
 * The nearest monotone sequence in least squares (pool adjacent violators [Barlow1972, Statistical Inference under Order
 * Restrictions]), then binomial smoothing, which keeps straight lines and the order.
 */
import type { CtCurvePoint } from '../libcamera/awb-parameters.js';

/** Each averages a point with its neighbours, 1 2 1. */
const SMOOTHING_PASSES = 4;

/** The curve at its own CTs. */
export function monotoneCurve(curve: readonly CtCurvePoint[]): CtCurvePoint[] {
  const r = smoothed(nondecreasing(curve.map((point) => -point.r))).map((value) => -value);
  const b = smoothed(nondecreasing(curve.map((point) => point.b)));
  return curve.map(({ cctKelvin }, i) => ({ cctKelvin, r: r[i]!, b: b[i]! }));
}

/** The nearest sequence that never falls: neighbours that do are replaced by their mean. */
function nondecreasing(values: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of values) {
    let block = { sum: value, count: 1 };
    for (;;) {
      const before = blocks.at(-1);
      if (before === undefined || before.sum / before.count <= block.sum / block.count) break;
      blocks.pop();
      block = { sum: before.sum + block.sum, count: before.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
}

/** Beyond both ends the sequence goes on as its last step. */
function smoothed(values: readonly number[]): number[] {
  let last = [...values];
  for (let pass = 0; pass < SMOOTHING_PASSES && last.length > 2; pass++) {
    const before = last;
    const at = (i: number) =>
      before[i] ?? (i < 0 ? 2 * before[0]! - before[1]! : 2 * before.at(-1)! - before.at(-2)!);
    last = before.map((value, i) => (at(i - 1) + 2 * value + at(i + 1)) / 4);
  }
  return last;
}
