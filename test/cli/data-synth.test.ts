import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';

let root: string;
const synth = (...args: string[]) =>
  runHere(['data', 'synth', 'set', '--train', '3', '--test', '1', '--size', '32x24', ...args], {
    cwd: root,
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-synth-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb data synth', () => {
  it('writes the pictures it was asked for, the same for one seed', async () => {
    const run = await synth('--seed', '7', '--json');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      train: 3,
      test: 1,
      widthPx: 32,
      heightPx: 24,
      seed: 7,
    });
    expect(run.stderr).toMatch(/^Rendering: 100 % {2}4 of 4/);
    expect(readdirSync(join(root, 'set/train/PNG'))).toHaveLength(3);
    const labels = () => readFileSync(join(root, 'set/train/gt.csv'), 'utf8');
    const first = labels();
    await synth('--seed', '8');
    expect(labels()).not.toBe(first);
    await synth('--seed', '7');
    expect(labels()).toBe(first);
  });

  it('refuses a folder of the user with 3, an impossible request with 2', async () => {
    expect(await synth('--camera', 'kodak')).toMatchObject({ code: 2, stdout: '' });
    expect((await synth('--size', '8x8')).stderr).toMatch(/Expected WIDTHxHEIGHT in pixels, 16 to/);
    expect((await synth('--train', '0', '--test', '0')).code).toBe(2);
    const mine = join(root, 'mine');
    writeFileSync(mine, 'x');
    rmSync(join(root, 'set'), { recursive: true, force: true });
    expect((await runHere(['data', 'synth', root, '--train', '1'])).code).toBe(3);
    expect(readFileSync(mine, 'utf8')).toBe('x');
  });
});
