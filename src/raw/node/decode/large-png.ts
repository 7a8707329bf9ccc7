/**
 * PNGs of more pixels than should lie in memory: read from the disk piece by piece, inflated by a thread of Node's pool, handed on in
 * bands of rows. Whoever asks for the picture gets it averaged down.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import {
  createBandBinner,
  hasPngSignature,
  type LevelSources,
  PNG_HEADER_BYTES,
  type PngHeader,
  pngFrameHeader,
  positionLevels,
  RawFormatError,
  type RawImage,
  type ReadRaw,
  readPngHeader,
  unfilterOf,
} from '../../decode/index.js';

/** More pixels than that are not held in memory at their size: 144 MB. */
export const MOST_HELD_PX = 24e6;
/** What larger pictures are averaged down to, at most. */
const AVERAGED_PX = 4e6;
const PIECE_BYTES = 1 << 18;
const CHUNK_HEAD_BYTES = 8;
const CUT_CURE = 'Copy or download the file again: it is incomplete or damaged.';

/** Bytes of a file's begin in which the chunks before the pixels lie. */
const COLOUR_BYTES = 1 << 20;

/** Values of whole rows, side by side; what they lie in is used again for the next ones. */
export interface PngBand {
  readonly firstRow: number;
  readonly rows: number;
  readonly values: Uint16Array;
}

/** The header of a PNG that is too large to be held; null for any other file, and for an interlaced one, which has no bands. */
export function largePngHeader(file: string, mostPx: number = MOST_HELD_PX): PngHeader | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size < PNG_HEADER_BYTES) return null;
  const head = readAt(file, 0, PNG_HEADER_BYTES);
  if (!hasPngSignature(head)) return null;
  try {
    const header = readPngHeader(head);
    const isLarge = header.widthPx * header.heightPx > mostPx && !header.interlaced;
    return isLarge ? header : null;
  } catch (error) {
    if (error instanceof RawFormatError) return null;
    throw error;
  }
}

/** Bytes in which a file says what its values are. */
export function colourBytes(file: string): Uint8Array {
  return readAt(file, 0, COLOUR_BYTES);
}

/** The picture of such a file, averaged down to at most 4 megapixels. Rejects with RawFormatError, RawLevelsError. */
export async function readLargePng(
  file: string,
  size: PngHeader,
  levels: LevelSources,
): Promise<ReadRaw> {
  const header = pngFrameHeader(size);
  const { black, white } = positionLevels(header, levels);
  const own = { blackLevel: black[0] ?? 0, whiteLevel: white[0] ?? 0 };
  const factor = Math.ceil(Math.sqrt((size.widthPx * size.heightPx) / AVERAGED_PX));
  const binner = createBandBinner(size, own, factor);
  for await (const { values } of pngBands(file, size)) binner.take(values);
  const image: RawImage = binner.finish();
  return { image, header, warnings: [] };
}

/** All rows of a PNG that is not interlaced, from the top down. Rejects with RawFormatError. */
export async function* pngBands(
  file: string,
  { widthPx, heightPx }: PngHeader,
): AsyncGenerator<PngBand> {
  const lineBytes = 6 * widthPx;
  const rows = Math.max(1, Math.floor(PIECE_BYTES / (lineBytes + 1)));
  const lines = new Uint8Array(rows * (lineBytes + 1));
  const values = new Uint16Array((rows * lineBytes) / 2);
  const unfilter = unfilterOf(lineBytes);
  let filled = 0;
  let firstRow = 0;
  const band = (): PngBand => {
    const count = filled / (lineBytes + 1);
    const out = values.subarray(0, (count * lineBytes) / 2);
    const bad = unfilter.take(lines.subarray(0, filled), out);
    if (bad >= 0) throw damaged('line filters 0 to 4', `another in line ${firstRow + bad}`);
    const taken = { firstRow, rows: count, values: out };
    firstRow += count;
    filled = 0;
    return taken;
  };
  for await (const piece of inflated(file)) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + lines.length - filled);
      lines.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === lines.length && firstRow + rows <= heightPx) yield band();
      else if (filled === lines.length) throw tooMuch(heightPx * (lineBytes + 1));
    }
  }
  const missing = heightPx - firstRow;
  if (filled !== missing * (lineBytes + 1)) {
    throw damaged(`${heightPx} lines of pixel data`, 'another number (truncated pixel data)');
  }
  if (filled > 0) yield band();
}

async function* inflated(file: string): AsyncGenerator<Uint8Array> {
  const inflate = zlib.createInflate({ chunkSize: PIECE_BYTES });
  const source = Readable.from(imageData(file));
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece as Uint8Array;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw damaged('a whole zlib stream', `one that does not inflate (${(error as Error).message})`);
  } finally {
    source.destroy();
  }
}

/** The data of the chunks IDAT, every chunk's checksum compared. Throws RawFormatError. */
function* imageData(file: string): Generator<Uint8Array> {
  const open = openSync(file, 'r');
  const take = (at: number, length: number) => {
    const bytes = new Uint8Array(length);
    const got = readSync(open, bytes, 0, length, at);
    if (got === length) return bytes;
    throw damaged('chunk IEND', `the end of the file after ${at + got} bytes (truncated)`);
  };
  try {
    for (let at = CHUNK_HEAD_BYTES; ; ) {
      const head = take(at, CHUNK_HEAD_BYTES);
      const length = new DataView(head.buffer).getUint32(0);
      const type = String.fromCharCode(...head.subarray(4));
      let sum = zlib.crc32(head.subarray(4));
      at += CHUNK_HEAD_BYTES;
      for (const end = at + length; at < end; ) {
        const piece = take(at, Math.min(PIECE_BYTES, end - at));
        sum = zlib.crc32(piece, sum);
        at += piece.length;
        if (type === 'IDAT') yield piece;
      }
      const stated = new DataView(take(at, 4).buffer).getUint32(0);
      if (stated !== sum)
        throw damaged(
          'a matching CRC',
          `another: the data of a chunk before byte ${at} has changed`,
        );
      at += 4;
      if (type === 'IEND') return;
    }
  } finally {
    closeSync(open);
  }
}

function damaged(expected: string, got: string): RawFormatError {
  return new RawFormatError('PNG', expected, got, CUT_CURE);
}

function tooMuch(bytes: number): RawFormatError {
  return damaged(`${bytes} inflated bytes`, 'more');
}

function readAt(file: string, at: number, length: number): Uint8Array {
  const open = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(open, bytes, 0, length, at));
  } finally {
    closeSync(open);
  }
}
