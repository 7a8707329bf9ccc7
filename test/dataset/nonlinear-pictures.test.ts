/** Data sets whose PNG files say of themselves that they are not linear. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetError, inspectDataset, loadThumbnails } from '../../dist/dataset/index.js';
import { gamma, type PngChunk, SRGB, withPngChunks } from '../support/png-chunks.js';
import { datasetFolder, writeFile } from './dataset-folder.js';

/** A data set of four pictures, the first `count` with a chunk. */
function folderWith(count: number, ...chunks: PngChunk[]): string {
  const dir = datasetFolder();
  const pictures = join(dir, 'train/PNG');
  for (const name of readdirSync(pictures).sort().slice(0, count)) {
    const file = join(pictures, name);
    writeFileSync(file, withPngChunks(readFileSync(file), ...chunks));
  }
  return dir;
}

const load = (dir: string, more: object = {}) =>
  loadThumbnails(dir, { part: 'train', heightPx: 4, widthPx: 4, cacheDir: null, ...more });

describe('a data set of pictures that say they are sRGB', () => {
  it('is refused with one problem for all, which says why and what to do', async () => {
    const error = await load(folderWith(4, SRGB)).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DatasetError);
    expect(error.problems).toHaveLength(1);
    expect(error.message).toMatch(/00_0001\.png: probably not linear: it says that it is sRGB/);
    expect(error.message).toMatch(/4 of 4 pictures/);
    expect(error.message).toMatch(/--assume-linear, or "assumeLinear": true in dataset\.json/);
  });

  it('is read where the user answers for it, as an option or in dataset.json', async () => {
    const plain = await load(datasetFolder());
    const dir = folderWith(4, SRGB);
    const assumed = await load(dir, { assumeLinear: true });
    expect(assumed.set.pixels).toEqual(plain.set.pixels);
    expect(assumed.notices).toEqual([]);
    writeFile(dir, 'dataset.json', '{"assumeLinear": true}');
    expect((await load(dir)).set.entries).toHaveLength(4);
  });

  it('loses those pictures and no others with skipBad', async () => {
    const dir = folderWith(3, gamma(0.45455));
    const { set, skipped } = await load(dir, { skipBad: true });
    expect(set.entries.map(({ id }) => id)).toEqual(['00_0004']);
    expect(skipped).toHaveLength(1);
    const plain = await load(datasetFolder());
    const floats = plain.set.pixels.length / 4;
    expect(set.pixels).toEqual(plain.set.pixels.slice(3 * floats));
  });

  it('is a problem of data inspect, which still looks at the pictures', async () => {
    const dir = folderWith(2, SRGB);
    const { problems, parts } = await inspectDataset(dir);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/sRGB.*2 of 4 pictures/);
    expect(parts[0]?.pictures).toBe(4);
    expect((await inspectDataset(dir, { assumeLinear: true })).problems).toEqual([]);
  });
});

describe('significant bits of PNG files', () => {
  it('are held against the white level of the data set', async () => {
    const bits: PngChunk = ['sBIT', [12, 12, 12]];
    await expect(load(folderWith(4, bits))).rejects.toThrow(/the white level 16383 is neither's/);
    const { set } = await load(folderWith(4, bits), { whiteLevel: 65_520 });
    expect(set.entries).toHaveLength(4);
  });
});

it('finds a chunk behind more text than a first look reads', async () => {
  const text: PngChunk = ['tEXt', Array.from({ length: 70_000 }, () => 65)];
  await expect(load(folderWith(1, text, SRGB))).rejects.toThrow(/sRGB/);
});
