/** Methods as reports show them: figures, and the error on every picture. */
import type { DoubtJudgement, JudgedMethod, MethodEstimates } from '../../methods/index.js';
import {
  angularErrors,
  type EvaluationEntry,
  type MethodEvaluation,
  type PairedDifference,
} from '../../metrics/index.js';

/** One method's results and its recovery errors in degrees, one a picture. */
export interface ReportedMethod {
  readonly evaluation: MethodEvaluation;
  readonly recoveryDegrees: ArrayLike<number>;
  /** Against the first method, where that was worked out. */
  readonly difference?: PairedDifference | null;
  /** For a method that tells how sure it is. */
  readonly riskCoverage?: DoubtJudgement;
}

/** Judged methods with their errors picture by picture; `judged` in the order of `methods`. */
export function reportedMethods(
  methods: readonly MethodEstimates[],
  entries: readonly EvaluationEntry[],
  judged: readonly JudgedMethod[],
): ReportedMethod[] {
  return judged.map(({ difference, riskCoverage, ...evaluation }, i) => ({
    evaluation,
    recoveryDegrees: angularErrors(methods[i]?.estimates ?? [], entries, evaluation.name).recovery,
    difference,
    ...(riskCoverage ? { riskCoverage } : {}),
  }));
}
