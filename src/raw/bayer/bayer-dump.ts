/**
 * Headerless frames of a Bayer sensor, as capture programs write them: nothing in the file says what it is, so all of it is told from
 * outside, and its length is the one thing that can contradict that.
 */
import { RawFormatError } from '../raw-format-error.js';
import { nameOtherFormat } from '../reader/other-formats.js';
import type { ChannelIndex, FrameHeader, RawFrame } from '../reader/raw-frame.js';
import type { RawReader, RawStream } from '../reader/raw-reader.js';
import { fittingShapes } from './fitting-shapes.js';
import { BAYER_ORDERS, type BayerOrder, type PackingName } from './names/index.js';
import { PACKINGS } from './packing.js';

/** What a dump is. */
export interface BayerDump {
  /** Filters of the first two pixels of the first two rows. */
  readonly order: BayerOrder;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bits: number;
  readonly packing: PackingName;
  /** Bytes from one row to the next; those of a row unless given. */
  readonly strideBytes?: number;
  /** Value of no light; a sixteenth of the range, as most sensors of Raspberry Pi cameras have it, with a warning, unless given. */
  readonly blackLevel?: number;
}

/** What files without a header are called. */
export const DUMP_EXTENSIONS: readonly string[] = ['.raw', '.bin'];

/** Whether a file is one of those that a description of frames without a header tells of, where there is one. */
export function isDump(file: string, dump: BayerDump | undefined): dump is BayerDump {
  const name = file.toLowerCase();
  return dump !== undefined && DUMP_EXTENSIONS.some((ending) => name.endsWith(ending));
}

/** Most rows' bytes that are unpacked at a time. */
const CHUNK_VALUES = 1 << 16;
const MOST_VALUES = 1 << 28;

/**
 * A reader of such dumps, for the places that take readers. Throws RangeError for a description that is none: sizes that are no
 * whole numbers from 2, bits that the packing does not hold, a stride shorter than a row.
 */
export function bayerReader(dump: BayerDump): RawReader {
  checkDump(dump);
  const open = (bytes: Uint8Array): RawStream => {
    checkDumpFile(dump, bytes);
    return { header: headerOf(dump), readBands: (onBand) => readBands(dump, bytes, onBand) };
  };
  const { widthPx, heightPx } = dump;
  return {
    name: 'Bayer dump',
    extensions: DUMP_EXTENSIONS,
    headBytes: 0,
    tailBytes: 0,
    recognises: () => true,
    checkEnds: () => false,
    checkWhole: (bytes) => checkDumpFile(dump, bytes),
    readHeader(bytes) {
      checkDumpFile(dump, bytes);
      return { widthPx, heightPx, values: widthPx * heightPx };
    },
    decode(bytes): RawFrame {
      const { header, readBands: read } = open(bytes);
      const values = new Uint16Array(widthPx * heightPx);
      read((band) => {
        values.set(band.values.subarray(0, band.rows * widthPx), band.firstRow * widthPx);
      });
      return { ...header, values };
    },
    open,
  };
}

