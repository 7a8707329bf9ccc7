/**
 * correlateInt16Pool (window.ts) with about half of its multiplications, by Winograd's minimal filtering [Winograd1980,
 * Lavin2016]: a tile is a 2x2 window of the pool, and along either axis its two sums of 3 taps are had from 4 products, of 2
 * taps from 3:
 *
 *   3 taps    m0 = (d0 - d2) g0     m1 = (d1 + d2)(g0 + g1 + g2)     m2 = (d2 - d1)(g0 - g1 + g2)     m3 = (d1 - d3) g2
 *             y0 = m0 + (m1 + m2) / 2                                y1 = (m1 - m2) / 2 - m3
 *   2 taps    m0 = (d0 - d1) g0     m1 = d1 (g0 + g1)                m2 = (d1 - d2) g1
 *             y0 = m0 + m1                                           y1 = m1 - m2
 *   1 tap     m0 = d0 g0            m1 = d1 g0
 *
 * Larger kernels and those with strides are sums of such pieces, each of every stride-th tap; F is how many numbers m a tile
 * has along an axis. All of it is in whole numbers and exact, so that digits are those of the plain product: sums may leave 32
 * bits and come back, but for what is halved, which is known to fit (src/infer/winograd/halving.ts). One of the sums begins
 * with a number for that, `start`, of which a quarter is then in all four results.
 *
 * Tiles are multiplied in groups of four, their pairs of channels side by side: [F][F][pairs][4][2]. Tables of 16-bit
 * integers and weights are those of src/infer/winograd/weights.ts; a number whose weights leave 16 bits has several blocks.
 */

/** Tiles of a group: 4 x 8 sums are held in registers. */
const TILES: u32 = 4;
/** Bytes of those sums. */
const SUMS_BYTES: u32 = 128;

/**
 * int16 with a 2x2 max pool behind, the digits those of correlateInt16Pool: rows and columns are those of the pooled map, aRow
 * and aPixel of the one that is read. blockTiles, a multiple of 4, are transformed before they are multiplied. `work`: room for
 * F lines of a tile's pixels, for 4 + blockTiles tiles of F F pixels, and for 128 F (F + 2) bytes of sums.
 */
export function winogradInt16Pool(
  a: usize,
  aRow: i32,
  aPixel: i32,
  axis: usize,
  stride: u32,
  packed: usize,
  starts: usize,
  panels: u32,
  out: usize,
  outRow: i32,
  outPixel: i32,
  rows: u32,
  columns: u32,
  bias: usize,
  slope: usize,
  aScale: usize,
  weightScales: usize,
  work: usize,
  blockTiles: u32,
): void {
  const pieces: u32 = load<u16>(axis);
  const numbers: u32 = load<u16>(axis, 2);
  const lineBytes: u32 = load<u16>(axis, 4) * aPixel;
  const squared = numbers * numbers;
  const tileBytes: u32 = squared * aPixel;
  const groupBytes: u32 = TILES * tileBytes;
  const panelBytes: u32 = load<u16>(axis, 6) * aPixel * 8;
  const parts = axis + 8 + pieces * 4;
  const tilesAt = work + numbers * lineBytes;
  const sumsAt = tilesAt + groupBytes;
  const results = sumsAt + squared * SUMS_BYTES;
  const groupsAt = results + numbers * 2 * SUMS_BYTES;
  const tiles = rows * columns;
  for (let t0: u32 = 0; t0 < tiles; t0 += blockTiles) {
    const t1 = min<u32>(tiles, t0 + blockTiles);
    let group = groupsAt;
    for (let t = t0; t < t1; t += TILES) {
      for (let i: u32 = 0; i < TILES; i++) {
        // Past the end the last tile is repeated: the same value is computed and stored again.
        const tile = min(t + i, t1 - 1);
        const y = tile / columns;
        const from = a + <usize>(2 * stride * y) * aRow + <usize>(2 * stride * (tile - y * columns)) * aPixel;
        transformAxis(axis, from, stride * aRow, aRow, 0, work, lineBytes, 0, 1, lineBytes);
        transformAxis(axis, work, stride * aPixel, aPixel, lineBytes, tilesAt + i * tileBytes, aPixel, numbers * aPixel, numbers, aPixel);
      }
      interleave(tilesAt, tileBytes, group);
      group += groupBytes;
    }
    for (let panel: u32 = 0; panel < panels; panel++) {
      const at = panel << 5;
      group = groupsAt;
      for (let t = t0; t < t1; t += TILES) {
        multiply(group, packed + panel * panelBytes, parts, squared, aPixel * TILES, sumsAt);
        begin(sumsAt + (numbers + 1) * SUMS_BYTES, starts + at);
        group += groupBytes;
        inverseAxis(axis, sumsAt, SUMS_BYTES, numbers * SUMS_BYTES, numbers, results);
        inverseAxis(axis, results, SUMS_BYTES, 2 * SUMS_BYTES, 2, sumsAt);
        for (let i: u32 = 0; i < TILES; i++) {
          const tile = min(t + i, t1 - 1);
          const y = tile / columns;
          const o = out + <usize>y * outRow + <usize>(tile - y * columns) * outPixel + at;
          const sums = sumsAt + i * 32;
          finish(sums, o, starts + at, bias + at, slope, aScale, weightScales + at);
          finish(sums + 16, o + 16, starts + at + 16, bias + at + 16, slope, aScale, weightScales + at + 16);
        }
      }
    }
  }
}

