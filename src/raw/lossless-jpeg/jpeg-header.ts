/** The markers of a JPEG stream before its data [ITU-T T.81, annex B], as far as lossless frames (SOF3) need them. */
import { RawFormatError } from '../raw-format-error.js';

export interface JpegComponents {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly components: number;
}

/** Lossless frames are read here; lossy ones need a decoder from elsewhere. */
export type JpegHeader =
  | (JpegComponents & { readonly kind: 'lossy' })
  | (JpegComponents & {
      readonly kind: 'lossless';
      readonly bits: number;
      readonly predictor: number;
      /** Bits that all values were shifted down by. */
      readonly pointTransform: number;
      /** Lines between restart markers; 0 for none. */
      readonly restartLines: number;
      /** The Huffman table of each component. */
      readonly tables: readonly HuffmanTable[];
      /** Where the entropy-coded data begin. */
      readonly dataAt: number;
    });

/** Codes by length (counts of 1 to 16 bits) and their symbols, in order. */
export interface HuffmanTable {
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
}

const CURE = 'Copy or download the file again: it is incomplete or damaged.';

export function jpegFault(got: string): RawFormatError {
  return new RawFormatError('lossless JPEG', 'a whole stream', got, CURE);
}

const DHT = 0xc4;
const SOF3 = 0xc3;
const DRI = 0xdd;
const SOS = 0xda;
const SOI = 0xd8;

interface Frame {
  readonly bits: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ids: readonly number[];
}

/** Throws RawFormatError for what is no JPEG, cut within its header, or a kind that is not read. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw jpegFault('one without its beginning');
  const tables: (HuffmanTable | undefined)[] = [];
  let frame: Frame | undefined;
  let restart = 0;
  for (let at = 2; ; ) {
    if (at + 4 > bytes.length) throw jpegFault('one that ends in its header');
    if (bytes[at] !== 0xff) throw jpegFault(`byte ${bytes[at]} for a marker`);
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (end > bytes.length || end < at + 4) throw jpegFault('one that ends in its header');
    const segment = bytes.subarray(at + 4, end);
    if (marker === DHT) readTables(segment, tables);
    else if (marker === SOF3) frame = readFrame(segment);
    else if (marker === DRI) restart = (segment[0] << 8) | segment[1];
    else if (marker === SOS) return readScan(segment, frame, tables, restart, end);
    else if (isFrame(marker)) {
      const { widthPx, heightPx, ids } = readFrame(segment);
      if (marker > 0xc2) throw jpegFault(`a frame of kind ${marker - 0xc0}`);
      return { kind: 'lossy', widthPx, heightPx, components: ids.length };
    }
    at = end;
  }
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readTables(segment: Uint8Array, tables: (HuffmanTable | undefined)[]): void {
  for (let at = 0; at < segment.length; ) {
    const counts = segment.slice(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + total;
    if (counts.length < 16 || end > segment.length) throw jpegFault('a table that is cut');
    tables[segment[at] & 15] = { counts, symbols: segment.slice(at + 17, end) };
    at = end;
  }
}

function readFrame(segment: Uint8Array): Frame {
  const count = segment[5] ?? 0;
  if (segment.length < 6 + 3 * count) throw jpegFault('a frame header that is cut');
  const ids = Array.from({ length: count }, (_, i) => segment[6 + 3 * i]);
  return {
    bits: segment[0],
    heightPx: (segment[1] << 8) | segment[2],
    widthPx: (segment[3] << 8) | segment[4],
    ids,
  };
}

function readScan(
  segment: Uint8Array,
  frame: Frame | undefined,
  tables: readonly (HuffmanTable | undefined)[],
  restart: number,
  dataAt: number,
): JpegHeader {
  const count = segment[0] ?? 0;
  if (frame === undefined || segment.length < 4 + 2 * count)
    throw jpegFault('data without a frame');
  const { bits, widthPx, heightPx, ids } = frame;
  if (count !== ids.length || count < 1 || count > 4) {
    throw jpegFault(`a scan of ${count} of ${ids.length} components`);
  }
  const predictor = segment[1 + 2 * count];
  const pointTransform = segment[3 + 2 * count] & 15;
  const isFrameRead =
    widthPx > 0 && heightPx > 0 && bits >= 2 && bits <= 16 && predictor >= 1 && predictor <= 7;
  if (!isFrameRead || pointTransform >= bits || restart % widthPx !== 0) {
    throw jpegFault(
      `a frame of ${widthPx}x${heightPx}, ${bits} bits, predictor ${predictor}, shift ${pointTransform}, restart ${restart}`,
    );
  }
  const used = ids.map((_, i) => tables[segment[2 + 2 * i] >> 4]);
  const isWhole = (list: typeof used): list is HuffmanTable[] =>
    list.every((table) => table !== undefined);
  if (!isWhole(used)) throw jpegFault('a component without its table');
  return {
    kind: 'lossless',
    widthPx,
    heightPx,
    components: count,
    bits,
    predictor,
    pointTransform,
    restartLines: restart / widthPx,
    tables: used,
    dataAt,
  };
}
