/**
 * A quartic fitted to points that may hold gross errors, by iteratively reweighted least squares [Holland1977]. Each
 * weighted fit uses polynomials orthogonal over the points themselves, built by their three-term recurrence
 * [Forsythe1957]: coefficients are then plain projections, and no system of equations is solved.
 *
 *   p0 = 1,  p(k+1) = (x - a_k) p_k - b_k p(k-1)
 *   a_k = <x p_k, p_k> / <p_k, p_k>,  b_k = <p_k, p_k> / <p(k-1), p(k-1)>,  <f, g> = sum w f g
 *
 * The first steps use Huber's weights, which have one solution only; the rest bisquare ones, which leave gross errors
 * out altogether.
 * [Holland1977] Robust regression using iteratively reweighted least-squares, Comm. Statistics A 6.
 * [Forsythe1957] Generation and use of orthogonal polynomials for data-fitting with a digital computer, J. SIAM 5.
 */
const DEGREE = 4;
const STEPS = 20;
/** Of the residuals' standard deviation: Huber's and Tukey's constants for 95 % efficiency on normal errors. */
const HUBER_LIMIT = 1.345;
const BISQUARE_LIMIT = 4.685;

type Curve = (x: number) => number;

/** y(x) as a function; of lower degree where x has too few values. `weights` are positive. */
export function fitRobustQuartic(x: Float64Array, y: Float64Array, weights: Float64Array): Curve {
  let curve = fitWeighted(x, y, weights);
  for (let step = 0; step < 2 * STEPS; step++) {
    const residuals = y.map((value, i) => value - curve(x[i]));
    // Median absolute deviation to standard deviation of a normal distribution.
    const deviation = 1.4826 * median(residuals.map(Math.abs));
    if (!(deviation > 0)) return curve;
    const trust = step < STEPS ? huberWeight : bisquareWeight;
    curve = fitWeighted(
      x,
      y,
      weights.map((w, i) => w * trust(Math.abs(residuals[i]) / deviation)),
    );
  }
  return curve;
}

function huberWeight(deviations: number): number {
  return Math.min(1, HUBER_LIMIT / deviations);
}

function bisquareWeight(deviations: number): number {
  return Math.max(0, 1 - (deviations / BISQUARE_LIMIT) ** 2) ** 2;
}

/** Weighted least squares over orthogonal polynomials of degree 0 to 4. */
function fitWeighted(x: Float64Array, y: Float64Array, weights: Float64Array): Curve {
  const a: number[] = [];
  const b: number[] = [];
  const coefficients: number[] = [];
  let before = new Float64Array(x.length);
  let current = new Float64Array(x.length).fill(1);
  let normBefore = 1;
  let normOfOne = 0;
  for (let k = 0; k <= DEGREE; k++) {
    let norm = 0;
    let moment = 0;
    let projection = 0;
    for (let i = 0; i < x.length; i++) {
      const weighted = weights[i] * current[i];
      norm += weighted * current[i];
      moment += weighted * current[i] * x[i];
      projection += weighted * y[i];
    }
    if (k === 0) normOfOne = norm;
    // No more different x than polynomials so far: the next one is 0 at all of them.
    if (!(norm > 1e-12 * normOfOne)) break;
    a.push(moment / norm);
    b.push(k === 0 ? 0 : norm / normBefore);
    coefficients.push(projection / norm);
    const next = current.map((p, i) => (x[i] - a[k]) * p - b[k] * before[i]);
    before = current;
    current = next;
    normBefore = norm;
  }
  return (at) => {
    let value = 0;
    let last = 0;
    let p = 1;
    for (const [k, coefficient] of coefficients.entries()) {
      value += coefficient * p;
      const next = (at - a[k]) * p - b[k] * last;
      last = p;
      p = next;
    }
    return value;
  };
}

/** Of at least one value. */
export function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const n = sorted.length;
  return (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}
