/** One process at a time, waiting for its turn. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LockHeld, lockFile } from '../../files/index.js';

const WAIT_MS = 50;
const LONGEST_MS = 30_000;
/** Within this process turns are kept here: a lock of one's own process cannot be waited for by its file. */
const turns = new Map<string, Promise<unknown>>();

/** Runs `work` while it holds the lock. Rejects with LockHeld where another process keeps it for half a minute. */
export async function withLock<T>(file: string, work: () => T): Promise<T> {
  const before = turns.get(file) ?? Promise.resolve();
  const own = before.then(
    () => lockedRun(file, work),
    () => lockedRun(file, work),
  );
  turns.set(file, own);
  return own;
}

async function lockedRun<T>(file: string, work: () => T): Promise<T> {
  const release = await takeLock(file);
  try {
    return work();
  } finally {
    release();
  }
}

async function takeLock(file: string): Promise<() => void> {
  for (let waited = 0; ; waited += WAIT_MS) {
    try {
      return lockFile(file);
    } catch (error) {
      if (!(error instanceof LockHeld) || waited >= LONGEST_MS) throw error;
      await sleep(WAIT_MS);
    }
  }
}
