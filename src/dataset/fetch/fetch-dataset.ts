/**
 * `data fetch`: brings a published data set to a folder. Record (size, MD5) -> room on the disk -> download with
 * resume -> checksum -> unpack beside the target -> rename. Everything under way lies beside the target
 * (in `<dir>.fetch/`), so the target is either whole or not there.
 */

import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  asOutput,
  LockHeld,
  lockFile,
  makeFolder,
  writeFileAtomically,
} from '../../files/index.js';
import { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } from '../../raw/index.js';
import { type DatasetDescription, DESCRIPTION_FILE } from '../dataset-description.js';
import { SIMPLECUBE_LAYOUT } from '../layout.js';
import { type ExtractLimits, extractArchive } from './extract.js';
import { ArchiveError, FetchError } from './fetch-error.js';
import { type ArchiveJob, type ObtainedArchive, obtainArchive } from './obtain-archive.js';
import { KNOWN_ARCHIVES, type KnownArchive } from './zenodo-record.js';

export type FetchPhase = 'download' | 'verify' | 'extract';

export interface FetchOptions {
  /** A name of KNOWN_ARCHIVES. */
  readonly name: string;
  /** Folder that will hold train/ and test/; must not exist or be empty. */
  readonly dir: string;
  /** Address of the archive instead of the record's. */
  readonly url?: string | undefined;
  /** MD5 (32 hex digits) instead of the record's. */
  readonly md5?: string | undefined;
  /** An archive that is already here: nothing is downloaded. */
  readonly archive?: string | undefined;
  /** Leave the archive in `<dir>.fetch/`. */
  readonly keepArchive?: boolean;
  /** Where records are asked for; https://zenodo.org by default. */
  readonly baseUrl?: string | undefined;
  readonly signal?: AbortSignal;
  readonly stallMs?: number | undefined;
  /** Bytes that a download must not exceed; twice the usual size unless given. */
  readonly maxBytes?: number | undefined;
  /** Time that a download must not exceed, ms; a day unless given. */
  readonly maxMs?: number | undefined;
  readonly attempts?: number | undefined;
  readonly backoffMs?: number | undefined;
  readonly limits?: ExtractLimits;
  readonly onProgress?: (
    phase: FetchPhase,
    doneBytes: number,
    totalBytes: number | undefined,
  ) => void;
  readonly onNotice?: (message: string) => void;
}

export interface FetchResult {
  readonly name: string;
  readonly dir: string;
  readonly files: number;
  readonly bytes: number;
  /** Checksum of the archive. */
  readonly md5: string;
  /** Whether the checksum was compared with a published or given one. */
  readonly verified: boolean;
  /** Bytes that earlier runs had left. */
  readonly resumedBytes: number;
  readonly archive: string | null;
  readonly licence: string;
  readonly citation: string;
}

const LAYOUT_FOLDERS = ['train', 'test', 'auxiliary'];

/**
 * Fetches a data set. Throws FetchError (network, room, target in the way), OutputError (disk), ArchiveError (what came is bad),
 * RangeError (unknown name, malformed MD5), or the signal's reason.
 */
export async function fetchDataset(options: FetchOptions): Promise<FetchResult> {
  const job = prepare(options);
  await requireFreeTarget(job.dir);
  makeFolder(dirname(job.dir));
  const release = takeLock(`${workDirOf(job.dir)}.lock`);
  try {
    makeFolder(workDirOf(job.dir));
    return await fetchInto(job);
  } finally {
    // Empty once nothing of worth is left in it.
    await rmdir(workDirOf(job.dir)).catch(() => {});
    release();
  }
}

/** Throws FetchError where another process fetches into the same folder. */
function takeLock(file: string): () => void {
  try {
    return asOutput(file, () => lockFile(file));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new FetchError(
      `${file}: another process is fetching into this folder. ` +
        'Wait for it; if there is none, remove that file.',
    );
  }
}

