import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FetchOptions, fetchDataset, KNOWN_ARCHIVES } from '../../dist/dataset/fetch/index.js';
import { lockFile } from '../../dist/files/index.js';
import { createRng } from '../../dist/random/index.js';
import { type ArchiveServer, md5Of, startArchiveServer } from '../support/archive-server.js';
import { zipOf } from '../support/zip-writer.js';

const rng = createRng('fetch');
const noise = (bytes: number) => Uint8Array.from({ length: bytes }, () => rng.integer(256));
const picture = noise(300_000);
const labels = Buffer.from('image,mean_r,mean_g,mean_b\n00_0001,0.3,0.5,0.2\n');
const archive = zipOf([
  { name: 'SimpleCube++/train/PNG/', mode: 0o40755 },
  { name: 'SimpleCube++/train/PNG/00_0001.png', data: picture, stored: true },
  { name: 'SimpleCube++/train/gt.csv', data: labels },
  { name: '__MACOSX/SimpleCube++/train/._gt.csv', data: labels },
]);

let root: string;
let server: ArchiveServer;
let notices: string[];
const target = () => join(root, 'cube');
const run = (options: Partial<FetchOptions> = {}) =>
  fetchDataset({
    name: 'simplecube++',
    dir: target(),
    baseUrl: server.baseUrl,
    stallMs: 400,
    backoffMs: 5,
    onNotice: (message) => notices.push(message),
    ...options,
  });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-fetch-'));
  server = await startArchiveServer(archive);
  notices = [];
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** The data set is there as published, and nothing else is left beside it. */
function expectWhole(): void {
  expect(readFileSync(join(target(), 'train/PNG/00_0001.png')).equals(picture)).toBe(true);
  expect(readFileSync(join(target(), 'train/gt.csv')).equals(labels)).toBe(true);
  expect(readdirSync(root)).toEqual(['cube']);
}

describe('fetchDataset: a network that works', () => {
  it('downloads, verifies, unpacks without the archive folder, and cleans up', async () => {
    const phases: Record<string, number> = {};
    const result = await run({ onProgress: (phase, done) => (phases[phase] = done) });
    expect(result).toMatchObject({ files: 2, md5: md5Of(archive), verified: true, archive: null });
    expect(phases).toEqual({
      download: archive.length,
      verify: archive.length,
      extract: picture.length + labels.length,
    });
    expectWhole();
  });

  it('keeps the archive on request', async () => {
    const result = await run({ keepArchive: true });
    expect(readFileSync(result.archive as string).equals(archive)).toBe(true);
  });

  it('uses an archive that is already here, and leaves it', async () => {
    const path = join(root, 'mine.zip');
    writeFileSync(path, archive);
    const result = await run({ archive: path });
    expect(result).toMatchObject({ verified: false, archive: path });
    expect(server.requests).toEqual([]);
    expect(statSync(path).size).toBe(archive.length);
    await expect(run({ archive: path, dir: join(root, 'b'), md5: 'a'.repeat(32) })).rejects.toThrow(
      /expected MD5 a+, got/,
    );
    expect(existsSync(path)).toBe(true);
  });

  it('says when nothing vouches for an address given by hand', async () => {
    expect((await run({ url: server.archiveUrl })).verified).toBe(false);
    expect(notices.join()).toMatch(/no checksum given/);
  });
});