function checkDump({ order, widthPx, heightPx, bits, packing, strideBytes }: BayerDump): void {
  const refuse = (what: string, expected: string, got: unknown) => {
    throw new RangeError(`Bayer dump: expected ${what} ${expected}, got ${String(got)}`);
  };
  const isSide = (side: number) => Number.isInteger(side) && side >= 2 && side <= 65_536;
  if (!BAYER_ORDERS.includes(order)) refuse('an order', `of ${BAYER_ORDERS.join(', ')}`, order);
  if (!isSide(widthPx) || !isSide(heightPx) || widthPx * heightPx > MOST_VALUES) {
    refuse('sides', 'of 2 to 65536 pixels, 268 megapixels at most', `${widthPx}x${heightPx}`);
  }
  const known: readonly number[] | undefined = PACKINGS[packing]?.bits;
  if (known === undefined) refuse('a packing', `of ${Object.keys(PACKINGS).join(', ')}`, packing);
  if (!known?.includes(bits)) refuse('bits', `of ${packing}: ${known?.join(', ')}`, bits);
  const row = PACKINGS[packing].rowBytes(widthPx, bits);
  if (strideBytes !== undefined && !(Number.isInteger(strideBytes) && strideBytes >= row)) {
    refuse('a stride', `of ${row} bytes or more, those of a row`, strideBytes);
  }
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

/** Throws RawFormatError as checkDumpLength; a file of another length that has a header of its own is named by it. */
function checkDumpFile(dump: BayerDump, bytes: Uint8Array): void {
  try {
    checkDumpLength(dump, bytes.length);
  } catch (error) {
    const isPng = PNG_SIGNATURE.every((value, i) => bytes[i] === value);
    const name = isPng ? 'a PNG' : nameOtherFormat(bytes)?.name;
    if (name === undefined) throw error;
    const cure = 'It says itself what it is: leave out --bayer and what goes with it.';
    throw new RawFormatError('Bayer dump', 'a frame without a header', name, cure);
  }
}

/** The last row may do without the bytes that fill its stride. */
/** Throws RawFormatError where a file of `length` bytes cannot be such a dump, with what it could be. */
export function checkDumpLength(dump: BayerDump, length: number): void {
  const { widthPx, heightPx, bits, packing } = dump;
  const row = PACKINGS[packing].rowBytes(widthPx, bits);
  const stride = dump.strideBytes ?? row;
  const whole = stride * heightPx;
  if (length <= whole && length >= whole - stride + row) return;
  const fits = fittingShapes(dump, length);
  throw new RawFormatError(
    'Bayer dump',
    `${whole} bytes for ${widthPx}x${heightPx} of ${bits} bits, ${packing}, ${stride} a row`,
    `a file of ${length}`,
    fits.length === 0
      ? 'Look up size, bits and stride where the file was made: nothing common fits its length.'
      : `Its length fits ${fits.join(', or ')}.`,
  );
}

function headerOf({ order, widthPx, heightPx, bits, blackLevel }: BayerDump): FrameHeader {
  const black = blackLevel ?? 2 ** bits / 16;
  const white = 2 ** bits - 1;
  const guessed = `it states no black level: ${black} is taken, as of most sensors of Raspberry Pi cameras; give --black-level`;
  return {
    widthPx,
    heightPx,
    layout: {
      kind: 'mosaic',
      rows: 2,
      columns: 2,
      colours: [...order].map((letter) => 'RGB'.indexOf(letter) as ChannelIndex),
    },
    activeArea: { left: 0, top: 0, widthPx, heightPx },
    levels: { black: [black, black, black, black], white: [white, white, white] },
    camera: {},
    zeroIsDark: true,
    details: {
      format: 'Bayer dump',
      bits,
      compression: 1,
      colorMatrices: [],
      orientation: 1,
      opcodes: { applied: [], skipped: [] },
      warnings: blackLevel === undefined ? [guessed] : [],
    },
  };
}

function readBands(
  { widthPx, heightPx, bits, packing, strideBytes }: BayerDump,
  bytes: Uint8Array,
  onBand: Parameters<RawStream['readBands']>[0],
): void {
  const { rowBytes, unpacker } = PACKINGS[packing];
  const stride = strideBytes ?? rowBytes(widthPx, bits);
  const unpack = unpacker(bits);
  const most = Math.min(heightPx, Math.max(1, Math.floor(CHUNK_VALUES / widthPx)));
  const values = new Uint16Array(most * widthPx);
  for (let firstRow = 0; firstRow < heightPx; firstRow += most) {
    const rows = Math.min(most, heightPx - firstRow);
    for (let y = 0; y < rows; y++) {
      unpack(bytes, (firstRow + y) * stride, widthPx, values, y * widthPx);
    }
    onBand({ firstRow, rows, values });
  }
}
