/** Commands told what the camera knows: a network trained to read it, asked with it and without. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { bayerTags, packRows, short, writeTiff } from '../support/dng-writer.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const run = (...args: string[]) => runHere(args, { cwd: root });
const LEARN = [
  'train',
  '--data',
  'set',
  '--validation',
  'none',
  '--threads',
  '1',
  '--size',
  '8x8',
  '--seed',
  '1',
];

/** A DNG whose Exif states an ISO speed, or none. */
function dngFile(name: string, iso: number | null): void {
  const values = Array.from({ length: 32 * 32 }, (_, i) => 2000 + 10 * (i % 37));
  const tags = bayerTags({ widthPx: 32, heightPx: 32 });
  const blocks = [packRows(values, 32, 16)];
  writeFileSync(
    join(root, name),
    writeTiff({ tags, blocks, ...(iso === null ? {} : { exif: { 34855: short(iso) } }) }),
  );
}

async function answer(...args: string[]): Promise<{ r: number; b: number }> {
  const { code, stdout, stderr } = await run('predict', '--model', 'iso.awb', '--json', ...args);
  expect([code, stderr.includes('error')], stderr).toEqual([0, false]);
  return JSON.parse(stdout).pictures[0].whitePoint;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-readings-'));
  await run('data', 'synth', 'set', '--train', '12', '--test', '1', '--size', '48x32');
  const { code, stderr } = await run(
    ...LEARN,
    '--epochs',
    '40',
    '--readings',
    'iso',
    '--out',
    'iso.awb',
  );
  expect([code, stderr.includes('rror')]).toEqual([0, false]);
  writeTinyModel(join(root, 'tiny.awb'));
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('train --readings', () => {
  it('writes a model whose file says what it reads', () => {
    const { architecture, metadata } = decodeModel(readFileSync(join(root, 'iso.awb')));
    expect(architecture.input.readings).toEqual(['iso']);
    expect(metadata.settings.network).toMatchObject({ readings: ['iso'] });
  });

  it('goes on with --start, and refuses to be told what that reads', async () => {
    const further = [...LEARN, '--epochs', '1', '--start', 'iso.awb', '--out', 'further.awb'];
    const plain = further.filter((arg) => arg !== '--size' && arg !== '8x8');
    expect((await run(...plain)).code).toBe(0);
    const { architecture } = decodeModel(readFileSync(join(root, 'further.awb')));
    expect(architecture.input.readings).toEqual(['iso']);
    const refused = await run(...plain, '--readings', 'lux');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/which reads what it reads; leave out --readings/);
  });

  it('of a model on pictures without what that reads has a cure that can be followed', async () => {
    cpSync(join(root, 'set'), join(root, 'untold'), { recursive: true });
    rmSync(join(root, 'untold', 'auxiliary'), { recursive: true });
    const further = ['train', '--data', 'untold', '--validation', 'none', '--epochs', '1'];
    const { code, stderr } = await run(...further, '--start', 'iso.awb', '--out', 'no.awb');
    expect(stderr).toMatch(/expected iso of some training pictures, which the model of --start/);
    expect(stderr).toMatch(/in a column iso .*, or leave out --start, and train a network of its/);
    expect(code).toBe(3);
  });

  it.each([
    [['--readings', 'aperture'], 2, /Expected some of lux, exposure, iso, time, with commas/],
    [['--readings', 'iso,iso'], 2, /Expected some of lux/],
    [
      ['--readings', 'lux'],
      3,
      /expected lux of some training pictures, got none; give it in a column lux/,
    ],
    [['--readings', 'iso', '--family', 'reference'], 3, /--readings: expected --family small/],
  ] as const)('refuses %j', async (args, code, message) => {
    const refused = await run(...LEARN, '--epochs', '1', '--out', 'no.awb', ...args);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(code);
  });
});

describe('predict', () => {
  const PICTURE = 'set/test/PNG/0013.png';

  it('answers with what is said, and without', async () => {
    const [told, other, untold] = [
      await answer(PICTURE, '--iso', '100'),
      await answer(PICTURE, '--iso', '6400'),
      await answer(PICTURE),
    ];
    expect(told.r).not.toBe(other.r);
    expect(untold.r).not.toBe(told.r);
    expect(untold.r).toBeGreaterThan(0);
  });

  it("takes a DNG's own, which options go before", async () => {
    dngFile('fast.dng', 6400);
    dngFile('slow.dng', 100);
    dngFile('silent.dng', null);
    const fast = await answer('fast.dng');
    expect(fast).toEqual(await answer('silent.dng', '--iso', '6400'));
    expect(fast).not.toEqual(await answer('silent.dng'));
    expect(await answer('slow.dng')).not.toEqual(fast);
    expect(await answer('slow.dng', '--iso', '6400')).toEqual(fast);
  });

  it('says of a value beyond the range as what it counts', async () => {
    const { code, stderr } = await run('predict', '--model', 'iso.awb', PICTURE, '--iso', '1e7');
    expect(code).toBe(0);
    expect(stderr).toMatch(/--iso 10000000: beyond what models are told; it counts as 102400/);
  });

  it.each([
    [
      ['--model', 'iso.awb', '--lux', '400'],
      2,
      /--lux: expected a model that reads it \(train --readings lux\), got iso/,
    ],
    [['--model', 'tiny.awb', '--iso', '400'], 2, /--iso: expected a model that reads it/],
    [['--model', 'iso.awb', '--iso', '-1'], 2, /Expected a number above 0/],
    [['--model', 'iso.awb', '--time', '25:00'], 2, /Expected a time of day/],
  ] as const)('refuses %j', async (args, code, message) => {
    const refused = await run('predict', PICTURE, ...args);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toMatch(message);
  });
});

describe('eval', () => {
  it('reads the columns of the data set, and says which cell is none', async () => {
    const evaluated = () =>
      run('eval', '--data', 'set', '--part', 'train', '--model', 'iso.awb', '--json');
    const before = await evaluated();
    expect(before.code).toBe(0);
    const file = join(root, 'set/auxiliary/train_properties.csv');
    const text = readFileSync(file, 'utf8');
    const column = text.split('\n')[0]!.split(',').indexOf('iso');
    const withIso = (value: string) =>
      text.replace(/^\d.*$/gm, (row) => row.split(',').toSpliced(column, 1, value).join(','));
    writeFileSync(file, withIso(''));
    const unknown = await evaluated();
    writeFileSync(file, withIso('many'));
    const wrong = await evaluated();
    writeFileSync(file, text);
    expect(unknown.code).toBe(0);
    const mean = (told: { stdout: string }) =>
      JSON.stringify(JSON.parse(told.stdout)).match(/"mean":[\d.]+/)![0];
    expect(mean(unknown)).not.toBe(mean(before));
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toMatch(
      /train\/0001: column iso: expected a number above 0 or nothing, got many/,
    );
  });
});
