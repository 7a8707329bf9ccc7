/**
 * How a picture's samples lie in a TIFF file: size, bits, compression, strips or tiles. All is checked here against the file's
 * length, so that what claims more pixels than its bytes can hold is refused before any memory is taken for them.
 */
import { damaged, unread } from './tiff-fault.js';
import type { TiffDirectory, TiffFile } from './tiff-file.js';
import { COMPRESSION, TAG } from './tiff-tags.js';

export interface Storage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Values a pixel. */
  readonly samples: number;
  readonly bits: number;
  readonly isFloat: boolean;
  /** Whether samples of less than 16 bits lie in 16 each. */
  readonly isPadded: boolean;
  readonly isLittle: boolean;
  readonly compression: number;
  readonly predictor: number;
  /** Pixels of a strip or tile; the last ones may reach beyond the picture. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly across: number;
  readonly isTiled: boolean;
  readonly offsets: readonly number[];
  /** Bytes of each block; of uncompressed ones those that it must have. */
  readonly counts: readonly number[];
}

/** Most values that lie in memory together: 512 MiB of 16 bits. */
const MOST_VALUES = 1 << 28;
/** Most pixels of a picture that is read in bands. */
const MOST_PIXELS = 1 << 28;
/** Values beyond MOST_VALUES are taken at their word where so many of them come from a byte: real pictures compress no better. */
const VALUES_A_BYTE = 8;

/** Most values that a byte can hold: what a compressed stream cannot be shorter than. */
const MOST_VALUES_A_BYTE: Readonly<Record<number, number>> = {
  [COMPRESSION.jpeg]: 8,
  [COMPRESSION.deflate]: 1032,
  [COMPRESSION.oldDeflate]: 1032,
  [COMPRESSION.lzw]: 2800,
  [COMPRESSION.lossyJpeg]: 1024,
  [COMPRESSION.jpegXl]: 1024,
};

/** Throws RawFormatError for what is not read, cut short, or larger than it can be. */
export function storageOf(file: TiffFile, directory: TiffDirectory): Storage {
  const compression = directory.number(TAG.compression) ?? COMPRESSION.none;
  // First, so that a format is named whatever else of it is not read.
  checkCompression(compression);
  const widthPx = directory.number(TAG.imageWidth) ?? 0;
  const heightPx = directory.number(TAG.imageLength) ?? 0;
  const samples = directory.number(TAG.samplesPerPixel) ?? 1;
  const size = `${widthPx}x${heightPx} with ${samples} samples`;
  const isSize = [widthPx, heightPx, samples].every((n) => Number.isInteger(n) && n > 0);
  if (!isSize) throw damaged('a picture with pixels', `one of ${size}`);
  const isLikely = widthPx * heightPx * samples <= VALUES_A_BYTE * file.bytes.length;
  if (widthPx * heightPx > MOST_PIXELS || !isLikely) checkWhole({ widthPx, heightPx, samples });
  const format = {
    ...sampleFormat(directory, samples),
    ...blocksOf(directory, widthPx, heightPx),
    widthPx,
    heightPx,
    samples,
    compression,
    isLittle: file.isLittle,
    predictor: directory.number(TAG.predictor) ?? 1,
  };
  return withBlocks(file, directory, format);
}

/** Throws RawFormatError for a picture whose values are too many to lie in memory together. */
export function checkWhole({
  widthPx,
  heightPx,
  samples,
}: Pick<Storage, 'widthPx' | 'heightPx' | 'samples'>): void {
  if (widthPx * heightPx * samples <= MOST_VALUES) return;
  const size = `${widthPx}x${heightPx} with ${samples} samples`;
  const cure = 'Save it smaller, or copy the file again: its size may be damaged.';
  throw unread(`a picture of at most ${MOST_VALUES} values`, `one of ${size}`, cure);
}

type Format = Omit<Storage, 'offsets' | 'counts' | 'isPadded'>;

function sampleFormat(
  directory: TiffDirectory,
  samples: number,
): { readonly bits: number; readonly isFloat: boolean } {
  const all = directory.numbers(TAG.bitsPerSample, 64) ?? [1];
  const [bits] = all;
  if (!all.every((other) => other === bits)) {
    throw unread('samples of one size', `samples of ${all.join(', ')} bits`);
  }
  const formats = directory.numbers(TAG.sampleFormat, 64) ?? [1];
  const isFloat = formats[0] === 3;
  const isRead = isFloat ? [16, 24, 32].includes(bits) : bits >= 8 && bits <= 16;
  if (!isRead || !(isFloat || formats[0] === 1)) {
    const kind = isFloat ? 'floats' : formats[0] === 1 ? 'whole numbers' : `format ${formats[0]}`;
    throw unread('8 to 16 bits, or floats of 16, 24 or 32', `${kind} of ${bits} bits`);
  }
  if ((directory.number(TAG.planarConfiguration) ?? 1) !== 1 && samples > 1) {
    const cure = 'Write it with interleaved samples (PlanarConfiguration 1).';
    throw unread('samples side by side', 'planes apart', cure);
  }
  if ((directory.number(TAG.fillOrder) ?? 1) !== 1) {
    throw unread('bits from the highest down (FillOrder 1)', 'FillOrder 2');
  }
  return { bits, isFloat };
}

