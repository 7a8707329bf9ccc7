import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DatasetError,
  loadThumbnails,
  readDatasetIndex,
  thumbnailPixels,
} from '../../dist/dataset/index.js';
import { runPictureJob } from '../../dist/dataset/pictures/picture-pool.js';
import { decodePng16, encodePng16, rawToThumbnail } from '../../dist/raw/index.js';
import { datasetFolder, greyScene, temporaryFolder, writeFile } from './dataset-folder.js';

const SIZE = { heightPx: 4, widthPx: 6 };

function load(dir: string, options: Partial<Parameters<typeof loadThumbnails>[1]> = {}) {
  return loadThumbnails(dir, { part: 'train', ...SIZE, cacheDir: join(dir, 'cache'), ...options });
}

function cacheFiles(dir: string): string[] {
  const folder = join(dir, 'cache/thumbnails');
  return readdirSync(folder).map((name) => join(folder, name));
}

describe('loadThumbnails', () => {
  it('gives every picture its thumbnail, without threads and whatever their number', async () => {
    const dir = datasetFolder();
    const { pictures } = readDatasetIndex(dir, { part: 'train' });
    for (const threads of [{}, { workers: 1 }, { workers: 3 }, { workers: 9 }]) {
      const { set, skipped, fromCache } = await load(dir, { ...threads, cacheDir: null });
      expect([skipped, fromCache]).toEqual([[], false]);
      expect(set).toMatchObject(SIZE);
      expect(set.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(set.entries.map(({ id }) => id)).toEqual(['00_0001', '00_0002', '00_0003', '00_0004']);
      pictures.forEach(({ file, whitePoint }, i) => {
        const expected = rawToThumbnail(decodePng16(readFileSync(file)), SIZE);
        expect([...thumbnailPixels(set, i)]).toEqual([...expected]);
        expect(set.entries[i].whitePoint).toEqual(whitePoint);
      });
    }
  });

  it('reports progress to the last picture', async () => {
    const seen: [number, number, string][] = [];
    await load(datasetFolder(), { onProgress: (...args) => seen.push(args) });
    expect(seen).toEqual([
      ...[1, 2, 3, 4].map((n) => [n, 4, 'reading']),
      ...[1, 2, 3, 4].map((n) => [n, 4, 'decoding']),
    ]);
  });

  it('the second start reads no PNG: pictures spoilt behind its back go unnoticed', async () => {
    const dir = datasetFolder();
    const first = await load(dir);
    const { pictures } = readDatasetIndex(dir, { part: 'train' });
    // Times in whole seconds, which utimes can put back exactly.
    for (const { file } of pictures) utimesSync(file, 1e9, 1e9);
    await load(dir);
    for (const { file, sizeBytes } of pictures) {
      writeFileSync(file, new Uint8Array(sizeBytes));
      utimesSync(file, 1e9, 1e9);
    }
    const second = await load(dir);
    expect(second.fromCache).toBe(true);
    expect(second.set).toEqual(first.set);
    expect(second.datasetHash).toBe(first.datasetHash);
  });

  it('goes by content: a touched or moved picture is still known, a changed one is not', async () => {
    const dir = datasetFolder();
    const first = await load(dir);
    const file = join(dir, 'train/PNG/00_0002.png');
    utimesSync(file, 1e9, 1e9);
    const touched = await load(dir);
    expect(touched.fromCache).toBe(true);
    const copy = datasetFolder();
    const moved = await load(copy, { cacheDir: join(dir, 'cache') });
    expect(moved.fromCache).toBe(true);
    writeFile(dir, 'train/PNG/00_0002.png', encodePng16(greyScene([0.4, 1, 0.7], 'another')));
    const changed = await load(dir);
    expect(changed.fromCache).toBe(false);
    expect(changed.datasetHash).not.toBe(first.datasetHash);
    expect([...thumbnailPixels(changed.set, 1)]).not.toEqual([...thumbnailPixels(first.set, 1)]);
    expect([...thumbnailPixels(changed.set, 0)]).toEqual([...thumbnailPixels(first.set, 0)]);
  });

  it('keeps settings apart and reads labels afresh', async () => {
    const dir = datasetFolder();
    const { datasetHash } = await load(dir);
    for (const other of [
      { heightPx: 3 },
      { widthPx: 5 },
      { blackLevel: 2000 },
      { whiteLevel: 16000 },
    ]) {
      expect((await load(dir, other)).fromCache).toBe(false);
      expect((await load(dir, other)).fromCache).toBe(true);
    }
    const csv = readFileSync(join(dir, 'train/gt.csv'), 'utf8').replace(/0\.35,1/, '0.99,1');
    writeFile(dir, 'train/gt.csv', csv);
    const relabelled = await load(dir);
    expect(relabelled.fromCache).toBe(true);
    expect(relabelled.set.entries[0].whitePoint.r).toBe(0.99);
    expect(relabelled.datasetHash).not.toBe(datasetHash);
  });

  it('rebuilds a cache file that is damaged anywhere, and says so', async () => {
    const dir = datasetFolder();
    const { set } = await load(dir);
    const [file] = cacheFiles(dir);
    const whole = readFileSync(file);
    const damages: (() => void)[] = [
      () => truncateSync(file, whole.length - 5),
      () => truncateSync(file, 7),
      () => writeFileSync(file, ''),
      ...[0, 9, 14, 60, whole.length - 3].map((at) => () => {
        writeFileSync(
          file,
          whole.map((v, i) => (i === at ? v ^ 4 : v)),
        );
      }),
    ];
    for (const damage of damages) {
      damage();
      const rebuilt = await load(dir);
      expect(rebuilt.fromCache).toBe(false);
      expect(rebuilt.notices).toEqual([expect.stringContaining(file)]);
      expect(rebuilt.set).toEqual(set);
      expect((await load(dir)).fromCache).toBe(true);
    }
  });

  it('a damaged manifest or a cache that cannot be written costs time only', async () => {
    const dir = datasetFolder();
    await load(dir);
    const [manifest] = readdirSync(join(dir, 'cache/manifests'));
    writeFile(dir, `cache/manifests/${manifest}`, '{"half');
    expect(await load(dir)).toMatchObject({ fromCache: true, notices: [] });
    const blocked = writeFile(temporaryFolder(), 'file', '');
    const { set, notices } = await load(dir, { cacheDir: blocked });
    expect(set.entries).toHaveLength(4);
    expect(notices).toHaveLength(2);
    for (const notice of notices) expect(notice).toMatch(/not written/);
  });

  it('several loads at once get the same and leave whole files', async () => {
    const dir = datasetFolder();
    const loads = await Promise.all([1, 2, 3, 4].map(() => load(dir)));
    for (const { set } of loads) expect(set).toEqual(loads[0].set);
    expect(cacheFiles(dir)).toHaveLength(1);
    expect(await load(dir)).toMatchObject({ fromCache: true, notices: [] });
  });

  it('two parts loaded at once are both known afterwards', async () => {
    const dir = datasetFolder('test', datasetFolder());
    await Promise.all([load(dir), load(dir, { part: 'test' })]);
    for (const part of ['train', 'test'] as const) {
      const stages: string[] = [];
      const again = await load(dir, { part, onProgress: (_, __, stage) => stages.push(stage) });
      expect(again.fromCache).toBe(true);
      expect(stages).toEqual([]);
    }
  });

  it('finds spoilt pixel data, with all problems at once, and can go on without', async () => {
    const dir = datasetFolder();
    for (const id of ['00_0001', '00_0003']) {
      const file = join(dir, `train/PNG/${id}.png`);
      // In the middle of the pixel data: header and end are sound.
      writeFileSync(
        file,
        readFileSync(file).map((v, i) => (i === 200 ? v ^ 1 : v)),
      );
    }
    for (const _ of ['decoded', 'cached']) {
      const error = await load(dir).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(DatasetError);
      const { problems } = error as DatasetError;
      expect(problems.map(({ file }) => file.slice(-11, -4))).toEqual(['00_0001', '00_0003']);
      for (const { message } of problems) expect(message).toMatch(/CRC/);
      const { set, skipped } = await load(dir, { skipBad: true });
      expect(skipped).toEqual(problems);
      expect(set.entries.map(({ id }) => id)).toEqual(['00_0002', '00_0004']);
      expect(set.pixels.length).toBe(2 * 4 * 6 * 4);
      const second = rawToThumbnail(
        decodePng16(readFileSync(join(dir, 'train/PNG/00_0004.png'))),
        SIZE,
      );
      expect([...thumbnailPixels(set, 1)]).toEqual([...second]);
    }
  });

  it('refuses settings out of range and stops when told to', async () => {
    const dir = datasetFolder();
    await expect(load(dir, { heightPx: 0 })).rejects.toThrow(/thumbnail size/);
    await expect(load(dir, { blackLevel: 20000 })).rejects.toThrow(/raw levels/);
    const stop = new AbortController();
    const running = load(dir, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(running).rejects.toThrow(/abort/i);
  });
});

describe('picture pool', () => {
  it('does few small pictures here, one after the other, until it is stopped', async () => {
    const { pictures } = readDatasetIndex(datasetFolder(), { part: 'train' });
    const stop = new AbortController();
    const done: number[] = [];
    const onProgress = (n: number) => {
      done.push(n);
      if (n === 2) setImmediate(() => stop.abort(new Error('enough')));
    };
    const running = runPictureJob({ kind: 'hash' }, pictures, { signal: stop.signal, onProgress });
    await expect(running).rejects.toThrow('enough');
    expect(done).toEqual([1, 2]);
  });

  it('ends with an error that names the picture where a worker breaks', async () => {
    const { pictures } = readDatasetIndex(datasetFolder(), { part: 'train' });
    const files = pictures.map(({ file }) => file);
    // Room for one thumbnail only: the second has nowhere to go, and the worker breaks.
    const pixels = new SharedArrayBuffer(4 * 6 * 4 * 4);
    const job = {
      kind: 'thumbnail',
      ...SIZE,
      blackLevel: 2048,
      whiteLevel: 16383,
      pixels,
    } as const;
    await expect(
      runPictureJob(
        job,
        files.map((file) => ({ file })),
        { workers: 1 },
      ),
    ).rejects.toThrow(/picture worker.*00_0002/);
  });

  it('has nothing to do for no pictures, and reports what vanished', async () => {
    expect(await runPictureJob({ kind: 'hash' }, [])).toEqual([]);
    const [result] = await runPictureJob({ kind: 'hash' }, [
      { file: join(temporaryFolder(), 'gone.png') },
    ]);
    expect(result.fault?.message).toMatch(/ENOENT/);
  });
});
