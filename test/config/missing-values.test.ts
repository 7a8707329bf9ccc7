/** Values of a command line that are none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';

const cwd = mkdtempSync(join(tmpdir(), 'deepawb-values-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const run = (...args: string[]) => runHere(args, { cwd });

describe('an option without its value', () => {
  it.each([
    [
      ['train', '--data', 'own', '--unlabelled', '--epochs', '3', '--out', 'x.awb'],
      /option '--unlabelled <dir...>' lacks its value: --epochs follows it/,
    ],
    [['eval', '--data', 'own', '--csv', '--json'], /'--csv <file>' lacks its value: --json/],
    [['predict', 'a.dng', '--model', '-h'], /'--model <file>' lacks its value: -h/],
    [
      ['eval', '--data', 'own', '--report', ''],
      /'--report <file>': expected a value, got an empty/,
    ],
    [['eval', '--data', 'own', ''], /too many arguments|an empty one/],
    [['predict', 'a.dng', ''], /predict: expected names as arguments, got an empty one/],
    [['train', '--data', 'own', '', '--out', 'x.awb'], /'--data <dir...>': expected a value/],
  ])('is refused: %j', async (args, message) => {
    const refused = await run(...args);
    expect(refused.stderr).toMatch(message);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
  });

  it('is none where the value only begins like an option, nor where what a model says of itself is empty', async () => {
    const like = await run('eval', '--data', '--own');
    expect(like.stderr).toMatch(/--own: the directory does not exist/);
    expect(like.code).toBe(3);
    const named = await run('train', '--data', 'own', '--licence', '', '--out', 'x.awb');
    expect(named.stderr).toMatch(/own: the directory does not exist/);
    expect(named.code).toBe(3);
  });
});