function checkCompression(compression: number): void {
  if (compression === COMPRESSION.none || compression in MOST_VALUES_A_BYTE) return;
  if (compression === COMPRESSION.vc5) {
    throw unread(
      'a compression that is read',
      'a GoPro GPR (VC-5, compression 9)',
      'Make a DNG of it with Adobe DNG Converter.',
    );
  }
  throw unread(
    'no compression, lossless or lossy JPEG, JPEG XL, deflate or LZW',
    `compression ${compression}`,
  );
}

/** Sides of strips or tiles. */
function blocksOf(directory: TiffDirectory, widthPx: number, heightPx: number) {
  const isTiled = directory.has(TAG.tileOffsets);
  const rows = directory.number(TAG.rowsPerStrip) ?? heightPx;
  const blockWidth = isTiled ? (directory.number(TAG.tileWidth) ?? 0) : widthPx;
  const blockHeight = isTiled ? (directory.number(TAG.tileLength) ?? 0) : Math.min(rows, heightPx);
  const isSize = [blockWidth, blockHeight].every((n) => Number.isInteger(n) && n > 0);
  // A tile may be larger than the picture, but nobody makes one of a size of its own.
  if (!isSize || blockWidth > 2 * widthPx + 4096 || blockHeight > 2 * heightPx + 4096) {
    throw damaged('strips or tiles of a size', `some of ${blockWidth}x${blockHeight}`);
  }
  return { isTiled, blockWidth, blockHeight, across: Math.ceil(widthPx / blockWidth) };
}

function withBlocks(file: TiffFile, directory: TiffDirectory, format: Format): Storage {
  const { isTiled, compression, across, blockHeight, heightPx } = format;
  const down = Math.ceil(heightPx / blockHeight);
  const blocks = across * down;
  const offsets = directory.numbers(isTiled ? TAG.tileOffsets : TAG.stripOffsets) ?? [];
  const stated = directory.numbers(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts) ?? [];
  if (offsets.length < blocks) {
    throw damaged(`${blocks} strips or tiles`, `places of ${offsets.length}`);
  }
  const isPlain = compression === COMPRESSION.none;
  const isPadded = isPlain && isPaddedTo16(format, stated);
  const needed = plainBytes(format, isPadded);
  const counts = offsets.slice(0, blocks).map((offset, k) => {
    if (isPlain) return needed(k);
    // A picture of one block may leave its length to the end of the file.
    return stated[k] ?? (blocks === 1 ? Math.max(0, file.bytes.length - offset) : 0);
  });
  checkExtent(file, format, offsets, counts);
  return { ...format, isPadded, offsets, counts };
}

/** Whether samples of 9 to 15 bits take 16: some writers pad them and leave BitsPerSample. */
function isPaddedTo16(format: Format, stated: readonly number[]): boolean {
  const { bits, isFloat, blockWidth, blockHeight, samples, heightPx } = format;
  if (isFloat || bits <= 8 || bits >= 16) return false;
  return stated[0] === 2 * blockWidth * samples * Math.min(blockHeight, heightPx);
}

/** Bytes of a row of a block that is not compressed. */
export function plainRowBytes(
  { blockWidth, samples, bits }: Pick<Storage, 'blockWidth' | 'samples' | 'bits'>,
  isPadded: boolean,
): number {
  return isPadded ? 2 * blockWidth * samples : Math.ceil((blockWidth * samples * bits) / 8);
}

/** Bytes that block k must have; rows below the picture may be missing. */
function plainBytes(format: Format, isPadded: boolean): (k: number) => number {
  const { across, blockHeight, heightPx } = format;
  const row = plainRowBytes(format, isPadded);
  return (k) => row * Math.min(blockHeight, heightPx - Math.floor(k / across) * blockHeight);
}

function checkExtent(
  { bytes }: TiffFile,
  { widthPx, heightPx, samples, compression }: Format,
  offsets: readonly number[],
  counts: readonly number[],
): void {
  let total = 0;
  for (const [k, count] of counts.entries()) {
    const end = offsets[k] + count;
    if (!(offsets[k] >= 8 && count > 0 && end <= bytes.length)) {
      throw damaged(`block ${k} up to byte ${end}`, `a file of ${bytes.length} bytes (truncated)`);
    }
    total += count;
  }
  // Blocks do not share bytes: a file that claims the same ones again and again holds less than it says.
  if (total > bytes.length) {
    throw damaged(`pixel data of ${total} bytes`, `a file of ${bytes.length}`);
  }
  const values = widthPx * heightPx * samples;
  const most = total * (MOST_VALUES_A_BYTE[compression] ?? 1);
  if (compression !== COMPRESSION.none && values > most) {
    throw damaged(
      `pixel data for ${widthPx}x${heightPx}`,
      `${total} bytes, too few for any picture of that size`,
    );
  }
}
