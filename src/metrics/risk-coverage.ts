/**
 * Whether doubts know errors: the risk (mean error) of what is kept where the most doubtful pictures are left out first,
 * against the share kept, and the area under it (AURC) [Geifman2017, "Selective classification for deep neural networks"].
 * Pictures of equal doubt are kept or left out together, which is what any order of them gives in the mean.
 */

/** Mean errors of what is kept, in the unit of the errors. */
export interface RiskCoverage {
  readonly images: number;
  /** Mean over all coverages 1/n, 2/n .. 1 of the risk. */
  readonly aurc: number;
  /** The same where doubts are the errors themselves, and where they say nothing: the mean error. */
  readonly idealAurc: number;
  readonly randomAurc: number;
  /** Mean error of the surer half over that of the other half; null for fewer than two pictures or without errors. */
  readonly halves: number | null;
  /** From few pictures kept to all, at most 100 points. */
  readonly curve: readonly { readonly coverage: number; readonly risk: number }[];
}

/** Of doubts that are expected errors: what was expected and what was, by tenths from the surest to the most doubtful. */
export interface Decile {
  readonly images: number;
  readonly expected: number;
  readonly mean: number;
}

const MOST_POINTS = 100;
const DECILES = 10;

/**
 * @param errors 0 or more, one a picture
 * @param doubts as many finite numbers, rising with doubt: expected errors, or confidences with their sign turned
 * @throws RangeError for none, or for lists of different lengths
 */
export function riskCoverage(errors: ArrayLike<number>, doubts: ArrayLike<number>): RiskCoverage {
  const images = checkedLength('riskCoverage', errors, doubts);
  const risks = risksOf(errors, doubts);
  const middle = images >> 1;
  const surer = middle === 0 ? 0 : risks[middle - 1]!;
  const all = risks[images - 1]!;
  const others = (all * images - surer * middle) / (images - middle);
  const points = Math.min(MOST_POINTS, images);
  return {
    images,
    aurc: meanOf(risks),
    idealAurc: meanOf(risksOf(errors, errors)),
    randomAurc: all,
    halves: middle > 0 && others > 0 ? surer / others : null,
    curve: Array.from({ length: points }, (_, i) => {
      const kept = Math.round(((i + 1) * images) / points);
      return { coverage: kept / images, risk: risks[kept - 1]! };
    }),
  };
}

/** Throws RangeError for none, or for lists of different lengths. */
export function deciles(errors: ArrayLike<number>, expected: ArrayLike<number>): Decile[] {
  const images = checkedLength('deciles', errors, expected);
  const order = orderOf(expected);
  const parts = Math.min(DECILES, images);
  return Array.from({ length: parts }, (_, i) => {
    const part = order.subarray(
      Math.floor((i * images) / parts),
      Math.floor(((i + 1) * images) / parts),
    );
    const meanBy = (values: ArrayLike<number>) =>
      part.reduce((sum, index) => sum + values[index]!, 0) / part.length;
    return { images: part.length, expected: meanBy(expected), mean: meanBy(errors) };
  });
}

function checkedLength(what: string, errors: ArrayLike<number>, doubts: ArrayLike<number>): number {
  if (errors.length === doubts.length && errors.length > 0) return errors.length;
  throw new RangeError(
    `${what}: expected two lists of the same length, at least 1, got ${errors.length} and ${doubts.length}`,
  );
}

function orderOf(doubts: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: doubts.length }, (_, i) => i).sort(
    (a, b) => doubts[a]! - doubts[b]! || a - b,
  );
}

/** The mean error of the 1, 2 .. n surest; within a tie, of the mean picture of the tie. */
function risksOf(errors: ArrayLike<number>, doubts: ArrayLike<number>): Float64Array {
  const order = orderOf(doubts);
  const risks = new Float64Array(order.length);
  let sum = 0;
  for (let first = 0; first < order.length; ) {
    let end = first;
    let tie = 0;
    for (; end < order.length && doubts[order[end]!] === doubts[order[first]!]; end++) {
      tie += errors[order[end]!]!;
    }
    for (let i = first; i < end; i++) {
      risks[i] = (sum + (tie * (i + 1 - first)) / (end - first)) / (i + 1);
    }
    sum += tie;
    first = end;
  }
  return risks;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
