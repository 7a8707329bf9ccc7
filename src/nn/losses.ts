/**
 * Losses on the white point, each with its derivative. Estimate (r, b) and truth as camera colours (r, 1, b).
 *
 *   mse      ((r - r*)^2 + (b - b*)^2) / 2; so mseGains of 1 / r and 1 / b, mseLog of log r and log b, mseAngles of atan r, atan b
 *   angle    recovery error in degrees
 *   chord    |u - u*|^2 of the unit vectors, in square degrees: the angle squared where it is small, smooth at 0
 */

/** Losses on white points. */
export const LOSS_KINDS = ['chord', 'angle', 'mse', 'mseGains', 'mseLog', 'mseAngles'] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** Functions of r, and of b, whose squared differences are losses, each with its derivative. */
type Transform = readonly [value: (x: number) => number, derivative: (x: number) => number];
const TRANSFORMS = {
  mse: [(x) => x, () => 1],
  mseGains: [(x) => 1 / x, (x) => -1 / (x * x)],
  mseLog: [(x) => Math.log(x), (x) => 1 / x],
  mseAngles: [(x) => Math.atan(x), (x) => 1 / (1 + x * x)],
} as const satisfies Record<Exclude<LossKind, 'angle' | 'chord'>, Transform>;

const DEGREES_PER_RADIAN = 180 / Math.PI;
/** Below this angle in radians the gradient of `angle` no longer grows. */
const SMALLEST_ANGLE = 1e-5;

/**
 * The loss of one sample; writes its derivative by r and b to gradient[0] and [1]. `estimate` and `truth` hold r, b.
 * Throws TypeError for a loss that is none.
 */
export function whitePointLoss(
  kind: LossKind,
  estimate: ArrayLike<number>,
  truth: ArrayLike<number>,
  gradient: { [index: number]: number },
): number {
  switch (kind) {
    case 'mse':
    case 'mseGains':
    case 'mseLog':
    case 'mseAngles':
      return meanSquare(TRANSFORMS[kind], estimate, truth, gradient);
    case 'angle':
    case 'chord':
      return angular(kind, estimate, truth, gradient);
    default:
      kind satisfies never;
      throw new TypeError(`unknown loss '${kind}'`);
  }
}

function meanSquare(
  [value, derivative]: Transform,
  e: ArrayLike<number>,
  t: ArrayLike<number>,
  gradient: { [index: number]: number },
): number {
  const dr = value(e[0]!) - value(t[0]!);
  const db = value(e[1]!) - value(t[1]!);
  gradient[0] = dr * derivative(e[0]!);
  gradient[1] = db * derivative(e[1]!);
  return (dr * dr + db * db) / 2;
}

function angular(
  kind: 'angle' | 'chord',
  e: ArrayLike<number>,
  t: ArrayLike<number>,
  gradient: { [index: number]: number },
): number {
  const norm = Math.hypot(e[0]!, 1, e[1]!);
  const truthNorm = Math.hypot(t[0]!, 1, t[1]!);
  const [ur, ug, ub] = [e[0]! / norm, 1 / norm, e[1]! / norm];
  const [vr, vg, vb] = [t[0]! / truthNorm, 1 / truthNorm, t[1]! / truthNorm];
  const cosine = ur * vr + ug * vg + ub * vb;
  // d cosine / d r = (v_r - cosine u_r) / norm, and so for b.
  const dr = (vr - cosine * ur) / norm;
  const db = (vb - cosine * ub) / norm;
  if (kind === 'chord') {
    const scale = DEGREES_PER_RADIAN ** 2;
    gradient[0] = -2 * scale * dr;
    gradient[1] = -2 * scale * db;
    return scale * ((ur - vr) ** 2 + (ug - vg) ** 2 + (ub - vb) ** 2);
  }
  const sine = Math.hypot(ug * vb - ub * vg, ub * vr - ur * vb, ur * vg - ug * vr);
  const factor = -DEGREES_PER_RADIAN / Math.max(sine, SMALLEST_ANGLE);
  gradient[0] = factor * dr;
  gradient[1] = factor * db;
  return Math.atan2(sine, cosine) * DEGREES_PER_RADIAN;
}

/**
 * How far two answers about one scene contradict each other: half the squared difference of their log chroma, in square degrees
 * (radians of a logarithm), once the second is moved by `ratio`, the factors of red and blue that lead from the light of its view
 * to that of the first. Writes the derivative by the first answer's r and b to gradient[0] and [1]; that by the second's is what
 * the same call with the views exchanged gives. 0 where the answers move as the lights do.
 */
export function consistencyLoss(
  estimate: ArrayLike<number>,
  other: ArrayLike<number>,
  ratio: ArrayLike<number>,
  gradient: { [index: number]: number },
): number {
  const scale = DEGREES_PER_RADIAN ** 2;
  let sum = 0;
  for (let c = 0; c < 2; c++) {
    const difference = Math.log(estimate[c]! / (other[c]! * ratio[c]!));
    gradient[c] = (scale * difference) / estimate[c]!;
    sum += difference * difference;
  }
  return (scale * sum) / 2;
}

/** Errors up to about this many mired count by their square, larger ones as they are. */
const MIRED_BEND = 10;

/**
 * Loss of a colour temperature in mired (1e6 / kelvin), sqrt(e^2 + d^2) - d with d = 10 mired, and its derivative by the
 * estimate, which is in kelvin, to gradient[0].
 */
export function miredLoss(
  estimateKelvin: number,
  truthKelvin: number,
  gradient: { [index: number]: number },
): number {
  const error = 1e6 / estimateKelvin - 1e6 / truthKelvin;
  const length = Math.hypot(error, MIRED_BEND);
  gradient[0] = (error / length) * (-1e6 / (estimateKelvin * estimateKelvin));
  return length - MIRED_BEND;
}
