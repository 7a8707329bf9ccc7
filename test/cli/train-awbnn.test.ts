/** Networks for statistics of Raspberry Pi cameras: trained, judged and exported on a folder in the layout awbnn made here. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalWhitePointAt, readCanonicalSpace } from '../../dist/libcamera/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { ZONE_NETWORK, ZONE_TRAIN_SETTINGS } from '../../dist/train/index.js';
import { picture, tuningText, writeAwbnn } from '../dataset/awbnn-folder.js';
import { runHere } from '../support/run-here.js';

const TUNING = tuningText({ target: 'bcm2835' });
/** The same sensor, its curve and CCM, on the other platform. */
const PISP = tuningText({ target: 'pisp' });
const SENSITIVE = tuningText({ target: 'bcm2835', sensitivity: [1.05, 1.05] });

const MODES = '{ "auto": { "lo": 2500, "hi": 7600 } }';

/** A grey wall under one light after another, by even steps of mired. */
function walls(count: number, user: string, tuning: string) {
  const space = readCanonicalSpace(tuning);
  return Array.from({ length: count }, (_, i) => {
    const kelvin = Math.round(1e6 / (150 + (200 * (i + 0.5)) / count));
    const { r, b } = canonicalWhitePointAt(space, kelvin);
    const grey = 0.2 + 0.02 * (i % 5);
    return {
      name: `${user},imx708,${i},${kelvin},${50 + 20 * i},4500`,
      png: picture([grey * r, grey, grey * b]),
    };
  });
}

let root: string;
const run = (...args: string[]) => runHere(args, { cwd: root });
const LAYOUT = ['--layout', 'awbnn', '--tuning-dir', 'tuning/vc4'];
const trainArgs = (out: string, ...more: string[]) => [
  ...['train', '--data', 'vc4', ...LAYOUT, '--out', out, '--threads', '1', '--no-cache'],
  ...['--batch', '8', '--seed', '3', ...more],
];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-awbnn-'));
  const tunings = join(root, 'tuning', 'vc4');
  writeAwbnn(join(root, 'vc4'), walls(32, 'dom', TUNING), tunings, { imx708: TUNING });
  writeAwbnn(join(root, 'vc4', 'test'), walls(9, 'tom', TUNING), tunings, {});
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const evalArgs = (...more: string[]) => [
  ...['eval', '--data', 'vc4', ...LAYOUT, '--no-cache', '--json', ...more],
];

describe('a network with --head ct', () => {
  beforeAll(async () => {
    const { code, stderr } = await run(...trainArgs('ct.awb', '--head', 'ct', '--epochs', '200'));
    expect(stderr).toContain('32 pictures to train on, 0 held back');
    expect(code).toBe(0);
  });

  it('holds pictures back where it is told to, as other networks do unasked', async () => {
    const more = ['--epochs', '1'];
    const told = await run(
      ...trainArgs('held.awb', '--head', 'ct', '--validation', 'random', ...more),
    );
    const other = await run(...trainArgs('held.awb', ...more));
    const bySession = await run(
      ...trainArgs('held.awb', '--head', 'ct', '--fold-by', 'session', ...more),
    );
    expect(told.stderr).toContain('28 pictures to train on, 4 held back');
    expect(other.stderr).toContain('28 pictures to train on, 4 held back');
    // One session alone cannot be held back.
    expect(bySession.code).toBe(3);
  }, 60_000);

  it('answers in kelvin from the zones of the platform and lux', () => {
    const { architecture, metadata } = decodeModel(readFileSync(join(root, 'ct.awb')));
    expect(architecture.input).toMatchObject({ heightPx: 12, widthPx: 16, lux: true });
    expect(metadata.settings).toMatchObject({
      network: { answer: 'kelvin' },
      training: { loss: 'mired' },
    });
  });

  it('finds the lights of walls that it was not trained on, judged in mired and degrees', async () => {
    const { code, stdout } = await run(...evalArgs('--model', 'ct.awb'));
    expect(code).toBe(0);
    const [judged] = JSON.parse(stdout).methods;
    expect(judged).toMatchObject({ name: 'ct', images: 9 });
    // Lights lie 150 to 350 mired: one answer for all errs by 50 on average.
    expect(judged.mired.mean).toBeLessThan(10);
    expect(judged.recovery.mean).toBeLessThan(2);
  });

  it('is trained on by the same loss, which it implies, and by no other', async () => {
    const more = ['--epochs', '1'];
    expect((await run(...trainArgs('on.awb', '--start', 'ct.awb', ...more))).code).toBe(0);
    const { architecture, metadata } = decodeModel(readFileSync(join(root, 'on.awb')));
    expect(architecture.output).toBe('kelvin');
    expect(metadata.settings).toMatchObject({ training: { loss: 'mired' } });
    for (const wrong of [
      ['--loss', 'mired'],
      ['--head', 'ct', '--loss', 'chord'],
      ['--start', 'ct.awb', '--loss', 'chord'],
    ]) {
      const { code, stderr } = await run(...trainArgs('wrong.awb', ...wrong, ...more));
      expect(stderr).toMatch(/error: loss (mired|chord): expected .* --head ct/);
      expect(code).toBe(3);
      expect(existsSync(join(root, 'wrong.awb'))).toBe(false);
    }
  });
});

