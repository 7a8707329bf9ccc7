/** `deepawb compare PICTURE...`: any raw pictures under any method, with the answers of predict. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const run = (...args: string[]) => runCli(args, { cwd: root });
const SHOTS = ['set/test/PNG/0013.png', 'set/test/PNG/0014.png'];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-compare-pictures-'));
  await run('data', 'synth', 'set', '--train', '12', '--test', '2', '--size', '48x32');
  writeTinyModel(join(root, 'mine.awb'));
  const tuned = await run('bayes', 'tune', '--data', 'set', '--out', 'own.json');
  expect(tuned.code, tuned.stderr).toBe(0);
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Answer = { method: string; whitePoint: { r: number; b: number } };

describe('a comparison of pictures without labels', () => {
  it('asks networks, methods and a tuning file, and answers as predict does', async () => {
    const methods = 'grey-world,white-patch';
    const asked = ['--model', 'shipped', '--model', 'mine.awb', '--baselines', methods];
    const done = await run(
      'compare',
      ...SHOTS,
      ...asked,
      '--bayes-tuning',
      'own.json',
      '--out',
      'a',
      '--json',
    );
    expect(done.code, done.stderr).toBe(0);
    const { page, pictures, failures } = JSON.parse(done.stdout);
    expect(failures).toEqual([]);
    const predicted = await run(
      'predict',
      ...SHOTS,
      '--methods',
      `shipped,./mine.awb,${methods}`,
      '--json',
    );
    const expected: (Answer & { file: string })[] = JSON.parse(predicted.stdout).pictures;
    for (const { file, png, answers } of pictures) {
      const own = expected.filter((one) => one.file === file);
      expect(answers.slice(0, own.length)).toEqual(own);
      expect(answers.at(-1).method).toBe('bayes own');
      expect(decode(readFileSync(join(root, png))).width).toBeGreaterThan(1000);
    }
    const text = readFileSync(join(root, page), 'utf8');
    expect(text).toContain('Coarse search of bayes own');
    expect(text).toContain('the true light is not known');
    expect(text).not.toMatch(/true light r |°<\/b>/);
    for (const { answers } of pictures) {
      for (const { whitePoint } of answers)
        expect(text).toContain(`<td>${whitePoint.r.toFixed(4)}</td>`);
    }
  }, 120_000);

  it('teaches the methods that learn by --train-data, and asks for it where one is named', async () => {
    const refused = await run('compare', ...SHOTS, '--baselines', 'bayes-stock', '--out', 'b');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--train-data');
    expect(existsSync(join(root, 'b/index.html'))).toBe(false);
    const args = ['--model', 'none', '--baselines', 'bayes-stock,corrected-moments', '--json'];
    const done = await run('compare', ...SHOTS, ...args, '--train-data', 'set', '--out', 'b');
    const csv = [
      '--model',
      'none',
      '--baselines',
      'bayes-stock,corrected-moments',
      '--csv',
      'e.csv',
    ];
    await run('eval', '--data', 'set', ...csv);
    const rows = readFileSync(join(root, 'e.csv'), 'utf8').split('\n');
    const { pictures } = JSON.parse(done.stdout);
    expect(pictures).toHaveLength(2);
    for (const { file, answers } of pictures) {
      const id = file.slice(-8, -4);
      for (const { method, whitePoint } of answers as Answer[]) {
        const row = rows.find((line) => line.startsWith(`${method},${id},`))?.split(',');
        expect(whitePoint.r, `${method} ${id}`).toBeCloseTo(Number(row?.[4]), 3);
        expect(whitePoint.b, `${method} ${id}`).toBeCloseTo(Number(row?.[5]), 3);
      }
    }
  }, 120_000);

  it.each([
    [['--out', 'c'], /expected pictures, or a data set/],
    [[...SHOTS, '--data', 'set', '--out', 'c'], /expected pictures or --data, got both/],
    [[...SHOTS, '--baselines', 'no-such', '--out', 'c'], /expected some of/],
    [
      [...SHOTS, '--model', 'none', '--baselines', 'camera', '--out', 'c'],
      /properties of a data set/,
    ],
  ])('refuses %j by a word on usage', async (args, message) => {
    const { code, stderr } = await run('compare', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('leaves out what cannot be read, says why, and ends with 3', async () => {
    const { code, stderr, stdout } = await run(
      'compare',
      SHOTS[0]!,
      'own.json',
      '--out',
      'd',
      '--json',
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/own\.json: /);
    expect(JSON.parse(stdout).pictures).toHaveLength(1);
  });
});
