/** Room on the disk, looked at before a long job rather than found missing at its end. */
import { statfs } from 'node:fs/promises';
import { FetchError } from './fetch-error.js';

const GIGABYTE = 1e9;

/** Throws FetchError where the file system that holds `directory` has less than `bytes` free for this user. */
export async function requireDiskSpace(
  directory: string,
  bytes: number,
  purpose: string,
): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new FetchError(
    `${directory}: expected ${(bytes / GIGABYTE).toFixed(2)} GB free ${purpose}, ` +
      `got ${(free / GIGABYTE).toFixed(2)} GB. Free some space or choose another folder.`,
  );
}
