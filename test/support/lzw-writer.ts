/** LZW as TIFF has it [TIFF 6.0, section 13]: codes of 9 to 12 bits, the highest bit first, one size up a code early. */
const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MOST_CODES = 4094;

export function encodeLzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let have = 0;
  let size = 9;
  const put = (code: number) => {
    held = (held << size) | code;
    for (have += size; have >= 8; have -= 8) out.push((held >> (have - 8)) & 255);
    held &= (1 << have) - 1;
  };
  let table = new Map<string, number>();
  let next = FIRST_FREE;
  put(CLEAR);
  let prefix = '';
  const codeOf = (text: string) => (text.length === 1 ? text.charCodeAt(0) : table.get(text));
  for (const byte of bytes) {
    const longer = prefix + String.fromCharCode(byte);
    if (codeOf(longer) !== undefined) {
      prefix = longer;
      continue;
    }
    put(codeOf(prefix)!);
    table.set(longer, next++);
    if (next === 512 || next === 1024 || next === 2048) size++;
    if (next >= MOST_CODES) {
      put(CLEAR);
      table = new Map();
      next = FIRST_FREE;
      size = 9;
    }
    prefix = String.fromCharCode(byte);
  }
  if (prefix !== '') put(codeOf(prefix)!);
  // The decoder has one entry more by now than there were codes.
  next++;
  if (next === 512 || next === 1024 || next === 2048) size++;
  put(END);
  if (have > 0) out.push((held << (8 - have)) & 255);
  return Uint8Array.from(out);
}
