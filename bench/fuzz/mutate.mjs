// Changes to inputs: of bytes for every reader, of chunks, headers and trees for those that would refuse the rest unread.
import { crc32 } from '../../dist/model/crc32.js';

const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x2c, 0x22];
const VALUES = [
  0,
  -1,
  1e9,
  1e308,
  -1e308,
  5e-324,
  0.5,
  null,
  true,
  '',
  'x',
  '\u0000',
  '\u202e',
  [],
  {},
  [[]],
  '1e999',
  2 ** 53,
];

/** Bit flips, bytes, runs cut, doubled, moved and filled, lengths that lie, two inputs spliced, an end that is missing. */
export function mutateBytes(bytes, rng, other = bytes) {
  let out = Buffer.from(bytes);
  const at = () => rng.integer(Math.max(1, out.length));
  for (let n = 1 + rng.integer(4); n > 0; n--) {
    const [a, b] = [at(), at()].sort((x, y) => x - y);
    switch (rng.integer(9)) {
      case 0:
        if (out.length) out[a] ^= 1 << rng.integer(8);
        break;
      case 1:
        if (out.length) out[a] = NASTY[rng.integer(NASTY.length)];
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, a), out.subarray(b)]);
        break;
      case 3:
        out = Buffer.concat([out.subarray(0, b), out.subarray(a)]);
        break;
      case 4:
        out.fill(NASTY[rng.integer(NASTY.length)], a, Math.min(b, a + 64));
        break;
      case 5:
        if (out.length > a + 4)
          out.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff, out.length][rng.integer(5)], a);
        break;
      case 6:
        if (out.length > a + 4)
          out.writeUInt32BE([0, 1, 0x7fffffff, 0xffffffff, out.length][rng.integer(5)], a);
        break;
      case 7:
        out = Buffer.concat([out.subarray(0, a), other.subarray(rng.integer(other.length || 1))]);
        break;
      default:
        out = out.subarray(0, b);
    }
    if (out.length > 200_000) out = out.subarray(0, 200_000);
  }
  return out;
}

/** Places of a tree: parent and key; bytes and long lists of numbers count as one. */
function placesOf(root) {
  const places = [];
  const visit = (parent) => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key]);
      const value = parent[key];
      const isInner = value !== null && typeof value === 'object' && !ArrayBuffer.isView(value);
      if (isInner && places.length < 4000) visit(value);
    }
  };
  visit(root);
  return places;
}

/**
 * A value of plain data with some of its places changed, removed, doubled or taken from elsewhere in it.
 *
 * @param known values that mean something to the reader
 */
export function mutateTree(value, rng, known = []) {
  const root = { root: structuredClone(value) };
  for (let n = rng.uniform() < 0.6 ? 1 : 1 + rng.integer(3); n > 0; n--) {
    const places = placesOf(root);
    const [parent, key] = places[rng.integer(places.length)];
    const old = parent[key];
    const [from, name] = places[rng.integer(places.length)];
    if (ArrayBuffer.isView(old) && rng.uniform() < 0.7) {
      parent[key] = mutateBytes(Buffer.from(old), rng);
      continue;
    }
    switch (rng.integer(known.length > 0 ? 8 : 6)) {
      case 0:
        if (parent === root) break;
        if (Array.isArray(parent)) parent.splice(Number(key), 1);
        else delete parent[key];
        break;
      case 1:
        if (typeof old === 'number')
          parent[key] = old * [-1, 0, 1e-9, 1e9, 1.5, 1 / 3][rng.integer(6)];
        break;
      case 2:
        if (Array.isArray(old) && old.length)
          old.push(structuredClone(old[rng.integer(old.length)]));
        break;
      case 3:
        parent[key] = structuredClone(from[name]);
        break;
      case 4:
        if (typeof old === 'number') parent[key] = Math.round(old) + rng.integer(3) - 1;
        break;
      case 5:
        parent[key] = VALUES[rng.integer(VALUES.length)];
        break;
      default:
        parent[key] = structuredClone(known[rng.integer(known.length)]);
    }
  }
  return root.root;
}

/** A tree as JSON, or as YAML of a sort: most of its bytes as they are. */
export const mutateJson = (bytes, rng, other) => {
  if (rng.uniform() < 0.25) return mutateBytes(bytes, rng, other);
  try {
    return Buffer.from(JSON.stringify(mutateTree(JSON.parse(bytes), rng)) ?? '');
  } catch {
    return mutateBytes(bytes, rng, other);
  }
};

/** Lines, of which one or two are changed as trees, moved, doubled or left out. */
export const mutateLines = (bytes, rng, other) => {
  if (rng.uniform() < 0.15) return mutateBytes(bytes, rng, other);
  const lines = String(bytes).split('\n');
  for (let n = 1 + rng.integer(2); n > 0; n--) {
    const i = rng.integer(lines.length);
    const way = rng.integer(6);
    if (way === 0) lines.splice(i, 1);
    else if (way === 1) lines.splice(i, 0, lines[rng.integer(lines.length)] ?? '');
    else lines[i] = String(mutateJson(Buffer.from(lines[i] ?? ''), rng, other));
  }
  return Buffer.from(lines.join('\n'));
};

/** A model file or a checkpoint with a header that was changed as a tree, or numbers as bytes, and a right checksum. */
export function mutateContainer(bytes, rng, other) {
  if (rng.uniform() < 0.15 || bytes.length < 20) return mutateBytes(bytes, rng, other);
  const start = 16 + bytes.readUInt32LE(12);
  let header = JSON.parse(bytes.toString('utf8', 16, start));
  let numbers = bytes.subarray(start, -4);
  if (rng.uniform() < 0.8) header = mutateTree(header, rng);
  else numbers = mutateBytes(numbers, rng);
  const json = Buffer.from(JSON.stringify(header) ?? '');
  const padded = Buffer.alloc(Math.ceil(json.length / 4) * 4, 0x20);
  json.copy(padded);
  const prefix = Buffer.from(bytes.subarray(0, 16));
  prefix.writeUInt32LE(padded.length, 12);
  const body = Buffer.concat([prefix, padded, numbers]);
  const end = Buffer.alloc(4);
  end.writeUInt32LE(crc32(body) >>> 0);
  return Buffer.concat([body, end]);
}
