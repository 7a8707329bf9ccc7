/** What a server can do to whoever fetches from it: nothing. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../dist/dataset/fetch/download.js';
import { type FetchOptions, fetchDataset } from '../../dist/dataset/fetch/index.js';
import {
  drip,
  type HostileAnswer,
  type HostileServer,
  head,
  pour,
  startHostileServer,
} from '../support/hostile-server.js';
import { zipOf } from '../support/zip-writer.js';

const MEGABYTE = new Uint8Array(1 << 20);
const archive = zipOf([
  { name: 'train/PNG/a.png', data: new Uint8Array(20_000), stored: true },
  { name: 'train/gt.csv', data: Buffer.from('image\n') },
]);

let root: string;
let server: HostileServer;
const target = () => join(root, 'cube');
const partFile = () => join(root, 'cube.fetch/SimpleCube++.zip.part');

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-hostile-'));
  server = await startHostileServer((socket) => void socket.destroy());
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** From an address given by hand, of whose size nothing is known. */
function fetchFrom(answer: HostileAnswer, options: Partial<FetchOptions> = {}) {
  server.answer = answer;
  return fetchDataset({
    name: 'simplecube++',
    dir: target(),
    url: `${server.baseUrl}/x.zip`,
    stallMs: 300,
    attempts: 2,
    backoffMs: 5,
    ...options,
  });
}

/** With the size and checksum of Zenodo's record. */
const fetchRecord = (answer: HostileAnswer, options: Partial<FetchOptions> = {}) =>
  fetchFrom(answer, { url: undefined, baseUrl: server.baseUrl, ...options });

const partBytes = () => (existsSync(partFile()) ? statSync(partFile()).size : 0);

/** An earlier run that was cut after so many bytes. */
function plantPart(bytes: number): void {
  mkdirSync(join(root, 'cube.fetch'));
  writeFileSync(partFile(), archive.subarray(0, bytes));
  writeFileSync(`${partFile()}.json`, JSON.stringify({ url: `${server.baseUrl}/x.zip` }));
}

