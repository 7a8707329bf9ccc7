/**
 * One large file over HTTP that comes through in the end: continued where it was cut (Range with If-Range,
 * RFC 9110 chapter 14), retried with growing pauses, given up only after several tries in a row that
 * brought nothing new. What has come stays in `<target>.part` for the next run.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { describeError, FetchError } from './fetch-error.js';
import {
  discardPart,
  finishPart,
  openPart,
  partPath,
  rangeValidator,
  writeOrigin,
} from './part-file.js';
import { createStallGuard, type StallGuard } from './stall-guard.js';

export interface DownloadOptions {
  readonly url: string;
  readonly targetPath: string;
  /** Size the file must have; unknown if absent. */
  readonly expectedBytes?: number | undefined;
  readonly signal: AbortSignal;
  /** Abort a try when nothing has come for so long. */
  readonly stallMs: number;
  /** Tries in a row without a new byte before giving up. */
  readonly attempts: number;
  /** First pause between tries; doubles up to 30 s. */
  readonly backoffMs: number;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
  readonly onNotice: (message: string) => void;
}

/** How one try ended. `retryAfterMs` is the server's own wish. */
type TryResult =
  | { readonly kind: 'complete' }
  | { readonly kind: 'again'; readonly reason: string; readonly retryAfterMs?: number };

const LONGEST_PAUSE_MS = 30_000;
const RETRIED_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Downloads `url` to `targetPath`; returns the number of bytes that an earlier run had left.
 * Throws FetchError where it must be given up, and the signal's reason when aborted.
 */
export async function downloadFile(options: DownloadOptions): Promise<{ resumedBytes: number }> {
  const { url, targetPath, signal, attempts } = options;
  const resumedBytes = (await openPart(targetPath, url)).bytes;
  let furthest = resumedBytes;
  for (let failures = 0; ; ) {
    const result = await tryOnce(options);
    signal.throwIfAborted();
    if (result.kind === 'complete') {
      await finishPart(targetPath);
      return { resumedBytes };
    }
    const { bytes } = await openPart(targetPath, url);
    failures = bytes > furthest ? 1 : failures + 1;
    furthest = Math.max(furthest, bytes);
    if (failures >= attempts) throw givenUp(options, result.reason, bytes);
    await pauseBeforeRetry(options, failures, result);
  }
}

function givenUp({ url, attempts }: DownloadOptions, reason: string, bytes: number): FetchError {
  const kept = bytes > 0 ? ` The ${bytes} bytes that came are kept: run it again to go on.` : '';
  return new FetchError(`${url}: gave up after ${attempts} tries: ${reason}.${kept}`);
}

async function pauseBeforeRetry(
  { backoffMs, signal, onNotice }: DownloadOptions,
  failures: number,
  result: { reason: string; retryAfterMs?: number },
): Promise<void> {
  const wish = result.retryAfterMs ?? backoffMs * 2 ** (failures - 1);
  const waitMs = Math.min(LONGEST_PAUSE_MS, wish);
  onNotice(`interrupted: ${result.reason}; trying again in ${waitMs / 1000} s`);
  await pause(waitMs, undefined, { signal });
}

/** One request, from wherever the part file ends. Errors of the connection become `again`. */
async function tryOnce(options: DownloadOptions): Promise<TryResult> {
  const guard = createStallGuard(options);
  try {
    return await requestRest(options, guard);
  } catch (error) {
    if (error instanceof FetchError) throw error;
    if (options.signal.aborted) throw options.signal.reason;
    const reason = guard.signal.aborted ? guard.signal.reason : error;
    return { kind: 'again', reason: describeError(reason) };
  } finally {
    guard.end();
  }
}

