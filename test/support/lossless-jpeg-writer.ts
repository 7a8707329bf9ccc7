/** Encodes lossless JPEG (ITU-T T.81, annex H) for tests, plainly: one table for all components, codes of the least lengths. */

export interface LosslessOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly components: number;
  readonly bits?: number;
  readonly predictor?: number;
  /** Lines between restart markers; 0 for none. */
  readonly restartLines?: number;
}

/** Lengths of codes for the categories 0 to 16: two of 3 bits, the rest longer, all ones unused. */
const LENGTHS = [4, 4, 4, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12];

export function encodeLossless(values: ArrayLike<number>, options: LosslessOptions): Uint8Array {
  const { widthPx, heightPx, components, bits = 16, predictor = 1, restartLines = 0 } = options;
  const order = LENGTHS.map((length, category) => ({ length, category })).sort(
    (a, b) => a.length - b.length || a.category - b.category,
  );
  const codes = new Map<number, { code: number; length: number }>();
  let code = 0;
  let last = order[0]!.length;
  for (const { length, category } of order) {
    code <<= length - last;
    last = length;
    codes.set(category, { code: code++, length });
  }
  const out: number[] = [0xff, 0xd8];
  const counts = Array.from({ length: 16 }, (_, i) => LENGTHS.filter((l) => l === i + 1).length);
  const table = [0, ...counts, ...order.map(({ category }) => category)];
  out.push(0xff, 0xc4, 0, 2 + table.length, ...table);
  const ids = Array.from({ length: components }, (_, i) => i + 1);
  const frame = [bits, heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255, components];
  out.push(0xff, 0xc3, 0, 8 + 3 * components, ...frame, ...ids.flatMap((id) => [id, 0x11, 0]));
  const interval = restartLines * widthPx;
  if (interval > 0) out.push(0xff, 0xdd, 0, 4, interval >> 8, interval & 255);
  out.push(0xff, 0xda, 0, 6 + 2 * components, components, ...ids.flatMap((id) => [id, 0]));
  out.push(predictor, 0, 0);
  let held = 0;
  let have = 0;
  const put = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) {
      held = (held << 1) | ((value >> i) & 1);
      if (++have < 8) continue;
      out.push(held);
      if (held === 0xff) out.push(0);
      held = 0;
      have = 0;
    }
  };
  const flush = (): void => {
    while (have > 0) put(1, 1);
  };
  const row = widthPx * components;
  for (let i = 0; i < row * heightPx; i++) {
    const y = Math.floor(i / row);
    const x = i % row;
    const isFirst = y === 0 || (restartLines > 0 && y % restartLines === 0);
    if (isFirst && y > 0 && x === 0) {
      flush();
      out.push(0xff, 0xd0 + ((y / restartLines - 1) & 7));
    }
    const at = (dx: number, dy: number) => values[i - dx * components - dy * row]!;
    const guess = predict(isFirst, x < components, predictor, 1 << (bits - 1), at);
    let difference = (values[i]! - guess) & 0xffff;
    if (difference > 32_768) difference -= 65_536;
    const category = difference === 32_768 ? 16 : 32 - Math.clz32(Math.abs(difference));
    const { code: word, length } = codes.get(category)!;
    put(word, length);
    if (category === 0 || category === 16) continue;
    put(difference > 0 ? difference : difference + (1 << category) - 1, category);
  }
  flush();
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}

function predict(
  isFirstLine: boolean,
  isFirstPixel: boolean,
  predictor: number,
  start: number,
  at: (dx: number, dy: number) => number,
): number {
  if (isFirstLine) return isFirstPixel ? start : at(1, 0);
  if (isFirstPixel) return at(0, 1);
  const [a, b, c] = [at(1, 0), at(0, 1), at(1, 1)];
  return [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor]!;
}
