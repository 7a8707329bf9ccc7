/** The layout of Raspberry Pi's awb_nn: labels in names, curves in tuning files, and its harmonised form. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ColourMatrix } from '../../dist/color/index.js';
import {
  type AwbnnLayout,
  datasetLevels,
  loadThumbnails,
  parseAwbnnName,
  readDatasetIndex,
  splitByLabels,
  statisticsSize,
  thumbnailPixels,
} from '../../dist/dataset/index.js';
import { METHODS } from '../../dist/methods/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { type AwbnnPicture, CCM, picture, tuningText, writeAwbnn } from './awbnn-folder.js';
import { temporaryFolder } from './dataset-folder.js';

const EYE = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** What the definition says, in plain arithmetic: CCM (R / r5, G, B / b5). */
function canonical(ccm: readonly number[], [r, b]: readonly [number, number]) {
  const [x, y, z] = [r / 0.55, 1, b / 0.55];
  const row = (i: number) => ccm[3 * i]! * x + ccm[3 * i + 1]! * y + ccm[3 * i + 2]! * z;
  return { r: row(0) / row(1), b: row(2) / row(1) };
}

function made(pictures: readonly AwbnnPicture[], tunings: Record<string, string>) {
  const root = temporaryFolder();
  const dir = join(root, 'vc4');
  const tuningDir = join(root, 'tuning', 'vc4');
  writeAwbnn(dir, pictures, tuningDir, tunings);
  const layout: AwbnnLayout = { name: 'awbnn', tuningDir };
  return { root, dir, layout };
}

