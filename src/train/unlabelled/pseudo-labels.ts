/**
 * Pseudo-labels: the middle of what several teachers answer about a picture, in log chroma, and how much it is to be trusted. The
 * doubt of one has two parts: the expected error of the teachers' answers, learnt from what each of them erred by on labelled
 * pictures that it had not seen (docs/confidence.md), and how far they disagree.
 */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import { ERROR_RANGE_DEGREES } from '../../model/doubt/index.js';
import type { Rng } from '../../random/index.js';
import {
  type DoubtedAnswer,
  fitError,
  fitScale,
  logDegreesOf,
  scaled,
} from '../calibration/fit-error.js';
import type { UnlabelledSettings } from '../settings.js';

/** Of one teacher about one picture, with the doubts that expected errors are told from. */
export interface TeacherAnswer {
  readonly estimate: WhitePoint;
  readonly doubts: Float32Array;
}

/** What one teacher says. */
export interface Teaching {
  /** About the labelled pictures that it had not seen. */
  readonly heldOut: readonly DoubtedAnswer[];
  /** About the pictures without labels, in their order. */
  readonly answers: readonly TeacherAnswer[];
}

export interface PseudoLabels {
  /** N x (r, b). */
  readonly whitePoints: Float64Array;
  /** Weight of each in the loss, mean 1. */
  readonly weights: Float64Array;
  readonly summary: PseudoLabelSummary;
}

export interface PseudoLabelSummary {
  readonly pictures: number;
  readonly teachers: number;
  /** Mean error of teachers on labelled pictures that they had not seen, degrees. */
  readonly heldOutDegrees: number;
  /** Means over the pictures: expected errors, and how far teachers are from their middle, root mean square. */
  readonly expectedDegrees: number;
  readonly disagreementDegrees: number;
}

/** Throws RangeError without teachers. */
export function pseudoLabelsOf(
  teachings: readonly Teaching[],
  settings: Pick<UnlabelledSettings, 'doubtExponent' | 'surest'>,
  rng: Rng,
): PseudoLabels {
  const [first] = teachings;
  if (!first) throw new RangeError('pseudo-labels: expected teachers, got none');
  const expect = expectedErrors(teachings, rng);
  const pictures = first.answers.map((_, i) => {
    const answers = teachings.map((teaching) => teaching.answers[i]!);
    const light = middleOf(answers.map(({ estimate }) => estimate));
    return {
      light,
      expected: meanOf(answers.map(({ doubts }) => expect(doubts))),
      disagreement: spreadAbout(
        light,
        answers.map(({ estimate }) => estimate),
      ),
    };
  });
  const held = teachings.flatMap(({ heldOut }) => heldOut);
  return {
    whitePoints: Float64Array.from(pictures.flatMap(({ light }) => [light.r, light.b])),
    weights: weightsOf(
      pictures.map(({ expected, disagreement }) => Math.hypot(expected, disagreement)),
      settings,
    ),
    summary: {
      pictures: pictures.length,
      teachers: teachings.length,
      heldOutDegrees: meanOf(held.map(({ errorDegrees }) => errorDegrees)),
      expectedDegrees: meanOf(pictures.map(({ expected }) => expected)),
      disagreementDegrees: meanOf(pictures.map(({ disagreement }) => disagreement)),
    },
  };
}

/** Degrees by doubts; their scale is from answers of teachers whose own took no part in the fit. */
function expectedErrors(
  teachings: readonly Teaching[],
  rng: Rng,
): (doubts: Float32Array) => number {
  const all = teachings.flatMap(({ heldOut }) => heldOut);
  const told = teachings.flatMap(({ heldOut }, i) => {
    const others = teachings.filter((_, k) => k !== i).flatMap((other) => other.heldOut);
    const fit = fitError(others, rng.fork('part', i));
    return heldOut.map(({ doubts }) => logDegreesOf(fit, doubts));
  });
  const scale = fitScale(
    told,
    all.map(({ errorDegrees }) => errorDegrees),
  );
  const fit = scaled(fitError(all, rng.fork('all')), scale);
  const { least, most } = ERROR_RANGE_DEGREES;
  return (doubts) => {
    const degrees = Math.exp(logDegreesOf(fit, doubts));
    return Math.min(most, Math.max(least, degrees));
  };
}

function middleOf(lights: readonly WhitePoint[]): WhitePoint {
  const middle = (values: number[]) => Math.exp(meanOf(values.map(Math.log)));
  return { r: middle(lights.map(({ r }) => r)), b: middle(lights.map(({ b }) => b)) };
}

/** Root mean square of the angles to the middle, as of that many fewer by one. */
function spreadAbout(middle: WhitePoint, lights: readonly WhitePoint[]): number {
  const squares = lights.map((light) => recoveryErrorDegrees(light, middle) ** 2);
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / Math.max(1, lights.length - 1));
}

function weightsOf(
  doubts: readonly number[],
  { doubtExponent, surest }: Pick<UnlabelledSettings, 'doubtExponent' | 'surest'>,
): Float64Array {
  const order = [...doubts.keys()].sort((a, b) => doubts[a]! - doubts[b]! || a - b);
  const kept = order.slice(0, Math.max(1, Math.round(surest * doubts.length)));
  const weights = new Float64Array(doubts.length);
  for (const i of kept) weights[i] = doubts[i]! ** -doubtExponent;
  const scale = doubts.length / weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight * scale);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
