/**
 * What is known of the contents of picture files without reading them again: file, size and time of change give
 * the SHA-256 that was computed when a file of that size and time was last read. Only pictures whose header was
 * sound are entered, so an entry also says "checked".
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import type { PictureStamp } from '../dataset-index.js';

export interface ContentManifest {
  /** SHA-256 in hex, or undefined where the file is new or has changed. */
  find(stamp: PictureStamp): string | undefined;
  set(stamp: PictureStamp, sha256: string): void;
  /** Writes what is new, beside what others have written meanwhile. Throws the file system's errors. */
  save(): void;
}

/** file -> [size in bytes, time of change in ns, SHA-256] */
type ManifestRows = Record<string, [number, string, string]>;

/**
 * The manifest of one picture directory. A missing or damaged one is an empty one: it costs a reading, no answer.
 * @param cacheDir null: kept in memory only
 */
export function openContentManifest(cacheDir: string | null, datasetDir: string): ContentManifest {
  const name = createHash('sha256').update(resolve(datasetDir)).digest('hex').slice(0, 32);
  const file = cacheDir === null ? null : join(cacheDir, 'manifests', `${name}.json`);
  const rows = new Map(Object.entries(file === null ? {} : readRows(file)));
  const added: ManifestRows = {};
  return {
    find(stamp) {
      const row = rows.get(resolve(stamp.file));
      if (row === undefined) return undefined;
      return row[0] === stamp.sizeBytes && row[1] === stamp.modifiedNs ? row[2] : undefined;
    },
    set(stamp, sha256) {
      added[resolve(stamp.file)] = [stamp.sizeBytes, stamp.modifiedNs, sha256];
      rows.set(resolve(stamp.file), added[resolve(stamp.file)]);
    },
    save() {
      if (file === null || Object.keys(added).length === 0) return;
      // Read again: another process may have entered the other part meanwhile.
      const merged = { ...readRows(file), ...added };
      writeFileAtomically(file, JSON.stringify(merged), { durable: false });
    },
  };
}

function readRows(file: string): ManifestRows {
  try {
    const rows: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof rows !== 'object' || rows === null) return {};
    return Object.fromEntries(
      Object.entries(rows).filter(
        ([, row]) =>
          Array.isArray(row) &&
          typeof row[0] === 'number' &&
          typeof row[1] === 'string' &&
          /^[0-9a-f]{64}$/.test(row[2]),
      ),
    );
  } catch {
    return {};
  }
}
