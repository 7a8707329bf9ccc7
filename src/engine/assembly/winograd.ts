/**
 * Winograd's F(2x2, 3x3) [Lavin2016] for the three products of a convolution: 2x2 outputs take 16 multiplications a pair of
 * channels instead of 36, and the transforms around them only add and halve. A convolution of stride 2 is a sum of four of
 * stride 1, one for each phase of the input (its even and odd rows and columns), whose kernels have two or three taps an axis.
 * Two taps are three with a last one of zero, which leaves the fourth point of that axis empty: 5x5 at stride 2 takes 49
 * multiplications where the sum takes 100.
 *
 *   points   one axis   d0 - d2, d1 + d2, d2 - d1, d3 - d1 of the input;  y0, y0 + y1, y0 - y1, y1 of the output's gradient
 *            two axes   a 4x4 of points; of two taps only the first three of an axis
 *   V        input points       [point][tile][slots x channels], a slot a phase
 *   D        output points      [point][tile][output channels]: products on the way forward, gradients on the way back
 *   U        weight points      [point], then as correlate.ts has it: [output channels / 8][channels of its slots][8]
 *
 * The products at a point are `correlate` and `correlateWeights` over its tiles, so that sums run over channels and phases
 * before anything is transformed back. A point knows which slots meet there: `ranges` is 16 pairs (first slot, slots).
 * Channels are multiples of 8. Strides are in bytes.
 */
const POINTS: u32 = 16;

@inline
function halfSum(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(f32x4.add(f32x4.add(a, c), b), f32x4.splat(0.5));
}

@inline
function halfDifference(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(f32x4.sub(f32x4.add(a, c), b), f32x4.splat(0.5));
}

/** Weights of one tap of a phase, zero beyond its taps. */
@inline
function tapOf(at: usize, isThere: bool): v128 {
  return isThere ? v128.load(at) : f32x4.splat(0);
}

/**
 * Weight points of one phase: G g G^T, into its slot of U. `weights` are [ky][kx][in][out]; tap (i, j) of the phase is
 * ky = phaseY + stride i, kx = phaseX + stride j.
 */
export function winogradWeights(
  weights: usize,
  kernel: u32,
  stride: u32,
  phaseY: u32,
  phaseX: u32,
  tapsY: u32,
  tapsX: u32,
  inChannels: u32,
  outChannels: u32,
  slot: u32,
  ranges: usize,
  u: usize,
  uPoint: u32,
): void {
  const tap: usize = inChannels * outChannels * 4;
  const down = tap * kernel * stride;
  const right = tap * stride;
  const first = weights + tap * (phaseY * kernel + phaseX);
  const three = tapsX == 3;
  for (let c: u32 = 0; c < inChannels; c++) {
    for (let o: u32 = 0; o < outChannels; o += 4) {
      const g0 = first + (c * outChannels + o) * 4;
      const g1 = g0 + down;
      const g2 = g1 + down;
      const last = tapsY == 3;
      const a0 = v128.load(g0);
      const a1 = v128.load(g0 + right);
      const a2 = tapOf(g0 + 2 * right, three);
      const b0 = v128.load(g1);
      const b1 = v128.load(g1 + right);
      const b2 = tapOf(g1 + 2 * right, three);
      const c0 = tapOf(g2, last);
      const c1 = tapOf(g2 + right, last);
      const c2 = tapOf(g2 + 2 * right, last && three);
      weightRow(0, a0, a1, a2, three, slot, c, o, inChannels, ranges, u, uPoint);
      weightRow(1, halfSum(a0, b0, c0), halfSum(a1, b1, c1), halfSum(a2, b2, c2), three, slot, c, o, inChannels, ranges, u, uPoint);
      weightRow(
        2, halfDifference(a0, b0, c0), halfDifference(a1, b1, c1), halfDifference(a2, b2, c2),
        three, slot, c, o, inChannels, ranges, u, uPoint,
      );
      if (last) weightRow(3, c0, c1, c2, three, slot, c, o, inChannels, ranges, u, uPoint);
    }
  }
}

