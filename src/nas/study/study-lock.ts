/**
 * One coordinator for a study: a lock file that names its process. That of a process that died is taken over; on another
 * machine nobody can tell, so its lock stands until it is removed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { StudyError } from '../description/study-description.js';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When that process started, where the system tells: a process id is used again. */
  readonly started: string | null;
}

/** Takes the lock or throws StudyError; returns what gives it back. */
export function lockStudy(file: string): () => void {
  const own: Owner = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner && !hasDied(owner)) {
      throw new StudyError(
        `${file}: the study is being run by process ${owner.pid} on ${owner.host}; wait for it or stop it. ` +
          'If there is no such process, remove that file.',
      );
    }
    rmSync(file, { force: true });
  }
  throw new StudyError(`${file}: another process keeps taking the lock`);
}

/** Null for a lock that was never written to its end. */
function readOwner(file: string): Owner | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
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
