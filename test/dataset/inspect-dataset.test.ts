import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DatasetError, inspectDataset, loadThumbnails } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { datasetFolder, greyScene, temporaryFolder, writeFile } from './dataset-folder.js';

it('counts parts, sizes, ranges, groups, masked pixels', async () => {
  const dir = datasetFolder('test', datasetFolder());
  writeFile(
    dir,
    'auxiliary/train_properties.csv',
    'image,place\n00_0001,in\n00_0002,out\n00_0003,out\n',
  );
  writeFile(dir, 'train/PNG/00_0004.png', encodePng16(greyScene([0.5, 1, 0.5], 'big', 24, 16)));
  const { parts, problems, duplicates, levelHints } = await inspectDataset(dir);
  expect([problems, duplicates, levelHints]).toEqual([[], [], []]);
  expect(parts.map(({ part, pictures }) => [part, pictures])).toEqual([
    ['train', 4],
    ['test', 4],
  ]);
  expect(parts[0].sizes).toEqual([
    { widthPx: 12, heightPx: 8, pictures: 3 },
    { widthPx: 24, heightPx: 16, pictures: 1 },
  ]);
  expect(parts[0].groups).toEqual({ place: { in: 1, out: 2 } });
  expect(parts[0].r).toEqual({ min: 0.35, median: expect.closeTo(0.425, 9), max: 0.5 });
  expect(parts[0].b).toEqual({ min: 0.5, median: expect.closeTo(0.65, 9), max: 0.8 });
  expect(parts[0].maskedShare).toEqual({ min: 0.25, median: 0.25, max: 0.25 });
  expect(parts[0].clippedShare.max).toBe(0);
  expect(parts[0].dark).toEqual([]);
});

it('lists what is broken, dark, twice, and labels that stand alone', async () => {
  const dir = datasetFolder('test', datasetFolder());
  const shared = readFileSync(join(dir, 'train/PNG/00_0002.png'));
  writeFile(dir, 'test/PNG/00_0003.png', shared);
  writeFile(dir, 'train/PNG/00_0003.png', shared.subarray(0, 100));
  const rows = ['image,r,g,b', '00_0001,0.4,1,0.7', '00_0002,0.4,1,0.701', '00_0003,1,1,1'];
  for (let n = 4; n < 12; n++) {
    const id = `00_00${String(n).padStart(2, '0')}`;
    const dim = n === 5 ? 0.01 : 1;
    writeFile(
      dir,
      `train/PNG/${id}.png`,
      encodePng16(
        greyScene(
          [0.4, 1, 0.7].map((v) => v * dim),
          id,
        ),
      ),
    );
    rows.push(`${id},${n === 7 ? 1.3 : 0.4 + 0.001 * n},1,0.7`);
  }
  writeFile(dir, 'train/gt.csv', rows.join('\n'));
  const { parts, problems, duplicates } = await inspectDataset(dir);
  expect(problems).toMatchObject([{ message: expect.stringMatching(/truncated/) }]);
  expect(duplicates).toEqual([{ pictures: ['train/00_0002', 'test/00_0003'], acrossParts: true }]);
  expect(parts[0].dark).toEqual(['00_0005']);
  expect(parts[0].farLabels.map(({ id }) => id)).toEqual(['00_0007']);
  expect(parts[0].farLabels[0].nearestDegrees).toBeGreaterThan(20);
});

it('doubts levels that do not fit the values', async () => {
  const dir = datasetFolder();
  expect((await inspectDataset(dir, { blackLevel: 0 })).levelHints).toEqual([
    expect.stringMatching(/near the black level 0: the smallest is \d+/),
  ]);
  expect((await inspectDataset(dir, { blackLevel: 8000 })).levelHints).toEqual([
    expect.stringMatching(/% of the pixels lie below the black level 8000/),
  ]);
  expect((await inspectDataset(dir, { whiteLevel: 9000 })).levelHints).toEqual([
    expect.stringMatching(/above the white level 9000/),
  ]);
  expect((await inspectDataset(dir, { whiteLevel: 65535 })).levelHints).toEqual([
    expect.stringMatching(/near the white level 65535/),
  ]);
});

/** Pictures of a sensor: dark corners with noise about the true black level, highlights up to its true white level. */
function sensorFolder(black: number, white: number, gains = false): string {
  const dir = temporaryFolder();
  const rows = ['image,r,g,b'];
  for (let n = 0; n < 8; n++) {
    const rng = createRng(`sensor ${n}`);
    const light = [0.4 + 0.05 * n, 1, 0.9 - 0.06 * n];
    const rgb = new Uint16Array(3 * 24 * 16);
    for (let i = 0; i < rgb.length; i++) {
      const grey = i < 30 ? 0 : 1.3 * rng.uniform();
      const value = black + (white - black) * grey * light[i % 3]! + 4 * rng.normal();
      rgb[i] = Math.round(Math.min(white, Math.max(1, value)));
    }
    const picture = { widthPx: 24, heightPx: 16, rgb, blackLevel: black, whiteLevel: white };
    writeFile(dir, `train/PNG/p${n}.png`, encodePng16(picture));
    rows.push([`p${n}`, ...(gains ? light.map((v) => 1 / v) : light)].join(','));
  }
  writeFile(dir, 'train/gt.csv', `${rows.join('\n')}\n`);
  return dir;
}

