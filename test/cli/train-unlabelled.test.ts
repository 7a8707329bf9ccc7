/** `deepawb train --unlabelled`: what is read and what is not, what the model file says, what is refused. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { runHere } from '../support/run-here.js';

let cwd: string;
const SMALL = ['--size', '8x8', '--epochs', '2', '--batch', '4', '--threads', '1', '--no-cache'];
const train = (...args: string[]) =>
  runHere(['train', '--data', 'own', '--validation', 'none', ...SMALL, ...args], { cwd });
const modelOf = (file: string) => decodeModel(readFileSync(join(cwd, file)));
const at = (...path: string[]) => join(cwd, ...path);

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'deepawb-cli-unlabelled-'));
  const seeds = { own: '1', others: '2' };
  for (const [name, seed] of Object.entries(seeds)) {
    const sizes = ['--train', '10', '--test', '4', '--size', '24x16', '--seed', seed];
    expect((await runHere(['data', 'synth', name, ...sizes], { cwd })).code).toBe(0);
  }
  // The same pictures with labels that are none, and without any.
  cpSync(at('others'), at('garbage'), { recursive: true });
  writeFileSync(at('garbage', 'train', 'gt.csv'), 'this,is\n"no table');
  rmSync(at('garbage', 'auxiliary'), { recursive: true, force: true });
  cpSync(at('others', 'train', 'PNG'), at('plain'), { recursive: true });
  writeFileSync(
    at('recipe.json'),
    JSON.stringify({ training: { unlabelled: { consistency: 0.5, teachers: 2 } } }),
  );
}, 120_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const RECIPE = ['--recipe', 'recipe.json'];

describe('deepawb train --unlabelled', () => {
  it('reads no labels: a folder whose labels are garbage, and one without, make the same network', async () => {
    const bits: Uint8Array[] = [];
    for (const dir of ['others', 'garbage', 'plain', 'others/train']) {
      const run = await train(...RECIPE, '--unlabelled', dir, '--out', 'same.awb');
      expect(run.stderr).toMatch(/Pseudo-labels of 10 pictures by 2 teachers: /);
      expect(run.code).toBe(0);
      bits.push(new Uint8Array(modelOf('same.awb').parameters.slice().buffer));
    }
    for (const other of bits.slice(1)) expect(other).toEqual(bits[0]);
    const alone = await train('--out', 'alone.awb');
    expect(alone.code).toBe(0);
    expect(new Uint8Array(modelOf('alone.awb').parameters.slice().buffer)).not.toEqual(bits[0]);
  }, 120_000);

  it('says in the model file what was learnt from', async () => {
    const run = await train(...RECIPE, '--unlabelled', 'others', '--out', 'told.awb');
    expect(run.code).toBe(0);
    const { data, settings } = modelOf('told.awb').metadata;
    expect(data).toMatchObject({ name: 'own', pictures: 10 });
    expect(settings).toMatchObject({
      unlabelled: [{ name: 'others', pictures: 10, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      training: { unlabelled: { consistency: 0.5, pseudoLabels: 1, teachers: 2 } },
    });
  }, 60_000);

  it('teaches by both ways unless told otherwise, and says so before it trains', async () => {
    const run = await train('--unlabelled', 'others', '--out', 'ways.awb');
    expect(run.stderr).toMatch(
      /10 without labels teach by pseudo-labels \(weight 1\) and consistency of two views \(weight 0.3\)/,
    );
    expect(modelOf('ways.awb').metadata.settings).toMatchObject({
      training: { unlabelled: { pseudoLabels: 1, consistency: 0.3, perLabelled: 0.5 } },
    });
    writeFileSync(at('views.json'), '{"training": {"unlabelled": {"pseudoLabels": 0}}}');
    const views = await train(
      ...['--recipe', 'views.json', '--unlabelled', 'others', '--distil', '1', '--out', 'v.awb'],
    );
    expect(views.stderr).toMatch(/10 without labels teach by consistency of two views/);
    expect(views.stderr).not.toMatch(/Pseudo-labels/i);
    expect(views.code).toBe(0);
  }, 60_000);

  it('leaves out pictures that are labelled too, and says so', async () => {
    mkdirSync(at('mixed'));
    for (const dir of ['own', 'others']) {
      const folder = at(dir, 'train', 'PNG');
      for (const file of readdirSync(folder).slice(0, 4))
        cpSync(join(folder, file), at('mixed', `${dir}-${file}`));
    }
    const run = await train(...RECIPE, '--unlabelled', 'mixed', '--out', 'mixed.awb');
    expect(run.stderr).toMatch(
      /mixed: 4 of 8 pictures are labelled too, or given twice, .* left out/,
    );
    expect(run.code).toBe(0);
    expect(modelOf('mixed.awb').metadata.settings).toMatchObject({
      unlabelled: [{ pictures: 4, leftOut: 4 }],
    });
  }, 60_000);

  it('says that pictures are of the test part, wherever they lie', async () => {
    cpSync(at('own', 'test', 'PNG'), at('copied'), { recursive: true });
    for (const dir of ['own/test', 'own/test/PNG', 'copied']) {
      const run = await train(...RECIPE, '--unlabelled', dir, '--out', 'test.awb');
      expect(run.stderr).toMatch(/4 of 4 pictures are of the test part of --data.*transductively/s);
      expect(run.code).toBe(0);
      expect(modelOf('test.awb').metadata.settings).toMatchObject({
        unlabelled: [{ pictures: 4, ofTestPart: 4 }],
      });
    }
  }, 120_000);

  it('reads pictures of another camera as those of the canonical one, with the labelled ones', async () => {
    const cameras = ['--camera', 'Canon EOS 550D', '--camera', 'Nikon D810'];
    const run = await train(...RECIPE, ...cameras, '--unlabelled', 'others', '--out', 'map.awb');
    expect(run.code).toBe(0);
    const { cameras: known, settings } = modelOf('map.awb').metadata;
    expect(known).toMatchObject([{ name: 'canonical camera' }]);
    expect(settings).toMatchObject({ unlabelled: [{ camera: 'Nikon D810' }] });
    const same = ['--camera', 'Nikon D810', '--camera', 'Nikon D810'];
    const one = await train(...RECIPE, ...same, '--unlabelled', 'others', '--out', 'one.awb');
    expect(one.code).toBe(0);
    expect(modelOf('one.awb').metadata.cameras).toMatchObject([{ name: 'Nikon D810' }]);
  }, 60_000);

  it('goes on with the same command and --resume to the same bits', async () => {
    const args = [...RECIPE, '--unlabelled', 'others', '--out', 'again.awb'];
    expect((await train(...args)).code).toBe(0);
    const whole = modelOf('again.awb').parameters.slice();
    expect(existsSync(at('again.awb.checkpoint.teacher2'))).toBe(true);
    // As a kill between the teachers leaves it.
    for (const file of ['again.awb', 'again.awb.checkpoint', 'again.awb.checkpoint.teacher2'])
      rmSync(at(file));
    expect((await train(...args, '--resume')).code).toBe(0);
    expect(modelOf('again.awb').parameters).toEqual(whole);
    const other = await train(...args, '--unlabelled', 'own/test', '--resume');
    expect(other.stderr).toMatch(/other pictures without labels than those of --unlabelled/);
    expect(other.code).toBe(3);
    const recipe = JSON.parse(readFileSync(at('recipe.json'), 'utf8'));
    delete recipe.training.unlabelled;
    writeFileSync(at('labelled.json'), JSON.stringify(recipe));
    const none = await train('--recipe', 'labelled.json', '--out', 'again.awb', '--resume');
    expect(none.stderr).toMatch(/made with pictures without labels; name .* with --unlabelled/);
    expect(none.code).toBe(3);
  }, 120_000);

  it('cross-validates', async () => {
    const run = await runHere(
      ['train', '--data', 'own', '--cross-validate', '--folds', '2', '--json', ...SMALL].concat([
        '--unlabelled',
        'others',
        ...RECIPE,
      ]),
      { cwd },
    );
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ training: { unlabelled: { teachers: 2 } } });
  }, 60_000);

  it.each([
    [['--unlabelled', 'nowhere'], 3, /nowhere.*the directory does not exist/s],
    [['--unlabelled', 'empty'], 3, /empty: no usable picture/],
    [
      ['--unlabelled', 'six.json'],
      3,
      /six.json: it is no directory. Name a folder of raw pictures/,
    ],
    [['--unlabelled', 'others', '--distil', '2'], 3, /consistency alone .*"pseudoLabels": 0/],
    [
      ['--unlabelled', 'own'],
      3,
      /own: expected pictures without labels, got 10 that are all labelled/,
    ],
    [['--unlabelled', 'others', '--head', 'ct'], 3, /lux|kelvin|white points/],
    [
      ['--unlabelled', 'others', '--camera', 'Nikon D810', 'Nikon D810', 'Nikon D810'],
      2,
      /--camera once for each of 1 --data, .* then for each of 1 --unlabelled or for none; got 3/,
    ],
    [['--unlabelled', 'others'], 3, /two labelled pictures for each of 6 teachers, got 10/],
    [['--from', 'shipped:universal', '--unlabelled', 'others'], 2, /--from adapts by labelled/],
  ])('refuses %j and says what is missing', async (more, code, message) => {
    mkdirSync(at('empty'), { recursive: true });
    writeFileSync(at('empty', 'readme.txt'), 'nothing');
    const six = JSON.stringify({ training: { unlabelled: { teachers: 6 } } });
    writeFileSync(at('six.json'), six);
    const run = await train('--recipe', 'six.json', ...more, '--out', 'bad.awb');
    expect(run.stderr).toMatch(message);
    expect(run.code).toBe(code);
    expect(existsSync(at('bad.awb'))).toBe(false);
  });

  it('refuses a recipe that needs pictures without labels where none are named', async () => {
    const run = await train(...RECIPE, '--out', 'bad.awb');
    expect(run.stderr).toMatch(/expected pictures without labels, got none/);
    expect(run.code).toBe(3);
  });
});
