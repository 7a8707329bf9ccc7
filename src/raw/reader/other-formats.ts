/**
 * Files that people have and that are not read here, by how they begin, with what to do about each: pictures whose colours
 * were balanced already, and raw files that need converting. Signatures are those of the formats' own documents; most
 * raw formats are TIFF inside and told apart by the maker that they name.
 */

export interface OtherFormat {
  /** With its article: `a JPEG`. */
  readonly name: string;
  /** One sentence. */
  readonly cure: string;
}

const BALANCED =
  'Its colours are already balanced and tone-mapped, so it says nothing of the light: ' +
  "take the camera's raw file, converted to linear 16-bit RGB PNG.";
const CONVERT =
  'Convert it to linear 16-bit RGB PNG: white balance multipliers of 1, no colour matrix, no gamma, black level left in.';
const EXPORT = 'Export the picture as linear 16-bit RGB PNG without alpha.';

/** Bytes at an offset, as text (one character a byte); `?` stands for any. */
interface Signature {
  readonly name: string;
  readonly at?: number;
  readonly bytes: string;
  readonly cure: string;
}

const SIGNATURES: readonly Signature[] = [
  { name: 'a JPEG', bytes: '\xff\xd8\xff', cure: BALANCED },
  { name: 'a JPEG XL', bytes: '\xff\x0a', cure: BALANCED },
  { name: 'a JPEG XL', bytes: '\0\0\0\x0cJXL ', cure: BALANCED },
  { name: 'a JPEG 2000', bytes: '\0\0\0\x0cjP  ', cure: BALANCED },
  { name: 'a CR3 (Canon)', at: 4, bytes: 'ftypcrx ', cure: CONVERT },
  { name: 'a HEIF or AVIF', at: 4, bytes: 'ftyp', cure: BALANCED },
  { name: 'a WebP', bytes: 'RIFF????WEBP', cure: BALANCED },
  { name: 'a GIF', bytes: 'GIF8', cure: BALANCED },
  { name: 'a BMP', bytes: 'BM', cure: BALANCED },
  { name: 'a RAF (Fujifilm)', bytes: 'FUJIFILMCCD-RAW', cure: CONVERT },
  { name: 'an ORF (Olympus)', bytes: 'IIRO', cure: CONVERT },
  { name: 'an ORF (Olympus)', bytes: 'IIRS', cure: CONVERT },
  { name: 'an ORF (Olympus)', bytes: 'MMOR', cure: CONVERT },
  { name: 'an RW2 (Panasonic)', bytes: 'IIU\0', cure: CONVERT },
  { name: 'an X3F (Sigma)', bytes: 'FOVb', cure: CONVERT },
  { name: 'an MRW (Minolta)', bytes: '\0MRM', cure: CONVERT },
  { name: 'a CRW (Canon)', at: 6, bytes: 'HEAPCCDR', cure: CONVERT },
  { name: 'a CR2 (Canon)', at: 8, bytes: 'CR\x02', cure: CONVERT },
  { name: 'a Photoshop file', bytes: '8BPS', cure: EXPORT },
  { name: 'an OpenEXR file', bytes: 'v/1\x01', cure: EXPORT },
];

/** Raw formats that are TIFF inside, by how the maker's name begins. */
const MAKERS: readonly (readonly [maker: string, name: string])[] = [
  ['NIKON', 'an NEF (Nikon)'],
  ['SONY', 'an ARW (Sony)'],
  ['PENTAX', 'a PEF (Pentax)'],
  ['RICOH', 'a PEF (Pentax)'],
  ['SAMSUNG', 'an SRW (Samsung)'],
  ['Hasselblad', 'a 3FR (Hasselblad)'],
  ['Phase One', 'an IIQ (Phase One)'],
  ['EASTMAN KODAK', 'a DCR (Kodak)'],
];

const MAKE_TAG = 271;
const COMPRESSION_TAG = 259;
const DNG_VERSION_TAG = 50_706;
const UNCOMPRESSED = 1;

/** What a file is, or null where that is unknown. `head` is its begin: the more of it, the more formats are told apart. */
export function nameOtherFormat(head: Uint8Array): OtherFormat | null {
  const found = SIGNATURES.find(({ at = 0, bytes }) => holds(head, at, bytes));
  if (found) return { name: found.name, cure: found.cure };
  if (holds(head, 0, 'II*\0')) return nameTiff(head, true);
  if (holds(head, 0, 'MM\0*')) return nameTiff(head, false);
  return null;
}

function holds(bytes: Uint8Array, at: number, text: string): boolean {
  if (bytes.length < at + text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '?' && bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** By the tags of its first directory [TIFF 6.0, section 2], as far as they lie within `head`. */
function nameTiff(head: Uint8Array, isLittle: boolean): OtherFormat {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const tags = new Map<number, number>();
  const directory = view.byteLength >= 8 ? view.getUint32(4, isLittle) : 0;
  const entries = directory + 2 <= head.length ? view.getUint16(directory, isLittle) : 0;
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (at + 12 > head.length) break;
    tags.set(view.getUint16(at, isLittle), at);
  }
  if (tags.has(DNG_VERSION_TAG)) return { name: 'a DNG', cure: CONVERT };
  const make = tags.get(MAKE_TAG);
  const maker = make === undefined ? '' : textAt(head, view.getUint32(make + 8, isLittle));
  const raw = MAKERS.find(([name]) => maker.startsWith(name));
  // A camera's TIFF preview comes first in some; a scan or an export of a raw converter keeps the maker's name too.
  const compression = tags.get(COMPRESSION_TAG);
  const isPlain =
    compression === undefined || view.getUint16(compression + 8, isLittle) === UNCOMPRESSED;
  if (raw) {
    return isPlain
      ? { name: `${raw[1]} or a TIFF`, cure: CONVERT }
      : { name: raw[1], cure: CONVERT };
  }
  return { name: 'a TIFF', cure: EXPORT };
}

function textAt(bytes: Uint8Array, at: number): string {
  let text = '';
  for (let i = at; i < bytes.length && i < at + 32 && bytes[i] !== 0; i++) {
    text += String.fromCharCode(bytes[i]);
  }
  return text;
}
