/** The body of an answer, written behind the bytes that are there already: never more than may come, nor than fits. */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError } from '../../files/index.js';
import { type DiskSpace, diskSpace } from './disk-space.js';
import { ArchiveError, FetchError } from './fetch-error.js';
import { discardPart, partPath } from './part-file.js';
import type { TransferGuard } from './transfer-guard.js';

export interface ReceiveOptions {
  readonly url: string;
  readonly targetPath: string;
  /** Size that the file must have; unknown if absent. */
  readonly expectedBytes?: number | undefined;
  /** Size that the file must not exceed. */
  readonly maxBytes: number;
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
  /** Looks at the disk; the file system's own answer unless given. */
  readonly diskSpace?: (directory: string) => Promise<DiskSpace>;
}

/** The disk is looked at each time so many bytes have come, or fewer where less is left. */
const MOST_BETWEEN_LOOKS = 16e6;
const LEAST_BETWEEN_LOOKS = 64e3;

/** Throws ArchiveError, and forgets what came, for a file of `bytes` where fewer may come. */
export async function requireWithin(
  bytes: number,
  { url, targetPath, maxBytes }: Pick<ReceiveOptions, 'url' | 'targetPath' | 'maxBytes'>,
): Promise<void> {
  if (bytes <= maxBytes) return;
  await discardPart(targetPath);
  throw new ArchiveError(
    `${url}: expected at most ${maxBytes} bytes, got more. ` +
      'Check the address (--url), or allow more with --max-bytes.',
  );
}

/** Writes the body behind the first `from` bytes of the part; returns the bytes that are there then. */
export async function receiveBody(
  response: Response,
  from: number,
  total: number | undefined,
  options: ReceiveOptions,
  guard: TransferGuard,
): Promise<number> {
  const path = partPath(options.targetPath);
  const file = await open(path, from > 0 ? 'r+' : 'w').catch((error) => {
    throw new OutputError(path, error);
  });
  try {
    return await writeBody(response, file, from, total, options, guard);
  } finally {
    await file.close();
  }
}

async function writeBody(
  response: Response,
  file: FileHandle,
  from: number,
  total: number | undefined,
  options: ReceiveOptions,
  guard: TransferGuard,
): Promise<number> {
  const { onProgress, expectedBytes, url } = options;
  let done = from;
  let lookAt = 0;
  onProgress(done, total);
  for await (const chunk of response.body ?? []) {
    guard.received(chunk.length);
    const next = done + chunk.length;
    if (expectedBytes !== undefined && next > expectedBytes) {
      throw new FetchError(`${url}: expected ${expectedBytes} bytes, got more`);
    }
    await requireWithin(next, options);
    if (next >= lookAt) lookAt = next + (await requireRoom(options));
    done = await writeChunk(file, chunk, done, options);
    onProgress(done, total);
  }
  return done;
}

/** Bytes until the disk must be looked at again. Throws FetchError where the reserve is reached. */
async function requireRoom({
  targetPath,
  diskSpace: look = diskSpace,
}: ReceiveOptions): Promise<number> {
  const directory = dirname(targetPath);
  const { free, reserve } = await look(directory);
  if (free >= reserve) {
    return Math.min(MOST_BETWEEN_LOOKS, Math.max(LEAST_BETWEEN_LOOKS, free - reserve));
  }
  throw new FetchError(
    `${directory}: only ${(free / 1e6).toFixed(0)} MB are free; stopped before the disk is full. ` +
      'What came is kept: free some space and run it again to go on.',
  );
}

/** Writes all of a chunk at a position, returns the next; a disk that is full is no matter of the connection. */
async function writeChunk(
  file: FileHandle,
  chunk: Uint8Array,
  position: number,
  { targetPath }: ReceiveOptions,
): Promise<number> {
  try {
    for (let offset = 0; offset < chunk.length; ) {
      const rest = chunk.length - offset;
      offset += (await file.write(chunk, offset, rest, position + offset)).bytesWritten;
    }
  } catch (error) {
    throw new OutputError(partPath(targetPath), error);
  }
  return position + chunk.length;
}
