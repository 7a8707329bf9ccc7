/** Data sets whose labels contradict their pictures, and who may go on with them. */
import { describe, expect, it } from 'vitest';
import { DatasetError, inspectDataset, loadThumbnails } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { runHere } from '../support/run-here.js';
import { greyScene, temporaryFolder, writeFile } from './dataset-folder.js';

type Light = readonly [number, number, number];

/** Grey scenes under lights from warm to cool in no order, and labels as `write` has them. */
function folder(write: (lights: readonly Light[]) => readonly Light[], count = 30): string {
  const dir = temporaryFolder();
  const rng = createRng('lights');
  const lights = Array.from({ length: count }, (): Light => {
    const warmth = 0.2 * rng.normal();
    return [0.5 * Math.exp(warmth), 1, 0.65 * Math.exp(-warmth)];
  });
  const rows = ['image,mean_r,mean_g,mean_b'];
  const labels = write(lights);
  for (const [i, light] of lights.entries()) {
    const id = String(i).padStart(4, '0');
    writeFile(dir, `train/PNG/${id}.png`, encodePng16(greyScene(light, id)));
    rows.push([id, ...(labels[i] ?? light)].join(','));
  }
  writeFile(dir, 'train/gt.csv', `${rows.join('\n')}\n`);
  return dir;
}

const load = (dir: string, more: object = {}) =>
  loadThumbnails(dir, { part: 'train', heightPx: 4, widthPx: 4, cacheDir: null, ...more });

const asGains = (lights: readonly Light[]) =>
  lights.map(([r, g, b]): Light => [1 / r, 1 / g, 1 / b]);
const WRONG: [string, (lights: readonly Light[]) => readonly Light[], RegExp][] = [
  ['as gains', asGains, /labels look like gains/],
  ['with red and blue swapped', (l) => l.map(([r, g, b]): Light => [b, g, r]), /look swapped/],
  ['three rows off', (l) => l.map((_, i) => l[(i + 3) % l.length]!), /3 rows off/],
];

describe('labels that contradict their pictures', () => {
  it.each(WRONG)('stop the loading of a part: %s', async (_, write, message) => {
    const dir = folder(write);
    const error = await load(dir).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DatasetError);
    expect(error.problems).toHaveLength(1);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/--trust-labels, or "trustLabels": true in dataset\.json/);
    const { set, notices } = await load(dir, { trustLabels: true });
    expect(set.entries).toHaveLength(30);
    expect(notices).toEqual([]);
    writeFile(dir, 'dataset.json', '{"trustLabels": true}');
    expect((await load(dir)).set.entries).toHaveLength(30);
    expect((await inspectDataset(dir)).parts[0]?.labelDoubt).toBeNull();
  });

  it('stop nothing where they are right', async () => {
    const { notices } = await load(folder((lights) => lights));
    expect(notices).toEqual([]);
  });

  it('are no more than a notice where pictures are too few to be certain', async () => {
    const swapped = folder((l) => l.map(([r, g, b]): Light => [b, g, r]), 8);
    expect((await load(swapped)).notices.join()).toMatch(/look swapped/);
  });

  it('end train and eval with exit code 3, the reason and the cure, unless they are trusted', async () => {
    const dir = folder(asGains);
    const evaluate = ['eval', '--data', dir, '--part', 'train', '--baselines', 'grey-world'];
    for (const args of [evaluate, ['train', '--data', dir, '--out', `${dir}/new.awb`]]) {
      const { code, stderr } = await runHere(args);
      expect(code).toBe(3);
      expect(stderr).toMatch(/labels look like gains/);
      expect(stderr).toMatch(/--trust-labels/);
    }
    const trusted = await runHere([...evaluate, '--trust-labels']);
    expect(trusted.code).toBe(0);
    expect(trusted.stderr).not.toMatch(/gains/);
  });
});
