import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DatasetError,
  holdsSynthesized,
  readDatasetIndex,
  readSynthMarker,
  type SynthesizeOptions,
  synthesizeDataset,
} from '../../dist/dataset/index.js';
import { decodePng16 } from '../../dist/raw/index.js';

const SMALL = { train: 6, test: 3, widthPx: 54, heightPx: 36, seed: 'small' } as const;

let root = '';
/** The data set of SMALL, with the calls of its progress. */
let base = '';
const baseProgress: [number, number][] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deepawb-synth-'));
  const onProgress = (done: number, total: number) => baseProgress.push([done, total]);
  base = await synthesize('base', { onProgress });
});
afterAll(() => rm(root, { recursive: true }));

async function synthesize(name: string, options: SynthesizeOptions = {}): Promise<string> {
  const dir = join(root, name);
  await synthesizeDataset(dir, { ...SMALL, ...options });
  return dir;
}

/** Hash of every file of a folder by its path. */
async function hashes(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pairs = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const hash = createHash('sha256').update(await readFile(path));
    return [path.slice(dir.length + 1), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

describe('synthesizeDataset', () => {
  it('writes the layout that the reader reads', async () => {
    const dir = base;
    for (const [part, count] of [
      ['train', 6],
      ['test', 3],
    ] as const) {
      const index = await readDatasetIndex(dir, { part });
      expect(index.pictures).toHaveLength(count);
      for (const { whitePoint, properties } of index.pictures) {
        expect(whitePoint.r).toBeGreaterThan(0.2);
        expect(whitePoint.b).toBeLessThan(1.2);
        expect(Number(properties.cct_kelvin)).toBeGreaterThan(1500);
        expect(['indoor', 'outdoor']).toContain(properties.place);
      }
    }
    const labels = (await readFile(join(dir, 'train', 'gt.csv'), 'utf8')).trim().split('\n');
    expect(labels[0]).toBe('image,mean_r,mean_g,mean_b');
    for (const row of labels.slice(1)) {
      const [, red, green, blue] = row.split(',').map(Number);
      expect(red + green + blue).toBeCloseTo(1, 12);
    }
  });

  it('masks the place of the calibration object and nothing else', async () => {
    const bytes = await readFile(join(base, 'train', 'PNG', '0001.png'));
    const { rgb, widthPx, heightPx } = decodePng16(bytes);
    expect([widthPx, heightPx]).toEqual([54, 36]);
    // 175/648 of 54 columns and 250/432 of 36 rows.
    const isMasked = (x: number, y: number) => x >= 54 - 15 && y >= 36 - 21;
    for (let y = 0; y < 36; y++) {
      for (let x = 0; x < 54; x++) {
        const sum = rgb[(y * 54 + x) * 3] + rgb[(y * 54 + x) * 3 + 1] + rgb[(y * 54 + x) * 3 + 2];
        expect(sum === 0).toBe(isMasked(x, y));
      }
    }
    expect(Math.max(...rgb)).toBeLessThanOrEqual(16383);
    const open = await synthesize('open', { mask: false });
    const unmasked = decodePng16(await readFile(join(open, 'train', 'PNG', '0001.png')));
    expect(Math.min(...unmasked.rgb)).toBeGreaterThan(0);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const first = await hashes(base);
    const again = await hashes(await synthesize('again'));
    expect(again).toEqual(first);
    const other = await hashes(await synthesize('other', { seed: 'other' }));
    expect(other['train/PNG/0001.png']).not.toBe(first['train/PNG/0001.png']);
    expect(other['train/gt.csv']).not.toBe(first['train/gt.csv']);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  });

  it('does not depend on the number of threads', async () => {
    const three = await hashes(await synthesize('three', { workers: 3 }));
    expect(three).toEqual(await hashes(base));
  });

  it('ends with an error, not in waiting, where a picture cannot be written', async () => {
    const dir = await synthesize('blocked');
    await rm(join(dir, 'train', 'PNG', '0003.png'));
    await mkdir(join(dir, 'train', 'PNG', '0003.png', 'inside'), { recursive: true });
    await expect(synthesizeDataset(dir, SMALL)).rejects.toThrow(/0003\.png/);
  });

  it('leaves the first pictures as they are when more are asked for', async () => {
    const few = await hashes(base);
    const more = await hashes(await synthesize('more', { train: 8 }));
    expect(more['train/PNG/0006.png']).toBe(few['train/PNG/0006.png']);
    expect(more['test/PNG/0009.png']).toBe(few['test/PNG/0007.png']);
  });

  it('gives another camera other labels for the same lights', async () => {
    const phone = await synthesize('phone', { camera: 'imx708' });
    const table = (dir: string) => readFile(join(dir, 'auxiliary', 'train_properties.csv'), 'utf8');
    const labels = (dir: string) => readFile(join(dir, 'train', 'gt.csv'), 'utf8');
    expect(await table(phone)).toBe(await table(base));
    expect(await labels(phone)).not.toBe(await labels(base));
  });

  it('reports its progress', () => {
    expect(baseProgress).toEqual(Array.from({ length: 9 }, (_v, i) => [i + 1, 9]));
  });

  it('says how it was made', async () => {
    const readme = await readFile(join(base, 'README.txt'), 'utf8');
    expect(readme).toContain('6 train, 3 test, 54x36');
    expect(readme).toContain('seed       small');
    expect((await readSynthMarker(base))?.settings.camera).toBe('dslr');
  });
});

describe('the folder of a synthetic data set', () => {
  it('is never taken from anyone else', async () => {
    const dir = await mkdtemp(join(root, 'foreign-'));
    await writeFile(join(dir, 'holiday.jpg'), 'mine');
    const attempt = synthesizeDataset(dir, SMALL);
    await expect(attempt).rejects.toThrow(DatasetError);
    await expect(attempt).rejects.toThrow(/expected a new or empty folder.*Choose another folder/s);
    expect(await readdir(dir)).toEqual(['holiday.jpg']);
  });

  it('is not ours only because some synth.json lies in it', async () => {
    const dir = await mkdtemp(join(root, 'impostor-'));
    for (const text of ['{}', 'null', 'not json', '{"generator":"another"}']) {
      await writeFile(join(dir, 'synth.json'), text);
      await expect(synthesizeDataset(dir, SMALL)).rejects.toThrow(DatasetError);
    }
  });

  it('is replaced by a later run, which leaves foreign files alone', async () => {
    const dir = await synthesize('replaced');
    await writeFile(join(dir, 'train', 'PNG', 'notes.txt'), 'mine');
    await synthesizeDataset(dir, { ...SMALL, train: 2, test: 1 });
    const left = (await readdir(join(dir, 'train', 'PNG'))).sort();
    expect(left).toEqual(['0001.png', '0002.png', 'notes.txt']);
    expect(await readdir(join(dir, 'test', 'PNG'))).toEqual(['0003.png']);
  });

  it('knows a whole data set from a broken-off one and from one of other settings', async () => {
    const settings = { ...SMALL, camera: 'dslr', mask: true } as const;
    const dir = join(root, 'broken');
    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (done === 2) controller.abort();
    };
    const { signal } = controller;
    await expect(synthesizeDataset(dir, { ...SMALL, onProgress, signal })).rejects.toThrow();
    expect(await holdsSynthesized(dir, settings)).toBe(false);
    await synthesizeDataset(dir, SMALL);
    expect(await holdsSynthesized(dir, settings)).toBe(true);
    expect(await holdsSynthesized(dir, { ...settings, seed: 'other' })).toBe(false);
    expect(await holdsSynthesized(join(root, 'nowhere'), settings)).toBe(false);
  });

  it('is not touched by settings out of range', async () => {
    const dir = join(root, 'never');
    const tries: SynthesizeOptions[] = [
      { train: -1 },
      { train: 0, test: 0 },
      { widthPx: 8 },
      { heightPx: 20.5 },
      { camera: 'toaster' as 'dslr' },
      { camera: 'toString' as 'dslr' },
    ];
    for (const options of tries) {
      await expect(synthesizeDataset(dir, options)).rejects.toThrow(/^synthesizeDataset: expected/);
    }
    await expect(readdir(dir)).rejects.toThrow('ENOENT');
  });
});
