/** What a file format must offer to be read. A format is a folder of `raw` and a line in readers.ts. */
import type { FrameHeader, RawFrame } from './raw-frame.js';

/**
 * Inflates a zlib stream that should hold `expectedBytes`; must not return more. What it returns is overwritten. Node's
 * own is the fastest there: `(data, n) => inflateSync(data, { maxOutputLength: n })`.
 */
export type Inflate = (compressed: Uint8Array, expectedBytes: number) => Uint8Array;

/** A strip or tile that was decoded: values line by line, components side by side. */
export interface DecodedBlock {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly components: number;
  readonly values: Uint16Array;
}

/** What decoding needs from outside. */
export interface RawTools {
  readonly inflate: Inflate;
  /** CRC-32 of PNG and zlib; our own unless given, which takes some 3 ns a byte. */
  readonly crc32?: (bytes: Uint8Array) => number;
  /** Decodes a baseline or progressive JPEG to values of 0 to 255. A file that needs it is refused without. */
  readonly decodeJpeg?: (bytes: Uint8Array) => DecodedBlock;
  /** Decodes a JPEG XL stream to values of 0 to 2^bits - 1. A file that needs it is refused without. */
  readonly decodeJxl?: (bytes: Uint8Array, bits: number) => DecodedBlock;
  /** Whether the file's bytes may be overwritten, which saves their memory once; false unless given. */
  readonly isOurs?: boolean;
}

/** What a file states before anything is decoded. */
export interface RawHeader {
  /** Of what is stored. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Values of all pixels. */
  readonly values: number;
}

/** Rows of a frame's values, side by side from its left; what they lie in is used again for the next ones. */
export interface RawBand {
  readonly firstRow: number;
  readonly rows: number;
  readonly values: Uint16Array | Float32Array;
}

/** A frame whose values come in bands, so that they need not lie in memory together. */
export interface RawStream {
  readonly header: FrameHeader;
  /** Every band once, from the top down. Throws RawFormatError. */
  readBands(onBand: (band: RawBand) => void): void;
}

export interface RawReader {
  /** As users know it: `PNG`. */
  readonly name: string;
  /** Endings of file names in lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Bytes from the file's begin and from its end that `checkEnds` wants; it gets fewer of a shorter file. */
  readonly headBytes: number;
  readonly tailBytes: number;
  /** Whether a file begins as this format does; `head` holds SIGNATURE_BYTES of it, or all. */
  recognises(head: Uint8Array): boolean;
  /** Finds what begin and end tell: true where the file is whole, false where only `checkWhole` knows. Throws RawFormatError. */
  checkEnds(head: Uint8Array, tail: Uint8Array): boolean;
  /** Walks through the file without decoding pixels. Throws RawFormatError where it is cut short or damaged. */
  checkWhole(bytes: Uint8Array): void;
  /** Size of what the file holds. Throws RawFormatError. */
  readHeader(bytes: Uint8Array): RawHeader;
  /** Decodes the file; takes no memory before the header has been found right. Throws RawFormatError. */
  decode(bytes: Uint8Array, tools: RawTools): RawFrame;
  /** As `decode`, in bands. Of readers that can. Throws RawFormatError. */
  open?(bytes: Uint8Array, tools: RawTools): RawStream;
}
