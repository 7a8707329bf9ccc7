/** Thumbnails of a data set: the same to whatever asks for means, kept over interruptions, and never over what is another's. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReducedData, reduceData, synthesizeDataset } from '../../dist/dataset/index.js';
import { chooseMethods } from '../../dist/methods/index.js';
import { estimateDataset } from '../../dist/methods/node/index.js';
import { decodePng16, encodePng16 } from '../../dist/raw/index.js';
import { runHere } from '../support/run-here.js';
import { greyScene, temporaryFolder, writeFile } from './dataset-folder.js';

let full: string;
const SIZE = { heightPx: 24, widthPx: 36 };
const PICTURES = 8;

beforeAll(async () => {
  full = join(mkdtempSync(join(tmpdir(), 'deepawb-thumbnails-')), 'full');
  await synthesizeDataset(full, {
    train: 5,
    test: 3,
    widthPx: 162,
    heightPx: 108,
    seed: 3,
    camera: 'dslr',
    mask: true,
    workers: 1,
  });
  return () => rmSync(full, { recursive: true, force: true });
}, 120_000);

const out = () => join(temporaryFolder(), 'small');
const make = (to: string, more = {}): Promise<ReducedData> =>
  reduceData({ from: full, to, size: SIZE, workers: 1, ...more });

describe('thumbnails', () => {
  it('give methods of the mean the answers of the full pictures', async () => {
    const to = out();
    await make(to);
    const methods = chooseMethods(['grey-world', 'constant']);
    const ask = (dir: string) =>
      estimateDataset({
        dir,
        part: 'test',
        methods,
        size: { heightPx: 12, widthPx: 18 },
        cacheDir: null,
      });
    const [large, small] = [await ask(full), await ask(to)];
    expect(small.entries.map(({ id }) => id)).toEqual(large.entries.map(({ id }) => id));
    for (const [m, { estimates }] of large.methods.entries()) {
      for (const [i, { r, b }] of estimates.entries()) {
        expect(small.methods[m]!.estimates[i]!.r).toBeCloseTo(r, 2.5);
        expect(small.methods[m]!.estimates[i]!.b).toBeCloseTo(b, 2.5);
      }
    }
    for (const [i, { whitePoint, properties }] of small.entries.entries()) {
      expect(whitePoint.r).toBeCloseTo(large.entries[i]!.whitePoint.r, 9);
      expect(properties).toEqual(large.entries[i]!.properties);
    }
  });

  it('have the size that is asked for, sixteen bits, and masks as 0, 0, 0', async () => {
    const to = out();
    await make(to);
    const [name] = readdirSync(join(to, 'train/PNG'));
    const picture = decodePng16(readFileSync(join(to, 'train/PNG', name!)));
    expect(picture).toMatchObject(SIZE);
    const corner = 3 * (SIZE.heightPx * SIZE.widthPx - 1);
    expect([...picture.rgb.subarray(corner, corner + 3)]).toEqual([0, 0, 0]);
    const stated = JSON.parse(readFileSync(join(to, 'dataset.json'), 'utf8'));
    expect(stated).toMatchObject({
      blackLevel: 4096,
      whiteLevel: 65_535,
      camera: 'dslr (rendered)',
    });
  });

  it('are exact for a grey picture with a black level a channel', async () => {
    const from = temporaryFolder();
    const scene = greyScene([0.5, 1, 0.7], 'one');
    const blacks = [2048, 2000, 2100];
    for (let i = 0; i < scene.rgb.length; i++) {
      if (scene.rgb[i] !== 0) scene.rgb[i]! += blacks[i % 3]! - 2048;
    }
    writeFile(from, 'train/PNG/a.png', encodePng16(scene));
    writeFile(from, 'train/gt.csv', 'image,r,g,b\na,0.5,1,0.7\n');
    writeFile(from, 'dataset.json', JSON.stringify({ blackLevel: blacks, whiteLevel: 16_383 }));
    const to = out();
    await reduceData({ from, to, size: { heightPx: 1, widthPx: 1 }, workers: 1 });
    const { rgb } = decodePng16(readFileSync(join(to, 'train/PNG/a.png')));
    const [r, g, b] = [...rgb].map((value) => value - 4096);
    expect(r! / g!).toBeCloseTo(0.5, 2);
    expect(b! / g!).toBeCloseTo(0.7, 2);
  });
});

describe('a run after another', () => {
  it('keeps what is there, and makes again what has gone or changed', async () => {
    const to = out();
    const first = await make(to);
    expect(first.sets).toMatchObject([{ pictures: PICTURES, known: 0 }]);
    const [one] = readdirSync(join(to, 'train/PNG'));
    const file = join(to, 'train/PNG', one!);
    const before = readFileSync(file);
    rmSync(file);
    expect((await make(to)).sets).toMatchObject([{ pictures: 1, known: PICTURES - 1 }]);
    expect(readFileSync(file).equals(before)).toBe(true);
    const source = join(full, 'test/PNG', readdirSync(join(full, 'test/PNG'))[0]!);
    const { atime, mtime } = statSync(source);
    utimesSync(source, atime, new Date(mtime.getTime() + 5000));
    expect((await make(to)).sets).toMatchObject([{ pictures: 1 }]);
    expect((await make(to, { size: { heightPx: 8, widthPx: 8 } })).sets).toMatchObject([
      { pictures: PICTURES, known: 0 },
    ]);
  });

  it('goes on where one was stopped, which is no data set until then', async () => {
    const to = out();
    const stop = new AbortController();
    const stopped = make(to, {
      signal: stop.signal,
      onProgress: (done: number) => {
        if (done >= 3) stop.abort(new Error('stopped'));
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(readdirSync(to)).not.toContain('dataset.json');
    const { sets } = await make(to);
    expect(sets[0]!.known).toBeGreaterThan(0);
    expect(sets[0]!.known + sets[0]!.pictures).toBe(PICTURES);
    const whole = out();
    await make(whole);
    for (const name of [
      'train/gt.csv',
      'test/gt.csv',
      'dataset.json',
      'auxiliary/test_properties.csv',
    ]) {
      expect(readFileSync(join(to, name), 'utf8')).toBe(readFileSync(join(whole, name), 'utf8'));
    }
  });

  it('does not write over what is another, nor into its source', async () => {
    const to = temporaryFolder();
    writeFileSync(join(to, 'thesis.txt'), 'mine');
    await expect(make(to)).rejects.toThrow(/new or empty folder/);
    await expect(make(full)).rejects.toThrow(/the pictures themselves are in this folder/);
  });
});

describe('deepawb data thumbnails', () => {
  it('makes them, leaves out what is broken and ends with 3, or 0 where that was asked for', async () => {
    const from = temporaryFolder();
    const png = encodePng16(greyScene([0.5, 1, 0.7], 'one'));
    writeFile(from, 'train/PNG/a.png', png);
    const damaged = png.slice();
    damaged.fill(7, 60, 90);
    writeFile(from, 'train/PNG/b.png', damaged);
    writeFile(from, 'train/gt.csv', 'image,r,g,b\na,0.5,1,0.7\nb,0.5,1,0.7\n');
    const to = out();
    const run = await runHere(['data', 'thumbnails', from, to, '--size', '4x3']);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/left out: .*b\.png/);
    expect(run.stdout).toMatch(/1 new picture, 0 known before\nNext: deepawb data inspect/);
    const again = await runHere([
      'data',
      'thumbnails',
      from,
      to,
      '--size',
      '4x3',
      '--skip-bad',
      '--json',
    ]);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      name: null,
      sets: [{ pictures: 0, known: 1 }],
    });
    expect((await runHere(['data', 'thumbnails', `${from}/none`, out()])).code).toBe(3);
  });
});
