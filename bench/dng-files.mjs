/**
 * DNGs of 12 megapixels for `bench:dng`, as a Raspberry Pi's and Adobe's programs write them: one Bayer frame of 12 bits with blocks of
 * colour, shot noise and a clipped lamp, stored in three ways.
 */
const WIDTH = 4056;
const HEIGHT = 3040;
const BLACK = 256;
const WHITE = 4095;
const LIGHT = [0.46, 1, 1, 0.61];

/** Values of the frame; no two calls differ. */
export function makeFrame(widthPx = WIDTH, heightPx = HEIGHT) {
  const values = new Uint16Array(widthPx * heightPx);
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  };
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      const tile = ((x >> 7) * 7 + (y >> 7) * 5) % 11;
      const isLamp = x < widthPx / 12 && y < heightPx / 12;
      const light = LIGHT[2 * (y & 1) + (x & 1)];
      const level = isLamp ? 9000 : light * (150 + 130 * tile + (400 * x) / widthPx);
      const spread = Math.sqrt(3 + 0.3 * level) * 3.4;
      const value = Math.round(BLACK + level + spread * (noise() + noise()) * 0.7);
      values[i] = Math.min(WHITE, Math.max(0, value));
    }
  }
  return { values, widthPx, heightPx };
}

/** Files by name: what `bench:dng` times. */
export function makeFiles(frame = makeFrame()) {
  const { values, widthPx, heightPx } = frame;
  const words = new Uint8Array(values.buffer);
  const tile = [624, 608];
  return {
    uncompressed: writeDng(frame, { bits: 16, compression: 1, blocks: [words] }),
    packed: writeDng(frame, { bits: 12, compression: 1, blocks: [pack12(values)] }),
    'lossless JPEG, one strip': writeDng(frame, {
      bits: 12,
      compression: 7,
      blocks: [encodeLossless(values, widthPx, 0, 0, widthPx, heightPx)],
    }),
    'lossless JPEG, tiles': writeDng(frame, {
      bits: 12,
      compression: 7,
      tile,
      blocks: tilesOf(frame, tile),
    }),
  };
}

function tilesOf({ values, widthPx, heightPx }, [width, height]) {
  const blocks = [];
  for (let top = 0; top < heightPx; top += height) {
    for (let left = 0; left < widthPx; left += width) {
      blocks.push(encodeLossless(values, widthPx, left, top, width, height));
    }
  }
  return blocks;
}

/** Two samples in three bytes, the highest bit first. */
function pack12(values) {
  const bytes = new Uint8Array((values.length / 2) * 3);
  for (let i = 0, o = 0; i < values.length; i += 2) {
    bytes[o++] = values[i] >> 4;
    bytes[o++] = ((values[i] & 15) << 4) | (values[i + 1] >> 8);
    bytes[o++] = values[i + 1] & 255;
  }
  return bytes;
}

/** Lengths of codes for categories 0 to 16: short where differences of neighbours of one colour under noise lie. */
const LENGTHS = [6, 5, 4, 3, 3, 3, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14];

/** Lossless JPEG [ITU-T T.81, annex H] of two components of half the width, predictor 1, as Adobe writes Bayer tiles. */
function encodeLossless(values, stride, left, top, width, height) {
  const order = LENGTHS.map((length, category) => ({ length, category })).sort(
    (a, b) => a.length - b.length || a.category - b.category,
  );
  const codes = [];
  let next = 0;
  let last = order[0].length;
  for (const { length, category } of order) {
    next <<= length - last;
    last = length;
    codes[category] = [next++, length];
  }
  const out = new Uint8Array(width * height * 3 + 1024);
  let at = writeHeader(out, order, width, height);
  let held = 0;
  let have = 0;
  const put = (code, length) => {
    held = (held << length) | code;
    for (have += length; have >= 8; have -= 8) {
      const byte = (held >>> (have - 8)) & 255;
      out[at++] = byte;
      if (byte === 255) out[at++] = 0;
    }
    held &= (1 << have) - 1;
  };
  const valueAt = (x, y) => values[(top + y) * stride + Math.min(left + x, stride - 1)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const guess = x >= 2 ? valueAt(x - 2, y) : y > 0 ? valueAt(x, y - 1) : 2048;
      const difference = valueAt(x, y) - guess;
      const category = 32 - Math.clz32(Math.abs(difference));
      put(...codes[category]);
      if (category > 0) {
        put(difference < 0 ? difference + 2 ** category - 1 : difference, category);
      }
    }
  }
  if (have > 0) put(2 ** (8 - have) - 1, 8 - have);
  out[at++] = 0xff;
  out[at++] = 0xd9;
  return out.slice(0, at);
}

