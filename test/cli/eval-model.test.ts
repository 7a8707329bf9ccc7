import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
let parameters: number;
const evaluate = (...args: string[]) =>
  runHere(['eval', '--data', 'set', '--no-cache', ...args], { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-eval-model-'));
  const sizes = ['--train', '5', '--test', '4', '--size', '48x32'];
  await runHere(['data', 'synth', 'set', ...sizes], { cwd: root });
  parameters = writeTinyModel(join(root, 'tiny.awb'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const STATISTICS = ['mean', 'median', 'trimean', 'best25', 'worst25', 'p95', 'max'];

describe('deepawb eval --model', () => {
  it('answers --json in the documented shape, the model before the baselines', async () => {
    const run = await evaluate('--part', 'test', '--model', 'tiny.awb', '--baselines', '--json');
    expect(run.stderr).not.toMatch(/error/);
    const { methods } = JSON.parse(run.stdout);
    expect(methods.map((m: { name: string }) => m.name)).toEqual([
      'tiny',
      'constant',
      'grey-world',
    ]);
    const [network] = methods;
    expect(network).toMatchObject({ images: 4, parameters });
    for (const name of STATISTICS) {
      expect(network.recovery[name]).toEqual(expect.any(Number));
      expect(network.reproduction[name]).toEqual(expect.any(Number));
    }
    expect(network.mse.sum).toBeCloseTo(2 * network.mse.mean, 12);
    expect(network.groups.place).toEqual(expect.any(Object));
  });

  it('evaluates a model alone, and several whose names are alike', async () => {
    const alone = await evaluate('--model', 'tiny.awb', '--json');
    const [method] = JSON.parse(alone.stdout).methods;
    const twice = await evaluate('--model', 'tiny.awb', '--model', 'tiny.awb', '--json');
    const { methods } = JSON.parse(twice.stdout);
    expect(methods.map((m: { name: string }) => m.name)).toEqual(['tiny', 'tiny (2)']);
    expect(methods[0]).toEqual(method);
    expect(methods[1].recovery).toEqual(method.recovery);
  });

  it('says the same as predict does, picture by picture', async () => {
    await evaluate('--model', 'tiny.awb', '--csv', 'out.csv');
    const [header = '', ...rows] = readFileSync(join(root, 'out.csv'), 'utf8').trim().split('\n');
    const cells = rows.map((row) => row.split(','));
    const column = (name: string) => header.split(',').indexOf(name);
    const files = cells.map((row) => `set/test/PNG/${row[column('image')]}.png`);
    const run = await runHere(['predict', ...files, '--model', 'tiny.awb', '--json'], {
      cwd: root,
    });
    const { pictures } = JSON.parse(run.stdout);
    expect(pictures).toHaveLength(4);
    for (const [i, { whitePoint }] of pictures.entries()) {
      expect(Number(cells[i]?.[column('r')])).toBeCloseTo(whitePoint.r, 6);
      expect(Number(cells[i]?.[column('b')])).toBeCloseTo(whitePoint.b, 6);
    }
  });

  it('takes the levels of the model unless others are given', async () => {
    writeTinyModel(join(root, 'other.awb'), { blackLevel: 1024, whiteLevel: 16383 });
    const recovery = async (...args: string[]) =>
      JSON.parse((await evaluate('--json', ...args)).stdout).methods[0].recovery;
    const own = await recovery('--model', 'other.awb');
    expect(own).not.toEqual(await recovery('--model', 'tiny.awb'));
    expect(own).toEqual(await recovery('--model', 'tiny.awb', '--black-level', '1024'));
  });

  it('writes a report with the pictures themselves', async () => {
    const run = await evaluate('--model', 'tiny.awb', '--baselines', '--report', 'out.html');
    expect(run.code).toBe(0);
    const page = readFileSync(join(root, 'out.html'), 'utf8');
    expect(page).toMatch(/<img src="data:image\/png;base64,[^"]+" width="48" height="32"/);
    expect(page).toMatch(/tiny/);
  });

  it('exits 3 for a file that is no whole model, naming it and what to do', async () => {
    writeFileSync(join(root, 'text.awb'), 'no model');
    writeTinyModel(join(root, 'cut.awb'));
    truncateSync(join(root, 'cut.awb'), 900);
    const cases: [string, RegExp][] = [
      ['missing.awb', /missing\.awb: expected a model, no such file\. Check the path/],
      ['text.awb', /text\.awb: expected a deepawb model/],
      ['cut.awb', /cut\.awb: .*(cut short|checksum)/],
    ];
    for (const [file, expected] of cases) {
      const run = await evaluate('--model', file);
      expect(run, file).toMatchObject({ code: 3, stdout: '' });
      expect(run.stderr).toMatch(expected);
    }
  });
});