describe('a name of six fields', () => {
  it('gives user, sensor, scene, CT, lux and the CT of the camera', () => {
    expect(parseAwbnnName('dom,imx708,desk-in,4000.5,12.25,5000')).toEqual({
      user: 'dom',
      sensor: 'imx708',
      scene: 'desk-in',
      colorTemperature: 4000.5,
      lux: 12.25,
      cameraTemperature: 5000,
    });
  });

  it.each([
    ['dom,imx708,0,4000,12', /six fields .* got 5/],
    ['dom,imx708,0,4000,12,5000,1', /got 7/],
    ['dom,imx708,0,,12,5000', /CT in the fourth field .* got nothing/],
    ['dom,imx708,0,999,12,5000', /from 1000 to 40000 K, got 999/],
    ['dom,imx708,0,4000,-1,5000', /lux in the fifth field, got -1/],
    ['dom,imx708,0,4000,12,0x1388', /sixth field/],
    ['dom,../imx708,0,4000,12,5000', /sensor's name in the second field/],
  ])('%s is refused', (name, message) => {
    expect(parseAwbnnName(name)).toMatch(message);
  });
});

describe('the size of the statistics', () => {
  it("is that of the platform, which a network for it reads, and is of no other layout's", () => {
    const { dir, layout } = made([{ name: 'dom,imx708,1,4000,120,4500' }], {});
    expect(statisticsSize(dir, 'train', layout)).toEqual({ heightPx: 12, widthPx: 16 });
    expect(statisticsSize(dir, 'train', { name: 'simplecube++' })).toBeNull();
    expect(statisticsSize(dir, 'train')).toBeNull();
  });
});

describe('the layout awbnn', () => {
  it('takes labels from names and white points from the curve through the CCM at 5000 K', () => {
    const ccms = [
      { ct: 4000, ccm: EYE },
      { ct: 6000, ccm: CCM.map((entry, i) => 2 * entry - EYE[i]!) },
    ];
    const { dir, layout } = made([{ name: 'dom,imx708,00001,4000,120,4500' }], {
      imx708: tuningText({ ccms, sensitivity: [1.05, 1.1] }),
    });
    const [entry] = readDatasetIndex(dir, { part: '.', layout }).pictures;
    const expected = canonical(CCM, [0.65, 0.45]);
    expect(entry).toMatchObject({ colorTemperature: 4000, lux: 120, part: '.' });
    expect(entry!.whitePoint.r).toBeCloseTo(expected.r, 3);
    expect(entry!.whitePoint.b).toBeCloseTo(expected.b, 3);
    expect(entry!.properties).toMatchObject({
      user: 'dom',
      sensor: 'imx708',
      session: 'dom,imx708',
      camera_ct: '4500',
    });
    const at5000 = entry!.locus!.find(({ cctKelvin }) => Math.abs(cctKelvin - 5000) < 20);
    const white = canonical(CCM, [0.55, 0.55]);
    expect(at5000!.r).toBeCloseTo(white.r, 2);
  });

  it('ends a locus where the CCM takes the blue away, and labels with it', () => {
    const strong = [2, -1, 0, 0, 1, 0, 0, -0.9, 1.9];
    const { dir, layout } = made([{ name: 'dom,imx708,00001,2500,12,2500' }], {
      imx708: tuningText({ ccms: [{ ct: 5000, ccm: strong }] }),
    });
    const [entry] = readDatasetIndex(dir, { part: '.', layout }).pictures;
    expect(canonical(strong, [0.9, 0.3]).b).toBeGreaterThan(0);
    expect(entry!.whitePoint.b).toBeGreaterThan(0.02);
    const warm = made([{ name: 'dom,imx708,00001,2100,12,2100' }], {
      imx708: tuningText({ ccms: [{ ct: 5000, ccm: strong }] }),
    });
    const [first] = readDatasetIndex(warm.dir, { part: '.', layout: warm.layout }).pictures;
    expect(first!.locus![0]!.cctKelvin).toBeGreaterThan(2100);
    expect(first!.whitePoint).toEqual({ r: first!.locus![0]!.r, b: first!.locus![0]!.b });
    expect(first!.whitePoint.b).toBeGreaterThanOrEqual(0.02);
  });

  it('keeps pictures of one user, sensor and scene apart', () => {
    const { dir, layout } = made(
      [{ name: 'dom,imx708,00001,4000,12,4500' }, { name: 'dom,imx708,00001,5000,12,4500' }],
      { imx708: tuningText() },
    );
    const ids = readDatasetIndex(dir, { part: 'train', layout }).pictures.map(({ id }) => id);
    expect(ids).toEqual(['dom,imx708,00001,4000,12,4500', 'dom,imx708,00001,5000,12,4500']);
  });

  it('reads the folder itself for training, and a part where there is one', () => {
    const { dir, layout } = made([{ name: 'dom,imx708,00001,4000,12,4500' }], {
      imx708: tuningText(),
    });
    writeAwbnn(join(dir, 'test'), [{ name: 'tom,imx708,1,5000,1,5000' }], layout.tuningDir, {});
    const parts = (['.', 'train', 'test'] as const).map(
      (part) => readDatasetIndex(dir, { part, layout }).pictures[0]!.id.split(',')[0],
    );
    expect(parts).toEqual(['dom', 'dom', 'tom']);
  });

  it('has black 0 and white 65535, and takes a zero for a dark zone', async () => {
    const zones = { 0: [0, 0, 0] as const };
    const { dir, layout } = made(
      [{ name: 'dom,imx708,00001,4000,12,4500', png: picture([0.4, 0.5, 0.3], { zones }) }],
      { imx708: tuningText() },
    );
    expect(datasetLevels(dir, { layout })).toMatchObject({ blackLevel: 0, whiteLevel: 65_535 });
    const size = { heightPx: 12, widthPx: 16 };
    const { set } = await loadThumbnails(dir, { part: '.', layout, ...size, cacheDir: null });
    const pixels = thumbnailPixels(set, 0);
    expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 1]);
    expect(pixels[4]).toBeCloseTo(0.4, 4);
    const half = { heightPx: 6, widthPx: 8 };
    const { set: coarse } = await loadThumbnails(dir, {
      part: '.',
      layout,
      ...half,
      cacheDir: null,
    });
    expect([...thumbnailPixels(coarse, 0).subarray(0, 4)]).toEqual([
      expect.closeTo(0.3, 4),
      expect.closeTo(0.375, 4),
      expect.closeTo(0.225, 4),
      1,
    ]);
  });

  it('names every sensor without a tuning file, once', () => {
    const { dir, layout } = made(
      [
        { name: 'dom,imx708,00001,4000,12,4500' },
        { name: 'dom,imx477,00001,4000,12,4500' },
        { name: 'dom,imx477,00002,4000,12,4500' },
      ],
      { imx708: tuningText() },
    );
    expect(() => readDatasetIndex(dir, { part: '.', layout })).toThrow(
      /1 problem\n.*imx477\.json: no tuning file of the sensor imx477\. Name the folder/,
    );
    const kept = readDatasetIndex(dir, { part: '.', layout, skipBad: true });
    expect(kept.pictures).toHaveLength(1);
  });

  it('is the layout of a folder whose dataset.json says so', () => {
    const { dir } = made([{ name: 'dom,imx708,00001,4000,12,4500' }], {});
    writeAwbnn(dir, [], join(dir, 'curves'), { imx708: tuningText() });
    writeAwbnn(dir, [], dir, { dataset: '{"layout": "awbnn", "tuningDir": "curves"}' });
    expect(readDatasetIndex(dir, { part: '.' }).pictures).toHaveLength(1);
  });

  it('answers as the camera did, by the method camera', async () => {
    const { dir, layout } = made(
      [{ name: 'dom,imx708,1,4000,12,5200' }, { name: 'dom,imx708,2,5200,12,4000' }],
      { imx708: tuningText() },
    );
    const [one, other] = readDatasetIndex(dir, { part: '.', layout }).pictures;
    const camera = await METHODS.get('camera')!.prepare(null);
    const blank = { heightPx: 1, widthPx: 1, pixels: new Float32Array(4) };
    expect(camera.estimate(blank, one!)).toEqual(other!.whitePoint);
  });
});

