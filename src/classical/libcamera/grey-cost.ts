/**
 * How far from grey a set of zones is under given white points: the data term of the search,
 *   F(r, b) = sum over zones of min((R'/r - 1 - offsetR)^2 + (B'/b - 1 - offsetB)^2, limit)
 * This is where the time goes (half a million terms for a 32x32 grid), so candidates are taken four at a time:
 * four running sums hide the latency of the additions, and each still adds its zones in their order, so that
 * rounding is the same as with one candidate at a time.
 */
export interface GreyTarget {
  readonly deltaLimit: number;
  readonly greyOffsetR: number;
  readonly greyOffsetB: number;
}

const LANES = 4;

/**
 * Costs of the first n candidates (r[i], b[i]) over the first `count` zones (red, blue: R', B').
 * r, b and out must have room for n rounded up to a multiple of 4; places beyond n are scratch.
 */
export function greyCosts(
  red: Float64Array,
  blue: Float64Array,
  count: number,
  { deltaLimit: limit, greyOffsetR, greyOffsetB }: GreyTarget,
  r: Float64Array,
  b: Float64Array,
  n: number,
  out: Float64Array,
): void {
  for (let i = n; i % LANES !== 0; i++) {
    r[i] = 1;
    b[i] = 1;
  }
  for (let i = 0; i < n; i += LANES) {
    const gainR0 = 1 / r[i];
    const gainR1 = 1 / r[i + 1];
    const gainR2 = 1 / r[i + 2];
    const gainR3 = 1 / r[i + 3];
    const gainB0 = 1 / b[i];
    const gainB1 = 1 / b[i + 1];
    const gainB2 = 1 / b[i + 2];
    const gainB3 = 1 / b[i + 3];
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let z = 0; z < count; z++) {
      const zr = red[z];
      const zb = blue[z];
      const dr0 = gainR0 * zr - 1 - greyOffsetR;
      const db0 = gainB0 * zb - 1 - greyOffsetB;
      const d0 = dr0 * dr0 + db0 * db0;
      sum0 += limit < d0 ? limit : d0;
      const dr1 = gainR1 * zr - 1 - greyOffsetR;
      const db1 = gainB1 * zb - 1 - greyOffsetB;
      const d1 = dr1 * dr1 + db1 * db1;
      sum1 += limit < d1 ? limit : d1;
      const dr2 = gainR2 * zr - 1 - greyOffsetR;
      const db2 = gainB2 * zb - 1 - greyOffsetB;
      const d2 = dr2 * dr2 + db2 * db2;
      sum2 += limit < d2 ? limit : d2;
      const dr3 = gainR3 * zr - 1 - greyOffsetR;
      const db3 = gainB3 * zb - 1 - greyOffsetB;
      const d3 = dr3 * dr3 + db3 * db3;
      sum3 += limit < d3 ? limit : d3;
    }
    out[i] = sum0;
    out[i + 1] = sum1;
    out[i + 2] = sum2;
    out[i + 3] = sum3;
  }
}
