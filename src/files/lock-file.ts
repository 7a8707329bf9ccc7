/**
 * One process at a time: a lock file that names its process. That of a process that died is taken over; on another
 * machine nobody can tell, so its lock stands until it is removed.
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';

export interface LockOwner {
  readonly host: string;
  readonly pid: number;
  /** When that process started, where the system tells: a process id is used again. */
  readonly started: string | null;
}

const TRIES = 60;
/** Whoever makes a lock has written its name into it after so long. */
const WRITING_MS = 1000;
const AGAIN_MS = 100;

/** The lock is another's; `owner` is null where it changes hands so fast that nobody can be named. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  readonly owner: LockOwner | null;

  constructor(file: string, owner: LockOwner | null) {
    super(
      owner
        ? `${file}: held by process ${owner.pid} on ${owner.host}`
        : `${file}: another process keeps taking the lock`,
    );
    this.owner = owner;
  }
}

/** Takes the lock or throws LockHeld at once; returns what gives it back. Its folder must exist. */
export function lockFile(file: string): () => void {
  const owner: LockOwner = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  const own = JSON.stringify(owner);
  for (let tries = 0; tries < TRIES; tries++) {
    if (createNew(file, own)) {
      return () => {
        if (readText(file) === own) rmSync(file, { force: true });
      };
    }
    takeAway(file, `${file}.${hostname()}-${process.pid}-stale`);
  }
  throw new LockHeld(file, null);
}

/** Removes a lock whose process died; throws LockHeld for one that lives. */
function takeAway(file: string, aside: string): void {
  const text = readText(file);
  if (text === null) return;
  const owner = parseOwner(text);
  if (owner && !hasDied(owner)) {
    throw new LockHeld(file, owner);
  }
  if (!owner && ageOf(file) < WRITING_MS) {
    // Another process has made it and is about to write its name.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
    return;
  }
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Another process may have taken the dead one's place in between: it gets its lock back.
  const taken = readText(aside);
  if (taken !== null && taken !== text) createNew(file, taken);
  rmSync(aside, { force: true });
}

/** False where there is such a file. No hard link: FAT, exFAT and many network drives have none. */
function createNew(file: string, text: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return true;
}

function ageOf(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : 0;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null for a lock that names nobody, as a disk may leave it after a power cut. */
function parseOwner(text: string): LockOwner | null {
  try {
    const owner = JSON.parse(text) as Partial<LockOwner> | null;
    const named = typeof owner?.host === 'string' && Number.isInteger(owner.pid);
    return named ? { ...(owner as LockOwner), started: owner.started ?? null } : null;
  } catch {
    return null;
  }
}

function hasDied({ host, pid, started }: LockOwner): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
  return started !== null && startOf(pid) !== started;
}

/** Clock ticks from boot to the start of a process, on Linux. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