describe('a network that answers with white points', () => {
  beforeAll(async () => {
    const { code } = await run(...trainArgs('white.awb', '--epochs', '1'));
    expect(code).toBe(0);
    writeFileSync(join(root, 'raw.png'), picture([0.3, 0.5, 0.25], { width: 64, height: 64 }));
  });

  it('states the space of its pictures, and is judged on such', async () => {
    const { metadata } = decodeModel(readFileSync(join(root, 'white.awb')));
    expect(metadata.settings).toMatchObject({ space: 'canonical' });
    const { code, stdout } = await run(...evalArgs('--model', 'white.awb'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).methods[0]).toMatchObject({ images: 9 });
  });

  it('is the one of zones at the size of the statistics, trained as that is, without edges', () => {
    const { settings } = decodeModel(readFileSync(join(root, 'white.awb'))).metadata;
    expect(settings.network).toEqual({ ...ZONE_NETWORK, heightPx: 12, widthPx: 16 });
    const { loss, schedule } = ZONE_TRAIN_SETTINGS;
    expect(settings.training).toMatchObject({ loss, schedule });
  });

  it('sees samples of that size, which data augment shows', async () => {
    const sizeOf = async (...more: string[]) => {
      const args = ['vc4', ...LAYOUT, '--out', `samples${more.join('')}`, '--count', '1', ...more];
      expect((await run('data', 'augment', ...args, '--no-cache')).code).toBe(0);
      const { width, height } = decode(
        readFileSync(join(root, `samples${more.join('')}`, '0000.png')),
      );
      return { width, height };
    };
    const unasked = await sizeOf();
    expect(unasked).toEqual(await sizeOf('--size', '16x12'));
    expect(unasked).not.toEqual(await sizeOf('--size', '32x32'));
  });

  it('has no answer on a raw picture, which it would get wrong', async () => {
    const { code, stderr } = await run('predict', 'raw.png', '--model', 'white.awb');
    expect(stderr).toMatch(/white was trained on statistics in the canonical space.*raw/);
    expect(code).toBe(3);
  });
});

describe('a network trained with --harmonise', () => {
  const exportArgs = (tuning: string, ...more: string[]) => [
    ...['export', 'h.awb', '--format', 'libcamera', '--tuning-file', tuning, '--out', 'pi'],
    ...['--install-path', '/home/pi/awb', ...more],
  ];

  beforeAll(async () => {
    for (const [file, text] of [
      ['imx708.json', SENSITIVE],
      ['plain.json', TUNING],
    ] as const) {
      writeFileSync(join(root, file), text.replace('"ct_curve"', `"modes":${MODES},"ct_curve"`));
    }
    writeAwbnn(join(root, 'pisp'), walls(8, 'dom', TUNING), join(root, 'tuning', 'pisp'), {
      imx708: PISP,
    });
    const args = trainArgs('h.awb', '--harmonise', 'pisp', '--head', 'ct', '--epochs', '1');
    const { code, stderr } = await run(...args);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
  });

  it('is judged with a warning on pictures that are not harmonised, and without on others', async () => {
    const plain = await run(...evalArgs('--model', 'h.awb'));
    expect(plain.stderr).toMatch(/h was trained with --harmonise.*Judge it with --harmonise/);
    const right = await run(...evalArgs('--model', 'h.awb', '--harmonise', 'pisp'));
    expect([plain.code, right.code]).toEqual([0, 0]);
    expect(right.stderr).not.toMatch(/trained with --harmonise/);
  });

  it('says so in its file, and others do not', () => {
    const settings = (file: string) =>
      decodeModel(readFileSync(join(root, file))).metadata.settings;
    expect(settings('h.awb')).toMatchObject({ harmonised: true });
    expect(settings('ct.awb')).not.toHaveProperty('harmonised');
  });

  it("is not exported for a camera in the normalisation of its own platform without a word, but in the other's", async () => {
    const { code, stderr } = await run(...exportArgs('imx708.json'));
    expect(stderr).toMatch(/h: trained with --harmonise, and imx708\.json .*--curve-from/);
    expect(code).toBe(2);
    expect(existsSync(join(root, 'pi'))).toBe(false);
    for (const args of [
      exportArgs('imx708.json', '--curve-from', 'tuning/pisp/imx708.json'),
      exportArgs('plain.json'),
    ]) {
      expect((await run(...args)).code).toBe(0);
    }
  });
});

