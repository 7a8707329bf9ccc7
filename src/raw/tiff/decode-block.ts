/** One compressed strip or tile: lossless JPEG, deflate and LZW here, lossy JPEG and JPEG XL by decoders that are handed in. */
import { decodeLossless, type LosslessHeader } from '../lossless-jpeg/decode-lossless.js';
import { type JpegHeader, readJpegHeader } from '../lossless-jpeg/jpeg-header.js';
import type { DecodedBlock, RawTools } from '../reader/raw-reader.js';
import { readJxlSize } from './jxl-size.js';
import { inflateLzw } from './lzw.js';
import { needsPackage } from './needs-package.js';
import { addDifferences, joinFloatBytes, predictorOf } from './predictor.js';
import { plainRowBytes, type Storage } from './storage.js';
import { damaged, unread } from './tiff-fault.js';
import { COMPRESSION } from './tiff-tags.js';
import { rowUnpacker, type Values } from './unpack.js';

/** Values of a block, of which each row begins `stride` after the one above. */
export interface Block {
  readonly values: Values;
  readonly stride: number;
}

/** Decodes block k, of which `columns` x `rows` pixels lie in the picture. What it gives is used again for the next one. */
export type DecodeBlock = (k: number, columns: number, rows: number) => Block;

export function blockDecoder(bytes: Uint8Array, storage: Storage, tools: RawTools): DecodeBlock {
  const { compression, offsets, counts } = storage;
  const blockOf = (k: number) => bytes.subarray(offsets[k], offsets[k] + counts[k]);
  switch (compression) {
    case COMPRESSION.jpeg:
    case COMPRESSION.lossyJpeg: {
      const buffer: { out?: Uint16Array } = {};
      return (k, columns, rows) =>
        decodeJpegBlock(blockOf(k), storage, tools, columns, rows, buffer);
    }
    case COMPRESSION.jpegXl:
      return (k, columns, rows) => decodeJxlBlock(blockOf(k), storage, tools, columns, rows);
    default: {
      const inflate = inflaterOf(storage, tools);
      return (k, _columns, rows) => inflate(blockOf(k), rows);
    }
  }
}

function decodeJpegBlock(
  bytes: Uint8Array,
  storage: Storage,
  tools: RawTools,
  columns: number,
  rows: number,
  buffer: { out?: Uint16Array },
): Block {
  const header = readJpegHeader(bytes);
  const stride = strideOf(header, storage, columns, rows);
  if (header.kind === 'lossless') {
    if (storage.isFloat) throw unread('floats without JPEG', 'floats in a lossless JPEG');
    return { values: decodeLosslessInto(bytes, header, buffer), stride };
  }
  if (tools.decodeJpeg === undefined) throw needsPackage('jpeg');
  return { values: checked(tools.decodeJpeg(bytes), header), stride };
}

function decodeLosslessInto(
  bytes: Uint8Array,
  header: LosslessHeader,
  buffer: { out?: Uint16Array },
): Uint16Array {
  const count = header.widthPx * header.heightPx * header.components;
  if (buffer.out === undefined || buffer.out.length < count) {
    if (count > 8 * bytes.length) {
      const got = `${bytes.length} bytes of lossless JPEG`;
      throw damaged(`data for ${header.widthPx}x${header.heightPx} pixels`, got);
    }
    buffer.out = new Uint16Array(count);
  }
  return decodeLossless(bytes, header, buffer.out.subarray(0, count));
}

/**
 * Values from one row to the next. A JPEG's frame may be its tile cut anew: twice as wide and half as high, or with two components
 * of half the width; tiles at the edge may hold only what lies in the picture. Throws RawFormatError where it holds less.
 */
function strideOf(
  { widthPx, heightPx, components }: JpegHeader,
  { blockWidth, blockHeight, samples }: Storage,
  columns: number,
  rows: number,
): number {
  const line = widthPx * components;
  const total = line * heightPx;
  const tile = blockWidth * samples;
  const needed = columns * samples;
  if (line === tile && heightPx >= rows) return tile;
  if (total === tile * blockHeight || total === tile * rows) return tile;
  if (total === needed * rows) return needed;
  if (line >= needed && heightPx >= rows) return line;
  const got = `one of ${widthPx}x${heightPx} with ${components} components`;
  throw damaged(`a JPEG of ${columns}x${rows} pixels or more`, got);
}

