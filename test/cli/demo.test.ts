import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, runCli } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

const TINY = ['--pictures', '40', '--epochs', '2'];
let root: string;
let first: CliRun;
const demo = (...args: string[]) => runHere(['demo', ...args], { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-demo-'));
  first = await demo('--out', 'out', ...TINY);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb demo', () => {
  it('prints table and explanation on stdout, its steps on stderr', () => {
    expect(first.code).toBe(0);
    for (const name of ['network', 'constant', 'grey-world', 'shades-of-grey']) {
      expect(first.stdout).toMatch(new RegExp(`^${name} +\\d+\\.\\d\\d `, 'm'));
    }
    expect(first.stdout).toMatch(
      /^What was done$[\s\S]*^What the numbers mean$[\s\S]*^What to try/m,
    );
    expect(first.stdout).toMatch(/looked at 36 of them 2 times/);
    for (const line of first.stdout.split('\n')) {
      if (!/^ {4}/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
    }
    for (const step of ['1/4 Rendering', '2/4 Training', '3/4 Estimating', '4/4 Writing']) {
      expect(first.stderr).toContain(step);
      expect(first.stdout).not.toContain(step);
    }
  });

  it('leaves pictures, a model that other commands take, and a whole report', async () => {
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['data', 'demo.awb', 'report.html']);
    const page = readFileSync(join(root, 'out/report.html'), 'utf8');
    for (const part of [
      'How to read this',
      'Worst estimates',
      'Validation error',
      'shades-of-grey',
    ])
      expect(page).toContain(part);
    const picture = /predict (\S+\.png)/.exec(first.stdout)?.[1] ?? 'none';
    const run = await runHere(['predict', picture, '--model', 'out/demo.awb'], { cwd: root });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  it('keeps the pictures of an earlier run, and answers --json with the same numbers', async () => {
    const folder = join(root, 'out/data/test/PNG');
    const picture = join(folder, readdirSync(folder)[0] ?? '');
    const before = statSync(picture).mtimeMs;
    const run = await demo('--out', 'out', ...TINY, '--json');
    expect(run.stderr).toMatch(/already in out\/data/);
    expect(statSync(picture).mtimeMs).toBe(before);
    const answer = JSON.parse(run.stdout);
    expect(answer).toMatchObject({
      data: 'out/data',
      model: 'out/demo.awb',
      report: 'out/report.html',
      pictures: { training: 36, heldBack: 4, test: 10 },
      training: { epochs: 2 },
    });
    for (const { name, images, recovery } of answer.methods) {
      expect(images).toBe(10);
      const row = new RegExp(
        `^${name} +${recovery.mean.toFixed(2)} .* ${recovery.max.toFixed(2)} *$`,
        'm',
      );
      expect(first.stdout).toMatch(row);
    }
  });

  it('stops on Ctrl-C with exit code 130 and finishes in the next run', async () => {
    let asked = false;
    const run = await runCli(['demo', '--out', 'cut', '--pictures', '4000'], {
      cwd: root,
      onStderr: (text, kill) => {
        if (asked || !text.includes('1/4 Rendering')) return;
        asked = true;
        setTimeout(() => kill('SIGINT'), 500);
      },
    });
    expect(run).toMatchObject({ code: 130, stdout: '' });
    expect(run.stderr).toMatch(/Interrupted/);
    expect((await demo('--out', 'cut', ...TINY, '--json')).code).toBe(0);
  });

  it('leaves alone what is not its own', async () => {
    mkdirSync(join(root, 'own/data'), { recursive: true });
    writeFileSync(join(root, 'own/data/notes.txt'), 'mine');
    const run = await demo('--out', 'own', ...TINY);
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(/own\/data: expected a new or empty folder/);
    expect(readdirSync(join(root, 'own/data'))).toEqual(['notes.txt']);
  });
});
