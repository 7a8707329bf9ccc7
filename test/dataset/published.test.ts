/** Published data sets as their authors lay them out, averaged down to the layout of SimpleCube++: labels, levels, masks, folds. */
import { copyFileSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCamera } from '../../dist/camera/index.js';
import {
  datasetCamera,
  isPublished,
  loadThumbnails,
  reduceData,
} from '../../dist/dataset/index.js';
import { temporaryFolder } from './dataset-folder.js';
import {
  cubePlusFolder,
  cubePlusPlusFolder,
  gehlerShiFolder,
  intelTauFolder,
  LIGHTS,
  nusFolder,
} from './published-look-alikes.js';

const SIZE = { longestPx: 12 };
const reduce = (from: string, to = join(temporaryFolder(), 'out')) =>
  reduceData({ from, to, size: SIZE, workers: 1 }).then((made) => ({ ...made, to }));

/** Entries, and the mean colour over what is not masked, by grey world's own definition. */
async function loaded(dir: string) {
  const { set, levels } = await loadThumbnails(dir, {
    part: 'train',
    heightPx: 8,
    widthPx: 12,
    cacheDir: null,
    workers: 1,
  });
  const floats = set.heightPx * set.widthPx * 4;
  const means = set.entries.map((_, i) => {
    const sums = [0, 0, 0, 0];
    const own = set.pixels.subarray(i * floats, (i + 1) * floats);
    for (let o = 0; o < floats; o += 4) {
      for (let c = 0; c < 3; c++) sums[c]! += own[o + c]! * own[o + 3]!;
      sums[3]! += own[o + 3]!;
    }
    return { r: sums[0]! / sums[1]!, b: sums[2]! / sums[1]!, masked: 1 - sums[3]! / (floats / 4) };
  });
  return { entries: set.entries, means, levels };
}

/** The pictures are grey under their lights, so their means are the labels, and the object shows in them where it is not masked. */
async function expectGrey(dir: string, masked: number) {
  const { entries, means, levels } = await loaded(dir);
  expect(levels.stated).toEqual({ black: 'dataset.json', white: 'dataset.json' });
  for (const [i, { whitePoint }] of entries.entries()) {
    expect(means[i]!.r).toBeCloseTo(whitePoint.r, 2);
    expect(means[i]!.b).toBeCloseTo(whitePoint.b, 2);
    expect(means[i]!.masked).toBeCloseTo(masked, 1);
  }
  return entries;
}

const white = ([r, g, b]: readonly [number, number, number]) => ({ r: r / g, b: b / g });
const description = (dir: string) => JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8'));

describe('NUS-8', () => {
  it.each([true, false])(
    'has a folder a camera, its levels, and no chart; names listed: %s',
    async (names) => {
      const from = nusFolder(temporaryFolder(), { names });
      expect(isPublished(from)).toBe(true);
      const { to, name, sets, problems } = await reduce(from);
      expect({ name, problems }).toEqual({ name: 'NUS-8', problems: [] });
      expect(sets.map(({ pictures }) => pictures)).toEqual([3, 3]);
      expect(description(to)).toMatchObject({ name: 'NUS-8' });
      expect(description(join(to, 'SonyA57'))).toMatchObject({ camera: 'Sony SLT-A57' });
      for (const camera of ['Canon600D', 'SonyA57']) {
        const entries = await expectGrey(join(to, camera), 32 / 384);
        expect(entries.map(({ id }) => id)).toContain(`${camera}_0003`);
        expect(entries[2]!.whitePoint.r).toBeCloseTo(white(LIGHTS[2]).r, 6);
      }
    },
  );

  it('leaves out what is not there and says so', async () => {
    const from = nusFolder(temporaryFolder());
    unlinkSync(join(from, 'SonyA57/PNG/SonyA57_0002.PNG'));
    const { problems, sets } = await reduce(from);
    expect(problems.map(({ message }) => message)).toEqual([
      'picture SonyA57_0002: its picture is not there',
    ]);
    expect(sets.map(({ pictures }) => pictures)).toEqual([3, 2]);
  });

  it('takes the pictures of the authors where others have their names, and never one of two that could be', async () => {
    const from = nusFolder(temporaryFolder());
    const [wrong, right] = ['SonyA57_0001', 'SonyA57_0002'].map((name) =>
      join(from, `SonyA57/PNG/${name}.PNG`),
    );
    mkdirSync(join(from, 'thumbs'));
    copyFileSync(wrong!, join(from, 'thumbs/SonyA57_0002.png'));
    const { to } = await reduce(from);
    await expectGrey(join(to, 'SonyA57'), 32 / 384);
    mkdirSync(join(from, 'more/png'), { recursive: true });
    copyFileSync(right!, join(from, 'more/png/SonyA57_0002.png'));
    await expect(reduce(from)).rejects.toThrow(
      /more.png.SonyA57_0002\.png: has the name of .*SonyA57_0002\.PNG; expected each picture once/,
    );
  });

  it('is not mistaken for what an earlier run has made of it in the same folder', async () => {
    const from = nusFolder(temporaryFolder());
    await reduce(from, join(from, 'PNG'));
    const { to, problems } = await reduce(from);
    expect(problems).toEqual([]);
    await expectGrey(join(to, 'SonyA57'), 32 / 384);
    const { sets } = await reduce(from, join(from, 'PNG'));
    expect(sets.map(({ known }) => known)).toEqual([3, 3]);
  });

  it('is refused in a sentence where its labels are cut, or of version 7.3', async () => {
    const from = nusFolder(temporaryFolder());
    const file = join(from, 'SonyA57/SonyA57_gt.mat');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 20));
    await expect(reduce(from)).rejects.toThrow(/SonyA57_gt\.mat: MAT-file: .* cut or damaged/);
    writeFileSync(file, 'MATLAB 7.3 MAT-file'.padEnd(600));
    await expect(reduce(from)).rejects.toThrow(/version 7\.3, which is HDF5\. Save it again/);
  });

  it('has cameras that the table knows', () => {
    for (const name of [
      'Canon EOS-1Ds Mark III',
      'Canon EOS 600D',
      'Fujifilm X-M1',
      'Nikon D40',
      'Nikon D5200',
      'Olympus E-PL6',
      'Panasonic DMC-GX1',
      'Samsung NX2000',
      'Sony SLT-A57',
      'Canon EOS-1D',
      'Canon EOS 5D',
      'Nikon D810',
      'Canon EOS 550D',
    ]) {
      expect(findCamera(name), name).toMatchObject({ by: 'name', camera: { name } });
    }
  });
});