describe('harmonised', () => {
  const ccms = [{ ct: 5000, ccm: CCM }];
  const pictures = [
    { name: 'dom,imx708,1,4000,12,5200', png: picture([0.4, 0.5, 0.3]) },
    { name: 'dom,imx708,1,4400,12,5200', png: picture([0.4, 0.5, 0.3]) },
    { name: 'tom,imx708,7,4400,12,5200', png: picture([0.4, 0.5, 0.3]) },
  ];
  const other = [
    { name: 'dom,imx708,1,4150,12,5300' },
    { name: 'dom,imx708,1,4550,12,5400' },
    { name: 'tom,imx708,8,4555,12,5200' },
  ];

  function both(sensitivity: readonly [number, number] = [1.05, 1.1]) {
    const { root, dir, layout } = made(pictures, { imx708: tuningText({ ccms, sensitivity }) });
    const tuningDir = join(root, 'tuning', 'pisp');
    const curve = [2500, 1, 0.35, 5000, 0.6, 0.5, 7600, 0.45, 0.7];
    writeAwbnn(join(root, 'pisp'), other, tuningDir, { imx708: tuningText({ curve, ccms }) });
    return { dir, layout: { ...layout, harmonise: { tuningDir } } };
  }

  it('takes labels of the same scene on the other platform, doubles in the order of CT', () => {
    const { dir, layout } = both();
    const { pictures: found, notes } = readDatasetIndex(dir, { part: '.', layout });
    expect(found.slice(0, 2).map(({ colorTemperature }) => colorTemperature)).toEqual([4150, 4550]);
    expect(found.map(({ properties }) => properties.camera_ct).slice(0, 2)).toEqual([
      '5300',
      '5400',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/1 of 3 pictures have no picture of the same scene/),
    ]);
  });

  it('undoes the own normalisation and makes that of the other', async () => {
    const { dir, layout } = both();
    const size = { heightPx: 12, widthPx: 16, part: '.', cacheDir: null } as const;
    const { set } = await loadThumbnails(dir, { ...size, layout });
    // With one CCM: raw R = x 0.55 1.05, then / 0.6, before the CCM.
    const [a, b, c, d, e, f, g, h, i] = CCM as unknown as ColourMatrix;
    const [R, G, B] = solve(
      [
        [a, b, c],
        [d, e, f],
        [g, h, i],
      ],
      [0.4, 0.5, 0.3],
    );
    const x = [(R * 0.55 * 1.05) / 0.6, G, (B * 0.55 * 1.1) / 0.5] as const;
    const rows = [
      [a, b, c],
      [d, e, f],
      [g, h, i],
    ];
    const expected = rows.map((row) => row.reduce((sum, entry, k) => sum + entry * x[k]!, 0));
    const got = [...thumbnailPixels(set, 0).subarray(0, 3)];
    got.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 4);
    });
  });

  it('leaves a sensor alone whose own sensitivities are 1', () => {
    const { dir, layout } = both([1, 1]);
    const [entry] = readDatasetIndex(dir, { part: '.', layout }).pictures;
    expect(entry).toMatchObject({ colorTemperature: 4000 });
    expect(entry).not.toHaveProperty('renormalisation');
  });
});

