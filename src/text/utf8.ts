/** UTF-8 without TextEncoder, which pure layers do not have: encodeURIComponent and its inverse speak it. */

export function utf8ToBytes(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}

/** Throws URIError for bytes that are no UTF-8. */
export function utf8FromBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const isAscii = bytes[from]! < FIRST_OF_MANY;
    const most = Math.min(bytes.length, isAscii ? from + LONGEST_RUN : bytes.length);
    let end = from + 1;
    while (end < most && bytes[end]! < FIRST_OF_MANY === isAscii) end++;
    const run = bytes.subarray(from, end);
    parts.push(isAscii ? asciiText(run) : decodeURIComponent(percents(run)));
    from = end;
  }
  return parts.join('');
}

/** From here on bytes are parts of characters of several bytes, of which no other byte is one. */
const FIRST_OF_MANY = 0x80;
/** Characters made by one call. */
const LONGEST_RUN = 4096;

/** Typed arrays are arguments as they are; spread out they are copied first, number by number. */
function asciiText(bytes: Uint8Array): string {
  return Reflect.apply(String.fromCharCode, null, bytes);
}

function percents(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `%${byte.toString(16)}`).join('');
}
