/** Pictures of a data set at the two sizes that a network asks for. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preparePictures } from '../../dist/train/index.js';
import { datasetFolder } from '../dataset/dataset-folder.js';

const prepare = (dir: string, heightPx: number, widthPx: number) =>
  preparePictures(
    dir,
    { heightPx, widthPx },
    { part: 'train', cacheDir: join(dir, 'cache'), workers: 1 },
  );

describe('pictures for a network', () => {
  it('are kept at twice its size, so that crops have pixels to spare', async () => {
    const { source, input, levels, skipped } = await prepare(datasetFolder(), 4, 6);
    expect([source.heightPx, source.widthPx]).toEqual([8, 12]);
    expect([input.heightPx, input.widthPx]).toEqual([4, 6]);
    expect(levels).toEqual({ blackLevel: 2048, whiteLevel: 16383 });
    expect(skipped).toEqual([]);
    // Four pixels of the one are a pixel of the other, by their coverage.
    const at = (row: number, column: number) => 4 * (row * 12 + column);
    const coverage = [at(0, 2), at(0, 3), at(1, 2), at(1, 3)].map((i) => source.pixels[i + 3]!);
    expect(input.pixels[4 * 1 + 3]).toBeCloseTo(coverage.reduce((a, b) => a + b, 0) / 4, 6);
    const green = [at(0, 2), at(0, 3), at(1, 2), at(1, 3)].map((i) => source.pixels[i + 1]!);
    expect(input.pixels[4 * 1 + 1]).toBeCloseTo(green.reduce((a, b) => a + b, 0) / 4, 6);
  });

  it.each([
    [128, 4, 256],
    [4, 128, 8],
    [129, 4, 129],
    [4, 129, 4],
  ])('of %d x %d have none to spare beyond 128 pixels a side', async (height, width, kept) => {
    const { source, input } = await prepare(datasetFolder(), height, width);
    expect(source.heightPx).toBe(kept);
    expect(input.heightPx).toBe(height);
    expect(input === source).toBe(kept === height);
  });

  it('come from the cache where both sizes do', async () => {
    const dir = datasetFolder();
    expect((await prepare(dir, 4, 6)).fromCache).toBe(false);
    // 8 x 12 is there by now, 16 x 24 is not.
    expect((await prepare(dir, 8, 12)).fromCache).toBe(false);
    // 4 x 6 is there, and so is 8 x 12.
    expect((await prepare(dir, 4, 6)).fromCache).toBe(true);
    const other = datasetFolder();
    await prepare(other, 8, 12);
    // 8 x 12 is there, 4 x 6 is not.
    expect((await prepare(other, 4, 6)).fromCache).toBe(false);
  });
});
