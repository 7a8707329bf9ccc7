/** `train --distil` and `--teachers`: networks that learn of others. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { runHere } from '../support/run-here.js';

let folder: string;
let data: string;
const SMALL = ['--epochs', '4', '--batch', '8', '--threads', '1', '--no-cache', '--seed', '3'];

const at = (name: string) => join(folder, name);
const train = (...options: string[]) => runHere(['train', '--data', data, ...SMALL, ...options]);
const trainTo = (out: string, ...options: string[]) => train('--out', at(out), ...options);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-cli-distil-'));
  data = at('data');
  const sizes = ['--train', '40', '--test', '4', '--size', '48x32'];
  expect((await runHere(['data', 'synth', data, ...sizes])).code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('train --distil', () => {
  it('trains teachers first, says what they do together, and records how many and their share', async () => {
    const { code, stdout, stderr } = await trainTo('a.awb', '--distil', '2', '--json');
    expect(code).toBe(0);
    expect(stderr).toMatch(/4 epochs on 1 thread, (plain|relaxed) SIMD, after those of 2 teachers/);
    expect(JSON.parse(stdout)).toMatchObject({
      epochs: 4,
      teachers: { mean: expect.any(Number), median: expect.any(Number) },
    });
    const { metadata } = decodeModel(readFileSync(at('a.awb')));
    expect(metadata.settings.training).toMatchObject({
      distillation: { teachers: 2, share: 0.7 },
    });
  });

  it('cross-validates teachers with the networks, each without the fold that is judged', async () => {
    const { code, stdout } = await train('--distil', '2', '--cross-validate', '--folds', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/seed 3 {3}all .*\n {4}its teachers together \d/);
  });

  it('is a setting of recipes, which --distil 0 takes off', async () => {
    const recipe = at('recipe.json');
    const distillation = { teachers: 1, share: 0.4 };
    writeFileSync(recipe, JSON.stringify({ training: { distillation } }));
    const settingsOf = async (...options: string[]) => {
      expect((await trainTo('r.awb', '--recipe', recipe, ...options)).code).toBe(0);
      return decodeModel(readFileSync(at('r.awb'))).metadata.settings.training;
    };
    expect(await settingsOf()).toMatchObject({ distillation });
    expect(await settingsOf('--teacher-share', '0.5')).toMatchObject({
      distillation: { teachers: 1, share: 0.5 },
    });
    expect(await settingsOf('--distil', '0')).not.toHaveProperty('distillation');
  });
});

it('refuses a share of nobody', async () => {
  const { code, stderr } = await trainTo('n.awb', '--teacher-share', '0.5');
  expect(code).toBe(3);
  expect(stderr).toContain('expected teachers');
});

describe('train --teachers', () => {
  it('learns of models, and says which by name and hash', async () => {
    expect((await trainTo('one.awb', '--seed', '4')).code).toBe(0);
    expect((await trainTo('two.awb', '--seed', '5')).code).toBe(0);
    const teachers = ['--teachers', `${at('one.awb')}, ${at('two.awb')}`, '--validation', 'none'];
    expect((await trainTo('b.awb', ...teachers)).code).toBe(0);
    const { metadata } = decodeModel(readFileSync(at('b.awb')));
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(metadata.settings).toMatchObject({
      training: { distillation: { teachers: 0, share: 0.7 } },
      teachers: [
        { name: 'one', hash },
        { name: 'two', hash },
      ],
    });
    const resumed = await trainTo(
      'b.awb',
      ...['--teachers', at('one.awb'), '--validation', 'none', '--resume'],
    );
    expect(resumed.code).toBe(3);
    expect(resumed.stderr).toContain('other teachers than those of --teachers');
  });

  it.each([
    ['pictures held back', [], /give --validation none/],
    ['--cross-validate', ['--cross-validate'], /may have seen the pictures that are held back/],
    ['--distil', ['--distil', '2', '--validation', 'none'], /leave out one/],
  ])('is refused beside %s', async (_, options, message) => {
    const out = options.includes('--cross-validate') ? [] : ['--out', at('c.awb')];
    const { code, stderr } = await train(...out, '--teachers', at('one.awb'), ...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
