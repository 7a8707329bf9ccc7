import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { datasetLevels, readDatasetDescription } from '../../dist/dataset/index.js';
import { shiftBlack } from '../../dist/dataset/pictures/shift-black.js';
import { rawToSignedThumbnail } from '../../dist/raw/index.js';

const dir = mkdtempSync(join(tmpdir(), 'deepawb-description-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const describeAs = (content: unknown) =>
  writeFileSync(
    join(dir, 'dataset.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );

describe('dataset.json', () => {
  it.each([
    ['[1', /dataset\.json: expected JSON/],
    [[], /expected an object/],
    [{ blacklevel: 1 }, /unknown key blacklevel.*Use one of .*blackLevel/s],
    [{ blackLevel: -1 }, /blackLevel: expected a level from 0 to 65535/],
    [{ blackLevel: [1, 2] }, /blackLevel: expected/],
    [{ blackLevel: { pictures: { a: 'x' } } }, /blackLevel: expected/],
    [{ whiteLevel: 0 }, /whiteLevel: expected a level from 1/],
    [{ colourMatrix: [1, 2, 3] }, /colourMatrix: expected nine numbers/],
    [{ layout: 'mine' }, /layout: expected "simplecube\+\+"/],
    [{ name: 7 }, /name: expected text/],
  ])('%j is refused with the key and the cure', (content, message) => {
    describeAs(content);
    expect(() => readDatasetDescription(dir)).toThrow(message);
  });

  it('states levels, over which given ones go, and without which those of SimpleCube++ hold', () => {
    describeAs({ blackLevel: 256, whiteLevel: 4095 });
    expect(datasetLevels(dir)).toMatchObject({
      blackLevel: 256,
      whiteLevel: 4095,
      stated: { black: 'dataset.json', white: 'dataset.json' },
    });
    expect(datasetLevels(dir, { blackLevel: 64 })).toMatchObject({
      blackLevel: 64,
      stated: { black: 'given', white: 'dataset.json' },
    });
    describeAs({});
    expect(datasetLevels(dir)).toMatchObject({ blackLevel: 2048, whiteLevel: 16383 });
    describeAs({ blackLevel: 5000, whiteLevel: 4095 });
    expect(() => datasetLevels(dir)).toThrow(/black levels below the white level 4095, got 5000/);
  });

  it('states them for channels and for single pictures', () => {
    describeAs({
      blackLevel: { default: [100, 110, 120], pictures: { odd: 90 } },
      whiteLevel: 4095,
    });
    const { blackOf, blackLevel, lowestBlack } = datasetLevels(dir);
    expect(blackOf('some')).toEqual([100, 110, 120]);
    expect(blackOf('odd')).toBe(90);
    expect([blackLevel, lowestBlack]).toEqual([110, 90]);
  });
});

describe('a shifted black level', () => {
  it('gives what linearising with it gives, noise below it, clipping and masks included', () => {
    const [widthPx, heightPx] = [12, 8];
    const rgb = Uint16Array.from({ length: 3 * widthPx * heightPx }, (_, i) =>
      i < 30 ? 0 : 80 + ((i * 7919) % 4200),
    );
    const image = { widthPx, heightPx, rgb, whiteLevel: 4095 };
    const size = { widthPx: 4, heightPx: 4 };
    const shifted = rawToSignedThumbnail({ ...image, blackLevel: 90 }, size);
    shiftBlack(shifted, { from: 90, to: [100, 90, 240], whiteLevel: 4095 });
    for (const [c, blackLevel] of [100, 90, 240].entries()) {
      const direct = rawToSignedThumbnail({ ...image, blackLevel }, size);
      for (let o = 0; o < direct.length; o += 4) {
        expect(shifted[o + c]).toBeCloseTo(direct[o + c]!, 6);
        expect(shifted[o + 3]).toBe(direct[o + 3]);
      }
    }
  });
});
