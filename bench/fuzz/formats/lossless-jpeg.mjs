// Lossless JPEG out of a tree, right or wrong [ITU-T T.81, annexes B and H]. Data are bytes of chance: whatever they are, they are
// codes of a table without gaps.

const segment = (marker, bytes) => [
  0xff,
  marker,
  (bytes.length + 2) >> 8,
  (bytes.length + 2) & 255,
  ...bytes,
];

/** A table of codes of these lengths in bits, by category. */
export const TABLES = {
  /** Sixteen codes of 4 bits, none unused: all data can be decoded. */
  even: { lengths: new Array(16).fill(4) },
  /** From 1 bit to 16, so that codes and differences outgrow the table of short ones. */
  long: { lengths: [2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16] },
};

export const losslessJpeg = (changes = {}) => ({
  widthPx: 8,
  heightPx: 6,
  bits: 12,
  predictor: 1,
  shift: 0,
  restartLines: 0,
  components: [0],
  tables: [TABLES.even],
  data: Uint8Array.from({ length: 300 }, (_, i) => (i * 73 + (i >> 3) * 29) & 127),
  ...changes,
});

function tableBytes({ lengths, symbols }, id) {
  const order = lengths.map((length, category) => ({ length, category }));
  order.sort((a, b) => a.length - b.length || a.category - b.category);
  const counts = Array.from({ length: 16 }, (_, i) => lengths.filter((l) => l === i + 1).length);
  return [id, ...counts, ...(symbols ?? order.map(({ category }) => category))];
}

/** Stuffed, with restart markers where `restartBytes` says so. */
function scanBytes(data, restartBytes) {
  const out = [];
  for (const [i, value] of data.entries()) {
    if (restartBytes && i > 0 && i % restartBytes === 0)
      out.push(0xff, 0xd0 + ((i / restartBytes - 1) & 7));
    out.push(value);
    if (value === 0xff) out.push(0);
  }
  return out;
}

export function encodeLosslessJpeg(jpeg) {
  const { widthPx, heightPx, bits, predictor, shift, restartLines, components, tables, data } =
    jpeg;
  const { frameKind = 0xc3, restartBytes = 0, fill = false, before = [] } = jpeg;
  const ids = components.map((_, i) => i + 1);
  const size = [heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255];
  const interval = restartLines * widthPx;
  return Uint8Array.from([
    0xff,
    0xd8,
    ...before.flatMap(({ marker, bytes }) => segment(marker, bytes)),
    ...(fill ? [0xff] : []),
    ...segment(0xc4, tables.flatMap(tableBytes)),
    ...segment(frameKind, [bits, ...size, ids.length, ...ids.flatMap((id) => [id, 0x11, 0])]),
    ...(interval > 0 ? segment(0xdd, [interval >> 8, interval & 255]) : []),
    ...segment(0xda, [
      ids.length,
      ...ids.flatMap((id, i) => [id, components[i] << 4]),
      predictor,
      0,
      shift,
    ]),
    ...scanBytes(data, restartBytes),
    0xff,
    0xd9,
  ]);
}
