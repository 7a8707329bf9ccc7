/**
 * Unpacks a zip archive that nobody vouches for. The whole directory is read and judged before the first byte
 * is written; files go to a new folder that takes its final name only when all are there and every CRC
 * is right.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { isSystemError, OutputError } from '../../files/index.js';
import { requireDiskSpace } from './disk-space.js';
import { commonFolder, isClutter, requireDistinctPaths, safeEntryPath } from './entry-path.js';
import { ArchiveError, describeError } from './fetch-error.js';

export interface ExtractLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Unpacked bytes per byte of archive: 16-bit PNG hardly packs, a zip bomb does. */
  readonly ratio: number;
}

export const DEFAULT_EXTRACT_LIMITS: ExtractLimits = { entries: 200_000, bytes: 50e9, ratio: 100 };

export interface ExtractOptions {
  readonly archivePath: string;
  /** Must not exist, or be empty. */
  readonly targetDir: string;
  /** Where files go first: on the same file system; what is there is removed. */
  readonly temporaryDir: string;
  readonly limits?: ExtractLimits;
  /** Top folders that are part of the layout and are not left out as the archive's own folder. */
  readonly layoutFolders: readonly string[];
  /** Called on the unpacked folder before it takes its name; throws to refuse it. */
  readonly check: (dir: string) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

interface PlannedFile {
  readonly entry: Entry;
  /** Relative path in the system's own notation. */
  readonly path: string;
}

interface Plan {
  readonly files: readonly PlannedFile[];
  readonly bytes: number;
}

/** Unpacks; returns how many files and bytes. Throws ArchiveError (bad archive), FetchError (too little room) or OutputError. */
export async function extractArchive(
  options: ExtractOptions,
): Promise<{ files: number; bytes: number }> {
  const { archivePath, targetDir, temporaryDir, limits = DEFAULT_EXTRACT_LIMITS } = options;
  const zip = await openZip(archivePath);
  try {
    const plan = await planExtraction(zip, archivePath, limits, options.layoutFolders);
    await requireDiskSpace(dirname(temporaryDir), plan.bytes, 'to unpack the archive');
    await rm(temporaryDir, { recursive: true, force: true });
    await mkdir(temporaryDir);
    await writeFiles(zip, plan, options);
    await options.check(temporaryDir);
    await moveIntoPlace(temporaryDir, targetDir);
    return { files: plan.files.length, bytes: plan.bytes };
  } catch (error) {
    await rm(temporaryDir, { recursive: true, force: true });
    throw isSystemError(error) ? new OutputError(targetDir, error) : error;
  } finally {
    zip.close();
  }
}

function broken(archivePath: string, error: unknown): ArchiveError {
  return new ArchiveError(
    `${archivePath}: expected a whole zip archive, got a broken one: ${describeError(error)}. ` +
      'Remove the file and fetch it again.',
  );
}

async function openZip(archivePath: string): Promise<ZipFile> {
  try {
    return await openPromise(archivePath, { autoClose: false, decodeStrings: false });
  } catch (error) {
    throw broken(archivePath, error);
  }
}

/** Its name as it is written, unchecked: `safeEntryPath` alone judges names. */
function nameOf(entry: Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

/** Reads the central directory and judges every entry. */
async function planExtraction(
  zip: ZipFile,
  archivePath: string,
  limits: ExtractLimits,
  layoutFolders: readonly string[],
): Promise<Plan> {
  const found: { entry: Entry; segments: string[] }[] = [];
  let bytes = 0;
  const allowed = Math.min(limits.bytes, zip.fileSize * limits.ratio);
  try {
    for await (const entry of zip.eachEntry()) {
      if (zip.entriesRead > limits.entries) {
        throw new ArchiveError(
          `${archivePath}: expected at most ${limits.entries} entries, got more`,
        );
      }
      const name = nameOf(entry);
      const segments = safeEntryPath(name, entry);
      if (name.endsWith('/') || isClutter(segments)) continue;
      if (!entry.canDecodeFileData() || entry.isEncrypted()) {
        throw new ArchiveError(`archive entry "${name}": expected plain or deflated data`);
      }
      bytes += entry.uncompressedSize;
      if (bytes > allowed) {
        throw new ArchiveError(
          `${archivePath}: expected to unpack to at most ${allowed} bytes, got more (a zip bomb?)`,
        );
      }
      found.push({ entry, segments });
    }
  } catch (error) {
    throw error instanceof ArchiveError ? error : broken(archivePath, error);
  }
  const paths = found.map((f) => f.segments);
  requireDistinctPaths(paths);
  const skip = commonFolder(paths, new Set(layoutFolders));
  const files = found.map((f) => ({ entry: f.entry, path: join(...f.segments.slice(skip)) }));
  return { files, bytes };
}

async function writeFiles(
  zip: ZipFile,
  plan: Plan,
  { archivePath, temporaryDir, signal, onProgress }: ExtractOptions,
): Promise<void> {
  let done = 0;
  const made = new Set<string>();
  for (const { entry, path } of plan.files) {
    const target = join(temporaryDir, path);
    if (!made.has(dirname(target))) {
      await mkdir(dirname(target), { recursive: true });
      made.add(dirname(target));
    }
    await writeEntry(zip, entry, target, archivePath, signal, (count) => {
      done += count;
      onProgress(done, plan.bytes);
    });
  }
}

/** One file: yauzl holds its size to the header's, the CRC is held here. `wx`: never over an existing file. */
async function writeEntry(
  zip: ZipFile,
  entry: Entry,
  target: string,
  archivePath: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<void> {
  let crc = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      crc = crc32(chunk, crc);
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  try {
    const data = await zip.openReadStreamPromise(entry);
    await pipeline(data, meter, createWriteStream(target, { flags: 'wx' }), { signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw isSystemError(error) ? new OutputError(target, error) : broken(archivePath, error);
  }
  if (crc >>> 0 !== entry.crc32 >>> 0) {
    throw broken(archivePath, new Error(`${nameOf(entry)} does not match its CRC`));
  }
}

/** An empty folder of that name gives way; a full one never does. */
async function moveIntoPlace(from: string, targetDir: string): Promise<void> {
  const exists = await stat(targetDir).then(
    () => true,
    () => false,
  );
  if (exists) await rmdir(targetDir);
  await rename(from, targetDir);
}
