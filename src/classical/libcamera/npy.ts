/** One-dimensional arrays of whole numbers as NumPy's `save` writes them (format 1 to 3). */
import { TuningFileError } from './tuning-values.js';

/** Longer headers are of structured types, which are not read. */
const MOST_HEADER = 4096;

/** Readers of a value, by NumPy's name of its type. */
const TYPES: Readonly<
  Record<string, { size: number; read: (view: DataView, at: number) => number }>
> = {
  '|u1': { size: 1, read: (view, at) => view.getUint8(at) },
  '|i1': { size: 1, read: (view, at) => view.getInt8(at) },
  '<u2': { size: 2, read: (view, at) => view.getUint16(at, true) },
  '<i2': { size: 2, read: (view, at) => view.getInt16(at, true) },
  '<u4': { size: 4, read: (view, at) => view.getUint32(at, true) },
  '<i4': { size: 4, read: (view, at) => view.getInt32(at, true) },
  '<u8': { size: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  '<i8': { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
};

/** The values of an array. Throws TuningFileError for another shape or type, and for a file that is cut off. */
export function readNpy(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = (bytes[6] ?? 0) >= 2;
  const start = isLong ? 12 : 10;
  if (bytes.length < start) throw new TuningFileError('array', 'a whole NumPy file', bytes.length);
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = String.fromCharCode(
    ...bytes.subarray(start, start + Math.min(length, MOST_HEADER)),
  );
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const count = Number(/'shape':\s*\((\d+),?\)/.exec(header)?.[1]);
  const known = Object.hasOwn(TYPES, type) ? TYPES[type]! : undefined;
  if (known === undefined || !Number.isInteger(count)) {
    throw new TuningFileError(
      'array',
      'one dimension of whole numbers, e.g. np.uint8',
      header.trim(),
    );
  }
  if (bytes.length < start + length + count * known.size) {
    throw new TuningFileError('array', `${count} values of ${type}`, bytes.length);
  }
  return Array.from({ length: count }, (_, i) => known.read(view, start + length + i * known.size));
}
