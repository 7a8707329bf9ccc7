/**
 * A picture's samples in bands of rows, from the top down, so that no more of it lies in memory than a row of tiles. Uncompressed
 * rows are unpacked a few at a time, or not at all where the file's bytes are the samples.
 */
import type { RawTools } from '../reader/raw-reader.js';
import { blockDecoder } from './decode-block.js';
import { plainRowBytes, type Storage } from './storage.js';
import { unread } from './tiff-fault.js';
import type { TiffFile } from './tiff-file.js';
import { COMPRESSION } from './tiff-tags.js';
import { rowUnpacker, type Values } from './unpack.js';

/** Rows of samples, side by side from the picture's left; what they lie in is used again afterwards. */
export interface Band {
  readonly firstRow: number;
  readonly rows: number;
  readonly values: Values;
}

/** Most bytes of rows that are unpacked at a time: small enough for a core's cache. */
const CHUNK_BYTES = 1 << 18;
/** Most bytes of a row of compressed blocks. */
const MOST_BAND_BYTES = 96 << 20;
/** Most bytes of a picture that only makes sense as a whole. */
const MOST_WHOLE_BYTES = 128 << 20;

/** Throws RawFormatError for blocks that are damaged, or too large to be decoded in bounded memory. */
export function readBands(
  file: TiffFile,
  storage: Storage,
  tools: RawTools,
  onBand: (band: Band) => void,
): void {
  if (storage.compression !== COMPRESSION.none) readCompressed(file, storage, tools, onBand);
  else if (isInPlace(file, storage)) readInPlace(file, storage, onBand);
  else readPlain(file, storage, onBand);
}

/** All samples in one piece. */
export function readWhole(file: TiffFile, storage: Storage, tools: RawTools): Values {
  const { widthPx, heightPx, samples } = storage;
  const row = widthPx * samples;
  const all = makeValues(storage, row * heightPx);
  readBands(file, storage, tools, ({ firstRow, rows, values }) => {
    all.set(values.subarray(0, rows * row), firstRow * row);
  });
  return all;
}

/** As `readWhole`, of pictures that must be in memory at once to be put in order. Throws RawFormatError for too large ones. */
export function readBoundedWhole(file: TiffFile, storage: Storage, tools: RawTools): Values {
  const { widthPx, heightPx, samples, isFloat } = storage;
  const bytes = widthPx * heightPx * samples * (isFloat ? 4 : 2);
  if (bytes > MOST_WHOLE_BYTES) {
    throw unread(`interleaved fields of ${MOST_WHOLE_BYTES} bytes at most`, `${bytes} bytes`);
  }
  return readWhole(file, storage, tools);
}

function makeValues({ isFloat }: Storage, length: number): Values {
  return isFloat ? new Float32Array(length) : new Uint16Array(length);
}

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Whether strips hold samples as typed arrays do. */
function isInPlace({ bytes }: TiffFile, storage: Storage): boolean {
  const { bits, isFloat, isPadded, isLittle, across, blockWidth, widthPx, offsets } = storage;
  const isWord = !isFloat && (bits === 16 || isPadded) && isLittle && HOST_IS_LITTLE;
  const isWhole = across === 1 && blockWidth === widthPx;
  return isWord && isWhole && offsets.every((at) => (bytes.byteOffset + at) % 2 === 0);
}

function readInPlace(
  { bytes }: TiffFile,
  { widthPx, heightPx, samples, blockHeight, offsets }: Storage,
  onBand: (band: Band) => void,
): void {
  for (let y = 0, k = 0; y < heightPx; y += blockHeight, k++) {
    const rows = Math.min(blockHeight, heightPx - y);
    const at = bytes.byteOffset + offsets[k];
    const values = new Uint16Array(bytes.buffer, at, rows * widthPx * samples);
    onBand({ firstRow: y, rows, values });
  }
}

function readPlain({ bytes }: TiffFile, storage: Storage, onBand: (band: Band) => void): void {
  const { widthPx, heightPx, samples, blockWidth, blockHeight, across, offsets } = storage;
  const row = widthPx * samples;
  const unpack = rowUnpacker(storage);
  const blockRow = plainRowBytes(storage, storage.isPadded);
  const chunk = Math.min(heightPx, Math.max(1, Math.floor(CHUNK_BYTES / (4 * row))));
  const values = makeValues(storage, chunk * row);
  for (let first = 0; first < heightPx; first += chunk) {
    const rows = Math.min(chunk, heightPx - first);
    for (let i = 0; i < rows; i++) {
      const y = first + i;
      const k = Math.floor(y / blockHeight) * across;
      const down = (y % blockHeight) * blockRow;
      for (let bx = 0; bx < across; bx++) {
        const columns = Math.min(blockWidth, widthPx - bx * blockWidth);
        const to = i * row + bx * blockWidth * samples;
        unpack(bytes, offsets[k + bx] + down, columns * samples, values, to);
      }
    }
    onBand({ firstRow: first, rows, values });
  }
}

function readCompressed(
  { bytes }: TiffFile,
  storage: Storage,
  tools: RawTools,
  onBand: (band: Band) => void,
): void {
  const { widthPx, heightPx, samples, blockWidth, blockHeight, across } = storage;
  const row = widthPx * samples;
  const bandRows = Math.min(blockHeight, heightPx);
  const most = Math.max(widthPx, blockWidth) * blockHeight * samples * (storage.isFloat ? 4 : 2);
  if (most > MOST_BAND_BYTES) {
    throw unread(
      `strips or tiles of ${MOST_BAND_BYTES} bytes a row at most`,
      `${blockWidth}x${blockHeight} pixels in one`,
      'Make a DNG of it with tiles, as Adobe DNG Converter and dnglab write them.',
    );
  }
  const decode = blockDecoder(bytes, storage, tools);
  // Blocks as wide as the picture are bands themselves.
  const band = across === 1 ? undefined : makeValues(storage, bandRows * row);
  for (let first = 0, k = 0; first < heightPx; first += blockHeight) {
    const rows = Math.min(bandRows, heightPx - first);
    let whole: Values | undefined;
    for (let bx = 0; bx < across; bx++, k++) {
      const columns = Math.min(blockWidth, widthPx - bx * blockWidth);
      const { values, stride } = decode(k, columns, rows);
      if (band === undefined && stride === row) whole = values;
      else {
        whole = band ?? makeValues(storage, bandRows * row);
        copyBlock(values, stride, whole, bx * blockWidth * samples, row, columns * samples, rows);
      }
    }
    onBand({ firstRow: first, rows, values: whole as Values });
  }
}

function copyBlock(
  block: Values,
  stride: number,
  out: Values,
  to: number,
  outStride: number,
  count: number,
  rows: number,
): void {
  for (let y = 0; y < rows; y++) {
    out.set(block.subarray(y * stride, y * stride + count), to + y * outStride);
  }
}
