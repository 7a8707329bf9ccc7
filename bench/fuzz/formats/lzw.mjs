// LZW as TIFF has it [TIFF 6.0, section 13].

/** The stream of some bytes; ends with the code of the end, or without where `isCut`. */
export function lzw(bytes, { isCut = false } = {}) {
  const out = [];
  let [held, have, width] = [0, 0, 9];
  const put = (code) => {
    held = (held << width) | code;
    for (have += width; have >= 8; have -= 8) out.push((held >> (have - 8)) & 255);
    held &= (1 << have) - 1;
  };
  let table = new Map();
  let next = 258;
  put(256);
  let word = '';
  for (const byte of bytes) {
    const longer = `${word},${byte}`;
    if (word === '' || table.has(longer)) {
      word = word === '' ? `${byte}` : longer;
      continue;
    }
    put(table.get(word) ?? Number(word));
    table.set(longer, next++);
    if (next + 1 > 1 << width && width < 12) width++;
    if (next >= 4094) {
      put(256);
      [table, next, width] = [new Map(), 258, 9];
    }
    word = `${byte}`;
  }
  put(table.get(word) ?? Number(word));
  if (!isCut) put(257);
  if (have > 0) out.push((held << (8 - have)) & 255);
  return Uint8Array.from(out);
}
