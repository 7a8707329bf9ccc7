// PNG out of a tree, right or wrong: { header: { widthPx, heightPx, depth, colour, compression, filter, interlace }, chunks }, each
// chunk { type, data } with a right checksum, or `lines` that are deflated.
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../../dist/model/crc32.js';
import { encodeProfile } from './icc.mjs';

export function pngChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type.padEnd(4).slice(0, 4), 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return out;
}

function headerBytes({ widthPx, heightPx, depth, colour, compression, filter, interlace }) {
  const data = Buffer.alloc(13);
  const view = new DataView(data.buffer, data.byteOffset);
  view.setUint32(0, widthPx);
  view.setUint32(4, heightPx);
  for (const [i, value] of [depth, colour, compression, filter, interlace].entries())
    view.setUint8(8 + i, value);
  return data;
}

const bytesOf = (data) =>
  typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data);

export function encodePng({ header, chunks }) {
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    pngChunk('IHDR', headerBytes(header)),
    ...chunks.flatMap(({ type, data, lines, profile, pieces = 1 }) => {
      if (profile !== undefined) {
        const name = Buffer.from(`${profile.name}\0\0`, 'latin1');
        return [pngChunk(type, Buffer.concat([name, deflateSync(encodeProfile(profile))]))];
      }
      const bytes = lines === undefined ? bytesOf(data) : deflateSync(bytesOf(lines));
      const step = Math.max(1, Math.ceil(bytes.length / Math.max(1, Math.min(8, pieces))));
      if (pieces <= 1) return [pngChunk(type, bytes)];
      return Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
        pngChunk(type, bytes.subarray(i * step, (i + 1) * step)),
      );
    }),
  ]);
}