/** Cramer's rule. */
function solve(m: readonly (readonly number[])[], v: readonly number[]) {
  const det = ([p, q, r]: readonly (readonly number[])[]) =>
    p![0]! * (q![1]! * r![2]! - q![2]! * r![1]!) -
    p![1]! * (q![0]! * r![2]! - q![2]! * r![0]!) +
    p![2]! * (q![0]! * r![1]! - q![1]! * r![0]!);
  const column = (k: number) => m.map((row, i) => row.map((entry, j) => (j === k ? v[i]! : entry)));
  return [0, 1, 2].map((k) => det(column(k)) / det(m)) as [number, number, number];
}

describe('splitByLabels', () => {
  it('keeps a label on one side, and makes no more folds than there are labels', () => {
    const labels = ['a', 'b', 'a', 'c', 'b', 'a'];
    const splits = splitByLabels(labels, { folds: 10, seed: 1 });
    expect(splits).toHaveLength(3);
    for (const { train, validation } of splits) {
      const held = new Set([...validation].map((i) => labels[i]));
      expect([...train].some((i) => held.has(labels[i]))).toBe(false);
    }
    expect(() => splitByLabels(['a', 'a'], { folds: 2, seed: 1 })).toThrow(/1 group is too few/);
  });
});

describeWithShared('awbnn', 'the published scenes', () => {
  const layout = (platform: string): AwbnnLayout => ({
    name: 'awbnn',
    tuningDir: sharedData('awbnn', 'tuning', platform),
  });

  it.each([
    ['pisp', 20.215],
    ['vc4', 19.761],
  ])('the camera errs on %s by the mired that were counted from the names', (platform, mired) => {
    const dir = sharedData('awbnn', platform);
    const { pictures } = readDatasetIndex(dir, { part: '.', layout: layout(platform) });
    expect(pictures).toHaveLength(558);
    const clamp = (ct: number) => Math.max(2800, Math.min(7600, ct));
    const errors = pictures.map(({ colorTemperature, properties }) =>
      Math.abs(1e6 / clamp(colorTemperature!) - 1e6 / clamp(Number(properties.camera_ct))),
    );
    expect(errors.reduce((a, b) => a + b, 0) / 558).toBeCloseTo(mired, 2);
  });

  it('harmonised, a scene of the Pi 4 looks as on the Pi 5', async () => {
    const options = { part: '.', heightPx: 12, widthPx: 16, cacheDir: null } as const;
    const mean = async (platform: string, harmonised: boolean) => {
      const tuningDir = sharedData('awbnn', 'tuning', 'pisp');
      const own = layout(platform);
      const { set } = await loadThumbnails(sharedData('awbnn', platform), {
        ...options,
        layout: harmonised ? { ...own, harmonise: { tuningDir } } : own,
      });
      const logs = set.entries.flatMap(({ properties, whitePoint }, i) => {
        if (properties.sensor !== 'imx477') return [];
        const sums = [0, 0, 0];
        const pixels = thumbnailPixels(set, i);
        for (let o = 0; o < pixels.length; o++) if (o % 4 < 3) sums[o % 4]! += pixels[o]!;
        return [Math.log(sums[0]! / sums[1]! / whitePoint.r)];
      });
      return logs.reduce((a, b) => a + b, 0) / logs.length;
    };
    const [pi5, pi4, harmonised] = [
      await mean('pisp', false),
      await mean('vc4', false),
      await mean('vc4', true),
    ];
    expect(Math.abs(harmonised - pi5)).toBeLessThan(0.5 * Math.abs(pi4 - pi5));
  });
});
