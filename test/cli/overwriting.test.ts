/** What is there already is written over with --force, or not without a word. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const run = (...args: string[]) => runCli(args, { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-overwriting-'));
  await run('data', 'synth', 'set', '--train', '16', '--test', '2', '--size', '48x32');
  writeTinyModel(join(root, 'tiny.awb'));
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a picture', () => {
  it('is not written over by balance without --force', async () => {
    const args = ['balance', 'set/test/PNG/0017.png', '--gains', '2,1.5', '--out', 'mine.png'];
    writeFileSync(join(root, 'mine.png'), 'precious');
    const refused = await run(...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'mine.png is there already: name another, or write over it with --force',
    );
    expect(readFileSync(join(root, 'mine.png'), 'utf8')).toBe('precious');
    expect((await run(...args, '--force')).code).toBe(0);
    expect(readFileSync(join(root, 'mine.png')).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('what a command makes', () => {
  it.each([
    [
      'model.awb',
      ['train', '--data', 'set', '--epochs', '1', '--batch', '4', '--out', 'model.awb'],
    ],
    ['tuning.json', ['bayes', 'tune', '--data', 'set', '--out', 'tuning.json']],
    ['r.html', ['eval', '--data', 'set', '--model', 'tiny.awb', '--report', 'r.html']],
    ['r.csv', ['eval', '--data', 'set', '--model', 'tiny.awb', '--csv', 'r.csv']],
    ['c', ['export', 'tiny.awb', '--format', 'c', '--out', 'c']],
    [
      'pages',
      [
        'compare',
        '--data',
        'set',
        '--model',
        'tiny.awb',
        '--baselines',
        'grey-world',
        '--out',
        'pages',
      ],
    ],
  ])(
    'tells that %s is there already',
    async (name, args) => {
      const word = new RegExp(`^${name}.* will be written over\\.$`, 'm');
      const first = await run(...args);
      expect(first.code, first.stderr).toBe(0);
      expect(first.stderr).not.toMatch(word);
      const again = await run(...args);
      expect(again.code, again.stderr).toBe(0);
      expect(again.stderr).toMatch(word);
    },
    120_000,
  );
});
