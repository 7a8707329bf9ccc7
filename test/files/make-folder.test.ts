/** Folders are made with all that lead to them, or it is said why not; nothing hangs. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../dist/files/index.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-folder-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a folder', () => {
  it('is made with those above it, and left as it is when it is there', () => {
    const folder = join(root, 'a/b/c');
    makeFolder(folder);
    writeFileSync(join(folder, 'kept'), '');
    makeFolder(folder);
    expect(statSync(join(folder, 'kept')).isFile()).toBe(true);
  });

  it('below a file is refused by name', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file/below'))).toThrow(
      /file\/below: cannot be written: a part of its path is a file/,
    );
    expect(() => makeFolder(join(root, 'file'))).toThrow(/cannot be written/);
  });

  it.skipIf(!existsSync('/proc/self'))('below /proc is refused, where Node itself hangs', () => {
    expect(() => makeFolder('/proc/deepawb/below')).toThrow(/its folder cannot be made/);
  });
});
