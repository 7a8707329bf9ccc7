/** One process at a time: a lock file with the owner's process id; the lock of a process that died is taken over. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { FetchError } from './fetch-error.js';

/** Takes the lock or throws FetchError; returns what gives it back. */
export async function takeLock(lockPath: string): Promise<() => Promise<void>> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(lockPath, `${process.pid}\n`, { flag: 'wx' });
      return () => rm(lockPath, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(lockPath, 'utf8').catch(() => ''));
    if (isAlive(owner)) break;
    await rm(lockPath, { force: true });
  }
  throw new FetchError(
    `${lockPath}: another process is fetching into this folder. ` +
      'Wait for it; if there is none, remove that file.',
  );
}

/** Whether a process of that id runs; one that may not be signalled does. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
