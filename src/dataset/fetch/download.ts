/**
 * One large file over HTTP that comes through in the end: continued where it was cut (Range with If-Range,
 * RFC 9110 chapter 14), retried with growing pauses, given up only after several tries in a row that
 * brought next to nothing, or when time is up. What has come stays in `<target>.part` for the next run. The server is not
 * trusted: it can neither fill the disk nor keep us for ever.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { OutputError } from '../../files/index.js';
import { lengthOf, parseContentRange } from './content-range.js';
import { ArchiveError, describeError, FetchError } from './fetch-error.js';
import { requestPlain } from './http-request.js';
import { discardPart, finishPart, openPart, rangeValidator, writeOrigin } from './part-file.js';
import { type ReceiveOptions, receiveBody, requireWithin } from './receive-body.js';
import { createTransferGuard, type TransferGuard } from './transfer-guard.js';

export interface DownloadOptions extends ReceiveOptions {
  readonly signal: AbortSignal;
  /** Abort a try when nothing has come for so long, or too little. */
  readonly stallMs: number;
  /** Least average over twice `stallMs`; 4000 unless given. */
  readonly leastBytesPerSecond?: number;
  /** Give up after so long in all. */
  readonly maxMs: number;
  /** Tries in a row that bring next to nothing before giving up. */
  readonly attempts: number;
  /** First pause between tries; doubles up to 30 s. */
  readonly backoffMs: number;
  readonly onNotice: (message: string) => void;
}

/** How one try ended. `retryAfterMs` is the server's own wish. */
type TryResult =
  | { readonly kind: 'complete' }
  | { readonly kind: 'again'; readonly reason: string; readonly retryAfterMs?: number };

const LONGEST_PAUSE_MS = 30_000;
const LEAST_BYTES_PER_SECOND = 4000;
/** A try that brings less than this has brought nothing: a server that hands out byte after byte is given up. */
const LEAST_PROGRESS_BYTES = 4000;
const RETRIED_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Downloads `url` to `targetPath`; returns the number of bytes that an earlier run had left.
 * Throws FetchError where it must be given up, ArchiveError where what comes cannot be the file, and the signal's
 * reason when aborted.
 */
export async function downloadFile(options: DownloadOptions): Promise<{ resumedBytes: number }> {
  const { url, targetPath, signal, attempts, maxMs } = options;
  const time = AbortSignal.timeout(maxMs);
  const bounded = { ...options, signal: AbortSignal.any([signal, time]) };
  const resumedBytes = (await openPart(targetPath, url)).bytes;
  let furthest = resumedBytes;
  for (let failures = 0; ; ) {
    const result = await tryOnce(bounded);
    signal.throwIfAborted();
    if (result.kind === 'complete') {
      await finishPart(targetPath);
      return { resumedBytes };
    }
    const { bytes } = await openPart(targetPath, url);
    if (time.aborted) throw outOfTime(options, bytes);
    failures = bytes >= furthest + LEAST_PROGRESS_BYTES ? 1 : failures + 1;
    furthest = Math.max(furthest, bytes);
    if (failures >= attempts) throw givenUp(options, result.reason, bytes);
    await pauseBeforeRetry(bounded, failures, result).catch((error) => {
      signal.throwIfAborted();
      throw time.aborted ? outOfTime(options, bytes) : error;
    });
  }
}

function outOfTime({ url, maxMs }: DownloadOptions, bytes: number): FetchError {
  return new FetchError(
    `${url}: took longer than ${Number((maxMs / 60_000).toPrecision(3))} minutes (--max-time).${keptNote(bytes)}`,
  );
}

const keptNote = (bytes: number): string =>
  bytes > 0 ? ` The ${bytes} bytes that came are kept: run it again to go on.` : '';