function weightRow(
  row: u32,
  g0: v128,
  g1: v128,
  g2: v128,
  three: bool,
  slot: u32,
  channel: u32,
  out: u32,
  inChannels: u32,
  ranges: usize,
  u: usize,
  uPoint: u32,
): void {
  const point = row * 4;
  v128.store(weightAt(point, slot, channel, out, inChannels, ranges, u, uPoint), g0);
  v128.store(weightAt(point + 1, slot, channel, out, inChannels, ranges, u, uPoint), halfSum(g0, g1, g2));
  v128.store(weightAt(point + 2, slot, channel, out, inChannels, ranges, u, uPoint), halfDifference(g0, g1, g2));
  if (three) v128.store(weightAt(point + 3, slot, channel, out, inChannels, ranges, u, uPoint), g2);
}

/** Address in U of four output channels from `out` on. */
@inline
function weightAt(
  point: u32,
  slot: u32,
  channel: u32,
  out: u32,
  inChannels: u32,
  ranges: usize,
  u: usize,
  uPoint: u32,
): usize {
  const firstSlot = load<u32>(ranges + point * 8);
  const slots = load<u32>(ranges + point * 8, 4);
  const k = (slot - firstSlot) * inChannels + channel;
  return u + point * uPoint + ((out >> 3) * slots * inChannels + k) * 32 + (out & 4) * 4;
}

/** U as the product with the output's gradient reads it: [channels of the point's slots / 8][output channels][8]. */
export function winogradTransposed(
  u: usize,
  uPoint: u32,
  inChannels: u32,
  outChannels: u32,
  ranges: usize,
  to: usize,
): void {
  for (let point: u32 = 0; point < POINTS; point++) {
    const depth = load<u32>(ranges + point * 8, 4) * inChannels;
    const from = u + point * uPoint;
    let at = to + point * uPoint;
    for (let k: u32 = 0; k < depth; k += 8) {
      for (let o: u32 = 0; o < outChannels; o++) {
        const column = from + (((o >> 3) * depth + k) * 8 + (o & 7)) * 4;
        for (let i: u32 = 0; i < 8; i++, at += 4) store<f32>(at, load<f32>(column + i * 32));
      }
    }
  }
}

/** Adds the gradient of one phase's weights, G^T dU G, to gradients that lie as `weights` of `winogradWeights`. */
export function winogradWeightsGradientAdd(
  dU: usize,
  uPoint: u32,
  kernel: u32,
  stride: u32,
  phaseY: u32,
  phaseX: u32,
  tapsY: u32,
  tapsX: u32,
  inChannels: u32,
  outChannels: u32,
  slot: u32,
  ranges: usize,
  gradients: usize,
): void {
  const tap: usize = inChannels * outChannels * 4;
  const first = gradients + tap * (phaseY * kernel + phaseX);
  for (let c: u32 = 0; c < inChannels; c++) {
    for (let o: u32 = 0; o < outChannels; o += 4) {
      for (let j: u32 = 0; j < tapsX; j++) {
        const p0 = pointOfTap(0, j, tapsX, slot, c, o, inChannels, ranges, dU, uPoint);
        const p1 = pointOfTap(1, j, tapsX, slot, c, o, inChannels, ranges, dU, uPoint);
        const p2 = pointOfTap(2, j, tapsX, slot, c, o, inChannels, ranges, dU, uPoint);
        const half = f32x4.mul(f32x4.add(p1, p2), f32x4.splat(0.5));
        let at = first + tap * j * stride + (c * outChannels + o) * 4;
        const down = tap * kernel * stride;
        v128.store(at, f32x4.add(v128.load(at), f32x4.add(p0, half)));
        at += down;
        v128.store(at, f32x4.add(v128.load(at), f32x4.mul(f32x4.sub(p1, p2), f32x4.splat(0.5))));
        if (tapsY < 3) continue;
        at += down;
        const p3 = pointOfTap(3, j, tapsX, slot, c, o, inChannels, ranges, dU, uPoint);
        v128.store(at, f32x4.add(v128.load(at), f32x4.add(half, p3)));
      }
    }
  }
}

