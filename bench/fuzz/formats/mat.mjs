// MAT-files of level 5 as trees [MathWorks, "MAT-File Format"]: elements of a type, whose content is bytes, values or elements.
import { deflateSync } from 'node:zlib';

/** Bytes of one value by the number of its storage type. */
const BYTES = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 16: 1, 17: 2 };

/** `values` of a storage type. */
export const values = (type, list) => ({ type, list });
/** An array of a class, inside another or as a variable. */
export const array = (arrayClass, dims, name, inside) => ({
  type: 14,
  inside: [
    values(6, [arrayClass, 0]),
    values(5, dims),
    values(
      1,
      [...name].map((sign) => sign.charCodeAt(0)),
    ),
    ...inside,
  ],
});
export const deflated = (element) => ({ type: 15, inside: [element] });

/** `header` as text, `endian` as the two letters, and elements; everything may be wrong. */
export function encodeMat({ header, endian, elements }) {
  const start = Buffer.alloc(128, ' ');
  start.write(String(header), 0, 116, 'latin1');
  start.fill(0, 116, 124);
  start.write(endian === 'MI' ? '\x01\x00' : '\x00\x01', 124, 'latin1');
  start.write(String(endian), 126, 2, 'latin1');
  return Buffer.concat([start, ...elements.map((one) => encodeElement(one, endian === 'MI'))]);
}

function encodeElement({ type, list, inside, length }, big) {
  const content = inside
    ? Buffer.concat(inside.map((one) => encodeElement(one, big)))
    : encodeValues(type, list, big);
  const bytes = type === 15 ? deflateSync(content) : content;
  const stated = whole(length ?? bytes.length);
  if (!inside && bytes.length > 0 && bytes.length <= 4 && length === undefined) {
    const small = Buffer.alloc(8);
    writeWord(small, 0, (bytes.length << 16) | whole(type), big);
    bytes.copy(small, 4);
    return small;
  }
  const tag = Buffer.alloc(8);
  writeWord(tag, 0, whole(type), big);
  writeWord(tag, 4, stated, big);
  const padding = type === 15 ? 0 : (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([tag, bytes, Buffer.alloc(padding)]);
}

function encodeValues(type, list, big) {
  const width = BYTES[type] ?? 1;
  const bytes = Buffer.alloc(width * list.length);
  list.forEach((value, i) => {
    const at = i * width;
    if (type === 9) big ? bytes.writeDoubleBE(value, at) : bytes.writeDoubleLE(value, at);
    else if (type === 7) big ? bytes.writeFloatBE(value, at) : bytes.writeFloatLE(value, at);
    else if (width === 4) writeWord(bytes, at, whole(value), big);
    else if (width === 2)
      big ? bytes.writeUInt16BE(value & 0xffff, at) : bytes.writeUInt16LE(value & 0xffff, at);
    else bytes[at] = value;
  });
  return bytes;
}

const whole = (value) => Math.trunc(Number(value)) >>> 0;

function writeWord(bytes, at, value, big) {
  if (big) bytes.writeUInt32BE(value >>> 0, at);
  else bytes.writeUInt32LE(value >>> 0, at);
}
