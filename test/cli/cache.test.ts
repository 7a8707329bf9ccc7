/** `deepawb cache`: what is kept between runs is shown, kept within its limit, and removed. */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../dataset/dataset-folder.js';
import { runHere } from '../support/run-here.js';

/** A cache of files of 1 kB each, the first unused for longest, and what belongs to somebody else. */
function cacheOf(...names: string[]): { dir: string; env: Record<string, string> } {
  const home = temporaryFolder();
  const dir = join(home, 'deepawb');
  for (const folder of ['thumbnails', 'tuning', 'manifests']) {
    mkdirSync(join(dir, folder), { recursive: true });
  }
  for (const [i, name] of names.entries()) {
    writeFileSync(join(dir, name), Buffer.alloc(1000));
    utimesSync(join(dir, name), 1000 + i, 1000 + i);
  }
  writeFileSync(join(dir, 'notes.txt'), 'mine');
  writeFileSync(join(dir, 'thumbnails', 'notes.txt'), 'mine');
  return { dir, env: { XDG_CACHE_HOME: home } };
}

const THREE = ['thumbnails/a.bin', 'tuning/b.json', 'thumbnails/c.bin'];

test('says where it is, what it holds and how much it may hold', async () => {
  const { dir, env } = cacheOf(...THREE);
  const { stdout } = await runHere(['cache'], { env });
  expect(stdout).toContain(`${dir}: 3.00 kB in 3 files, limit 2.00 GB`);
  const { stdout: json } = await runHere(['cache', '--json'], { env });
  expect(JSON.parse(json)).toMatchObject({
    dir,
    bytes: 3000,
    limitBytes: 2e9,
    kinds: { tuning: { files: 1 } },
  });
});

test('a limit removes what was not used for longest, and lasts', async () => {
  const { dir, env } = cacheOf(...THREE);
  expect((await runHere(['cache', '--limit', '2kB'], { env })).code).toBe(0);
  expect(THREE.map((name) => existsSync(join(dir, name)))).toEqual([false, true, true]);
  const { stdout } = await runHere(['cache', '--json'], { env });
  expect(JSON.parse(stdout).limitBytes).toBe(2000);
});

test('is cleared of what deepawb made and of nothing else', async () => {
  const { dir, env } = cacheOf(...THREE, 'thumbnails/d.bin.1-2.tmp');
  expect((await runHere(['cache', '--clear'], { env })).code).toBe(0);
  expect(readdirSync(join(dir, 'thumbnails'))).toEqual(['notes.txt']);
  expect(readdirSync(join(dir, 'tuning'))).toEqual([]);
  expect(existsSync(join(dir, 'notes.txt'))).toBe(true);
});

test('refuses what is no size', async () => {
  const { code, stderr } = await runHere(['cache', '--limit', 'much'], { env: {} });
  expect(code).toBe(2);
  expect(stderr).toContain('Expected a size, e.g. 500MB or 2GB.');
});

test('a command that fills it keeps to the limit, but for the file in use', async () => {
  const { dir, env } = cacheOf(...THREE);
  await runHere(['cache', '--limit', '1kB'], { env });
  const data = join(temporaryFolder(), 'data');
  await runHere(['data', 'synth', data, '--train', '2', '--test', '1', '--size', '32x32'], { env });
  const args = ['eval', '--data', data, '--baselines', 'grey-world', '--part', 'test'];
  expect((await runHere(args, { env })).code).toBe(0);
  const kept = readdirSync(join(dir, 'thumbnails')).filter((name) => name.endsWith('.bin'));
  expect(kept).toHaveLength(1);
  expect(kept).not.toContain('a.bin');
});
