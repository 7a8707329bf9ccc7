import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const compare = (...args: string[]) =>
  runHere(['compare', '--data', 'set', '--size', '24x16', ...args], {
    cwd: root,
    env: { XDG_CACHE_HOME: join(root, 'cache') },
  });

interface PictureJson {
  readonly id: string;
  readonly rank: string | null;
  readonly png: string;
  readonly truth: { readonly r: number; readonly b: number };
  readonly estimates: readonly { readonly name: string; readonly r: number; readonly b: number }[];
  readonly searched: number;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-compare-'));
  writeTinyModel(join(root, 'tiny.awb'));
  await runHere(['data', 'synth', 'set', '--train', '40', '--test', '8', '--size', '48x32'], {
    cwd: root,
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb compare', () => {
  it('writes a page and a PNG for the best, median and worst pictures of the first method', async () => {
    const args = ['--model', 'tiny.awb', '--baselines', 'bayes-tuned,grey-world', '--json'];
    const run = await compare(
      ...args,
      '--best',
      '1',
      '--median',
      '1',
      '--worst',
      '2',
      '--out',
      'all',
    );
    expect(run.code).toBe(0);
    const { page, methods, pictures } = JSON.parse(run.stdout);
    const names = methods.map(({ name }: { name: string }) => name);
    expect(names.slice(1)).toEqual(['bayes-tuned', 'grey-world']);
    expect(pictures.map(({ rank }: PictureJson) => rank)).toEqual([
      'best',
      'median',
      'worst',
      'worst',
    ]);
    const errors = pictures.map(({ estimates: [main], truth }: PictureJson) =>
      main ? recoveryErrorDegrees(main, truth) : Number.NaN,
    );
    expect(errors).toEqual([...errors].sort((a, b) => a - b));
    expect(errors[3]).toBeCloseTo(methods[0].recovery.max, 9);
    for (const { png, searched } of pictures as PictureJson[]) {
      expect(readFileSync(join(root, png)).subarray(1, 4).toString()).toBe('PNG');
      expect(searched).toBeGreaterThan(20);
    }
    const html = readFileSync(join(root, page), 'utf8');
    expect(html.match(/<section class="compared"/g)).toHaveLength(4);
    expect(html).toMatch(/Coarse search of bayes-tuned/);
    expect(html).not.toMatch(/src="(?!data:)/);
    expect(readdirSync(join(root, 'all'))).toHaveLength(5);
  });

  it('shows named pictures without a network, and the search of the reference along r', async () => {
    const args = ['--model', 'none', '--baselines', 'bayes-reference', '--pictures', '0043,0041'];
    const run = await compare(...args, '--out', 'named');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/bayes-reference[\s\S]*\n0043 [\s\S]*\n0041 /);
    expect(run.stderr).toMatch(/Written: named[\\/]index\.html and 2 PNG/);
    const html = readFileSync(join(root, 'named/index.html'), 'utf8');
    expect(html).toMatch(/Curve b\(r\) of bayes-reference, 95 % bands of curve and lights/);
    expect(html).toMatch(/Coarse search of bayes-reference/);
    expect(html).toMatch(/Fine search[\s\S]*Ring: r 0\.\d{3}, [−+]0\.00\d; true light r/);
    expect(html).not.toMatch(/\d K\b/);
  });

  it('shows no search where there is none', async () => {
    const args = ['--model', 'none', '--baselines', 'grey-world', '--pictures', '0043'];
    expect((await compare(...args, '--out', 'grey')).code).toBe(0);
    expect(readFileSync(join(root, 'grey/index.html'), 'utf8')).not.toMatch(/Fine search/);
  });

  it('asks for pictures of the part, and not for two choices at once', async () => {
    const some = ['--model', 'none', '--baselines', 'constant', '--out', 'none'];
    const unknown = await compare(...some, '--pictures', 'nowhere');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(
      /--pictures: expected ids of this part \(.*8 in all\), got nowhere/,
    );
    const both = await compare(...some, '--pictures', '0041', '--best', '1');
    expect(both.code).toBe(2);
    expect((await compare(...some, '--aspect', '3/2')).stderr).toMatch(/Expected WIDTH:HEIGHT/);
    expect(existsSync(join(root, 'none'))).toBe(false);
  });
});