function decodeJxlBlock(
  bytes: Uint8Array,
  { samples, bits, isFloat }: Storage,
  tools: RawTools,
  columns: number,
  rows: number,
): Block {
  const { widthPx, heightPx } = readJxlSize(bytes);
  if (widthPx < columns || heightPx < rows || widthPx * heightPx > MOST_JXL_PIXELS) {
    throw damaged(`a JPEG XL of ${columns}x${rows} pixels`, `one of ${widthPx}x${heightPx}`);
  }
  if (tools.decodeJxl === undefined) throw needsPackage('jxl');
  const header = { kind: 'jxl', widthPx, heightPx, components: samples } as const;
  const values = checked(tools.decodeJxl(bytes, isFloat ? FLOAT_BITS : bits), header);
  const stride = widthPx * samples;
  if (!isFloat) return { values, stride };
  return { values: Float32Array.from(values, (value) => value / (2 ** FLOAT_BITS - 1)), stride };
}

/** Floats come out of the decoder as whole numbers of 16 bits, 0 to 1. */
const FLOAT_BITS = 16;
/** A tile or strip in one JPEG XL stream. */
const MOST_JXL_PIXELS = 1 << 26;

/** A decoder's answer, once it has the size that the stream states. */
function checked(
  { widthPx, heightPx, components, values }: DecodedBlock,
  expected: { readonly widthPx: number; readonly heightPx: number; readonly components: number },
): Uint16Array {
  const fits =
    widthPx === expected.widthPx &&
    heightPx === expected.heightPx &&
    components === expected.components &&
    values.length === widthPx * heightPx * components;
  if (fits) return values;
  throw damaged(
    `${expected.widthPx}x${expected.heightPx} pixels with ${expected.components} components`,
    `${widthPx}x${heightPx} with ${components} out of the block's decoder`,
  );
}

type InflateBlock = (bytes: Uint8Array, rows: number) => Block;

function inflaterOf(storage: Storage, tools: RawTools): InflateBlock {
  const { samples, blockWidth, blockHeight, bits, isTiled, compression } = storage;
  const predictor = predictorOf(storage);
  const rowBytes = plainRowBytes(storage, false);
  const count = blockWidth * samples;
  const distance = predictor.step * samples;
  // Floats that were taken apart are put together with the highest byte first.
  const unpack = rowUnpacker(
    predictor.kind === 'float' ? { ...storage, isLittle: false } : storage,
  );
  const scratch = new Uint8Array(predictor.kind === 'float' ? rowBytes : 0);
  let values: Values | undefined;
  return (bytes, rows) => {
    const inflated = inflateBlock(
      bytes,
      (isTiled ? blockHeight : rows) * rowBytes,
      compression,
      tools,
    );
    if (inflated.length < rows * rowBytes) {
      throw damaged(`${rows * rowBytes} inflated bytes`, `${inflated.length} (truncated)`);
    }
    values ??= storage.isFloat
      ? new Float32Array(count * blockHeight)
      : new Uint16Array(count * blockHeight);
    for (let y = 0; y < rows; y++) {
      const at = y * rowBytes;
      if (predictor.kind === 'float') {
        joinFloatBytes(inflated, at, count, bits / 8, distance, scratch);
      }
      unpack(inflated, at, count, values, y * count);
      if (predictor.kind === 'difference') addDifferences(values, y * count, count, distance, bits);
    }
    return { values, stride: count };
  };
}

function inflateBlock(
  bytes: Uint8Array,
  expected: number,
  compression: number,
  { inflate }: RawTools,
): Uint8Array {
  if (compression === COMPRESSION.lzw) return inflateLzw(bytes, expected);
  try {
    return inflate(bytes, expected);
  } catch (error) {
    const got = `one that does not inflate (${(error as Error).message})`;
    throw damaged('a whole zlib stream', got);
  }
}