/** Four tiles behind one another become pairs of channels of all four. */
function interleave(from: usize, tileBytes: u32, to: usize): void {
  for (let i: u32 = 0; i < tileBytes; i += 16) {
    const t0 = v128.load(from + i);
    const t1 = v128.load(from + tileBytes + i);
    const t2 = v128.load(from + 2 * tileBytes + i);
    const t3 = v128.load(from + 3 * tileBytes + i);
    const low01 = v128.shuffle<i32>(t0, t1, 0, 4, 1, 5);
    const low23 = v128.shuffle<i32>(t2, t3, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(t0, t1, 2, 6, 3, 7);
    const high23 = v128.shuffle<i32>(t2, t3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 16);
    v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 32);
    v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 48);
    to += 64;
  }
}

/** Adds what the sums of one number begin with. */
function begin(sums: usize, start: usize): void {
  const s0 = v128.load(start);
  const s1 = v128.load(start, 16);
  for (let i: u32 = 0; i < SUMS_BYTES; i += 32) {
    v128.store(sums + i, i32x4.add(v128.load(sums + i), s0));
    v128.store(sums + i, i32x4.add(v128.load(sums + i, 16), s1), 16);
  }
}

/** Of a tile's four sums the largest, as the number that it stands for, for four output channels. */
@inline
function finish(
  sums: usize,
  out: usize,
  start: usize,
  bias: usize,
  slope: usize,
  aScale: usize,
  weightScales: usize,
): void {
  const largest = i32x4.max_s(
    i32x4.max_s(v128.load(sums), v128.load(sums, 128)),
    i32x4.max_s(v128.load(sums, 256), v128.load(sums, 384)),
  );
  const sum = i32x4.sub(largest, i32x4.shr_s(v128.load(start), 2));
  const scale = f32x4.mul(v128.load32_splat(aScale), v128.load(weightScales));
  const v = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), v128.load(bias));
  v128.store(out, f32x4.pmax(v, f32x4.mul(v, v128.load32_splat(slope))));
}

/** The numbers of all pieces along one axis, for each of `tiles` lines of pixels or of channels; `bytes` in a row at a time. */
function transformAxis(
  axis: usize,
  from: usize,
  fromTap: u32,
  fromPixel: u32,
  fromTile: u32,
  to: usize,
  toNumber: u32,
  toTile: u32,
  tiles: u32,
  bytes: u32,
): void {
  const pieces: u32 = load<u16>(axis);
  for (let piece: u32 = 0; piece < pieces; piece++) {
    const taps: u32 = load<u16>(axis + piece * 4, 8);
    let x = from + load<u16>(axis + piece * 4, 10) * fromPixel;
    let y = to;
    for (let tile: u32 = 0; tile < tiles; tile++) {
      transformTile(taps, x, fromTap, y, toNumber, bytes);
      x += fromTile;
      y += toTile;
    }
    to += (taps + 1) * toNumber;
  }
}

@inline
function transformTile(taps: u32, x: usize, tap: u32, y: usize, number: u32, bytes: u32): void {
  for (let i: u32 = 0; i < bytes; i += 16) {
    const p = x + i;
    const q = y + i;
    const d0 = v128.load(p);
    const d1 = v128.load(p + tap);
    if (taps == 1) {
      v128.store(q, d0);
      v128.store(q + number, d1);
      continue;
    }
    const d2 = v128.load(p + 2 * tap);
    if (taps == 2) {
      v128.store(q, i16x8.sub(d0, d1));
      v128.store(q + number, d1);
      v128.store(q + 2 * number, i16x8.sub(d1, d2));
      continue;
    }
    v128.store(q, i16x8.sub(d0, d2));
    v128.store(q + number, i16x8.add(d1, d2));
    v128.store(q + 2 * number, i16x8.sub(d2, d1));
    v128.store(q + 3 * number, i16x8.sub(d1, v128.load(p + 3 * tap)));
  }
}