async function requestRest(options: DownloadOptions, guard: StallGuard): Promise<TryResult> {
  const { url, targetPath, expectedBytes } = options;
  const part = await openPart(targetPath, url);
  if (part.bytes > 0 && part.bytes === expectedBytes) return { kind: 'complete' };
  // Compressed transfer would make byte ranges mean something else.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (part.bytes > 0) {
    headers.range = `bytes=${part.bytes}-`;
    if (part.origin.validator) headers['if-range'] = part.origin.validator;
  }
  const response = await fetch(url, { headers, signal: guard.signal });
  guard.alive();
  switch (response.status) {
    case 200:
      return receive(response, 0, options, guard);
    case 206:
      return receiveRange(response, part.bytes, options, guard);
    case 416:
      return settleRange(response, part.bytes, options);
    default:
      return refuse(response, options);
  }
}

/** 206: the range must start where the part ends. */
async function receiveRange(
  response: Response,
  have: number,
  options: DownloadOptions,
  guard: StallGuard,
): Promise<TryResult> {
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (range && Number(range[1]) === have) return receive(response, have, options, guard);
  await response.body?.cancel();
  await discardPart(options.targetPath);
  return {
    kind: 'again',
    reason: `expected bytes from ${have}, got "${response.headers.get('content-range')}"`,
  };
}

/** 416: the part is the whole file, or belongs to another one. */
async function settleRange(
  response: Response,
  have: number,
  { targetPath, expectedBytes }: DownloadOptions,
): Promise<TryResult> {
  await response.body?.cancel();
  const total = /^bytes \*\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (expectedBytes === undefined && Number(total) === have) return { kind: 'complete' };
  await discardPart(targetPath);
  return { kind: 'again', reason: `the server has no bytes after ${have}; starting over` };
}

/** Any other status: an error for good, or one that passes. */
async function refuse(response: Response, { url }: DownloadOptions): Promise<TryResult> {
  await response.body?.cancel();
  const reason = `HTTP ${response.status} ${response.statusText}`.trim();
  if (!RETRIED_STATUS.has(response.status)) {
    throw new FetchError(`${url}: expected the archive, got ${reason}. Check the address (--url).`);
  }
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds)
    ? { kind: 'again', reason, retryAfterMs: seconds * 1000 }
    : { kind: 'again', reason };
}

/** Writes the body behind the first `from` bytes of the part. */
async function receive(
  response: Response,
  from: number,
  options: DownloadOptions,
  guard: StallGuard,
): Promise<TryResult> {
  const { url, targetPath, expectedBytes } = options;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? from + length : expectedBytes;
  if (expectedBytes !== undefined && total !== expectedBytes) {
    await response.body?.cancel();
    throw new FetchError(
      `${url}: expected ${expectedBytes} bytes, got an answer of ${total}. Check the address (--url).`,
    );
  }
  const validator = rangeValidator(response.headers);
  await writeOrigin(targetPath, validator ? { url, validator } : { url });
  const file = await open(partPath(targetPath), from > 0 ? 'r+' : 'w');
  try {
    const done = await writeBody(response, file, from, total, options, guard);
    if (total === undefined || done === total) return { kind: 'complete' };
    return { kind: 'again', reason: `the connection ended at ${done} of ${total} bytes` };
  } finally {
    await file.close();
  }
}

async function writeBody(
  response: Response,
  file: FileHandle,
  from: number,
  total: number | undefined,
  { onProgress, expectedBytes, url }: DownloadOptions,
  guard: StallGuard,
): Promise<number> {
  let done = from;
  onProgress(done, total);
  for await (const chunk of response.body ?? []) {
    guard.alive();
    if (expectedBytes !== undefined && done + chunk.length > expectedBytes) {
      throw new FetchError(`${url}: expected ${expectedBytes} bytes, got more`);
    }
    done = await writeChunk(file, chunk, done);
    onProgress(done, total);
  }
  return done;
}

/** Writes all of a chunk at a position, returns the next; a disk that is full is no matter of the connection. */
async function writeChunk(file: FileHandle, chunk: Uint8Array, position: number): Promise<number> {
  try {
    for (let offset = 0; offset < chunk.length; ) {
      const rest = chunk.length - offset;
      offset += (await file.write(chunk, offset, rest, position + offset)).bytesWritten;
    }
  } catch (error) {
    throw new FetchError(`cannot write the download: ${describeError(error)}`);
  }
  return position + chunk.length;
}
