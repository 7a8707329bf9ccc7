/**
 * Which names in an archive may become files: plain relative paths that mean the same on every system. Guards
 * against "zip slip" (CWE-22: `../`, absolute paths, drive letters), links, devices and names that differ
 * only in case.
 */
import { ArchiveError } from './fetch-error.js';

/** What of a zip entry's header matters here. */
export interface EntryHeader {
  /** Upper byte: the system that wrote it; its upper 16 attribute bits are then a Unix mode. */
  readonly versionMadeBy: number;
  readonly externalFileAttributes: number;
}

const UNIX_SYSTEMS = new Set([3, 19]);
const MODE_TYPE_MASK = 0xf000;
const MODE_DIRECTORY = 0x4000;
const MODE_REGULAR = 0x8000;
const LONGEST_PATH = 1024;

// Reserved on Windows, whatever follows the dot.
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const FORBIDDEN_CHARACTER = /[\p{Cc}<>:"|?*\\]/u;

/** Path segments of an entry, checked; throws ArchiveError naming the entry. */
export function safeEntryPath(fileName: string, header: EntryHeader): string[] {
  const fail = (why: string) =>
    new ArchiveError(`archive entry ${JSON.stringify(fileName)}: ${why}`);
  if (fileName.length > LONGEST_PATH) throw fail(`expected at most ${LONGEST_PATH} characters`);
  if (!isPlainFile(header)) throw fail('expected a file or a folder, got a link or a device');
  const segments = fileName.replace(/\/$/, '').split('/');
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') {
      throw fail('expected a path inside the target, got one that leads elsewhere');
    }
    if (FORBIDDEN_CHARACTER.test(segment) || DEVICE_NAME.test(segment) || /[. ]$/.test(segment)) {
      throw fail(`expected names valid on every system, got ${JSON.stringify(segment)}`);
    }
  }
  return segments;
}

function isPlainFile({ versionMadeBy, externalFileAttributes }: EntryHeader): boolean {
  if (!UNIX_SYSTEMS.has(versionMadeBy >>> 8)) return true;
  const type = (externalFileAttributes >>> 16) & MODE_TYPE_MASK;
  return type === 0 || type === MODE_REGULAR || type === MODE_DIRECTORY;
}

/** Leftovers of file managers that no data set needs. */
export function isClutter(segments: readonly string[]): boolean {
  return segments[0] === '__MACOSX' || /^(\.DS_Store|Thumbs\.db)$/.test(segments.at(-1) ?? '');
}

/** Throws ArchiveError where two files would become one, or a file is also a folder. */
export function requireDistinctPaths(files: readonly (readonly string[])[]): void {
  const seen = new Set<string>();
  const folders = new Set<string>();
  for (const segments of files) {
    const keys = segments.map((s) => s.normalize('NFC').toLowerCase());
    const key = keys.join('/');
    if (seen.has(key))
      throw new ArchiveError(`archive entry "${segments.join('/')}": it occurs twice`);
    seen.add(key);
    for (let i = 1; i < keys.length; i++) folders.add(keys.slice(0, i).join('/'));
  }
  for (const folder of folders) {
    if (seen.has(folder)) throw new ArchiveError(`archive entry "${folder}": a file and a folder`);
  }
}

/** Segments of the folder that all files lie in, to be left out: `SimpleCube++/train/...` becomes `train/...`. */
export function commonFolder(
  files: readonly (readonly string[])[],
  kept: ReadonlySet<string>,
): number {
  const first = files[0]?.[0];
  if (first === undefined || kept.has(first)) return 0;
  return files.every((f) => f.length > 1 && f[0] === first) ? 1 : 0;
}
