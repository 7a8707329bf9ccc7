/** Whether a method that tells how sure it is of its answers knows what it errs by. */
import {
  angularErrors,
  type Decile,
  deciles,
  type EvaluationEntry,
  type RiskCoverage,
  riskCoverage,
} from '../metrics/index.js';
import type { MethodEstimates, Sureness } from './estimate-pictures.js';

/** Mean recovery errors in degrees of the surest answers. */
export interface DoubtJudgement extends RiskCoverage {
  /** What answers are ordered by: the degrees that a method expects, or else its confidence. */
  readonly by: 'expectedErrorDegrees' | 'confidence';
  /** Of expected errors: what was expected and what was. */
  readonly deciles?: readonly Decile[];
}

/** What an answer is expected to be off by that was given without light. */
const NO_LIGHT_DEGREES = 180;

/** Null for a method that does not tell. Throws RangeError where estimates and pictures are not as many. */
export function judgeDoubts(
  { name, estimates, sureness }: MethodEstimates,
  entries: readonly EvaluationEntry[],
): DoubtJudgement | null {
  if (!sureness || sureness.some(({ confidence }) => confidence === null)) return null;
  const errors = angularErrors(estimates, entries, name).recovery;
  const isExpected = sureness.some(
    ({ expectedErrorDegrees }) => expectedErrorDegrees !== undefined,
  );
  if (!isExpected) {
    const doubts = sureness.map(({ confidence }) => -(confidence ?? 0));
    return { by: 'confidence', ...riskCoverage(errors, doubts) };
  }
  const expected = sureness.map(expectedOf);
  return {
    by: 'expectedErrorDegrees',
    ...riskCoverage(errors, expected),
    deciles: deciles(errors, expected),
  };
}

function expectedOf({ expectedErrorDegrees = NO_LIGHT_DEGREES }: Sureness): number {
  return expectedErrorDegrees;
}