function writeHeader(out, order, width, height) {
  const counts = Array.from({ length: 16 }, (_, i) => LENGTHS.filter((l) => l === i + 1).length);
  const word = (value) => [value >> 8, value & 255];
  const symbols = order.map(({ category }) => category);
  const header = [
    ...[0xff, 0xd8, 0xff, 0xc3, ...word(14), 12, ...word(height), ...word(width / 2), 2],
    ...[0, 0x11, 0, 1, 0x11, 0],
    ...[0xff, 0xc4, ...word(19 + symbols.length), 0, ...counts, ...symbols],
    ...[0xff, 0xda, ...word(10), 2, 0, 0, 1, 0, 1, 0, 0],
  ];
  out.set(header);
  return header.length;
}

/** A DNG of one directory, little endian, its pixels behind it. */
function writeDng({ widthPx, heightPx }, { bits, compression, blocks, tile }) {
  const tags = [
    [256, 4, [widthPx]],
    [257, 4, [heightPx]],
    [258, 3, [bits]],
    [259, 3, [compression]],
    [262, 3, [32_803]],
    [277, 3, [1]],
    ...(tile ? [] : [[273, 4, blocks]]),
    ...(tile ? [] : [[278, 4, [heightPx]]]),
    ...(tile ? [] : [[279, 4, blocks.map(({ length }) => length)]]),
    ...(tile ? [[322, 4, [tile[0]]]] : []),
    ...(tile ? [[323, 4, [tile[1]]]] : []),
    ...(tile ? [[324, 4, blocks]] : []),
    ...(tile ? [[325, 4, blocks.map(({ length }) => length)]] : []),
    [33_421, 3, [2, 2]],
    [33_422, 1, [0, 1, 1, 2]],
    [50_706, 1, [1, 4, 0, 0]],
    [50_714, 3, [BLACK]],
    [50_717, 3, [WHITE]],
  ];
  const sizes = { 1: 1, 3: 2, 4: 4 };
  let end = 8 + 2 + 12 * tags.length + 4;
  const places = tags.map(([, type, values]) => {
    const bytes = sizes[type] * values.length;
    if (bytes <= 4) return null;
    const at = end;
    end += bytes + (bytes & 1);
    return at;
  });
  end += end & 1;
  const offsets = [];
  for (const block of blocks) {
    offsets.push(end);
    end += block.length + (block.length & 1);
  }
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  file.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, 8, true);
  view.setUint16(8, tags.length, true);
  for (const [k, [tag, type, values]] of tags.entries()) {
    const entry = 10 + 12 * k;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, values.length, true);
    const at = places[k] ?? entry + 8;
    if (places[k] !== null) view.setUint32(entry + 8, at, true);
    const numbers = values === blocks ? offsets : values;
    for (const [i, value] of numbers.entries()) {
      if (type === 1) view.setUint8(at + i, value);
      else if (type === 3) view.setUint16(at + 2 * i, value, true);
      else view.setUint32(at + 4 * i, value, true);
    }
  }
  for (const [k, block] of blocks.entries()) file.set(block, offsets[k]);
  return file;
}
