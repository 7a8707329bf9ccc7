/**
 * Puts rows and columns that were stored field by field back in their order [DNG 1.7.1, RowInterleaveFactor and
 * ColumnInterleaveFactor]: a Bayer mosaic in JPEG XL is four quarter pictures.
 */
import type { Storage } from '../tiff/storage.js';
import type { Values } from '../tiff/unpack.js';

export function deinterleave(
  stored: Values,
  { widthPx, heightPx, samples, isFloat }: Storage,
  rowFactor: number,
  columnFactor: number,
): Values {
  const out = isFloat ? new Float32Array(stored.length) : new Uint16Array(stored.length);
  const columns = placesOf(widthPx, columnFactor);
  const rows = placesOf(heightPx, rowFactor);
  for (let y = 0, o = 0; y < heightPx; y++) {
    const row = rows[y] * widthPx;
    for (let x = 0; x < widthPx; x++) {
      const from = (row + columns[x]) * samples;
      for (let s = 0; s < samples; s++) out[o++] = stored[from + s];
    }
  }
  return out;
}

/** Where each row (or column) of the picture is stored: every `factor`-th one in the first field, and so on. */
function placesOf(length: number, factor: number): Int32Array {
  const places = new Int32Array(length);
  for (let field = 0, at = 0; field < factor; field++) {
    for (let i = field; i < length; i += factor) places[i] = at++;
  }
  return places;
}