/** Row `row` of dU G at tap j. */
function pointOfTap(
  row: u32,
  j: u32,
  tapsX: u32,
  slot: u32,
  channel: u32,
  out: u32,
  inChannels: u32,
  ranges: usize,
  dU: usize,
  uPoint: u32,
): v128 {
  const p1 = v128.load(weightAt(row * 4 + 1, slot, channel, out, inChannels, ranges, dU, uPoint));
  const p2 = v128.load(weightAt(row * 4 + 2, slot, channel, out, inChannels, ranges, dU, uPoint));
  if (j == 1) return f32x4.mul(f32x4.sub(p1, p2), f32x4.splat(0.5));
  const half = f32x4.mul(f32x4.add(p1, p2), f32x4.splat(0.5));
  const outer = weightAt(row * 4 + (j == 0 ? 0 : 3), slot, channel, out, inChannels, ranges, dU, uPoint);
  return f32x4.add(v128.load(outer), half);
}

/**
 * Input points of one phase, B^T d B, of a block of tiles. `x` is the phase's first pixel for the block's first tile, xRow and
 * xPixel its steps (those of the input times the stride). Where the block's last tiles reach one row or column beyond the
 * output, `cutRow` and `cutColumn` say so: the pixel behind their window is then the last one within, which nothing depends on.
 * Four channels of a tile lie at to + point x toPoint + tile x toTile + channels / 4 x toGroup.
 */
export function winogradInput(
  x: usize,
  xRow: i32,
  xPixel: i32,
  tapsY: u32,
  tapsX: u32,
  channels: u32,
  tileRows: u32,
  tileColumns: u32,
  cutRow: bool,
  cutColumn: bool,
  to: usize,
  toPoint: u32,
  toTile: u32,
  toGroup: u32,
): void {
  let tile = to;
  for (let ty: u32 = 0; ty < tileRows; ty++) {
    const isCutBelow = cutRow && ty + 1 == tileRows;
    const row2: usize = isCutBelow && tapsY == 2 ? xRow : 2 * xRow;
    const row3: usize = isCutBelow ? 2 * xRow : 3 * xRow;
    for (let tx: u32 = 0; tx < tileColumns; tx++) {
      const isCutRight = cutColumn && tx + 1 == tileColumns;
      const column2: usize = isCutRight && tapsX == 2 ? xPixel : 2 * xPixel;
      const column3: usize = isCutRight ? 2 * xPixel : 3 * xPixel;
      let at = x + <usize>ty * 2 * xRow + <usize>tx * 2 * xPixel;
      let out = tile;
      for (let c: u32 = 0; c < channels; c += 4) {
        if (tapsX == 3) {
          if (tapsY == 3) inputTile(at, xRow, row2, row3, xPixel, column2, column3, out, toPoint, true, true);
          else inputTile(at, xRow, row2, row3, xPixel, column2, column3, out, toPoint, false, true);
        } else if (tapsY == 3) inputTile(at, xRow, row2, row3, xPixel, column2, column3, out, toPoint, true, false);
        else inputTile(at, xRow, row2, row3, xPixel, column2, column3, out, toPoint, false, false);
        at += 16;
        out += toGroup;
      }
      tile += toTile;
    }
  }
}

/** One tile of four channels; without the fourth row or column of points where the phase has two taps that way. */
@inline
function inputTile(
  at: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  column1: usize,
  column2: usize,
  column3: usize,
  out: usize,
  point: usize,
  fourRows: bool,
  fourColumns: bool,
): void {
  inputRow(v128.load(at), v128.load(at + row2), at, row2, column1, column2, column3, out, point, fourColumns, 0);
  inputRow(v128.load(at + row1), v128.load(at + row2), at + row1, row2 - row1, column1, column2, column3, out + 4 * point, point, fourColumns, 1);
  inputRow(v128.load(at + row2), v128.load(at + row1), at + row2, row1 - row2, column1, column2, column3, out + 8 * point, point, fourColumns, 0);
  if (fourRows)
    inputRow(v128.load(at + row3), v128.load(at + row1), at + row3, row1 - row3, column1, column2, column3, out + 12 * point, point, fourColumns, 0);
}

