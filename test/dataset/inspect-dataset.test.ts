import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DatasetError, inspectDataset } from '../../dist/dataset/index.js';
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
