/** The size that a JPEG XL stream states, bare or in its container [ISO/IEC 18181-1, annex D; 18181-2]. */
import { damaged } from './tiff-fault.js';

const CONTAINER = [0, 0, 0, 12, 0x4a, 0x58, 0x4c, 0x20];
/** Width over height by the ratio's number. */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/** Throws RawFormatError where there is no such stream. */
export function readJxlSize(bytes: Uint8Array): { widthPx: number; heightPx: number } {
  const isContainer = CONTAINER.every((value, i) => bytes[i] === value);
  const stream = isContainer ? codestreamIn(bytes) : bytes;
  if (stream.length < 12 || stream[0] !== 0xff || stream[1] !== 0x0a) {
    throw damaged('a JPEG XL stream', 'none');
  }
  const read = bitReader(stream.subarray(2, 12));
  const isSmall = read(1) === 1;
  const side = () => (isSmall ? 8 * (1 + read(5)) : 1 + read([9, 13, 18, 30][read(2)]));
  const heightPx = side();
  const ratio = read(3);
  if (ratio === 0) return { heightPx, widthPx: side() };
  const [over, under] = RATIOS[ratio - 1];
  return { heightPx, widthPx: Math.floor((heightPx * over) / under) };
}

/** The first piece of the stream in a container. */
function codestreamIn(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = length === 0 ? bytes.length : at + Math.max(8, length);
    if (type === 'jxlc') return bytes.subarray(at + 8, end);
    if (type === 'jxlp') return bytes.subarray(at + 12, end);
    at = end;
  }
  return bytes.subarray(0, 0);
}

/** Reads bits from the lowest up, up to 30 at a time. */
function bitReader(bytes: Uint8Array): (count: number) => number {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) {
      value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** i;
    }
    return value;
  };
}
