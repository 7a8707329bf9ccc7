/** Pictures of a data set in linear light: each at the levels that are its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetLevels, readLinearPicture, readSmallPicture } from '../../dist/dataset/index.js';
import { encodePng16 } from '../../dist/raw/index.js';

let dir: string;
const WHITE = 4000;
/** Two pixels, the second masked. */
const VALUES = [1000, 2000, 3000, 0, 0, 0];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-linear-'));
  const levels = { blackLevel: 0, whiteLevel: WHITE };
  const png = encodePng16({ widthPx: 2, heightPx: 1, rgb: Uint16Array.from(VALUES), ...levels });
  writeFileSync(join(dir, 'a.png'), png);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const describeSet = (blackLevel: unknown) =>
  writeFileSync(join(dir, 'dataset.json'), JSON.stringify({ blackLevel, whiteLevel: WHITE }));
const picture = (id: string) => ({ id, file: join(dir, 'a.png') });
const linear = (id: string) => readLinearPicture(picture(id), datasetLevels(dir));

/** (v - black) / (white - black), at 0 where that is below. */
const expected = (blacks: readonly number[]) =>
  blacks.map((black, c) => Math.max(0, (VALUES[c]! - black) / (WHITE - black)));

function expectValues(pixels: Float32Array, blacks: readonly number[]): void {
  expected(blacks).forEach((value, c) => {
    expect(pixels[c]).toBeCloseTo(value, 6);
  });
}

describe('readLinearPicture', () => {
  it('takes the black level of the data set, of each channel, and of the picture where one is stated', () => {
    describeSet(200);
    expectValues(linear('a').pixels, [200, 200, 200]);
    describeSet([1200, 400, 600]);
    expectValues(linear('a').pixels, [1200, 400, 600]);
    describeSet({ default: 100, pictures: { b: 800, c: [300, 200, 100] } });
    expectValues(linear('a').pixels, [100, 100, 100]);
    expectValues(linear('b').pixels, [800, 800, 800]);
    expectValues(linear('c').pixels, [300, 200, 100]);
  });

  it('puts levels that are given before those of dataset.json', () => {
    describeSet({ default: 100, pictures: { b: 800 } });
    const levels = datasetLevels(dir, { blackLevel: 500 });
    expectValues(readLinearPicture(picture('b'), levels).pixels, [500, 500, 500]);
  });

  it('leaves masked pixels masked and black', () => {
    describeSet([300, 200, 100]);
    const { mask, pixels } = linear('a');
    expect([...mask!]).toEqual([0, 1]);
    expect([...pixels.subarray(3)]).toEqual([0, 0, 0]);
  });
});

describe('readSmallPicture', () => {
  it('averages at the same levels, with the share of pixels that were seen', () => {
    describeSet({ default: 100, pictures: { c: [1200, 200, 100] } });
    const { widthPx, heightPx, pixels } = readSmallPicture(picture('c'), datasetLevels(dir), 1);
    expect([widthPx, heightPx]).toEqual([1, 1]);
    expectValues(pixels, [1200, 200, 100]);
    expect(pixels[3]).toBeCloseTo(0.5, 6);
  });
});
