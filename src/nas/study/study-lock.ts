/**
 * One coordinator for a study: a lock file that names its process. That of a process that died is taken over; on another
 * machine nobody can tell, so its lock stands until it is removed.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { StudyError } from '../description/study-description.js';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When that process started, where the system tells: a process id is used again. */
  readonly started: string | null;
}

const TRIES = 3;

/** Takes the lock or throws StudyError; returns what gives it back. */
export function lockStudy(file: string): () => void {
  const owner: Owner = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  const own = JSON.stringify(owner);
  // Written first and then linked: nobody ever sees a lock without its owner.
  const draft = `${file}.${hostname()}-${process.pid}`;
  writeFileSync(draft, own);
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      if (linkNew(draft, file)) {
        return () => {
          if (readText(file) === own) rmSync(file, { force: true });
        };
      }
      takeAway(file, `${draft}-stale`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new StudyError(`${file}: another process keeps taking the lock`);
}

/** Removes a lock whose process died; throws StudyError for one that lives. */
function takeAway(file: string, aside: string): void {
  const text = readText(file);
  if (text === null) return;
  const owner = parseOwner(text);
  if (owner && !hasDied(owner)) {
    throw new StudyError(
      `${file}: the study is being run by process ${owner.pid} on ${owner.host}; wait for it or stop it. ` +
        'If there is no such process, remove that file.',
    );
  }
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Another process may have taken the dead one's place in between: it gets its lock back.
  if (readText(aside) !== text) linkNew(aside, file);
  rmSync(aside, { force: true });
}

/** False where there is such a file. */
function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null for a lock that says nothing, as a disk may leave it after a power cut. */
function parseOwner(text: string): Owner | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hasDied({ host, pid, started }: Owner): boolean {
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