describe('bytes', () => {
  it('a body without end is cut at the limit and nothing of it is kept', async () => {
    const endless: HostileAnswer = (socket) => {
      socket.write(head('200 OK'));
      return pour(socket, MEGABYTE);
    };
    await expect(fetchFrom(endless, { maxBytes: 5e6 })).rejects.toMatchObject({
      name: 'ArchiveError',
      message: expect.stringMatching(/expected at most 5000000 bytes, got more.*--max-bytes/),
    });
    expect(readdirSync(root)).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('a length above the limit is refused before a byte is written', async () => {
    const huge: HostileAnswer = (socket) => {
      socket.write(head('200 OK', { 'content-length': 9e12 }));
      return pour(socket, MEGABYTE);
    };
    await expect(fetchFrom(huge)).rejects.toThrow(/expected at most 4200000000 bytes/);
    expect(readdirSync(root)).toEqual([]);
  });

  it('a body that is longer or shorter than its length is no archive', async () => {
    const longer: HostileAnswer = (socket) => {
      socket.end(Buffer.concat([Buffer.from(head('200 OK', { 'content-length': 1000 })), archive]));
    };
    await expect(fetchFrom(longer)).rejects.toThrow(/expected a whole zip/);
    expect(readdirSync(root)).toEqual([]);
    const shorter: HostileAnswer = (socket) => {
      socket.end(Buffer.concat([Buffer.from(head('200 OK', { 'content-length': 1e6 })), archive]));
    };
    await expect(fetchFrom(shorter)).rejects.toThrow(/gave up after 2 tries/);
    expect(existsSync(target())).toBe(false);
  });

  it('a disk that fills up ends the download while there is room', async () => {
    const endless: HostileAnswer = (socket) => {
      socket.write(head('200 OK'));
      return pour(socket, MEGABYTE);
    };
    server.answer = endless;
    let free = 60e6;
    const file = join(root, 'x.zip');
    const download = downloadFile({
      url: `${server.baseUrl}/x.zip`,
      targetPath: file,
      maxBytes: 1e12,
      maxMs: 1e6,
      stallMs: 1000,
      attempts: 1,
      backoffMs: 1,
      signal: new AbortController().signal,
      onProgress: (done) => {
        free = 60e6 - done;
      },
      onNotice: () => undefined,
      diskSpace: async () => ({ free, reserve: 20e6 }),
    });
    await expect(download).rejects.toThrow(/only \d+ MB are free; stopped before the disk is full/);
    expect(free).toBeGreaterThan(10e6);
    expect(statSync(`${file}.part`).size).toBeGreaterThan(30e6);
  });
});

describe('encodings', () => {
  const bomb = gzipSync(new Uint8Array(50e6));
  it.each(['gzip', 'GZIP', 'deflate', 'br', 'identity, gzip', 'x-unknown'])(
    'a body encoded with %s is refused and not decoded',
    async (encoding) => {
      const packed: HostileAnswer = (socket) => {
        socket.write(
          head('200 OK', { 'content-encoding': encoding, 'content-length': bomb.length }),
        );
        socket.end(bomb);
      };
      await expect(fetchFrom(packed)).rejects.toMatchObject({
        name: 'ArchiveError',
        message: expect.stringMatching(/expected a body as it is, got one encoded with/),
      });
      expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
      expect(readdirSync(root)).toEqual([]);
    },
  );

  it('a body that says it is plain is taken', async () => {
    const plain: HostileAnswer = (socket) => {
      socket.write(
        head('200 OK', { 'content-encoding': 'identity', 'content-length': archive.length }),
      );
      socket.write(archive);
    };
    expect(await fetchFrom(plain)).toMatchObject({ files: 2 });
  });
});

describe('time', () => {
  it('a body that drips is given up, however long it would go on', async () => {
    const slow: HostileAnswer = (socket) => {
      socket.write(head('200 OK', { 'content-length': 1e6 }));
      return drip(socket, 50);
    };
    await expect(fetchFrom(slow)).rejects.toThrow(
      /gave up after 2 tries: only \d+ bytes received in 0.6 s/,
    );
    expect(server.requests).toHaveLength(2);
  });

  it('bytes handed out one a connection are no progress', async () => {
    const stingy: HostileAnswer = (socket, { headers }) => {
      const from = Number(/\d+/.exec(headers.range ?? '0')?.[0]);
      const range = { 'content-range': `bytes ${from}-999999/1000000` };
      socket.write(
        head(from ? '206 Partial Content' : '200 OK', {
          'content-length': 1e6 - from,
          ...(from ? range : {}),
        }),
      );
      socket.write('x', () => setTimeout(() => socket.destroy(), 20));
    };
    await expect(fetchFrom(stingy, { attempts: 4 })).rejects.toThrow(/gave up after 4 tries/);
    expect(server.requests.length).toBeLessThanOrEqual(5);
  });

  it('headers that drip, or never end, are given up', async () => {
    const slowHead: HostileAnswer = async (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
      await drip(socket, 50);
    };
    await expect(fetchFrom(slowHead)).rejects.toThrow(/nothing received for 0.3 s/);
    const endlessHead: HostileAnswer = async (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      await pour(socket, Buffer.from(`x-y: ${'z'.repeat(1000)}\r\n`));
    };
    await expect(fetchFrom(endlessHead)).rejects.toThrow(/gave up after 2 tries/);
  });

  it('a download that comes, but too slowly, ends when its time is up, and is kept', async () => {
    const steady: HostileAnswer = async (socket) => {
      socket.write(head('200 OK', { 'content-length': 1e9 }));
      while (!socket.destroyed) {
        socket.write(new Uint8Array(5000));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await expect(fetchFrom(steady, { maxMs: 1500 })).rejects.toThrow(
      /took longer than 0.025 minutes \(--max-time\)\. The \d+ bytes that came are kept/,
    );
    expect(partBytes()).toBeGreaterThan(5000);
  });

  it('redirects in a circle end after a few, and none leaves the web', async () => {
    const circle: HostileAnswer = (socket) =>
      void socket.write(head('302 Found', { location: '/x.zip', 'content-length': 0 }));
    await expect(fetchFrom(circle)).rejects.toThrow(/expected at most 5 redirects/);
    expect(server.requests).toHaveLength(6);
    for (const location of ['file:///etc/passwd', 'data:,x', 'ftp://h/x', 'http://u:p@h/x']) {
      const away: HostileAnswer = (socket) =>
        void socket.write(head('302 Found', { location, 'content-length': 0 }));
      await expect(fetchFrom(away)).rejects.toThrow(/expected an address/);
    }
  });

  it('a redirect is followed to where the file is', async () => {
    const moved: HostileAnswer = (socket, { path }) => {
      if (path === '/x.zip') {
        socket.write(head('307 Moved', { location: '/y.zip', 'content-length': 0 }));
      } else {
        socket.write(head('200 OK', { 'content-length': archive.length }));
        socket.write(archive);
      }
    };
    expect(await fetchFrom(moved)).toMatchObject({ files: 2 });
  });
});

describe('ranges', () => {
  it.each(['206 Partial Content', '416 Range Not Satisfiable'])(
    'HTTP %s to a request without Range is not the file',
    async (status) => {
      const partial: HostileAnswer = (socket) => {
        const range = `bytes 0-${archive.length - 1}/${archive.length}`;
        socket.write(head(status, { 'content-length': archive.length, 'content-range': range }));
        socket.write(archive);
      };
      await expect(fetchFrom(partial)).rejects.toMatchObject({
        name: 'ArchiveError',
        message: expect.stringMatching(/expected the whole file, got HTTP (206|416)/),
      });
      expect(readdirSync(root)).toEqual([]);
    },
  );

  it.each([
    'bytes 0-99/100',
    'bytes 5001-99999/100000',
    'bytes 5000-4999/100000',
    'bytes 5000-100000/100000',
    'bytes 5000-9007199254740993/9007199254740994',
    'items 5000-99999/100000',
    '',
  ])('a range that was not asked for starts the download over: "%s"', async (range) => {
    plantPart(5000);
    const wrong: HostileAnswer = (socket, { headers }) => {
      const body = headers.range ? archive.subarray(5000) : archive;
      socket.write(
        head(headers.range ? '206 Partial Content' : '200 OK', {
          'content-length': body.length,
          ...(headers.range ? { 'content-range': range } : {}),
        }),
      );
      socket.write(body);
    };
    expect(await fetchFrom(wrong)).toMatchObject({ files: 2 });
    expect(server.requests.map(({ headers }) => headers.range)).toEqual(['bytes=5000-', undefined]);
  });

  it('a range that brings a piece of the rest is taken for that piece only', async () => {
    plantPart(5000);
    const pieces: HostileAnswer = (socket, { headers }) => {
      const from = Number(/\d+/.exec(headers.range ?? '0')?.[0]);
      const end = Math.min(archive.length, from + 6000);
      const range = `bytes ${from}-${end - 1}/${archive.length}`;
      socket.write(
        head('206 Partial Content', { 'content-length': end - from, 'content-range': range }),
      );
      socket.write(archive.subarray(from, end));
    };
    expect(await fetchFrom(pieces)).toMatchObject({ files: 2, resumedBytes: 5000 });
    expect(server.requests.length).toBeGreaterThan(2);
  });
});

describe('the record', () => {
  const packedRecord = gzipSync(Buffer.alloc(50e6, ' '));
  it('is read up to a megabyte, encoded never, and dripping not for long', async () => {
    const endless: HostileAnswer = (socket) => {
      socket.write(head('200 OK', { 'content-type': 'application/json' }));
      return pour(socket, Buffer.alloc(1 << 16, ' '));
    };
    await expect(fetchRecord(endless)).rejects.toMatchObject({
      name: 'ArchiveError',
      message: expect.stringMatching(/api\/records\/4153431: expected at most 1000000 bytes/),
    });
    await server.close();
    expect(server.sentBytes).toBeLessThan(20e6);
    server = await startHostileServer(() => undefined);
    const packed: HostileAnswer = (socket) => {
      socket.write(head('200 OK', { 'content-encoding': 'gzip' }));
      socket.end(packedRecord);
    };
    await expect(fetchRecord(packed)).rejects.toThrow(/encoded with "gzip"/);
    const slow: HostileAnswer = (socket) => {
      socket.write(head('200 OK'));
      return drip(socket, 20);
    };
    await expect(fetchRecord(slow)).rejects.toThrow(/cannot read the record: nothing received/);
  });

  it('may not name a size above the limit', async () => {
    const large: HostileAnswer = (socket) => {
      const file = { key: 'SimpleCube++.zip', size: 5e6, checksum: `md5:${'0'.repeat(32)}` };
      const text = JSON.stringify({ files: [file] });
      socket.end(head('200 OK', { 'content-length': text.length }) + text);
    };
    await expect(fetchRecord(large, { maxBytes: 1e6 })).rejects.toThrow(
      /expected at most 1000000 bytes, got more/,
    );
    expect(server.requests).toHaveLength(1);
  });
});

it('an address that is none, or holds a password, is refused and the password not repeated', async () => {
  const refused = (url: string) => fetchFrom(() => undefined, { url });
  await expect(refused('file:///etc/passwd')).rejects.toThrow(/begins with http/);
  await expect(refused('x.zip')).rejects.toThrow(/begins with http/);
  const fault = await refused('http://me:topsecret@127.0.0.1:9/x.zip').catch((error) => error);
  expect(fault.message).toMatch(/without user and password/);
  expect(fault.message).not.toContain('topsecret');
  expect(server.requests).toEqual([]);
});
