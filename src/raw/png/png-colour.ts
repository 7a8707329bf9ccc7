/**
 * What a PNG file itself says of its values: chunks cICP, iCCP, sRGB and gAMA, in the order in which they take precedence
 * [PNG3, section 11.3.2], and sBIT. Raw pictures are linear; export programs write sRGB unless told otherwise.
 */
import type { Inflate } from '../reader/raw-reader.js';
import { iccCurvesAreLinear } from './icc-curve.js';

const FIRST_CHUNK = 8;
const LINEAR_GAMMA = 100_000;
/** Of LINEAR_GAMMA: what rounding and cautious writers make of it. */
const GAMMA_TOLERANCE = 0.02;
/** Transfer characteristics of cICP [ITU-T H.273, table 3]. */
const UNSPECIFIED_TRANSFER = 2;
const LINEAR_TRANSFER = 8;
const TRANSFER_NAMES: Readonly<Record<number, string>> = {
  1: 'BT.709',
  4: 'gamma 2.2',
  5: 'gamma 2.8',
  6: 'BT.601',
  13: 'sRGB',
  14: 'BT.2020',
  15: 'BT.2020',
  16: 'PQ',
  18: 'HLG',
};
/** Of profiles whose curves cannot be read. */
const LINEAR_PROFILE = /(?<!non[- ]?)linear|gamma ?1(\.0+)?(?!\.?\d)|[-_ ]g1(0|\.0)\b/i;
/** Of an inflated profile; larger ones hold tables instead of curves. */
const MOST_PROFILE_BYTES = 1 << 20;
const LEAST_BITS = 9;
/** No sensor fills less than half of its converter's range. */
const LEAST_FULL_SCALE = 32_768;

export interface PngColourOptions {
  /** At which the picture is read; what sBIT says is held against it. */
  readonly whiteLevel?: number;
  /** Without it a profile is judged by its name. */
  readonly inflate?: Inflate;
}

/**
 * Why the values of a file are probably not linear camera values up to the white level, as the end of a sentence that the
 * file's name begins; null where nothing says so. `bytes` are the file's first ones, all chunks before its pixels among them
 * (see `holdsColourChunks`). A file of another format gives null.
 */
export function pngColourDoubt(bytes: Uint8Array, options: PngColourOptions = {}): string | null {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x50) return null;
  const { chunks } = chunksBeforePixels(bytes);
  return transferDoubt(chunks, options.inflate) ?? bitsDoubt(chunks.get('sBIT'), options);
}

/** What to do about a doubt: a sentence without its stop. `flag` is how the user says that he knows better. */
export function pngColourCure(flag: string): string {
  return (
    'Export it again as linear values without gamma or profile, and give the levels that they have; where they are ' +
    `linear whatever the file says, go on with ${flag}`
  );
}

/** Whether the bytes of a PNG file reach its pixels, so that no chunk on colours can follow. */
export function holdsColourChunks(bytes: Uint8Array): boolean {
  return chunksBeforePixels(bytes).isWhole;
}

function bitsDoubt(bits: Uint8Array | undefined, { whiteLevel }: PngColourOptions): string | null {
  if (bits === undefined || bits.length < 3) return null;
  const most = Math.max(...bits.subarray(0, 3));
  if (most < 1 || most > 16) return null;
  const says = `says that ${most} of its 16 bits hold anything (chunk sBIT)`;
  if (most < LEAST_BITS) return `${says}, as after a conversion to 8 bits`;
  const highest = 2 ** most - 1;
  if (whiteLevel === undefined || whiteLevel <= highest || whiteLevel >= LEAST_FULL_SCALE) {
    return null;
  }
  return `${says}: values up to ${highest}, or to 65535 where they are scaled; the white level ${whiteLevel} is neither's`;
}

function transferDoubt(
  chunks: ReadonlyMap<string, Uint8Array>,
  inflate: Inflate | undefined,
): string | null {
  const transfer = chunks.get('cICP')?.at(1) ?? UNSPECIFIED_TRANSFER;
  if (chunks.get('cICP')?.length === 4 && transfer !== UNSPECIFIED_TRANSFER) {
    if (transfer === LINEAR_TRANSFER) return null;
    const name = TRANSFER_NAMES[transfer] ?? `number ${transfer}`;
    return `says that it has transfer ${name} (chunk cICP)`;
  }
  const profile = chunks.get('iCCP');
  if (profile !== undefined) return profileDoubt(profile, inflate);
  if (chunks.has('sRGB')) return 'says that it is sRGB (chunk sRGB)';
  const gama = chunks.get('gAMA');
  if (gama === undefined || gama.length !== 4) return null;
  const gamma = ((gama[0] << 24) | (gama[1] << 16) | (gama[2] << 8) | gama[3]) >>> 0;
  // Zero means nothing [PNG3, section 11.3.2.2].
  if (gamma === 0 || Math.abs(gamma / LINEAR_GAMMA - 1) <= GAMMA_TOLERANCE) return null;
  return `says that it has gamma ${gamma / LINEAR_GAMMA} (chunk gAMA)`;
}

/** `iCCP`: a name of up to 79 bytes, zero, the method of compression, the profile. */
function profileDoubt(chunk: Uint8Array, inflate: Inflate | undefined): string | null {
  const end = chunk.subarray(0, 80).indexOf(0);
  const name = String.fromCharCode(...chunk.subarray(0, Math.max(0, end)));
  const isLinear = curvesOf(chunk.subarray(end + 2), inflate) ?? LINEAR_PROFILE.test(name);
  return isLinear ? null : `has the colour profile "${name}" (chunk iCCP)`;
}

function curvesOf(compressed: Uint8Array, inflate: Inflate | undefined): boolean | null {
  if (inflate === undefined) return null;
  try {
    return iccCurvesAreLinear(inflate(compressed, MOST_PROFILE_BYTES));
  } catch {
    // Damaged or too large: its name speaks.
    return null;
  }
}

/** The first chunk of each type up to the pixels, or as far as the bytes go. */
function chunksBeforePixels(bytes: Uint8Array): {
  readonly chunks: ReadonlyMap<string, Uint8Array>;
  readonly isWhole: boolean;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<string, Uint8Array>();
  let at = FIRST_CHUNK;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT' || type === 'IEND') return { chunks, isWhole: true };
    const end = at + 8 + length;
    if (end > bytes.length) break;
    if (!chunks.has(type)) chunks.set(type, bytes.subarray(at + 8, end));
    at = end + 4;
  }
  return { chunks, isWhole: false };
}
