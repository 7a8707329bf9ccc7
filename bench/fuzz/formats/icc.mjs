// ICC profiles out of a tree, right or wrong: { count, tags }, a tag { name, at, curve }, a curve { samples } or { parametric: [type,
// numbers] } or { type }.

function curveBytes({ samples, parametric, type = 'curv', count }) {
  if (parametric) {
    const [kind, ...numbers] = parametric;
    const bytes = Buffer.alloc(12 + 4 * numbers.length);
    bytes.write('para', 'latin1');
    bytes.writeUInt16BE(kind & 65_535, 8);
    for (const [i, value] of numbers.entries())
      bytes.writeInt32BE(Math.round(value * 65_536) | 0, 12 + 4 * i);
    return bytes;
  }
  const bytes = Buffer.alloc(12 + 2 * (samples ?? []).length);
  bytes.write(String(type).slice(0, 4), 'latin1');
  bytes.writeUInt32BE((count ?? (samples ?? []).length) >>> 0, 8);
  for (const [i, value] of (samples ?? []).entries())
    bytes.writeUInt16BE(value & 65_535, 12 + 2 * i);
  return bytes;
}

export function encodeProfile({ tags, count = tags.length, length }) {
  const curves = tags.map(({ curve }) => curveBytes(curve));
  const head = Buffer.alloc(132 + 12 * tags.length);
  head.writeUInt32BE(count >>> 0, 128);
  let at = head.length;
  for (const [i, { name, at: place }] of tags.entries()) {
    head.write(String(name).padEnd(4).slice(0, 4), 132 + 12 * i, 'latin1');
    head.writeUInt32BE((place ?? at) >>> 0, 136 + 12 * i);
    head.writeUInt32BE(curves[i].length, 140 + 12 * i);
    at += curves[i].length;
  }
  const bytes = Buffer.concat([head, ...curves]);
  return length === undefined ? bytes : bytes.subarray(0, length);
}