/** Points of one row: of the sum (sign 1) or difference of two rows of pixels, `other` bytes apart. */
@inline
function inputRow(
  a0: v128,
  b0: v128,
  at: usize,
  other: usize,
  column1: usize,
  column2: usize,
  column3: usize,
  out: usize,
  point: usize,
  fourColumns: bool,
  sign: i32,
): void {
  const p0 = sign ? f32x4.add(a0, b0) : f32x4.sub(a0, b0);
  const p1 = combined(at + column1, other, sign);
  const p2 = combined(at + column2, other, sign);
  v128.store(out, f32x4.sub(p0, p2));
  v128.store(out + point, f32x4.add(p1, p2));
  v128.store(out + 2 * point, f32x4.sub(p2, p1));
  if (fourColumns) v128.store(out + 3 * point, f32x4.sub(combined(at + column3, other, sign), p1));
}

@inline
function combined(at: usize, other: usize, sign: i32): v128 {
  const a = v128.load(at);
  const b = v128.load(at + other);
  return sign ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/** out = start + A^T M A of a block of tiles: rows x columns pixels of outputs; start is the bias, or 0 where bias is 0. */
export function winogradOutput(
  m: usize,
  mPoint: u32,
  channels: u32,
  out: usize,
  outRow: i32,
  outPixel: i32,
  rows: u32,
  columns: u32,
  bias: usize,
): void {
  let tile = m;
  for (let y: u32 = 0; y < rows; y += 2) {
    for (let x: u32 = 0; x < columns; x += 2) {
      const at = out + <usize>y * outRow + <usize>x * outPixel;
      const right = x + 1 < columns;
      const below = y + 1 < rows;
      for (let c: u32 = 0; c < channels << 2; c += 16) {
        const start = bias ? v128.load(bias + c) : f32x4.splat(0);
        const p = tile + c;
        const s0 = outputSum(p, mPoint);
        const s1 = outputSum(p + mPoint, mPoint);
        const s2 = outputSum(p + 2 * mPoint, mPoint);
        const s3 = outputSum(p + 3 * mPoint, mPoint);
        v128.store(at + c, f32x4.add(start, f32x4.add(f32x4.add(s0, s1), s2)));
        if (right) v128.store(at + c + outPixel, f32x4.add(start, f32x4.add(f32x4.sub(s1, s2), s3)));
        if (!below) continue;
        const t0 = outputDifference(p, mPoint);
        const t1 = outputDifference(p + mPoint, mPoint);
        const t2 = outputDifference(p + 2 * mPoint, mPoint);
        const t3 = outputDifference(p + 3 * mPoint, mPoint);
        v128.store(at + outRow + c, f32x4.add(start, f32x4.add(f32x4.add(t0, t1), t2)));
        if (right) v128.store(at + outRow + c + outPixel, f32x4.add(start, f32x4.add(f32x4.sub(t1, t2), t3)));
      }
      tile += channels << 2;
    }
  }
}

/** Points 0, 1 and 2 of one column, added up. */
@inline
function outputSum(p: usize, point: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(p), v128.load(p + 4 * point)), v128.load(p + 8 * point));
}

@inline
function outputDifference(p: usize, point: usize): v128 {
  return f32x4.add(f32x4.sub(v128.load(p + 4 * point), v128.load(p + 8 * point)), v128.load(p + 12 * point));
}

/** Points of the output's gradient, A dY A^T, of a block of tiles of rows x columns pixels; beyond them it is 0. */
export function winogradOutputGradient(
  dy: usize,
  dyRow: i32,
  dyPixel: i32,
  channels: u32,
  rows: u32,
  columns: u32,
  d: usize,
  dPoint: u32,
): void {
  const none = f32x4.splat(0);
  let tile = d;
  for (let y: u32 = 0; y < rows; y += 2) {
    for (let x: u32 = 0; x < columns; x += 2) {
      const at = dy + <usize>y * dyRow + <usize>x * dyPixel;
      const right = x + 1 < columns;
      const below = y + 1 < rows;
      for (let c: u32 = 0; c < channels << 2; c += 16) {
        const y00 = v128.load(at + c);
        const y01 = right ? v128.load(at + c + dyPixel) : none;
        const y10 = below ? v128.load(at + dyRow + c) : none;
        const y11 = right && below ? v128.load(at + dyRow + c + dyPixel) : none;
        const p = tile + c;
        gradientRow(p, dPoint, y00, y01);
        gradientRow(p + 4 * dPoint, dPoint, f32x4.add(y00, y10), f32x4.add(y01, y11));
        gradientRow(p + 8 * dPoint, dPoint, f32x4.sub(y00, y10), f32x4.sub(y01, y11));
        gradientRow(p + 12 * dPoint, dPoint, y10, y11);
      }
      tile += channels << 2;
    }
  }
}

