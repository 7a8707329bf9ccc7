/**
 * The data term of grey-cost.ts for many candidates out of one small box of white points, which is what the fine
 * search asks for (12 offsets in 35 rows). Within the box most zones are decided beforehand:
 *   far    capped for every candidate: they add the limit each, whatever the candidate
 *   near   capped for none: with mean m and scatter S = sum (R' - m)^2 they add S / r^2 + n (m / r - 1 - offset)^2
 *          and the same in blue, in closed form; both terms are positive, so nothing cancels
 *   open   the rest, summed one by one
 * so that a 32x32 grid takes a third of the time. Sums differ from plain ones in their rounding alone.
 */
import { type GreyTarget, greyCosts } from './grey-cost.js';
import type { KeptZones } from './zone-statistics.js';

/** White points that will be asked for; both ends included. */
export interface WhitePointBox {
  rLow: number;
  rHigh: number;
  bLow: number;
  bHigh: number;
}

/** Room for rounding at the border between decided and open. */
const MARGIN = 1e-9;

/** Zones of one frame, split for a box; reused from frame to frame. */
export class SplitZones {
  #far = 0;
  #open = 0;
  #near = 0;
  #meanRed = 0;
  #meanBlue = 0;
  #scatterRed = 0;
  #scatterBlue = 0;
  #openRed = new Float64Array(0);
  #openBlue = new Float64Array(0);
  #nearRed = new Float64Array(0);
  #nearBlue = new Float64Array(0);
  #target: GreyTarget = { deltaLimit: 0, greyOffsetR: 0, greyOffsetB: 0 };

  /** Sorts the zones (green divided out) into far, near and open. */
  split(zones: KeptZones, target: GreyTarget, { rLow, rHigh, bLow, bHigh }: WhitePointBox): void {
    const { count, red, blue } = zones;
    this.#reserve(count);
    this.#target = target;
    this.#far = 0;
    this.#near = 0;
    this.#open = 0;
    // Gains fall as white points rise only while those are positive.
    const bounded = rLow > 0 && bLow > 0;
    const whiteR = 1 + target.greyOffsetR;
    const whiteB = 1 + target.greyOffsetB;
    const farLimit = target.deltaLimit * (1 + MARGIN);
    const nearLimit = target.deltaLimit * (1 - MARGIN);
    for (let i = 0; i < count; i++) {
      const r0 = red[i] / rHigh - whiteR;
      const r1 = red[i] / rLow - whiteR;
      const b0 = blue[i] / bHigh - whiteB;
      const b1 = blue[i] / bLow - whiteB;
      // Distance of the interval [x0, x1] from 0, squared: at least, and at most.
      const leastR = r0 > 0 ? r0 * r0 : r1 < 0 ? r1 * r1 : 0;
      const leastB = b0 > 0 ? b0 * b0 : b1 < 0 ? b1 * b1 : 0;
      const most = Math.max(r0 * r0, r1 * r1) + Math.max(b0 * b0, b1 * b1);
      if (bounded && leastR + leastB > farLimit) this.#far++;
      else if (bounded && most < nearLimit) {
        this.#nearRed[this.#near] = red[i];
        this.#nearBlue[this.#near++] = blue[i];
      } else {
        this.#openRed[this.#open] = red[i];
        this.#openBlue[this.#open++] = blue[i];
      }
    }
    this.#takeMoments();
  }

  /** As greyCosts, for n candidates inside the box. */
  costs(r: Float64Array, b: Float64Array, n: number, out: Float64Array): void {
    const { deltaLimit, greyOffsetR, greyOffsetB } = this.#target;
    greyCosts(this.#openRed, this.#openBlue, this.#open, this.#target, r, b, n, out);
    // Without a limit none is capped, and none times infinity is no number.
    const capped = this.#far === 0 ? 0 : this.#far * deltaLimit;
    const near = this.#near;
    if (near === 0) {
      for (let i = 0; i < n; i++) out[i] += capped;
      return;
    }
    for (let i = 0; i < n; i++) {
      const gainR = 1 / r[i];
      const gainB = 1 / b[i];
      const dr = gainR * this.#meanRed - 1 - greyOffsetR;
      const db = gainB * this.#meanBlue - 1 - greyOffsetB;
      const scatter = gainR * gainR * this.#scatterRed + gainB * gainB * this.#scatterBlue;
      out[i] += capped + (scatter + near * (dr * dr + db * db));
    }
  }

  #reserve(zones: number): void {
    if (this.#openRed.length >= zones) return;
    this.#openRed = new Float64Array(zones);
    this.#openBlue = new Float64Array(zones);
    this.#nearRed = new Float64Array(zones);
    this.#nearBlue = new Float64Array(zones);
  }

  #takeMoments(): void {
    const near = this.#near;
    this.#meanRed = mean(this.#nearRed, near);
    this.#meanBlue = mean(this.#nearBlue, near);
    this.#scatterRed = scatter(this.#nearRed, near, this.#meanRed);
    this.#scatterBlue = scatter(this.#nearBlue, near, this.#meanBlue);
  }
}

function mean(values: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  return n === 0 ? 0 : sum / n;
}

function scatter(values: Float64Array, n: number, centre: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (values[i] - centre) * (values[i] - centre);
  return sum;
}
