import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../dist/files/index.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'deepawb-files-'));

describe('a file that is written in one step', () => {
  it('holds its pieces one after the other, in a folder that was missing', () => {
    const file = join(folder(), 'a/b/c.bin');
    writeFileAtomically(file, [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)]);
    expect([...readFileSync(file)]).toEqual([1, 2, 3]);
    writeFileAtomically(file, 'größer');
    expect(readFileSync(file, 'utf8')).toBe('größer');
    expect(readdirSync(join(file, '..'))).toEqual(['c.bin']);
  });

  it('keeps the permissions of the file that it replaces', () => {
    const file = join(folder(), 'secret');
    writeFileSync(file, 'old');
    chmodSync(file, 0o600);
    writeFileAtomically(file, 'new');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes through a link and leaves the link where it is', () => {
    const dir = folder();
    mkdirSync(join(dir, 'real'));
    writeFileSync(join(dir, 'real/file'), 'old');
    symlinkSync('real/file', join(dir, 'link'));
    writeFileAtomically(join(dir, 'link'), 'new');
    expect(lstatSync(join(dir, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(dir, 'real/file'), 'utf8')).toBe('new');
  });

  it('writes straight to what is no file', () => {
    expect(() => writeFileAtomically('/dev/null', 'anything')).not.toThrow();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('leaves nothing behind where its place is taken by a folder', () => {
    const dir = folder();
    mkdirSync(join(dir, 'taken/inside'), { recursive: true });
    expect(() => writeFileAtomically(join(dir, 'taken'), 'x')).toThrow(
      /there is a folder of that name; name a file/,
    );
    expect(readdirSync(dir)).toEqual(['taken']);
  });
});
