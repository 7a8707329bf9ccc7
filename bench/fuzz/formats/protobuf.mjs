// Protocol buffer messages out of a tree: fields [number, value], where a value is a whole number (a varint), a text, bytes, a list of
// fields (a message), { float } (32 bits), { double } or { packed: numbers }.

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(Number(value)) || 0));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const withLength = (number, bytes) =>
  Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);

function field([number, value]) {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  if (typeof value === 'string') return withLength(number, Buffer.from(value));
  if (ArrayBuffer.isView(value)) return withLength(number, Buffer.from(value));
  if (Array.isArray(value)) return withLength(number, encodeMessage(value));
  if (value.packed) return withLength(number, Buffer.concat(value.packed.map(varint)));
  const bytes = Buffer.alloc(value.float === undefined ? 8 : 4);
  if (value.float === undefined) bytes.writeDoubleLE(Number(value.double));
  else bytes.writeFloatLE(Number(value.float));
  return Buffer.concat([varint(number * 8 + (value.float === undefined ? 1 : 5)), bytes]);
}

export function encodeMessage(fields) {
  return Buffer.concat(fields.map(field));
}