/** Holds whatever is under way; beside the target, so that a rename is enough in the end. */
const workDirOf = (dir: string): string => `${dir}.fetch`;

async function fetchInto(job: FetchOptions & ArchiveJob): Promise<FetchResult> {
  const got = await obtainArchive(job);
  const unpacked = await unpack(job, got);
  const keep = job.archive !== undefined || job.keepArchive === true;
  if (!keep) await rm(got.path, { force: true });
  const { name, licence, citation } = job.known;
  const { md5, verified, resumedBytes } = got;
  const archive = keep ? got.path : null;
  return {
    name,
    dir: job.dir,
    ...unpacked,
    md5,
    verified,
    resumedBytes,
    archive,
    licence,
    citation,
  };
}

async function unpack(job: FetchOptions & ArchiveJob, { path, verified }: ObtainedArchive) {
  try {
    return await extractArchive({
      archivePath: path,
      targetDir: job.dir,
      temporaryDir: join(workDirOf(job.dir), 'unpacked'),
      ...(job.limits ? { limits: job.limits } : {}),
      layoutFolders: LAYOUT_FOLDERS,
      check: (dir) => requireLayout(dir, path, job.known),
      signal: job.signal,
      onProgress: (done, total) => job.onProgress?.('extract', done, total),
    });
  } catch (error) {
    // The next run would find it and fail again.
    const isOurs = job.archive === undefined && !verified;
    if (isOurs && error instanceof ArchiveError) await rm(path, { force: true });
    throw error;
  }
}

function prepare(options: FetchOptions): FetchOptions & ArchiveJob {
  const known = KNOWN_ARCHIVES.find((a) => a.name === options.name.toLowerCase());
  if (!known) {
    const names = KNOWN_ARCHIVES.map((a) => a.name).join(', ');
    throw new RangeError(`data fetch: expected one of ${names}, got ${options.name}`);
  }
  if (options.md5 !== undefined && !/^[0-9a-f]{32}$/i.test(options.md5)) {
    throw new RangeError(`--md5: expected 32 hex digits, got ${options.md5}`);
  }
  const dir = resolve(options.dir);
  return {
    ...options,
    known,
    dir,
    md5: options.md5?.toLowerCase(),
    archivePath: join(workDirOf(dir), known.fileName),
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => {}),
    onNotice: options.onNotice ?? (() => {}),
  };
}

/** Nothing that exists is ever written over. */
async function requireFreeTarget(dir: string): Promise<void> {
  try {
    if ((await readdir(dir)).length === 0) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new FetchError(`${dir}: expected a folder or nothing, got a file. Choose another name.`);
  }
  throw new FetchError(
    `${dir}: expected an empty folder or none, got one with files. Remove it or choose another name.`,
  );
}

/** The unpacked folder must hold the published layout; the source is noted beside it. */
async function requireLayout(dir: string, path: string, known: KnownArchive): Promise<void> {
  const png = await stat(join(dir, 'train', 'PNG')).catch(() => undefined);
  if (!png?.isDirectory()) {
    throw new ArchiveError(
      `${path}: expected the layout of ${known.fileName} with train/PNG, got ` +
        `${(await readdir(dir)).slice(0, 8).join(', ') || 'nothing'}`,
    );
  }
  const source = { source: `zenodo record ${known.record}`, ...known };
  writeFileAtomically(join(dir, 'SOURCE.json'), `${JSON.stringify(source, null, 2)}\n`);
  const description: DatasetDescription = {
    name: known.name,
    camera: known.camera,
    blackLevel: DEFAULT_BLACK_LEVEL,
    whiteLevel: DEFAULT_WHITE_LEVEL,
    layout: SIMPLECUBE_LAYOUT,
    licence: known.licence,
  };
  writeFileAtomically(join(dir, DESCRIPTION_FILE), `${JSON.stringify(description, null, 2)}\n`);
}
