/** PNGs as the decoder of JPEG XL writes them: grey or RGB, 8 or 16 bits, not interlaced [PNG3]. */
import { inflateSync } from 'node:zlib';
import type { DecodedBlock } from '../decode/index.js';

/** Values of `bits` bits out of a PNG that spread them over its 8 or 16; the checksums of its chunks are not asked. */
export function decodePlainPng(png: Uint8Array, bits: number): DecodedBlock {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [widthPx, heightPx] = [view.getUint32(16), view.getUint32(20)];
  const bytesEach = png[24] === 16 ? 2 : 1;
  const components = png[25] === 2 ? 3 : 1;
  const pieces: Uint8Array[] = [];
  for (let at = 8; at + 8 <= png.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) !== 0x49444154) continue;
    pieces.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const row = widthPx * components * bytesEach;
  const lines = inflateSync(Buffer.concat(pieces), { maxOutputLength: heightPx * (row + 1) });
  const values = new Uint16Array(widthPx * heightPx * components);
  const above = new Uint8Array(row);
  for (let y = 0, o = 0; y < heightPx; y++) {
    const line = lines.subarray(y * (row + 1) + 1, (y + 1) * (row + 1));
    unfilter(lines[y * (row + 1)] ?? 0, line, above, components * bytesEach);
    above.set(line);
    for (let i = 0; i < row; i += bytesEach) {
      values[o++] = bytesEach === 2 ? ((line[i] ?? 0) << 8) | (line[i + 1] ?? 0) : (line[i] ?? 0);
    }
  }
  // PNG has 8 or 16 bits and spreads others over their range.
  const full = bytesEach === 2 ? 65_535 : 255;
  const most = 2 ** bits - 1;
  if (full !== most) {
    for (const [i, v] of values.entries()) values[i] = Math.round((v * most) / full);
  }
  return { widthPx, heightPx, components, values };
}

/** Undoes a line filter of PNG in place [PNG3, section 9]. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, pixel: number): void {
  for (let i = 0; i < line.length; i++) {
    const a = i < pixel ? 0 : (line[i - pixel] ?? 0);
    const b = above[i] ?? 0;
    const c = i < pixel ? 0 : (above[i - pixel] ?? 0);
    const guess =
      filter === 0
        ? 0
        : filter === 1
          ? a
          : filter === 2
            ? b
            : filter === 3
              ? (a + b) >> 1
              : paeth(a, b, c);
    line[i] = (line[i] ?? 0) + guess;
  }
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}
