/** The search of the Bayesian AWB once more, straight from its specification and with no thought of speed. */
import {
  type AwbResult,
  type AwbZones,
  type BayesianAwbParameters,
  curveFunctions,
  evaluatePiecewise,
  priorForLux,
} from '../../dist/classical/index.js';

type Point = [x: number, y: number];

interface PlainSearch {
  readonly at: (t: number) => Point;
  readonly cost: (t: number, r: number, b: number) => number;
}

/** Curve and cost of one frame; null where too few zones count. */
function plainSearch(p: BayesianAwbParameters, zones: AwbZones, lux: number): PlainSearch | null {
  const curve = curveFunctions(p.ctCurve!);
  const at = (t: number): Point => [evaluatePiecewise(curve.r, t), evaluatePiecewise(curve.b, t)];
  const [biasR, biasB] = at(p.biasCctKelvin);
  const kept: Point[] = [];
  for (let o = 0; o < zones.sums.length; o += 4) {
    const [red, green, blue, counted] = zones.sums.subarray(o, o + 4);
    if (counted < p.minPixels || Math.floor(green / counted) < p.minGreen) continue;
    const bias = Math.floor(p.biasProportion * counted);
    const g = Math.floor(green / counted) + bias + 1;
    kept.push([
      ((Math.floor(red / counted) + bias * biasR) * p.sensitivityR) / g,
      ((Math.floor(blue / counted) + bias * biasB) * p.sensitivityB) / g,
    ]);
  }
  if (kept.length <= p.minRegions) return null;
  const prior = priorForLux(p.priors, lux);
  const share = kept.length / (zones.width * zones.height);
  const [first, last] = [prior.x[0], prior.x[prior.x.length - 1]];
  const cost = (t: number, r: number, b: number): number => {
    let sum = 0;
    for (const [zr, zb] of kept) {
      const d = (zr / r - 1 - p.greyOffsetR) ** 2 + (zb / b - 1 - p.greyOffsetB) ** 2;
      sum += Math.min(d, p.deltaLimit);
    }
    return sum - share * evaluatePiecewise(prior, Math.min(last, Math.max(first, t)));
  };
  return { at, cost };
}

/** The cost of a white point (r, b) at a CT: grey error, less the prior by its share of zones. */
export function plainCost(
  p: BayesianAwbParameters,
  zones: AwbZones,
  lux: number,
): PlainSearch['cost'] {
  return plainSearch(p, zones, lux)!.cost;
}

export function plainBayesianAwb(
  p: BayesianAwbParameters,
  zones: AwbZones,
  lux: number,
  mode: string,
): AwbResult | null {
  const search = plainSearch(p, zones, lux);
  if (search === null) return null;
  const { at, cost } = search;
  const { lo, hi } = p.modes.get(mode)!;
  const coarse: Point[] = [];
  for (let t = lo; ; t = Math.min(t * (1 + p.coarseStep / 10), hi)) {
    coarse.push([t, cost(t, ...at(t))]);
    if (t === hi) break;
  }
  const t = coarse.length > 2 ? vertex(coarse) : least(coarse)[0];
  return finish(p, at, cost, t);
}

function finish(
  p: BayesianAwbParameters,
  at: (t: number) => Point,
  cost: (t: number, r: number, b: number) => number,
  t: number,
): AwbResult {
  const step = (t * p.coarseStep) / 100;
  const [ahead, behind] = [at(t + 5 * step), at(t - 5 * step)];
  const across: Point = [ahead[1] - behind[1], behind[0] - ahead[0]];
  const length = Math.hypot(...across);
  let best = { cost: Infinity, t, rb: at(t) };
  if (length ** 2 >= 1e-6) {
    const range = p.transverseNeg + p.transversePos;
    const d = Math.min(12, Math.max(3, Math.floor(100 * range + 0.5) + 1));
    for (let i = -5 - d; i <= 5 + d; i++) {
      const [r, b] = at(t + i * step);
      const off = (x: number): Point => [
        r + (across[0] / length) * x,
        b + (across[1] / length) * x,
      ];
      const samples = Array.from({ length: d }, (_, j): Point => {
        const x = -p.transverseNeg + (range * j) / (d - 1);
        return [x, cost(t + i * step, ...off(x))];
      });
      const rb = off(vertex(samples));
      const value = cost(t + i * step, ...rb);
      if (value < best.cost) best = { cost: value, t: t + i * step, rb };
    }
  }
  return {
    cctKelvin: best.t,
    red: p.sensitivityR / best.rb[0],
    blue: p.sensitivityB / best.rb[1],
  };
}

function least(points: Point[]): Point {
  return points.reduce((best, point) => (point[1] < best[1] ? point : best));
}

function vertex(points: Point[]): number {
  const i = Math.max(1, Math.min(points.length - 2, points.indexOf(least(points))));
  const [a, b, c] = points.slice(i - 1, i + 2);
  const [dbx, dby, dcx, dcy] = [b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]];
  const den = 2 * (dby * dcx - dcy * dbx);
  if (Math.abs(den) > 1e-3) {
    return Math.min(c[0], Math.max(a[0], a[0] + (dby * dcx ** 2 - dcy * dbx ** 2) / den));
  }
  if (a[1] < c[1] - 1e-3) return a[0];
  return c[1] < a[1] - 1e-3 ? c[0] : b[0];
}