describe('a network as a camera runs it', () => {
  const camera = (...more: string[]) =>
    run(...evalArgs('--model', 'ct.awb', '--as-libcamera', ...more));

  beforeAll(async () => {
    mkdirSync(join(root, 'stock'), { recursive: true });
    const stock = join(root, 'stock', 'imx708.json');
    writeFileSync(stock, TUNING.replace('"ct_curve"', `"modes":${MODES},"ct_curve"`));
    const { code } = await run(
      ...['export', 'ct.awb', '--format', 'libcamera', '--tuning-file', 'stock/imx708.json'],
      ...['--install-path', '/home/pi/awb', '--out', 'camera'],
    );
    expect(code).toBe(0);
  });

  it('is never written over the file that it was made of, by whatever name its folder goes', async () => {
    const stock = join(root, 'stock', 'imx708.json');
    const before = readFileSync(stock, 'utf8');
    symlinkSync(join(root, 'stock'), join(root, 'link'));
    for (const out of ['stock', 'stock/../stock', 'link']) {
      const { code, stderr } = await run(
        ...['export', 'ct.awb', '--format', 'libcamera', '--tuning-file', 'stock/imx708.json'],
        ...['--install-path', '/home/pi/awb', '--out', out],
      );
      expect(stderr).toMatch(/would be written over stock\/imx708\.json/);
      expect(code).toBe(2);
    }
    expect(readFileSync(stock, 'utf8')).toBe(before);
    expect(existsSync(join(root, 'stock', 'awb_model.tflite'))).toBe(false);
  });

  it('gives its first frame after the start the answer of the network alone', async () => {
    const { code, stdout } = await camera('camera/imx708.json');
    expect(code).toBe(0);
    const { methods, frames } = JSON.parse(stdout);
    expect(frames).toBeUndefined();
    const [alone, inCamera] = methods;
    expect(inCamera).toMatchObject({ name: 'ct in libcamera', images: 9 });
    // Sixteen bits of a zone's mean are all that is between them.
    expect(Math.abs(inCamera.mired.mean - alone.mired.mean)).toBeLessThan(0.2);
  });

  it('is that of a file of another name, told by its curve', async () => {
    const own = join(root, 'renamed.json');
    writeFileSync(own, readFileSync(join(root, 'camera', 'imx708.json')));
    const { code, stdout } = await camera('renamed.json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).methods[1]).toMatchObject({ images: 9 });
  });

  it('frame by frame, from the start and from the picture before, of a folder of tuning files', async () => {
    const { code, stdout } = await camera('camera', '--frames', '20');
    expect(code).toBe(0);
    const { methods, frames } = JSON.parse(stdout);
    expect(frames.filter(({ after }: { after: string }) => after === 'start')).toHaveLength(5);
    const at = (frame: number, after: string) =>
      frames.find(
        (one: { frame: number; after: string }) => one.frame === frame && one.after === after,
      );
    expect(at(2, 'start').mired.mean).toBeCloseTo(methods[1].mired.mean, 9);
    expect(at(20, 'change')).toMatchObject({ images: 8 });
    expect(at(20, 'change').mired.mean).toBeLessThan(at(1, 'change').mired.mean);
  });

  it.each([
    [['stock/imx708.json'], 3, /stock\/imx708\.json: rpi\.awb runs, and no network does/],
    [
      ['camera/imx708.json', '--tuning-dir', 'tuning/pisp'],
      3,
      /tuning\/pisp\/imx708\.json: target pisp, and pictures have 16x12 zones, those of bcm2835/,
    ],
    [['gone.json'], 3, /gone\.json: expected a tuning file, no such file/],
    [['tuning'], 3, /tuning: expected tuning files <sensor>\.json, got none/],
    [
      ['camera/other.json'],
      3,
      /other\.json: neither its name nor its curve is that of a sensor in tuning\/vc4 \(imx708\)/,
    ],
  ])('%j is refused', async (args, expected, message) => {
    if (args[0] === 'camera/other.json') {
      writeFileSync(
        join(root, 'camera', 'other.json'),
        readFileSync(join(root, 'camera', 'imx708.json'), 'utf8').replaceAll('0.55', '0.56'),
      );
    }
    const { code, stderr } = await camera(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });

  it('--frames belongs to it', async () => {
    const { code, stderr } = await run(...evalArgs('--model', 'ct.awb', '--frames', '3'));
    expect(stderr).toMatch(/--frames: belongs to --as-libcamera/);
    expect(code).toBe(2);
  });
});
