/** Data sets whose pictures are frames without a header: dataset.json says what they are, and all that reads data sets reads them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  datasetLevels,
  inspectDataset,
  loadThumbnails,
  readDatasetIndex,
  readLinearPicture,
} from '../../dist/dataset/index.js';
import { bayerTags, packRows, writeTiff } from '../support/dng-writer.js';

const root = mkdtempSync(join(tmpdir(), 'deepawb-dumps-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [WIDTH, HEIGHT] = [96, 64];
const LIGHTS = [
  [0.5, 0.6],
  [0.6, 0.45],
  [0.42, 0.7],
] as const;
const BAYER = { order: 'GRBG', width: WIDTH, height: HEIGHT, bits: 12, packing: 'csi2p' } as const;

/** Patches under a light, of 12 bits over a black of 256. */
function frameOf([r, b]: readonly [number, number]): Uint16Array {
  return Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const light = [1, r, b, 1][2 * (y & 1) + (x & 1)]!;
    return (
      256 + Math.round(light * (300 + 40 * ((x >> 4) * 5 + (y >> 4) * 7)) + ((x * 7 + y * 3) % 11))
    );
  });
}

/** Two samples in three bytes: both high bytes, then both low halves [MIPI CSI-2, RAW12]. */
function csi2(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array((values.length / 2) * 3);
  for (let i = 0, o = 0; i < values.length; i += 2) {
    bytes[o++] = values[i]! >> 4;
    bytes[o++] = values[i + 1]! >> 4;
    bytes[o++] = (values[i]! & 15) | ((values[i + 1]! & 15) << 4);
  }
  return bytes;
}

function dataset(
  name: string,
  description: object,
  files: Readonly<Record<string, Uint8Array>>,
): string {
  const dir = join(root, name);
  mkdirSync(join(dir, 'train', 'PNG'), { recursive: true });
  writeFileSync(join(dir, 'dataset.json'), JSON.stringify(description));
  for (const [file, bytes] of Object.entries(files))
    writeFileSync(join(dir, 'train', 'PNG', file), bytes);
  const rows = Object.keys(files).map((file, i) => {
    const [r, b] = LIGHTS[i]!;
    return `${file.replace(/\..*/, '')},${r},1,${b}`;
  });
  writeFileSync(
    join(dir, 'train', 'gt.csv'),
    ['image,mean_r,mean_g,mean_b', ...rows, ''].join('\n'),
  );
  return dir;
}

const dumps = Object.fromEntries(LIGHTS.map((light, i) => [`0${i}.raw`, csi2(frameOf(light))]));
const dngs = Object.fromEntries(
  LIGHTS.map((light, i) => [
    `0${i}.dng`,
    writeTiff({
      tags: bayerTags({ widthPx: WIDTH, heightPx: HEIGHT, pattern: [1, 0, 2, 1] }),
      blocks: [packRows(frameOf(light), WIDTH, 16)],
    }),
  ]),
);
const options = { part: 'train', heightPx: 16, widthPx: 16, cacheDir: null, workers: 1 } as const;

describe('a data set of frames without a header', () => {
  const dir = dataset('raw', { bayer: BAYER }, dumps);

  it('gives the pictures that the same frames give as DNGs', async () => {
    const [ours, theirs] = await Promise.all([
      loadThumbnails(dir, options),
      loadThumbnails(dataset('dng', {}, dngs), options),
    ]);
    expect(ours.skipped).toEqual([]);
    expect(ours.set.entries.map(({ id }) => id)).toEqual(['00', '01', '02']);
    expect(ours.set.entries[0]).not.toHaveProperty('dump');
    expect(ours.set.pixels).toEqual(theirs.set.pixels);
  });

  it('is inspected, and its pictures are drawn', async () => {
    const { problems, pictures } = await inspectDataset(dir, { workers: 1 });
    expect(problems).toEqual([]);
    expect(pictures).toHaveLength(3);
    const [first] = readDatasetIndex(dir, { part: 'train' }).pictures;
    expect(readLinearPicture(first!, datasetLevels(dir))).toMatchObject({ widthPx: WIDTH / 2 });
  });

  it('may hold files that have one', async () => {
    const files = { '00.raw': dumps['00.raw']!, '01.dng': dngs['01.dng']! };
    const { set } = await loadThumbnails(dataset('mixed', { bayer: BAYER }, files), options);
    expect(set.entries).toHaveLength(2);
  });

  it('is read anew from the cache of another description', async () => {
    const cacheDir = join(root, 'cache');
    const first = await loadThumbnails(dir, { ...options, cacheDir });
    const turned = dataset('turned', { bayer: { ...BAYER, order: 'GBRG' } }, dumps);
    const second = await loadThumbnails(turned, { ...options, cacheDir });
    expect(second.fromCache).toBe(false);
    expect(second.set.pixels).not.toEqual(first.set.pixels);
    expect((await loadThumbnails(dir, { ...options, cacheDir })).fromCache).toBe(true);
  });
});

let bad = 0;

describe('what cannot be is refused with a sentence', () => {
  it('files of another length, with what they could be', () => {
    const dir = dataset('short', { bayer: { ...BAYER, packing: 'unpacked' } }, dumps);
    expect(() => readDatasetIndex(dir, { part: 'train' })).toThrow(
      /12288 bytes for 96x64 of 12 bits, unpacked.*got a file of 9216.*--packing csi2p/s,
    );
  });

  it.each([
    [{ ...BAYER, order: 'RGBG' }, /bayer: expected what frames without a header are/],
    [{ ...BAYER, width: 1 }, /bayer: expected what frames/],
    [{ ...BAYER, bits: 9 }, /bayer: .*bits/],
    [{ ...BAYER, stride: 20 }, /bayer: .*stride/],
    [{ ...BAYER, depth: 1 }, /bayer: expected what frames/],
  ])('%o', (bayer, sentence) => {
    const dir = dataset(`bad-${++bad}`, { bayer }, dumps);
    expect(() => readDatasetIndex(dir, { part: 'train' })).toThrow(sentence);
  });

  it('and without a word on them they are files of an ending that is not read', () => {
    expect(() => readDatasetIndex(dataset('silent', {}, dumps), { part: 'train' })).toThrow(
      /0[0-2]\.raw/,
    );
  });
});
