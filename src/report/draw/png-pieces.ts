/** RGB pictures as PNG files, written as their rows come: deflated by a thread of Node's pool, so that no more than a few bands are in memory. */
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const RGB = 2;
const PIECE_BYTES = 1 << 17;
/** Twice as fast as zlib's default, for some per cent more bytes. */
const LEVEL = 4;

export interface PngShape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bits: 8 | 16;
}

/** The bytes of a PNG of which `bands` gives the rows from the top down: whole rows of 3 codes a pixel. */
export async function* pngPieces(
  shape: PngShape,
  bands: AsyncIterable<Uint8Array | Uint16Array>,
): AsyncGenerator<Uint8Array> {
  yield SIGNATURE;
  yield chunk('IHDR', header(shape));
  const deflate = zlib.createDeflate({ level: LEVEL, chunkSize: PIECE_BYTES });
  const source = Readable.from(filtered(shape, bands));
  source.on('error', (error) => deflate.destroy(error));
  source.pipe(deflate);
  for await (const piece of deflate) yield chunk('IDAT', piece as Uint8Array);
  yield chunk('IEND', new Uint8Array(0));
}

function header({ widthPx, heightPx, bits }: PngShape): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  data[8] = bits;
  data[9] = RGB;
  return data;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, zlib.crc32(out.subarray(4, 8 + data.length)));
  return out;
}

/** Lines under filter 1 (each byte less that of the pixel to the left), high bytes first [PNG3, section 9]. */
async function* filtered(
  { widthPx, bits }: PngShape,
  bands: AsyncIterable<Uint8Array | Uint16Array>,
): AsyncGenerator<Uint8Array> {
  const row = 3 * widthPx;
  const width = bits / 8;
  for await (const codes of bands) {
    const rows = codes.length / row;
    const out = new Uint8Array(rows * (1 + row * width));
    for (let y = 0, i = 0, o = 0; y < rows; y++) {
      out[o++] = 1;
      for (let x = 0; x < row; x++, i++) {
        const [code, left] = [codes[i] ?? 0, x < 3 ? 0 : (codes[i - 3] ?? 0)];
        if (width === 2) out[o++] = (code >> 8) - (left >> 8);
        out[o++] = code - left;
      }
    }
    yield out;
  }
}