describe('Gehler-Shi', () => {
  it('has black 0 for the 1D and 129 for the 5D, no chart, and the folds of the split', async () => {
    const { to } = await reduce(gehlerShiFolder(temporaryFolder()));
    for (const camera of ['Canon1D', 'Canon5D']) {
      const entries = await expectGrey(join(to, camera), 64 / 384);
      expect(entries.map(({ properties }) => properties.fold)).toEqual(['1', '2', '3']);
    }
  });

  it('goes by the order of names where no split names them, and wants all of them then', async () => {
    const from = gehlerShiFolder(temporaryFolder(), { split: false });
    const { to } = await reduce(from);
    const [, second] = (await loaded(join(to, 'Canon5D'))).entries;
    expect(second!.whitePoint.b).toBeCloseTo(white(LIGHTS[1]).b, 6);
    unlinkSync(join(from, '568_dataset/png/8D5U5525.png'));
    // The files of charts name all pictures too.
    const { sets, problems } = await reduce(from);
    expect(sets.map(({ pictures }) => pictures)).toEqual([2, 3]);
    expect(problems.map(({ message }) => message)).toEqual([
      'picture 8D5U5525: its picture is not there',
    ]);
    unlinkSync(join(from, 'coordinates/8D5U5525_macbeth.txt'));
    await expect(reduce(from)).rejects.toThrow(/expected 6 pictures, one a label, .* got 5/);
  });
});

describe('Cube+ and Cube++', () => {
  it('are read by number, without the lower right corner, white two below the maximum', async () => {
    const { to, name } = await reduce(cubePlusFolder(temporaryFolder()));
    expect(name).toBe('Cube+');
    const entries = await expectGrey(to, (551 / 2601) * (682 / 1732));
    expect(entries.map(({ id }) => id)).toEqual(['0001', '0002', '0003']);
  });

  it('leave out pictures under two lights, whose mean is empty', async () => {
    const { to, name } = await reduce(cubePlusPlusFolder(temporaryFolder()));
    expect(name).toBe('Cube++');
    const entries = await expectGrey(to, (700 / 2592) * (1000 / 1728));
    expect(entries.map(({ properties }) => properties.daytime)).toEqual(['day', 'night']);
  });
});

describe('INTEL-TAU', () => {
  it('has a folder a camera, labels whatever their numbers are filled with, and ten folds', async () => {
    const { to, name, problems } = await reduce(intelTauFolder(temporaryFolder()));
    expect({ name, problems }).toEqual({ name: 'INTEL-TAU', problems: [] });
    for (const camera of ['Canon_5DSR', 'Sony_IMX135_BLCCSC']) {
      const entries = await expectGrey(join(to, camera), 0);
      expect(entries.map(({ properties }) => properties.fold)).toEqual(['1', '2']);
      expect(entries[0]!.properties.subset).toBe('field_1_cameras');
    }
    // The table has no 5DS R, and a 5D is another camera.
    expect(datasetCamera(join(to, 'Canon_5DSR'))).toMatchObject({
      name: 'Canon EOS 5DS R',
      matrices: [{ cctKelvin: 6504 }],
    });
    expect(description(join(to, 'Canon_5DSR')).colourMatrix[0]).toBe(0.625);
  });
});

describe('INTEL-TAU in part, or twice', () => {
  it('names labels whose pictures are not there, and pictures that are there twice', async () => {
    const from = intelTauFolder(temporaryFolder());
    const picture = 'Canon_5DSR/field_1_cameras/scene_1.tiff';
    const bytes = readFileSync(join(from, 'processed_1080p', picture));
    unlinkSync(join(from, 'processed_1080p', picture));
    const { problems } = await reduce(from);
    expect(problems).toMatchObject([
      {
        file: expect.stringContaining('scene_001.wp'),
        message: 'its picture is not there',
      },
    ]);
    for (const copy of ['processed_1080p', 'copy']) {
      mkdirSync(join(from, copy, 'Canon_5DSR/field_1_cameras'), { recursive: true });
      writeFileSync(join(from, copy, picture), bytes);
    }
    await expect(reduce(from)).rejects.toThrow(/has the name of .*; expected each picture once/);
  });
});

describe('what is none of them', () => {
  it('is not taken for one', () => {
    expect(isPublished(temporaryFolder())).toBe(false);
    expect(isPublished('/no/such/folder')).toBe(false);
  });
});
