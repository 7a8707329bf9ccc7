/** From estimates to the figures of a comparison: errors of each method, and paired differences to the first. */
import type { WhitePoint } from '../color/index.js';
import { BadInput } from '../errors/index.js';
import { type LocusPoint, miredError } from '../libcamera/index.js';
import {
  angularErrors,
  type CurveErrors,
  type ErrorSummary,
  type EvaluateOptions,
  type EvaluationEntry,
  evaluateEstimates,
  type MethodEvaluation,
  type PairedDifference,
  pairedBootstrap,
  summariseByCurve,
  summariseErrors,
} from '../metrics/index.js';
import { createRng } from '../random/index.js';
import { withSuggestion } from '../text/index.js';
import type { MethodEstimates } from './estimate-pictures.js';
import { type DoubtJudgement, judgeDoubts } from './judge-doubts.js';

/** One method's figures; `difference` is its mean recovery error minus the first method's, null for that one. */
export interface JudgedMethod extends MethodEvaluation {
  readonly difference: PairedDifference | null;
  /** Errors in mired along the cameras' curves, where all pictures have one; labels clamped to 2800..7600 K. */
  readonly mired?: ErrorSummary;
  /** How well what it says of its answers tells what they err by, for a method that says something. */
  readonly riskCoverage?: DoubtJudgement;
  /** Errors along a curve of lights and across it, where one is given. */
  readonly byCurve?: CurveErrors;
}

/** A picture with known light, and its colour temperature and camera's curve where they are known. */
export interface JudgedEntry extends EvaluationEntry {
  readonly colorTemperature?: number;
  readonly locus?: readonly LocusPoint[];
}

/** A property to group by that no picture has; the message has the nearest one and all there are. */
export class UnknownPropertyError extends BadInput {
  override readonly name = 'UnknownPropertyError';
}

/**
 * Judges methods on the same pictures; one seed draws the same resamples for all of them. Throws RangeError as
 * `evaluateEstimates` does.
 */
export function judgeMethods(
  methods: readonly MethodEstimates[],
  entries: readonly JudgedEntry[],
  {
    curve,
    ...options
  }: EvaluateOptions & {
    readonly seed: number;
    /** Of lights, at least two points; errors are told apart along it and across it. */
    readonly curve?: readonly WhitePoint[];
  },
): JudgedMethod[] {
  const differences = differencesToFirst(methods, entries, options.seed);
  const lights = entries.map(({ whitePoint }) => whitePoint);
  return methods.map((method, i) => ({
    ...evaluateEstimates(method, method.estimates, entries, options),
    difference: differences[i] ?? null,
    ...miredOf(method.estimates, entries),
    ...doubtsOf(method, entries),
    ...(curve ? { byCurve: summariseByCurve(curve, method.estimates, lights) } : {}),
  }));
}

function doubtsOf(
  method: MethodEstimates,
  entries: readonly JudgedEntry[],
): { readonly riskCoverage?: DoubtJudgement } {
  const judgement = judgeDoubts(method, entries);
  return judgement ? { riskCoverage: judgement } : {};
}

function miredOf(
  estimates: readonly WhitePoint[],
  entries: readonly JudgedEntry[],
): { readonly mired?: ErrorSummary } {
  const errors = entries
    .map((entry, i) => miredError(entry, estimates[i]!))
    .filter((error) => error !== null);
  return errors.length === entries.length ? { mired: summariseErrors(errors) } : {};
}

/** Differences method minus first, in degrees; null for the first. The same images are drawn for every method. */
function differencesToFirst(
  methods: readonly MethodEstimates[],
  entries: readonly EvaluationEntry[],
  seed: number,
): (PairedDifference | null)[] {
  const errors = methods.map(({ name, estimates }) => angularErrors(estimates, entries, name));
  const [first] = errors;
  return errors.map(({ recovery }, i) => {
    if (i === 0 || first === undefined) return null;
    const rng = createRng(seed).fork('paired bootstrap');
    return pairedBootstrap(recovery, first.recovery, { rng });
  });
}

/** Throws UnknownPropertyError for a column that no picture has. */
export function checkGroupColumns(
  columns: readonly string[],
  entries: readonly EvaluationEntry[],
): void {
  const known = [...new Set(entries.flatMap(({ properties = {} }) => Object.keys(properties)))];
  for (const column of columns) {
    if (known.includes(column)) continue;
    const there = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
    throw new UnknownPropertyError(
      withSuggestion(
        `expected properties of the pictures (${there}), got ${column || 'nothing'}`,
        column,
        known,
      ),
    );
  }
}
