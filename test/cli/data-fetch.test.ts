import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatBytes } from '../../dist/text/quantities.js';
import { type ArchiveServer, md5Of, startArchiveServer } from '../support/archive-server.js';
import { runCli } from '../support/run-cli.js';
import { zipOf } from '../support/zip-writer.js';

const archive = zipOf([
  { name: 'SimpleCube++/train/PNG/a.png', data: Buffer.alloc(40_000, 'ab'), stored: true },
  { name: 'SimpleCube++/train/gt.csv', data: Buffer.from('image,mean_r,mean_g,mean_b\n') },
]);

let root: string;
let server: ArchiveServer;
const fetch = (args: string[] = [], options: Parameters<typeof runCli>[1] = {}) =>
  runCli(['data', 'fetch', 'simplecube++', 'cube', ...args], {
    cwd: root,
    ...options,
    env: { DEEPAWB_ZENODO_URL: server.baseUrl, ...options.env },
  });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-fetch-'));
  server = await startArchiveServer(archive);
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

describe('deepawb data fetch', () => {
  it('prints the result on stdout and plain progress on stderr', async () => {
    const size = formatBytes(archive.length);
    const run = await fetch();
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /2 files, 40.0 kB\nArchive MD5 [0-9a-f]{32} \(matches\)\nLicence CC BY/,
    );
    expect(run.stderr.split('\n')).toEqual([
      `Downloading: 100 %  ${size} of ${size}`,
      `Verifying: 100 %  ${size} of ${size}`,
      'Unpacking: 100 %  40.0 kB of 40.0 kB',
      '',
    ]);
    expect(existsSync(join(root, 'cube/train/gt.csv'))).toBe(true);
  });

  it('prints one JSON value with exact numbers', async () => {
    const { code, stdout } = await fetch(['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'simplecube++',
      dir: join(root, 'cube'),
      files: 2,
      bytes: 40_027,
      md5: md5Of(archive),
      verified: true,
      archive: null,
    });
  });

  it('exits 1 where the network fails, 3 where what came is bad', async () => {
    server.faults = [{ kind: 'status', status: 404 }];
    expect(await fetch()).toMatchObject({ code: 1, stdout: '' });
    server.record = { checksum: `md5:${'0'.repeat(32)}` };
    const run = await fetch();
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(/error: SimpleCube\+\+\.zip: expected MD5 0{32}, got/);
  });

  it('stops on Ctrl-C with 130 and a word, and goes on in the next run', async () => {
    server.faults = [
      { kind: 'cut', afterBytes: 10_000 },
      { kind: 'stall', afterBytes: 5000 },
    ];
    let sent = false;
    const run = await fetch([], {
      onStderr(text, kill) {
        if (sent || !text.includes('trying again')) return;
        sent = true;
        kill('SIGINT');
      },
    });
    expect(run).toMatchObject({ code: 130, stdout: '' });
    expect(run.stderr).toMatch(/Interrupted: stopping/);
    const kept = statSync(join(root, 'cube.fetch/SimpleCube++.zip.part')).size;
    expect(kept).toBeGreaterThanOrEqual(10_000);
    server.faults = [];
    expect(JSON.parse((await fetch(['--json'])).stdout).resumedBytes).toBe(kept);
  });
});