function givenUp({ url, attempts }: DownloadOptions, reason: string, bytes: number): FetchError {
  return new FetchError(`${url}: gave up after ${attempts} tries: ${reason}.${keptNote(bytes)}`);
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
  const { stallMs, signal, leastBytesPerSecond = LEAST_BYTES_PER_SECOND } = options;
  const guard = createTransferGuard({ stallMs, signal, leastBytesPerSecond });
  try {
    return await requestRest(options, guard);
  } catch (error) {
    if (error instanceof FetchError || error instanceof ArchiveError) throw error;
    // A disk is no better at the next try.
    if (error instanceof OutputError) throw error;
    const reason = guard.signal.aborted ? guard.signal.reason : error;
    return { kind: 'again', reason: describeError(reason) };
  } finally {
    guard.end();
  }
}

async function requestRest(options: DownloadOptions, guard: TransferGuard): Promise<TryResult> {
  const { url, targetPath, expectedBytes } = options;
  const part = await openPart(targetPath, url);
  if (part.bytes > 0 && part.bytes === expectedBytes) return { kind: 'complete' };
  await requireWithin(part.bytes, options);
  const headers: Record<string, string> = {};
  if (part.bytes > 0) {
    headers.range = `bytes=${part.bytes}-`;
    if (part.origin.validator) headers['if-range'] = part.origin.validator;
  }
  const response = await requestPlain(url, headers, guard.signal);
  guard.answered();
  switch (response.status) {
    case 200:
      return receive(response, { from: 0 }, options, guard);
    case 206:
      return part.bytes > 0
        ? receiveRange(response, part.bytes, options, guard)
        : refusePartial(response, options);
    case 416:
      return part.bytes > 0
        ? settleRange(response, part.bytes, options)
        : refusePartial(response, options);
    default:
      return refuse(response, options);
  }
}

/** Nothing but the whole file answers a request for it. */
async function refusePartial(response: Response, { url }: DownloadOptions): Promise<never> {
  await response.body?.cancel();
  throw new ArchiveError(
    `${url}: expected the whole file, got HTTP ${response.status}, which answers requests for parts only. Check the address (--url).`,
  );
}

/** 206: the range must start where the part ends, and lie within the file. */
async function receiveRange(
  response: Response,
  have: number,
  options: DownloadOptions,
  guard: TransferGuard,
): Promise<TryResult> {
  const text = response.headers.get('content-range') ?? '';
  const range = parseContentRange(text);
  const length = lengthOf(response);
  const fits =
    range?.start === have &&
    (length === undefined || length === range.end + 1 - have) &&
    (options.expectedBytes ?? range.total) === range.total;
  if (range && fits) {
    return receive(
      response,
      { from: have, end: range.end + 1, total: range.total },
      options,
      guard,
    );
  }
  await response.body?.cancel();
  await discardPart(options.targetPath);
  return { kind: 'again', reason: `expected bytes from ${have}, got "${text}"` };
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

/** Which bytes an answer brings: `from` up to `end`, of `total`. */
interface Extent {
  readonly from: number;
  readonly end?: number;
  readonly total?: number;
}

/** Writes the body behind the first `from` bytes of the part. */
async function receive(
  response: Response,
  extent: Extent,
  options: DownloadOptions,
  guard: TransferGuard,
): Promise<TryResult> {
  const { url, targetPath, expectedBytes } = options;
  const total = extent.total ?? lengthOf(response) ?? expectedBytes;
  try {
    if (expectedBytes !== undefined && total !== expectedBytes) {
      throw new FetchError(
        `${url}: expected ${expectedBytes} bytes, got an answer of ${total}. Check the address (--url).`,
      );
    }
    if (total !== undefined) await requireWithin(total, options);
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  const validator = rangeValidator(response.headers);
  writeOrigin(targetPath, validator ? { url, validator } : { url });
  const done = await receiveBody(response, extent.from, total, options, guard);
  if (extent.end !== undefined && done > extent.end) {
    await discardPart(targetPath);
    throw new ArchiveError(`${url}: expected bytes up to ${extent.end}, got more`);
  }
  if (total === undefined || done === total) return { kind: 'complete' };
  return { kind: 'again', reason: `the connection ended at ${done} of ${total} bytes` };
}
