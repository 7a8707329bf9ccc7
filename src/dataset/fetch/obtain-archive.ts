/**
 * The archive on this disk, whole and checked: one that is given, one that an earlier run left, or one
 * downloaded now.
 */
import { rm, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { md5OfFile } from './checksum.js';
import { requireDiskSpace } from './disk-space.js';
import { downloadFile } from './download.js';
import { ArchiveError, FetchError } from './fetch-error.js';
import { checkAddress } from './http-request.js';
import { openPart } from './part-file.js';
import { requireWithin } from './receive-body.js';
import {
  type ArchiveFacts,
  archiveUrl,
  type KnownArchive,
  readArchiveFacts,
  ZENODO_URL,
} from './zenodo-record.js';

/** What `fetchDataset` asks for, defaults filled in. */
export interface ArchiveJob {
  readonly known: KnownArchive;
  readonly url?: string | undefined;
  /** Lower case. */
  readonly md5?: string | undefined;
  /** An archive that is already here. */
  readonly archive?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** Where a download goes. */
  readonly archivePath: string;
  readonly signal: AbortSignal;
  readonly stallMs?: number | undefined;
  /** Size that a download must not exceed; twice the usual one unless given. */
  readonly maxBytes?: number | undefined;
  /** Time that it must not exceed; a day unless given. */
  readonly maxMs?: number | undefined;
  readonly attempts?: number | undefined;
  readonly backoffMs?: number | undefined;
  readonly onProgress: (
    phase: 'download' | 'verify',
    doneBytes: number,
    totalBytes: number | undefined,
  ) => void;
  readonly onNotice: (message: string) => void;
}

const STALL_MS = 30_000;
const ATTEMPTS = 6;
const BACKOFF_MS = 1000;
const MAX_MS = 24 * 3_600_000;

/** A checked archive. */
export interface ObtainedArchive {
  readonly path: string;
  readonly md5: string;
  readonly verified: boolean;
  readonly resumedBytes: number;
}

/** Brings or finds the archive. Throws FetchError, ArchiveError or the signal's reason. */
export async function obtainArchive(job: ArchiveJob): Promise<ObtainedArchive> {
  return job.archive === undefined ? obtain(job) : useLocal(job, job.archive);
}

async function useLocal(job: ArchiveJob, archive: string): Promise<ObtainedArchive> {
  const path = resolve(archive);
  if (!(await sizeOf(path))) {
    throw new FetchError(`${path}: expected a zip archive, got nothing there. Check --archive.`);
  }
  const md5 = await verify(job, path, job.md5 === undefined ? {} : { md5: job.md5 });
  return { path, md5, verified: job.md5 !== undefined, resumedBytes: 0 };
}

/** Downloads and verifies; a continued download that turns out wrong is fetched once more from its start. */
async function obtain(job: ArchiveJob): Promise<ObtainedArchive> {
  const facts = await factsOf(job);
  for (let round = 0; ; round++) {
    const resumedBytes = await download(job, facts);
    try {
      const md5 = await verify(job, job.archivePath, facts);
      return { path: job.archivePath, md5, verified: facts.md5 !== undefined, resumedBytes };
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      await rm(job.archivePath, { force: true });
      if (resumedBytes === 0 || round > 0) throw error;
      job.onNotice(
        'the continued download does not match its checksum; fetching it from the start',
      );
    }
  }
}

/** Address, size and checksum. A checksum given by hand makes up for a record that cannot be asked. */
async function factsOf(job: ArchiveJob): Promise<ArchiveFacts> {
  const { url, md5, known, baseUrl = ZENODO_URL, stallMs = STALL_MS, signal } = job;
  if (url !== undefined) {
    checkAddress(url);
    if (md5 !== undefined) return { url, md5 };
    job.onNotice('no checksum given (--md5): only sizes and CRCs inside the archive are checked');
    return { url };
  }
  try {
    const record = await readArchiveFacts(known, { baseUrl, stallMs, signal });
    return md5 === undefined ? record : { ...record, md5 };
  } catch (error) {
    if (md5 === undefined || !isFault(error)) throw error;
    job.onNotice('the record cannot be read; going on with the checksum given by hand');
    return { url: archiveUrl(known, baseUrl), md5 };
  }
}

const isFault = (error: unknown) => error instanceof FetchError || error instanceof ArchiveError;

/** Brings the archive to archivePath; one that a killed run left whole is used. Returns the bytes resumed. */
async function download(job: ArchiveJob, facts: ArchiveFacts): Promise<number> {
  const present = await sizeOf(job.archivePath);
  if (present !== undefined && (facts.bytes === undefined || present === facts.bytes)) {
    job.onNotice(`using ${job.archivePath}, which is already here`);
    return present;
  }
  const part = await openPart(job.archivePath, facts.url);
  const bytes = facts.bytes ?? job.known.roughBytes;
  // What is still to come, and the unpacked files beside it: 16-bit PNGs hardly shrink in a zip.
  const needed = facts.bytes === undefined ? 0 : Math.max(0, bytes - part.bytes) + bytes;
  await requireDiskSpace(dirname(job.archivePath), needed, 'for archive and pictures');
  const maxBytes = job.maxBytes ?? 2 * job.known.roughBytes;
  await requireWithin(facts.bytes ?? 0, { url: facts.url, targetPath: job.archivePath, maxBytes });
  const { resumedBytes } = await downloadFile({
    url: facts.url,
    targetPath: job.archivePath,
    expectedBytes: facts.bytes,
    maxBytes,
    maxMs: job.maxMs ?? MAX_MS,
    signal: job.signal,
    stallMs: job.stallMs ?? STALL_MS,
    attempts: job.attempts ?? ATTEMPTS,
    backoffMs: job.backoffMs ?? BACKOFF_MS,
    onProgress: (done, total) => job.onProgress('download', done, total),
    onNotice: job.onNotice,
  });
  return resumedBytes;
}

/** Compares size and MD5; returns the MD5. Throws ArchiveError. */
async function verify(
  job: ArchiveJob,
  path: string,
  facts: { bytes?: number; md5?: string },
): Promise<string> {
  const bytes = (await sizeOf(path)) ?? 0;
  if (facts.bytes !== undefined && bytes !== facts.bytes) {
    throw new ArchiveError(`${path}: expected ${facts.bytes} bytes, got ${bytes}`);
  }
  const md5 = await md5OfFile(path, (done) => job.onProgress('verify', done, bytes), job.signal);
  if (facts.md5 !== undefined && md5 !== facts.md5) {
    throw new ArchiveError(
      `${basename(path)}: expected MD5 ${facts.md5}, got ${md5}. ` +
        'The download was damaged, or the address (--url) holds another file.',
    );
  }
  return md5;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (s) => (s.isFile() ? s.size : undefined),
    () => undefined,
  );
}
