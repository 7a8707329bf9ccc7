/** Entries of a zip archive as PyTorch writes them: stored, not compressed [APPNOTE 6.3.10, 4.3]. */
import { utf8FromBytes } from '../../text/index.js';
import { WeightsError } from '../weights-error.js';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MOST_ENTRIES = 10_000;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length > END_BYTES && viewOf(bytes).getUint32(0, true) === LOCAL;
}

/** Contents by name. Throws WeightsError for an archive that is damaged, or whose tensors are compressed. */
export function zipEntries(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = viewOf(bytes);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_ENTRIES) throw damaged(`${count} entries`);
  const entries = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
      throw damaged('no directory');
    const nameLength = view.getUint16(at + 28, true);
    const name = nameOf(bytes.subarray(at + 46, at + 46 + nameLength));
    const isStored = view.getUint16(at + 10, true) === 0;
    const [local, length] = [view.getUint32(at + 42, true), view.getUint32(at + 20, true)];
    if (isStored) entries.set(name, contentOf(bytes, view, local, length));
    // Code of compiled modules is compressed, and nobody reads it.
    else if (/(^|\/)data(\.pkl|\/\d+)$/.test(name)) {
      throw new WeightsError(
        `${name}: expected an entry that is stored, got a compressed one; save the weights with torch.save`,
      );
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The record at the end, looked for backwards. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw damaged('no end');
}

function contentOf(bytes: Uint8Array, view: DataView, local: number, length: number): Uint8Array {
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) throw damaged('no entry');
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + length > bytes.length) throw damaged('an entry that is cut short');
  return bytes.subarray(start, start + length);
}

function nameOf(bytes: Uint8Array): string {
  try {
    return utf8FromBytes(bytes);
  } catch {
    throw damaged('a name that is no text');
  }
}

function damaged(what: string): WeightsError {
  return new WeightsError(
    `PyTorch: expected a whole zip archive, got ${what}; copy the file again`,
  );
}
