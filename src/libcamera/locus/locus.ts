/** Lights on a camera's curve. Needs nothing of tuning files, so that programs which count every megabyte can have it alone. */
import type { WhitePoint } from '../../color/white/index.js';

/** A light on a curve: its CT and white point. */
export interface LocusPoint extends WhitePoint {
  readonly cctKelvin: number;
}

/** The white point of a locus at a CT; beyond its ends that of the nearer end. */
export function locusAt(locus: readonly LocusPoint[], cctKelvin: number): WhitePoint {
  const above = locus.findIndex((point) => point.cctKelvin >= cctKelvin);
  const end = above === 0 ? locus[0] : locus[locus.length - 1];
  if (above <= 0) return { r: end.r, b: end.b };
  const [from, to] = [locus[above - 1], locus[above]];
  const share = (1 / cctKelvin - 1 / from.cctKelvin) / (1 / to.cctKelvin - 1 / from.cctKelvin);
  return { r: from.r + share * (to.r - from.r), b: from.b + share * (to.b - from.b) };
}

/** The colour temperature in kelvin of the point of a locus that lies nearest to a white point, in log r, log b. */
export function nearestOnLocus(locus: readonly LocusPoint[], { r, b }: WhitePoint): number {
  const [x, y] = [Math.log(r), Math.log(b)];
  let [nearest, cctKelvin] = [Number.POSITIVE_INFINITY, locus[0].cctKelvin];
  for (let i = 1; i < locus.length; i++) {
    const [from, to] = [locus[i - 1], locus[i]];
    const [u, v] = [Math.log(from.r), Math.log(from.b)];
    const [du, dv] = [Math.log(to.r) - u, Math.log(to.b) - v];
    const along = ((x - u) * du + (y - v) * dv) / (du * du + dv * dv);
    const share = Math.max(0, Math.min(1, along));
    const distance = Math.hypot(x - u - share * du, y - v - share * dv);
    if (distance >= nearest) continue;
    nearest = distance;
    cctKelvin = 1 / ((1 - share) / from.cctKelvin + share / to.cctKelvin);
  }
  return cctKelvin;
}
