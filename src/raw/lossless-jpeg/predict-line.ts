/**
 * A line of values from its differences: value = prediction + difference, modulo 2^16 [ITU-T T.81, table H.1]. Ra is the value to
 * the left, Rb the one above, Rc the one above to the left; the first value of a line is predicted by Rb.
 */

/**
 * @param predictor 1 to 7, or 0 for the first line after a start: Ra, and `start` for its first pixel
 * @param at of the line's first value in `out`; the line above lies before it
 */
export function predictLine(
  differences: Int32Array,
  out: Uint16Array,
  at: number,
  components: number,
  predictor: number,
  start: number,
): void {
  const n = differences.length;
  const up = at - n;
  for (let c = 0; c < components; c++) {
    out[at + c] = (predictor === 0 ? start : out[up + c]) + differences[c];
  }
  switch (predictor) {
    case 0:
    case 1:
      predictLeft(differences, out, at, components);
      return;
    case 2:
      for (let x = components; x < n; x++) out[at + x] = out[up + x] + differences[x];
      return;
    case 3:
      for (let x = components; x < n; x++) out[at + x] = out[up + x - components] + differences[x];
      return;
    case 7:
      for (let x = components; x < n; x++) {
        out[at + x] = ((out[at + x - components] + out[up + x]) >> 1) + differences[x];
      }
      return;
    default:
      predictByThree(differences, out, at, components, predictor);
  }
}

function predictLeft(
  differences: Int32Array,
  out: Uint16Array,
  at: number,
  components: number,
): void {
  const n = differences.length;
  if (components === 2) {
    let even = out[at];
    let odd = out[at + 1];
    for (let x = 2; x < n; x += 2) {
      even = (even + differences[x]) & 0xffff;
      odd = (odd + differences[x + 1]) & 0xffff;
      out[at + x] = even;
      out[at + x + 1] = odd;
    }
    return;
  }
  for (let x = components; x < n; x++) out[at + x] = out[at + x - components] + differences[x];
}

/** Predictors 4 to 6. */
function predictByThree(
  differences: Int32Array,
  out: Uint16Array,
  at: number,
  components: number,
  predictor: number,
): void {
  const n = differences.length;
  const up = at - n;
  for (let x = components; x < n; x++) {
    const a = out[at + x - components];
    const b = out[up + x];
    const c = out[up + x - components];
    const guess =
      predictor === 4 ? a + b - c : predictor === 5 ? a + ((b - c) >> 1) : b + ((a - c) >> 1);
    out[at + x] = guess + differences[x];
  }
}