describe('fetchDataset: a network that does not', () => {
  it('continues where the connection was cut, asking only for the rest of the same file', async () => {
    server.faults = [
      { kind: 'cut', afterBytes: 100_000 },
      { kind: 'cut', afterBytes: 50_000 },
    ];
    await run();
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2]).toEqual({ range: 'bytes=150000-', ifRange: `"${md5Of(archive)}"` });
    expectWhole();
  });

  it('gives up after tries that bring nothing, keeps what came, and a later run goes on', async () => {
    server.faults = [
      { kind: 'cut', afterBytes: 100_000 },
      ...Array(2).fill({ kind: 'status', status: 503 }),
    ];
    await expect(run({ attempts: 3 })).rejects.toThrow(
      /gave up after 3 tries: HTTP 503.*100000 bytes.*kept/,
    );
    expect(existsSync(target())).toBe(false);
    const result = await run();
    expect(result.resumedBytes).toBe(100_000);
    expect(server.requests.at(-1)?.range).toBe('bytes=100000-');
    expectWhole();
  });

  it('does not hang on a server that falls silent', async () => {
    server.faults = [{ kind: 'stall', afterBytes: 1000 }];
    await run();
    expect(notices.join()).toMatch(/nothing received for 0.4 s/);
    expectWhole();
  });

  it('starts over where the server ignores ranges or answers with another one', async () => {
    server.faults = [{ kind: 'cut', afterBytes: 9000 }, { kind: 'ignore-range' }];
    await run();
    expectWhole();
    rmSync(target(), { recursive: true });
    server.faults = [{ kind: 'cut', afterBytes: 9000 }, { kind: 'wrong-range' }];
    await run();
    expectWhole();
  });

  it('starts over where the file on the server has changed since', async () => {
    server.faults = [
      { kind: 'cut', afterBytes: 9000 },
      ...Array(6).fill({ kind: 'status', status: 500 }),
    ];
    await expect(run()).rejects.toThrow(/gave up/);
    server.body = zipOf([{ name: 'train/PNG/new.png', data: noise(20_000) }]);
    server.faults = [];
    await run();
    expect(readdirSync(join(target(), 'train/PNG'))).toEqual(['new.png']);
  });

  it('gets past 500, and takes Retry-After at its word', async () => {
    server.faults = [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    ];
    await run();
    expect(notices).toHaveLength(2);
    expect(notices[1]).toMatch(/trying again in 0 s/);
    expectWhole();
  });

  it('does not try again on 404', async () => {
    server.faults = [{ kind: 'status', status: 404 }];
    await expect(run()).rejects.toThrow(/HTTP 404.*--url/);
    expect(server.requests).toHaveLength(1);
  });

  it('settles a range beyond the end: 416 means whole, or another file', async () => {
    const work = join(root, 'cube.fetch');
    mkdirSync(work);
    const part = join(work, 'SimpleCube++.zip.part');
    const plant = (bytes: Uint8Array) => {
      mkdirSync(work, { recursive: true });
      writeFileSync(part, bytes);
      writeFileSync(`${part}.json`, JSON.stringify({ url: server.archiveUrl }));
    };
    plant(archive);
    await run({ url: server.archiveUrl, md5: md5Of(archive) });
    expectWhole();
    rmSync(target(), { recursive: true });
    plant(Buffer.concat([archive, archive]));
    await run({ url: server.archiveUrl, md5: md5Of(archive) });
    expectWhole();
  });

  it('fetches afresh, once, where a continued download does not match its checksum', async () => {
    const work = join(root, 'cube.fetch');
    mkdirSync(work);
    const part = join(work, 'SimpleCube++.zip.part');
    writeFileSync(part, Buffer.alloc(5000, 1));
    writeFileSync(`${part}.json`, JSON.stringify({ url: `${server.archiveUrl}?download=1` }));
    await run();
    expect(server.requests.map((r) => r.range)).toEqual(['bytes=5000-', undefined]);
    expectWhole();
  });

  it('refuses a wrong checksum, a wrong size and a record that makes no sense', async () => {
    server.record = { checksum: `md5:${'0'.repeat(32)}` };
    await expect(run()).rejects.toMatchObject({ name: 'ArchiveError' });
    server.record = { size: archive.length + 1 };
    await expect(run()).rejects.toThrow(/expected \d+ bytes, got an answer of/);
    server.record = { checksum: 'sha9:1' };
    await expect(run()).rejects.toThrow(/expected size and "md5/);
    server.record = { status: 500 };
    await expect(run()).rejects.toThrow(/cannot read the record: HTTP 500.*--archive/);
    expect(existsSync(target())).toBe(false);
  });

  it('goes on without the record where the checksum is given by hand', async () => {
    server.record = { status: 500 };
    expect((await run({ md5: md5Of(archive).toUpperCase() })).verified).toBe(true);
    expect(notices.join()).toMatch(/record cannot be read/);
    expectWhole();
  });

  it('names the address where nobody answers', async () => {
    await expect(run({ url: 'http://127.0.0.1:9/x.zip', attempts: 2 })).rejects.toThrow(
      /127\.0\.0\.1:9.*gave up after 2 tries/,
    );
  });

  it('stops when told to, and keeps the part', async () => {
    const controller = new AbortController();
    server.faults = [{ kind: 'stall', afterBytes: 5000 }];
    const onProgress = (_phase: string, done: number) => {
      if (done > 0) controller.abort(new Error('enough'));
    };
    await expect(run({ signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(statSync(join(root, 'cube.fetch/SimpleCube++.zip.part')).size).toBeGreaterThan(0);
  });
});

describe('fetchDataset: a place that is taken', () => {
  it('looks for room on the disk before the first byte', async () => {
    server.record = { size: 8e15 };
    await expect(run()).rejects.toThrow(
      /expected 16000000.00 GB free for archive and pictures, got/,
    );
    expect(server.requests).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
  });

  it('never writes over a folder with files, nor a file', async () => {
    mkdirSync(target());
    writeFileSync(join(target(), 'mine.txt'), 'mine');
    await expect(run()).rejects.toThrow(/expected an empty folder or none/);
    await expect(run({ dir: join(target(), 'mine.txt') })).rejects.toThrow(/got a file/);
    expect(server.requests).toEqual([]);
  });

  it('takes a disk that refuses for no fault of the connection: one request, and the file by name', async () => {
    for (const name of ['.part', '.part.json']) {
      server.requests.length = 0;
      const taken = join(`${target()}.fetch`, `${KNOWN_ARCHIVES[0]!.fileName}${name}`);
      mkdirSync(taken, { recursive: true });
      writeFileSync(join(taken, 'mine'), 'mine');
      const fault = await run({ md5: md5Of(archive) }).catch((error) => error);
      expect(fault.name).toBe('OutputError');
      expect(fault.message).toMatch(/\.zip\.part.*: cannot be written: there is a folder of/);
      expect(notices.filter((notice) => /again/.test(notice))).toEqual([]);
      rmSync(`${target()}.fetch`, { recursive: true, force: true });
    }
  });

  it('names a folder whose name is too long for what stands beside it', async () => {
    const fault = await run({ dir: join(root, 'n'.repeat(250)) }).catch((error) => error);
    expect(fault.message).toMatch(/cannot be written: its name is too long; take a shorter one/);
    expect(readdirSync(root)).toEqual([]);
  });

  it('uses an empty folder', async () => {
    mkdirSync(target());
    await run();
    expectWhole();
  });

  it('keeps a second process out, and takes over from one that died', async () => {
    const lock = `${target()}.fetch.lock`;
    const release = lockFile(lock);
    await expect(run()).rejects.toThrow(/another process/);
    release();
    writeFileSync(lock, JSON.stringify({ host: hostname(), pid: 4194304999, started: null }));
    await run();
    expectWhole();
  });

  it('names an unknown data set and a malformed MD5', async () => {
    await expect(run({ name: 'cube' })).rejects.toThrow(/expected one of simplecube\+\+, got cube/);
    await expect(run({ md5: 'xyz' })).rejects.toThrow(/32 hex digits/);
  });
});
