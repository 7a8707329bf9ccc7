import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExtractOptions, extractArchive } from '../../dist/dataset/fetch/index.js';
import { type ZipItem, zipOf } from '../support/zip-writer.js';

let root: string;
const data = Buffer.from('some bytes of a file, some bytes of a file');
const good: ZipItem = { name: 'train/gt.csv', data };

const extract = (archive: Buffer, options: Partial<ExtractOptions> = {}) => {
  writeFileSync(join(root, 'a.zip'), archive);
  return extractArchive({
    archivePath: join(root, 'a.zip'),
    targetDir: join(root, 'out'),
    temporaryDir: join(root, 'tmp'),
    layoutFolders: ['train', 'test'],
    check: async () => {},
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  });
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-zip-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('extractArchive', () => {
  it('keeps folders of the layout and leaves out the archive’s own', async () => {
    await extract(zipOf([good, { name: 'train/PNG/é.png', data, stored: true }]));
    expect(readdirSync(join(root, 'out/train')).sort()).toEqual(['PNG', 'gt.csv']);
    expect(readFileSync(join(root, 'out/train/PNG/é.png')).equals(data)).toBe(true);
  });

  const hostile: [string, ZipItem[]][] = [
    ['a path upwards', [{ name: '../evil', data }]],
    ['a path upwards from inside', [{ name: 'train/../../evil', data }]],
    ['an absolute path', [{ name: '/tmp/evil', data }]],
    ['a drive letter', [{ name: 'C:/evil', data }]],
    ['a backslash', [{ name: '..\\evil', data }]],
    ['a stream of a file', [{ name: 'train/gt.csv:hidden', data }]],
    ['a device name', [{ name: 'train/nul.png', data }]],
    ['a NUL byte', [{ name: 'train/gt\0.csv', data }]],
    ['an empty segment', [{ name: 'train//evil', data }]],
    ['a trailing dot', [{ name: 'train/gt.csv.', data }]],
    ['a link', [{ name: 'train/link', data: Buffer.from('/etc/passwd'), mode: 0o120777 }]],
    ['a device', [{ name: 'train/pipe', mode: 0o010644 }]],
    ['a name twice', [good, good]],
    ['names that differ in case only', [good, { name: 'TRAIN/GT.csv', data }]],
    ['a file that is also a folder', [{ name: 'train', data }, good]],
    ['a CRC that lies', [{ name: 'train/a', data, crc: 1 }]],
    ['a size that lies', [{ name: 'train/a', data, claimedBytes: 3 }]],
  ];
  for (const [title, items] of hostile) {
    it(`refuses ${title}, and leaves nothing behind`, async () => {
      const error = await extract(zipOf([{ name: 'train/first', data }, ...items])).catch((e) => e);
      expect(error).toMatchObject({ name: 'ArchiveError' });
      expect(readdirSync(root)).toEqual(['a.zip']);
      expect(existsSync(join(root, '../evil'))).toBe(false);
    });
  }

  it('refuses a bomb by its ratio, by its size and by its entries', async () => {
    const bomb = zipOf([{ name: 'train/zeros', data: new Uint8Array(5_000_000) }]);
    await expect(extract(bomb)).rejects.toThrow(/zip bomb/);
    const limits = { entries: 10, bytes: 20, ratio: 100 };
    await expect(extract(zipOf([good]), { limits })).rejects.toThrow(/at most 20 bytes/);
    const many = zipOf(Array.from({ length: 11 }, (_, i) => ({ name: `train/${i}` })));
    await expect(extract(many, { limits })).rejects.toThrow(/at most 10 entries/);
  });

  it('refuses a truncated archive, at any length, and what is no archive', async () => {
    const whole = zipOf([good, { name: 'train/b', data }]);
    for (let length = 0; length < whole.length; length += 7) {
      const error = await extract(whole.subarray(0, length)).catch((e) => e);
      expect(error, `${length} bytes`).toMatchObject({ name: 'ArchiveError' });
    }
    expect(readdirSync(root)).toEqual(['a.zip']);
  });

  it('survives any flipped byte: whole files or an error, never a changed one', async () => {
    const whole = zipOf([good]);
    for (let i = 0; i < whole.length; i++) {
      const damaged = Buffer.from(whole);
      damaged[i] = (damaged[i] as number) ^ 0x10;
      const error = await extract(damaged).catch((e) => e);
      if (error instanceof Error)
        expect(error.name, `byte ${i}`).toMatch(/ArchiveError|FetchError|OutputError/);
      else {
        const files = readdirSync(join(root, 'out'), { recursive: true, withFileTypes: true });
        const file = files.find((f) => f.isFile());
        if (file) expect(readFileSync(join(file.parentPath, file.name)).equals(data)).toBe(true);
        rmSync(join(root, 'out'), { recursive: true });
      }
      expect(existsSync(join(root, 'tmp'))).toBe(false);
    }
  });

  it('takes no name where its check refuses, and none over a folder with files', async () => {
    const check = async () => {
      throw new Error('not this one');
    };
    await expect(extract(zipOf([good]), { check })).rejects.toThrow('not this one');
    expect(existsSync(join(root, 'out'))).toBe(false);
    await extract(zipOf([good]));
    await expect(extract(zipOf([good]))).rejects.toThrow();
    expect(readdirSync(join(root, 'out/train'))).toEqual(['gt.csv']);
  });
});
