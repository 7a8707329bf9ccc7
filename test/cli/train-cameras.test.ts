/** `deepawb train` on the pictures of several cameras at once. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalCamera, daylightMatrix } from '../../dist/camera/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { runHere } from '../support/run-here.js';

let cwd: string;
const SMALL = ['--size', '8x8', '--epochs', '1', '--batch', '4', '--threads', '1', '--no-cache'];
const train = (...args: string[]) => runHere(['train', ...args, ...SMALL], { cwd });
const modelOf = (file: string) => decodeModel(readFileSync(join(cwd, file))).metadata;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'deepawb-cli-train-cameras-'));
  for (const name of ['one', 'other']) {
    const sizes = ['--train', '8', '--test', '0', '--size', '24x16'];
    expect((await runHere(['data', 'synth', name, ...sizes], { cwd })).code).toBe(0);
  }
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const BOTH = ['--data', 'one', '--data', 'other'];

describe('deepawb train on several data sets', () => {
  it('makes a model for the canonical camera, which says what it saw of whom', async () => {
    const run = await train(
      ...BOTH,
      ...['--camera', 'Canon EOS 550D,Canon EOS 600D', '--camera', 'Nikon D810'],
      ...['--validation', 'none', '--out', 'both.awb'],
    );
    expect(run.stderr).toContain('16 pictures to train on, 0 held back');
    expect(run.code).toBe(0);
    const { cameras, data, settings } = modelOf('both.awb');
    const xyzToCamera = [...daylightMatrix(canonicalCamera())];
    expect(cameras).toEqual([{ name: 'canonical camera', xyzToCamera }]);
    expect(data).toMatchObject({ name: 'one, other', pictures: 16 });
    expect(settings).toMatchObject({
      dataSets: [
        { name: 'one', pictures: 8, cameras: ['Canon EOS 550D', 'Canon EOS 600D'] },
        { name: 'other', pictures: 8, cameras: ['Nikon D810'] },
      ],
    });
  });

  it('keeps to the camera where all are of one', async () => {
    const cameras = ['--camera', 'Nikon D810', '--camera', 'Nikon D810'];
    const run = await train(...BOTH, ...cameras, '--out', 'nikon.awb');
    expect(run.code).toBe(0);
    expect(modelOf('nikon.awb').cameras).toMatchObject([{ name: 'Nikon D810' }]);
  });

  it('leaves cameras out in turn', async () => {
    const cameras = ['--camera', 'Canon EOS 550D', '--camera', 'Nikon D810'];
    const run = await train(
      ...BOTH,
      ...cameras,
      '--cross-validate',
      '--fold-by',
      'camera',
      '--json',
    );
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ kind: 'camera', folds: 2 });
  });

  it.each([
    [['--camera', 'Nikon D810'], 2, /--camera once for each of 2 --data, in their order, .*got 1/],
    [
      ['--camera', 'Nikon D810', '--camera', 'Nikon D81'],
      3,
      /--camera "Nikon D81": not among .*did you mean/,
    ],
    [
      ['--head', 'ct', '--camera', 'Nikon D810', '--camera', 'Nikon D810'],
      2,
      /leave out --head ct/,
    ],
  ])('refuses %j and says what is missing', async (more, code, message) => {
    const run = await train(...BOTH, ...more, '--out', 'bad.awb');
    expect(run.stderr).toMatch(message);
    expect(run.code).toBe(code);
  });
});

describe('deepawb train --canonical', () => {
  it('maps the pictures of one camera, too', async () => {
    const run = await train(
      '--data',
      'one',
      '--canonical',
      '--validation',
      'none',
      '--camera',
      'Nikon D810',
      '--out',
      'c.awb',
    );
    expect(run.code).toBe(0);
    expect(modelOf('c.awb').cameras).toMatchObject([{ name: 'canonical camera' }]);
  });
});
