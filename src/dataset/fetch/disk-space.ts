/** Room on the disk, looked at before a long job and while it grows rather than found missing at its end. */
import { statfs } from 'node:fs/promises';
import { FetchError } from './fetch-error.js';

const GIGABYTE = 1e9;

/** Bytes that are free for this user, and what a download leaves free: others write to that disk, too. */
export interface DiskSpace {
  readonly free: number;
  readonly reserve: number;
}

const MOST_RESERVE = 200e6;
const RESERVED_SHARE = 0.02;

/** The file system that holds `directory`. */
export async function diskSpace(directory: string): Promise<DiskSpace> {
  const { bavail, bsize, blocks } = await statfs(directory);
  return { free: bavail * bsize, reserve: Math.min(MOST_RESERVE, RESERVED_SHARE * blocks * bsize) };
}

/** Throws FetchError where the file system that holds `directory` has less than `bytes` free for this user. */
export async function requireDiskSpace(
  directory: string,
  bytes: number,
  purpose: string,
): Promise<void> {
  const { free } = await diskSpace(directory);
  if (free >= bytes) return;
  throw new FetchError(
    `${directory}: expected ${(bytes / GIGABYTE).toFixed(2)} GB free ${purpose}, ` +
      `got ${(free / GIGABYTE).toFixed(2)} GB. Free some space or choose another folder.`,
  );
}
