/**
 * The folder of what is made from data sets and can be made again: thumbnails, checksums of pictures, tuned parameters.
 * All together stay below a limit; what was not used for longest goes first. Nothing else in the folder is touched.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';

/** 2 GB: thirty trainings on data sets as large as cube64. */
export const DEFAULT_CACHE_LIMIT_BYTES = 2e9;

/** What lies in the folder's subfolders, and how its files end. */
const KINDS = { thumbnails: '.bin', manifests: '.json', tuning: '.json' } as const;

export type CacheKind = keyof typeof KINDS;

/** A temporary file older than this belongs to nobody any more. */
const STALE_TEMPORARY_MS = 24 * 3600 * 1000;
const LIMIT_FILE = 'limit.json';

/** `$XDG_CACHE_HOME/deepawb`, else `~/.cache/deepawb`. */
export function defaultCacheDir(): string {
  const base = process.env.XDG_CACHE_HOME ?? '';
  // The XDG base directory specification: relative paths are invalid and to be ignored.
  return join(isAbsolute(base) ? base : join(homedir(), '.cache'), 'deepawb');
}

export interface CacheUse {
  readonly limitBytes: number;
  readonly files: number;
  readonly bytes: number;
  readonly kinds: Readonly<Record<CacheKind, { readonly files: number; readonly bytes: number }>>;
}

/** What is in the folder, and its limit. */
export function cacheUse(cacheDir: string): CacheUse {
  const files = cachedFiles(cacheDir);
  const use = (list: readonly CachedFile[]) => ({
    files: list.length,
    bytes: list.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  });
  const kinds = Object.fromEntries(
    (Object.keys(KINDS) as CacheKind[]).map((kind) => [
      kind,
      use(files.filter((file) => file.kind === kind)),
    ]),
  ) as CacheUse['kinds'];
  return { limitBytes: cacheLimit(cacheDir), ...use(files), kinds };
}

/** Sets the limit for good and keeps it. Throws OutputError, and RangeError for what is no number of bytes. */
export function setCacheLimit(cacheDir: string, limitBytes: number): void {
  if (!(Number.isSafeInteger(limitBytes) && limitBytes >= 0)) {
    throw new RangeError(`cache limit: expected whole bytes from 0, got ${limitBytes}`);
  }
  writeFileAtomically(join(cacheDir, LIMIT_FILE), `${JSON.stringify({ limitBytes })}\n`);
  pruneCache(cacheDir);
}

function cacheLimit(cacheDir: string): number {
  try {
    const { limitBytes } = JSON.parse(readFileSync(join(cacheDir, LIMIT_FILE), 'utf8'));
    if (Number.isSafeInteger(limitBytes) && limitBytes >= 0) return limitBytes;
  } catch {
    // None was set, or it cannot be read: the default counts.
  }
  return DEFAULT_CACHE_LIMIT_BYTES;
}

/** Removes everything that was cached; the limit stays. */
export function clearCache(cacheDir: string): void {
  for (const { file } of cachedFiles(cacheDir)) rmSync(file, { force: true });
  removeTemporaries(cacheDir, 0);
}

/** Removes what was not used for longest until the rest is within the limit, but for `keep`, which is in use. */
export function pruneCache(cacheDir: string, keep?: string): void {
  removeTemporaries(cacheDir, STALE_TEMPORARY_MS);
  const files = cachedFiles(cacheDir).sort((a, b) => b.usedMs - a.usedMs);
  const limit = cacheLimit(cacheDir);
  let total = 0;
  for (const { file, sizeBytes } of files) {
    total += sizeBytes;
    if (total <= limit || file === keep) continue;
    rmSync(file, { force: true });
    total -= sizeBytes;
  }
}

interface CachedFile {
  readonly kind: CacheKind;
  readonly file: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

function cachedFiles(cacheDir: string): CachedFile[] {
  return (Object.keys(KINDS) as CacheKind[]).flatMap((kind) =>
    namesIn(join(cacheDir, kind)).flatMap((name) => {
      const file = join(cacheDir, kind, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (!name.endsWith(KINDS[kind]) || !stat?.isFile()) return [];
      return [{ kind, file, sizeBytes: stat.size, usedMs: stat.mtimeMs }];
    }),
  );
}

function removeTemporaries(cacheDir: string, olderMs: number): void {
  for (const kind of Object.keys(KINDS)) {
    for (const name of namesIn(join(cacheDir, kind))) {
      if (!name.endsWith('.tmp')) continue;
      const file = join(cacheDir, kind, name);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat && Date.now() - stat.mtimeMs >= olderMs) rmSync(file, { force: true });
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