@inline
function gradientRow(p: usize, point: usize, a: v128, b: v128): void {
  v128.store(p, a);
  v128.store(p + point, f32x4.add(a, b));
  v128.store(p + 2 * point, f32x4.sub(a, b));
  v128.store(p + 3 * point, b);
}

/**
 * Adds the gradient of the input, B dV B^T, of one phase of a block of tiles: the way back of `winogradInput`. `dx` is the
 * phase's first pixel for the block's first tile; of its pixels only those in rows from firstRow to lastRow and columns from
 * firstColumn to lastColumn exist, counted from that pixel, the last ones not included.
 */
export function winogradInputGradientAdd(
  dV: usize,
  dvPoint: u32,
  dvTile: u32,
  tapsY: u32,
  tapsX: u32,
  channels: u32,
  tileRows: u32,
  tileColumns: u32,
  dx: usize,
  dxRow: i32,
  dxPixel: i32,
  firstRow: i32,
  lastRow: i32,
  firstColumn: i32,
  lastColumn: i32,
): void {
  let tile = dV;
  for (let ty: u32 = 0; ty < tileRows; ty++) {
    const y: i32 = ty * 2;
    for (let tx: u32 = 0; tx < tileColumns; tx++) {
      const x: i32 = tx * 2;
      const at = dx + <usize>(y * dxRow) + <usize>(x * dxPixel);
      for (let i: i32 = 0; i <= <i32>tapsY; i++) {
        if (y + i < firstRow || y + i >= lastRow) continue;
        inputGradientRow(
          tile, dvPoint, i, tapsY == 3, tapsX == 3, channels, at + <usize>(i * dxRow), dxPixel,
          firstColumn - x, lastColumn - x,
        );
      }
      tile += dvTile;
    }
  }
}

/** Row i of one tile's gradient, of all channels. */
function inputGradientRow(
  tile: usize,
  point: usize,
  i: i32,
  fourRows: bool,
  fourColumns: bool,
  channels: u32,
  at: usize,
  pixel: i32,
  first: i32,
  last: i32,
): void {
  const is0 = first <= 0 && last > 0;
  const is1 = first <= 1 && last > 1;
  const is2 = first <= 2 && last > 2;
  const is3 = fourColumns && first <= 3 && last > 3;
  for (let c: u32 = 0; c < channels << 2; c += 16) {
    const p = tile + c;
    const v0 = gradientPoint(p, point, i, fourRows);
    const v1 = gradientPoint(p + point, point, i, fourRows);
    const v2 = gradientPoint(p + 2 * point, point, i, fourRows);
    const v3 = fourColumns ? gradientPoint(p + 3 * point, point, i, fourRows) : f32x4.splat(0);
    let to = at + c;
    if (is0) v128.store(to, f32x4.add(v128.load(to), v0));
    to += pixel;
    if (is1) v128.store(to, f32x4.add(v128.load(to), f32x4.sub(f32x4.sub(v1, v2), v3)));
    to += pixel;
    if (is2) v128.store(to, f32x4.add(v128.load(to), f32x4.sub(f32x4.add(v1, v2), v0)));
    to += pixel;
    if (is3) v128.store(to, f32x4.add(v128.load(to), v3));
  }
}

/** Row i of B dV in one column of points. */
@inline
function gradientPoint(p: usize, point: usize, i: i32, fourRows: bool): v128 {
  if (i == 0) return v128.load(p);
  if (i == 3) return v128.load(p + 12 * point);
  const v1 = v128.load(p + 4 * point);
  const v2 = v128.load(p + 8 * point);
  if (i == 2) return f32x4.sub(f32x4.add(v1, v2), v128.load(p));
  const difference = f32x4.sub(v1, v2);
  return fourRows ? f32x4.sub(difference, v128.load(p + 12 * point)) : difference;
}
