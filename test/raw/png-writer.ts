/** Writes PNG files chunk by chunk, right or wrong, for tests of the reader. */
import { Buffer } from 'node:buffer';

export interface HeaderFields {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth?: number;
  readonly colourType?: number;
  readonly interlace?: number;
}

/** CRC-32, bit by bit: slow, and unlike the reader's table. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

export function headerChunk(fields: HeaderFields): Buffer {
  const { widthPx, heightPx, bitDepth = 16, colourType = 2, interlace = 0 } = fields;
  const data = Buffer.alloc(13);
  data.writeUInt32BE(widthPx, 0);
  data.writeUInt32BE(heightPx, 4);
  data.set([bitDepth, colourType, 0, 0, interlace], 8);
  return chunk('IHDR', data);
}

/** A file of these header fields whose zlib stream lies in the given pieces, one chunk each. */
export function pngFile(fields: HeaderFields, ...pieces: Uint8Array[]): Uint8Array {
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    headerChunk(fields),
    ...pieces.map((piece) => chunk('IDAT', piece)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
