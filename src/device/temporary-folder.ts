/** Folders for the time of one measurement, which nobody else can read and which no kill leaves behind. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSystemError, OutputError } from '../files/index.js';
import { guardFolder } from './process-guard.js';

const PREFIX = 'deepawb-';
/** No measurement takes so long; folders of other machines may lie in the same place. */
const STALE_MS = 3_600_000;

let swept = false;

/** Runs `work` with an empty folder, and removes it whatever happens. Throws OutputError for what the disk refuses. */
export async function withTemporaryFolder<T>(
  purpose: 'measure' | 'compile',
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (!swept) await sweep();
  const random = randomBytes(6).toString('hex');
  const folder = join(tmpdir(), `${PREFIX}${purpose}-${process.pid}-${random}`);
  // Before it is there: a kill in between must not leave it.
  const release = guardFolder(folder);
  try {
    await mkdir(folder, { mode: 0o700 });
    return await work(folder);
  } catch (error) {
    throw isSystemError(error) ? new OutputError(`${folder} (TMPDIR says where)`, error) : error;
  } finally {
    await rm(folder, { recursive: true, force: true });
    release();
  }
}

/** Removes what processes left that were killed together with their guards. */
async function sweep(): Promise<void> {
  swept = true;
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    const pid = Number(/^deepawb-(?:measure|compile)-(\d+)-[0-9a-f]{12}$/.exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
