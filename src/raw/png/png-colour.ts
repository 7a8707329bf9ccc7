/**
 * What a PNG file itself says of its values: chunks cICP, iCCP, sRGB and gAMA, in the order in which they take precedence
 * [PNG3, section 11.3.2], and sBIT. Raw pictures are linear; export programs write sRGB unless told otherwise.
 */
const FIRST_CHUNK = 8;
const LINEAR_GAMMA = 100_000;
/** Of LINEAR_GAMMA: what rounding and cautious writers make of it. */
const GAMMA_TOLERANCE = 0.02;
/** Transfer characteristics of cICP [ITU-T H.273, table 3]. */
const LINEAR_TRANSFER = 8;
const TRANSFER_NAMES: Readonly<Record<number, string>> = {
  1: 'BT.709',
  13: 'sRGB',
  16: 'PQ',
  18: 'HLG',
};
const LINEAR_PROFILE = /linear|gamma ?1(\.0+)?\b|\bg1(0|\.0)\b/i;
const LEAST_BITS = 9;

/**
 * Why the values of a file are probably not linear camera values, as the end of a sentence that the file's name begins; null
 * where nothing says so. `bytes` are the file's first ones, all chunks before its pixels among them. A file of another format gives null.
 */
export function pngColourDoubt(bytes: Uint8Array): string | null {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x50) return null;
  const chunks = chunksBeforePixels(bytes);
  const transfer = transferDoubt(chunks);
  if (transfer !== null) return transfer;
  const bits = chunks.get('sBIT');
  if (bits === undefined || bits.length < 3 || Math.max(...bits.subarray(0, 3)) >= LEAST_BITS) {
    return null;
  }
  return `says that ${Math.max(...bits.subarray(0, 3))} of its 16 bits hold anything (chunk sBIT), as after a conversion to 8 bits`;
}

function transferDoubt(chunks: ReadonlyMap<string, Uint8Array>): string | null {
  const cicp = chunks.get('cICP');
  if (cicp !== undefined && cicp.length === 4) {
    const name = TRANSFER_NAMES[cicp[1]] ?? `number ${cicp[1]}`;
    return cicp[1] === LINEAR_TRANSFER ? null : `says that it has transfer ${name} (chunk cICP)`;
  }
  const profile = chunks.get('iCCP');
  if (profile !== undefined) {
    const end = profile.indexOf(0);
    const name = String.fromCharCode(...profile.subarray(0, Math.min(79, Math.max(0, end))));
    return LINEAR_PROFILE.test(name) ? null : `has the colour profile "${name}" (chunk iCCP)`;
  }
  if (chunks.has('sRGB')) return 'says that it is sRGB (chunk sRGB)';
  const gama = chunks.get('gAMA');
  if (gama === undefined || gama.length !== 4) return null;
  const gamma = ((gama[0] << 24) | (gama[1] << 16) | (gama[2] << 8) | gama[3]) >>> 0;
  if (Math.abs(gamma / LINEAR_GAMMA - 1) <= GAMMA_TOLERANCE) return null;
  return `says that it has gamma ${gamma / LINEAR_GAMMA} (chunk gAMA)`;
}

/** The first chunk of each type up to the pixels, or as far as the bytes go. */
function chunksBeforePixels(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array>();
  let at = FIRST_CHUNK;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 8 + length;
    if (type === 'IDAT' || type === 'IEND' || end > bytes.length) break;
    if (!chunks.has(type)) chunks.set(type, bytes.subarray(at + 8, end));
    at = end + 4;
  }
  return chunks;
}