it('doubts a black level that is a little too low, where pictures end alike above it', async () => {
  const dir = sensorFolder(512, 16_383);
  const hints = async (blackLevel: number, whiteLevel = 16_383) =>
    (await inspectDataset(dir, { blackLevel, whiteLevel })).levelHints;
  expect(await hints(512)).toEqual([]);
  for (const low of [0, 128, 256]) {
    expect(await hints(low)).toEqual([
      expect.stringMatching(new RegExp(`near the black level ${low}: the smallest is 50\\d`)),
    ]);
  }
  expect(await hints(2000)).toEqual([expect.stringMatching(/lie below the black level 2000/)]);
  expect(await hints(512, 20_000)).toEqual([
    expect.stringMatching(/8 of 8 pictures top out at exactly 16383.* white level 20000/),
  ]);
});

it('does not doubt a right black level in the dark, where noise lies on both sides of it', async () => {
  const dir = temporaryFolder();
  const rows = ['image,r,g,b'];
  for (let n = 0; n < 6; n++) {
    const rng = createRng(`night ${n}`);
    const rgb = Uint16Array.from({ length: 3 * 24 * 16 }, () =>
      Math.round(256 + 60 * rng.uniform() + 40 * rng.normal()),
    );
    const picture = { widthPx: 24, heightPx: 16, rgb, blackLevel: 256, whiteLevel: 4095 };
    writeFile(dir, `train/PNG/p${n}.png`, encodePng16(picture));
    rows.push(`p${n},1,1,1`);
  }
  writeFile(dir, 'train/gt.csv', `${rows.join('\n')}\n`);
  const { levelHints } = await inspectDataset(dir, { blackLevel: 256, whiteLevel: 4095 });
  expect(levelHints.join()).not.toMatch(/below the black level/);
});

it('says the same of levels when pictures are loaded, out of the cache too', async () => {
  const dir = sensorFolder(512, 16_383);
  const load = (blackLevel: number, whiteLevel: number) =>
    loadThumbnails(dir, {
      part: 'train',
      heightPx: 8,
      widthPx: 12,
      cacheDir: join(dir, 'cache'),
      blackLevel,
      whiteLevel,
    });
  expect((await load(512, 16_383)).notices).toEqual([]);
  for (const [black, white] of [
    [128, 16_383],
    [512, 20_000],
  ] as const) {
    const { levelHints } = await inspectDataset(dir, { blackLevel: black, whiteLevel: white });
    const [fresh, cached] = [await load(black, white), await load(black, white)];
    expect(cached.fromCache).toBe(true);
    expect(cached.notices).toEqual(fresh.notices);
    expect(fresh.notices).toEqual(
      levelHints.map((hint) => expect.stringContaining(`(train): ${hint} Compare with the camera`)),
    );
  }
});

it('leaves pictures with a black level of their own out of doubts', async () => {
  const dir = sensorFolder(512, 16_383);
  const pictures = Object.fromEntries(['p0', 'p1', 'p2'].map((id) => [id, 256]));
  const description = { blackLevel: { default: 512, pictures }, whiteLevel: 16_383 };
  writeFile(dir, 'dataset.json', JSON.stringify(description));
  const size = { part: 'train', heightPx: 8, widthPx: 12, cacheDir: null } as const;
  expect((await loadThumbnails(dir, size)).notices).toEqual([]);
});

it('holds labels against pictures, when inspecting and when loading for training', async () => {
  const right = sensorFolder(512, 16_383);
  const wrong = sensorFolder(512, 16_383, true);
  const levels = { blackLevel: 512, whiteLevel: 16_383 };
  const doubts = async (dir: string) =>
    (await inspectDataset(dir, levels)).parts.map(({ labelDoubt }) => labelDoubt?.kind);
  expect(await doubts(right)).toEqual([undefined]);
  expect(await doubts(wrong)).toEqual(['gains']);
  const load = (dir: string) =>
    loadThumbnails(dir, { part: 'train', heightPx: 8, widthPx: 12, cacheDir: null, ...levels });
  expect((await load(right)).notices).toEqual([]);
  await expect(load(wrong)).rejects.toThrow(/labels look like gains.*8 of 8 pictures/);
});

it('says how it read a label file that is not plain', async () => {
  const dir = datasetFolder();
  const file = join(dir, 'train/gt.csv');
  writeFile(
    dir,
    'train/gt.csv',
    readFileSync(file, 'utf8').replaceAll(',', ';').replaceAll('.', ','),
  );
  const { notes, parts } = await inspectDataset(dir);
  expect(notes).toEqual([expect.stringMatching(/gt\.csv: fields are separated by semicolons/)]);
  expect(parts[0].r.min).toBe(0.35);
});

it('says what is missing where there is no part', async () => {
  await expect(inspectDataset(temporaryFolder())).rejects.toThrow(/expected a part train or test/);
  await expect(inspectDataset('/nowhere/at/all')).rejects.toThrow(DatasetError);
  const dir = datasetFolder();
  rmSync(join(dir, 'train/gt.csv'));
  await expect(inspectDataset(dir)).rejects.toThrow(/gt.csv: the file does not exist/);
});

describeWithShared('nus64/Sony', 'a camera of NUS-8', () => {
  it('is reported with its one part and the levels of the data set', async () => {
    const { parts, levelHints, problems } = await inspectDataset(sharedData('nus64', 'Sony'));
    expect(parts).toMatchObject([{ part: 'train', pictures: 268 }]);
    expect([levelHints, problems]).toEqual([[], []]);
  });
});
