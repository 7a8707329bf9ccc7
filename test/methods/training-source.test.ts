/** What is said where methods need a train part and the data set has none. */
import { expect, it } from 'vitest';
import { chooseMethods } from '../../dist/methods/index.js';
import { PictureLoader } from '../../dist/methods/node/dataset-pictures.js';
import { loadTraining } from '../../dist/methods/node/training-source.js';
import { datasetFolder } from '../dataset/dataset-folder.js';

const load = (dir: string, ...names: string[]) =>
  loadTraining(chooseMethods(names), {
    dir,
    loader: new PictureLoader({ dir, part: 'train', cacheDir: null }),
    size: { heightPx: 4, widthPx: 4 },
    levels: {},
    skipBad: false,
  });

it('names the methods that learn, in the right number', async () => {
  const dir = datasetFolder('test');
  await expect(load(dir, 'constant')).rejects.toThrow(`${dir}: constant learns from a train part`);
  await expect(load(dir, 'constant', 'grey-world', 'bayes-stock', 'bayes-tuned')).rejects.toThrow(
    `${dir}: constant, bayes-stock and bayes-tuned learn from a train part`,
  );
  expect(await load(dir, 'grey-world')).toEqual({ part: null, hash: null });
});

it('is as much as the methods ask for', async () => {
  const dir = datasetFolder();
  const lights = await load(dir, 'grey-world');
  expect(lights.part?.whitePoints).toHaveLength(4);
  expect([lights.part?.pictures, lights.hash]).toEqual([null, null]);
  const pictures = await load(dir, 'corrected-moments');
  expect(pictures.part?.pictures).toMatchObject({ heightPx: 4, widthPx: 4 });
  expect(pictures.hash).toMatch(/^[0-9a-f]+$/);
  expect(await load(dir, 'as-shot')).toEqual({ part: null, hash: null });
});
