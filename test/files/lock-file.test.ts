import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LockHeld, lockFile } from '../../dist/files/index.js';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../dist/files/index.js')).href;
const place = (): string => join(mkdtempSync(join(tmpdir(), 'deepawb-lock-')), 'lock');

/** Tries for the lock in a process of its own; true where it got it. */
function otherGets(file: string): boolean {
  const script = `import { lockFile } from '${MODULE}'; lockFile(process.argv[1]);`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script, file]).status === 0;
}

/** Who holds a lock that cannot be had. */
function heldBy(file: string): LockHeld['owner'] {
  try {
    lockFile(file);
  } catch (error) {
    return (error as LockHeld).owner;
  }
  throw new Error('expected the lock to be held');
}

describe('a lock file', () => {
  it('keeps another process out until it is given back', () => {
    const file = place();
    const release = lockFile(file);
    expect(otherGets(file)).toBe(false);
    release();
    expect(existsSync(file)).toBe(false);
    expect(otherGets(file)).toBe(true);
  });

  it('names its owner to whoever comes later', () => {
    const file = place();
    lockFile(file);
    const second = (): unknown => {
      try {
        return lockFile(file);
      } catch (error) {
        return error;
      }
    };
    expect(second()).toBeInstanceOf(LockHeld);
    expect((second() as LockHeld).owner).toMatchObject({ pid: process.pid, host: hostname() });
  });

  it('is taken over from a process that died without giving it back', () => {
    const file = place();
    expect(otherGets(file)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8')).pid).not.toBe(process.pid);
    lockFile(file);
    expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid);
    expect(readdirSync(join(file, '..'))).toEqual(['lock']);
  });

  it('is taken over where its process id runs again as another process', () => {
    const file = place();
    const owner = { host: hostname(), pid: process.pid, started: 'long ago' };
    writeFileSync(file, JSON.stringify(owner));
    lockFile(file);
    expect(JSON.parse(readFileSync(file, 'utf8')).started).not.toBe('long ago');
  });

  it.each(['', '17\n', '{"pid":'])('is taken over where it names nobody: %j', (text) => {
    const file = place();
    writeFileSync(file, text);
    lockFile(file)();
    expect(existsSync(file)).toBe(false);
  });

  it('that its process has made and not yet written its name into is waited for', () => {
    const file = place();
    // It stays young however long the other process takes to begin.
    const later = new Date(Date.now() + 3_600_000);
    writeFileSync(file, '');
    utimesSync(file, later, later);
    const name = (pid: number) => JSON.stringify({ host: hostname(), pid, started: null });
    const script = `
      require('node:fs').writeFileSync(process.argv[1], ${JSON.stringify(name(0))}.replace(':0,', ':' + process.pid + ','));
      setTimeout(() => {}, 600000);`;
    const other = spawn(process.execPath, ['-e', script, file]);
    try {
      let owner: LockHeld['owner'] = null;
      for (let tries = 0; owner === null && tries < 10; tries++) owner = heldBy(file);
      expect(owner).toEqual({ host: hostname(), pid: other.pid, started: null });
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('that names nobody is taken over at once where it has stood for a second', () => {
    const file = place();
    const before = new Date(Date.now() - 1100);
    writeFileSync(file, '');
    utimesSync(file, before, before);
    lockFile(file)();
    expect(existsSync(file)).toBe(false);
  });

  it('of another machine stands', () => {
    const file = place();
    writeFileSync(file, JSON.stringify({ host: 'elsewhere', pid: 1, started: null }));
    expect(() => lockFile(file)).toThrow(/process 1 on elsewhere/);
  });

  it('is not removed by a holder that lost it', () => {
    const file = place();
    const release = lockFile(file);
    writeFileSync(file, JSON.stringify({ host: 'elsewhere', pid: 1, started: null }));
    release();
    expect(existsSync(file)).toBe(true);
  });

  it('is taken, kept and taken over where there are no hard links, as on FAT and many network drives', () => {
    const file = place();
    const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      for (const name of ['link', 'linkSync', 'symlink', 'symlinkSync'])
        fs[name] = () => { throw Object.assign(new Error('EPERM'), { code: 'EPERM' }); };
      syncBuiltinESMExports();
      const { lockFile } = await import('${MODULE}');
      lockFile(process.argv[1]);`;
    const take = () =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, file], {
        encoding: 'utf8',
      });
    expect(take()).toMatchObject({ status: 0, stderr: '' });
    const first = readFileSync(file, 'utf8');
    // That process is gone: the next takes its lock over.
    expect(take()).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).not.toBe(first);
    lockFile(file);
    const held = take();
    expect(held.status).toBe(1);
    expect(held.stderr).toContain(`held by process ${process.pid}`);
  });
});
