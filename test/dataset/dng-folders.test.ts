/** Data sets whose pictures are DNGs: their own levels count, and say nothing of the data set's. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectDataset, loadThumbnails } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';
import { bayerTags, long, packRows, writeTiff } from '../support/dng-writer.js';

const SIDE = 32;
const PICTURES = 8;
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-dngs-'));
  mkdirSync(join(dir, 'train/PNG'), { recursive: true });
  const rows = ['image,mean_r,mean_g,mean_b'];
  for (let k = 0; k < PICTURES; k++) {
    const rng = createRng(`dng-${k}`);
    const light = [0.5, 1, 1, 0.6];
    const values = Uint16Array.from({ length: SIDE * SIDE }, (_, i) => {
      const position = 2 * (Math.floor(i / SIDE) % 2) + (i % 2);
      return 64 + Math.round(400 * light[position]! + 200 * rng.uniform());
    });
    const levels = { 50714: long(64), 50717: long(1023) };
    const tags = { ...bayerTags({ widthPx: SIDE, heightPx: SIDE, bits: 10 }), ...levels };
    const file = writeTiff({ tags, blocks: [packRows(values, SIDE, 10)] });
    writeFileSync(join(dir, `train/PNG/shot${k}.dng`), file);
    rows.push(`shot${k},0.24,0.48,0.28`);
  }
  writeFileSync(join(dir, 'train/gt.csv'), `${rows.join('\n')}\n`);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a folder of DNGs', () => {
  it('is inspected and loaded with the levels that its files state', async () => {
    const { levelHints, parts, problems, pictures } = await inspectDataset(dir);
    expect({ levelHints, problems }).toEqual({ levelHints: [], problems: [] });
    expect(parts[0]).toMatchObject({ part: 'train', pictures: PICTURES });
    const { pixels } = (
      await loadThumbnails(dir, { part: 'train', heightPx: 1, widthPx: 1, cacheDir: null })
    ).set;
    for (const [k, { exposure, hasOwnLevels }] of pictures.entries()) {
      expect(hasOwnLevels).toBe(true);
      expect(exposure).toMatchObject({
        widthPx: SIDE / 2,
        heightPx: SIDE / 2,
        clipped: 0,
        belowBlack: 0,
      });
      const linear = [300 / 959, 500 / 959, 340 / 959];
      for (const [c, wanted] of linear.entries()) {
        expect(exposure.channels![c]!.mean).toBeCloseTo(wanted, 1);
        expect(pixels[4 * k + c]).toBeCloseTo(exposure.channels![c]!.mean, 4);
      }
    }
  });

  it('is read with levels that are given instead, whose fault is then told', async () => {
    const { levelHints, pictures } = await inspectDataset(dir, {
      blackLevel: 400,
      whiteLevel: 1023,
    });
    expect(pictures[0]!.exposure.belowBlack).toBeGreaterThan(0);
    expect(pictures[0]!.exposure.channels![0]!.mean).toBeLessThan(0.1);
    expect(levelHints).toEqual([]);
  });
});
