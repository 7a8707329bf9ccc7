/**
 * The normal distribution far into its tails, where only logarithms keep their digits:
 *   pdf(z)  phi        cdf(z)  Phi        erfcx(x) = exp(x^2) erfc(x)
 *   h(z) = phi(z) + z Phi(z)              the mean of max(0, z - Z): what a bound z gains over a normal Z
 * erfcx(x) = t exp(P(t)), t = 2 / (2 + x), as in [Press2007, 6.2.2]; the Chebyshev series P is computed here once, from
 * erf's Taylor series (small x) and the continued fraction of erfcx (large x) [DLMF, 7.6.1 and 7.9.2].
 */

const LOG_SQRT_2PI = 0.5 * Math.log(2 * Math.PI);
const SQRT_HALF = Math.SQRT1_2;
const SQRT_PI = Math.sqrt(Math.PI);
const TERMS = 36;
/** Where Taylor's series still has its digits and the continued fraction has become quick. */
const SERIES_END = 2.5;

const COEFFICIENTS = chebyshevCoefficients();

function erfcxSlow(x: number): number {
  if (x < SERIES_END) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 100; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    // erf(x) = 2/sqrt(pi) exp(-x^2) sum (2x^2)^n x / (2n+1)!!
    return Math.exp(x * x) - (2 / SQRT_PI) * sum;
  }
  let fraction = 0;
  for (let k = 120; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return 1 / (SQRT_PI * (x + fraction));
}

function chebyshevCoefficients(): Float64Array {
  const values = Float64Array.from({ length: TERMS }, (_, k) => {
    const t = (Math.cos((Math.PI * (k + 0.5)) / TERMS) + 1) / 2;
    return Math.log(erfcxSlow(2 / t - 2) / t);
  });
  return Float64Array.from({ length: TERMS }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < TERMS; k++) sum += values[k] * Math.cos((Math.PI * j * (k + 0.5)) / TERMS);
    return ((j === 0 ? 1 : 2) * sum) / TERMS;
  });
}

/** exp(x^2) erfc(x) for x >= 0. */
export function erfcx(x: number): number {
  const t = 2 / (2 + x);
  const twice = 2 * (2 * t - 1);
  let a = 0;
  let b = 0;
  for (let j = TERMS - 1; j > 0; j--) {
    const next = twice * a - b + COEFFICIENTS[j];
    b = a;
    a = next;
  }
  return t * Math.exp((twice / 2) * a - b + COEFFICIENTS[0]);
}

/** ln phi(z). */
export function logNormalPdf(z: number): number {
  return -0.5 * z * z - LOG_SQRT_2PI;
}

/** phi(z). */
export function normalPdf(z: number): number {
  return Math.exp(logNormalPdf(z));
}

/** Phi(z), relative precision in the lower tail. */
export function normalCdf(z: number): number {
  const tail = 0.5 * erfcx(Math.abs(z) * SQRT_HALF) * Math.exp(-0.5 * z * z);
  return z < 0 ? tail : 1 - tail;
}

/** ln Phi(z). */
export function logNormalCdf(z: number): number {
  if (z < 0) return Math.log(0.5 * erfcx(-z * SQRT_HALF)) - 0.5 * z * z;
  return Math.log1p(-0.5 * erfcx(z * SQRT_HALF) * Math.exp(-0.5 * z * z));
}

/** Below this 1 + z M(z) has lost its digits and its asymptote 1/z^2 - 3/z^4 has them. */
const ASYMPTOTE = -1e4;

/** ln h(z) [Ament2023, Unexpected improvements to expected improvement, appendix A]. */
export function logImprovement(z: number): number {
  if (z > -1) return Math.log(normalPdf(z) + z * normalCdf(z));
  // h = phi (1 + z Phi / phi), and Phi / phi is the Mills ratio.
  if (z > ASYMPTOTE) return logNormalPdf(z) + Math.log(onePlusMills(z));
  return logNormalPdf(z) - 2 * Math.log(-z);
}

/** 1 - x M(x) with x = -z > 1 and Mills' ratio M; by its own continued fraction where the difference cancels. */
function onePlusMills(z: number): number {
  const x = -z;
  if (x < 4) return 1 - x * Math.sqrt(Math.PI / 2) * erfcx(x * SQRT_HALF);
  // M(x) = 1 / (x + 1 / (x + 2 / (x + ...))), so 1 - x M = c / (x + c) with c = 1 / (x + 2 / (x + ...)).
  let c = 0;
  for (let k = 40; k >= 1; k--) c = k / (x + c);
  return c / (x + c);
}

/** ln(e^a - e^b) for a >= b. */
export function logDifference(a: number, b: number): number {
  if (b === Number.NEGATIVE_INFINITY) return a;
  const gap = b - a;
  if (!(gap < 0)) return Number.NEGATIVE_INFINITY;
  return a + (gap > -Math.LN2 ? Math.log(-Math.expm1(gap)) : Math.log1p(-Math.exp(gap)));
}