/**
 * Sums of products of a group of tiles with a panel of weights, [number][4 tiles][8]. Unrolled, the loop is slower: V8 then loads
 * all of it before the first sum is done, for which there are too few registers.
 */
function multiply(p: usize, b: usize, parts: usize, numbers: u32, bytes: u32, sums: usize): void {
  const sumsEnd = sums + numbers * SUMS_BYTES;
  while (sums < sumsEnd) {
    let c00 = i32x4.splat(0);
    let c01 = c00;
    let c10 = c00;
    let c11 = c00;
    let c20 = c00;
    let c21 = c00;
    let c30 = c00;
    let c31 = c00;
    const end = p + bytes;
    for (let part: u32 = load<u16>(parts); part; part--) {
      p = end - bytes;
      while (true) {
        const w0 = v128.load(b);
        const w1 = v128.load(b, 16);
        let s = v128.load32_splat(p);
        c00 = i32x4.add(c00, i32x4.dot_i16x8_s(s, w0));
        c01 = i32x4.add(c01, i32x4.dot_i16x8_s(s, w1));
        s = v128.load32_splat(p, 4);
        c10 = i32x4.add(c10, i32x4.dot_i16x8_s(s, w0));
        c11 = i32x4.add(c11, i32x4.dot_i16x8_s(s, w1));
        s = v128.load32_splat(p, 8);
        c20 = i32x4.add(c20, i32x4.dot_i16x8_s(s, w0));
        c21 = i32x4.add(c21, i32x4.dot_i16x8_s(s, w1));
        s = v128.load32_splat(p, 12);
        c30 = i32x4.add(c30, i32x4.dot_i16x8_s(s, w0));
        c31 = i32x4.add(c31, i32x4.dot_i16x8_s(s, w1));
        b += 32;
        p += 16;
        if (p >= end) break;
      }
    }
    parts += 2;
    v128.store(sums, c00);
    v128.store(sums, c01, 16);
    v128.store(sums, c10, 32);
    v128.store(sums, c11, 48);
    v128.store(sums, c20, 64);
    v128.store(sums, c21, 80);
    v128.store(sums, c30, 96);
    v128.store(sums, c31, 112);
    sums += SUMS_BYTES;
  }
}

/** (a + b) / 2 of what has no remainder, though a + b may leave 32 bits. */
@inline
function half(a: v128, b: v128): v128 {
  return i32x4.add(v128.and(a, b), i32x4.shr_s(v128.xor(a, b), 1));
}

/** Both outputs of all pieces along one axis, for `lines` lines: [line][2][sums of a group]. */
function inverseAxis(axis: usize, from: usize, line: u32, step: u32, lines: u32, to: usize): void {
  const pieces: u32 = load<u16>(axis);
  for (let piece: u32 = 0; piece < pieces; piece++) {
    const taps: u32 = load<u16>(axis + piece * 4, 8);
    if (piece == 0) {
      if (taps == 3) inversePiece(3, true, from, line, step, lines, to);
      else if (taps == 2) inversePiece(2, true, from, line, step, lines, to);
      else inversePiece(1, true, from, line, step, lines, to);
    } else {
      if (taps == 3) inversePiece(3, false, from, line, step, lines, to);
      else if (taps == 2) inversePiece(2, false, from, line, step, lines, to);
      else inversePiece(1, false, from, line, step, lines, to);
    }
    from += (taps + 1) * step;
  }
}

@inline
function inversePiece(
  taps: u32,
  isFirst: bool,
  from: usize,
  line: u32,
  step: u32,
  lines: u32,
  to: usize,
): void {
  for (let i: u32 = 0; i < lines; i++) {
    for (let p = from; p < from + SUMS_BYTES; p += 16) {
      let first = v128.load(p);
      let second = v128.load(p + step);
      if (taps == 2) {
        first = i32x4.add(first, second);
        second = i32x4.sub(second, v128.load(p + 2 * step));
      } else if (taps == 3) {
        const mean = half(second, v128.load(p + 2 * step));
        first = i32x4.add(first, mean);
        second = i32x4.sub(i32x4.sub(second, mean), v128.load(p + 3 * step));
      }
      if (!isFirst) {
        first = i32x4.add(first, v128.load(to));
        second = i32x4.add(second, v128.load(to, SUMS_BYTES));
      }
      v128.store(to, first);
      v128.store(to, second, SUMS_BYTES);
      to += 16;
    }
    from += line;
    to += SUMS_BYTES;
  }
}
