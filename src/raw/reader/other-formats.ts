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
  'Make a DNG of it with Adobe DNG Converter or dnglab (dnglab convert), or convert it to linear 16-bit RGB PNG: ' +
  'white balance multipliers of 1, no colour matrix, no gamma, black level left in.';
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
  { name: 'a Canon CR3', at: 4, bytes: 'ftypcrx ', cure: CONVERT },
  { name: 'a HEIF or AVIF', at: 4, bytes: 'ftyp', cure: BALANCED },
  { name: 'a WebP', bytes: 'RIFF????WEBP', cure: BALANCED },
  { name: 'a GIF', bytes: 'GIF8', cure: BALANCED },
  { name: 'a BMP', bytes: 'BM', cure: BALANCED },
  { name: 'a Fujifilm RAF', bytes: 'FUJIFILMCCD-RAW', cure: CONVERT },
  { name: 'an Olympus ORF', bytes: 'IIRO', cure: CONVERT },
  { name: 'an Olympus ORF', bytes: 'IIRS', cure: CONVERT },
  { name: 'an Olympus ORF', bytes: 'MMOR', cure: CONVERT },
  { name: 'a Panasonic RW2', bytes: 'IIU\0', cure: CONVERT },
  { name: 'a Sigma X3F', bytes: 'FOVb', cure: CONVERT },
  { name: 'a Minolta MRW', bytes: '\0MRM', cure: CONVERT },
  { name: 'a Canon CRW', at: 6, bytes: 'HEAPCCDR', cure: CONVERT },
  { name: 'a Canon CR2', at: 8, bytes: 'CR\x02', cure: CONVERT },
  { name: 'an ARRIRAW', bytes: 'ARRI', cure: CONVERT },
  { name: 'a REDCODE R3D', at: 4, bytes: 'RED1', cure: CONVERT },
  { name: 'a REDCODE R3D', at: 4, bytes: 'RED2', cure: CONVERT },
  { name: 'a Phase One IIQ', at: 8, bytes: 'waRI', cure: CONVERT },
  { name: 'a Phase One IIQ', at: 8, bytes: 'IIII', cure: CONVERT },
  { name: 'a Photoshop file', bytes: '8BPS', cure: EXPORT },
  { name: 'an OpenEXR file', bytes: 'v/1\x01', cure: EXPORT },
];

/** Raw formats that are TIFF inside, by how the maker's name begins, in any case. */
const MAKERS: readonly (readonly [maker: string, name: string])[] = [
  ['NIKON', 'a Nikon NEF'],
  ['SONY', 'a Sony ARW'],
  ['PENTAX', 'a Pentax PEF'],
  ['RICOH', 'a Pentax PEF'],
  ['SAMSUNG', 'a Samsung SRW'],
  ['Hasselblad', 'a Hasselblad 3FR'],
  ['Phase One', 'a Phase One IIQ'],
  ['Imacon', 'an Imacon FFF'],
  ['Leaf', 'a Leaf MOS'],
  ['Mamiya', 'a Mamiya MEF'],
  ['SEIKO EPSON', 'an Epson ERF'],
  ['LEICA', 'a Leica RWL'],
  ['Panasonic', 'a Panasonic RW2'],
  ['OLYMPUS', 'an Olympus ORF'],
  ['OM Digital', 'an Olympus ORF'],
  ['FUJIFILM', 'a Fujifilm RAF'],
  ['Canon', 'a Canon TIF or CR2'],
  ['GoPro', 'a GoPro GPR'],
  ['EASTMAN KODAK', 'a Kodak DCR or KDC'],
  ['Kodak', 'a Kodak DCR or KDC'],
];

const MAKE_TAG = 271;
const COMPRESSION_TAG = 259;
const DNG_VERSION_TAG = 50_706;
const UNCOMPRESSED = 1;

/** The raw format of a maker whose files are TIFF inside, or null. */
export function nameMakersRaw(maker: string): OtherFormat | null {
  const raw = MAKERS.find(([name]) => maker.toLowerCase().startsWith(name.toLowerCase()));
  return raw === undefined ? null : { name: raw[1], cure: CONVERT };
}

/** The format of a file whose signature is its own alone, or null: TIFF is none of those. */
export function nameBySignature(head: Uint8Array): OtherFormat | null {
  const found = SIGNATURES.find(({ at = 0, bytes }) => holds(head, at, bytes));
  return found ? { name: found.name, cure: found.cure } : null;
}

/** What a file is, or null where that is unknown. `head` is its begin: the more of it, the more formats are told apart. */
export function nameOtherFormat(head: Uint8Array): OtherFormat | null {
  const found = nameBySignature(head);
  if (found) return found;
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
  if (tags.has(DNG_VERSION_TAG)) return { name: 'a DNG', cure: EXPORT };
  const make = tags.get(MAKE_TAG);
  const maker = make === undefined ? '' : textAt(head, view.getUint32(make + 8, isLittle));
  const raw = nameMakersRaw(maker);
  // A camera's TIFF preview comes first in some; a scan or an export of a raw converter keeps the maker's name too.
  const compression = tags.get(COMPRESSION_TAG);
  const isPlain =
    compression === undefined || view.getUint16(compression + 8, isLittle) === UNCOMPRESSED;
  if (raw) {
    return isPlain ? { name: `${raw.name} or a TIFF`, cure: CONVERT } : raw;
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
