import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { MAIN } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

let folder: string;
let data: string;
/** Options of a training that takes a second or two. */
const SMALL = ['--epochs', '6', '--batch', '8', '--threads', '2', '--no-cache', '--seed', '3'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-cli-train-'));
  data = join(folder, 'data');
  const { code } = await runHere([
    'data',
    'synth',
    data,
    '--train',
    '40',
    '--test',
    '4',
    '--size',
    '48x32',
  ]);
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trainArgs = (out: string, ...more: string[]) => [
  'train',
  '--data',
  data,
  '--out',
  join(folder, out),
  ...SMALL,
  ...more,
];

describe('deepawb train', () => {
  it('writes into a new folder a model with its origin, a log line an epoch, and the result on stdout', async () => {
    const { code, stdout, stderr } = await runHere(
      trainArgs('new/a.awb', '--json', '--licence', 'CC0'),
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 6, last: { epoch: 6 } });
    expect(stderr).toContain('36 pictures to train on, 4 held back');
    const { metadata } = decodeModel(readFileSync(join(folder, 'new/a.awb')));
    expect(metadata).toMatchObject({
      name: 'a',
      licence: 'CC0',
      seed: 3,
      data: { name: 'data', pictures: 36, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      errors: [{ data: 'data', part: 'held back', pictures: 4, hash: metadata.data.hash }],
    });
    const [{ meanDegrees, medianDegrees }] = metadata.errors!;
    expect({ mean: meanDegrees, median: medianDegrees }).toEqual(
      JSON.parse(stdout).last.validation,
    );
    const lines = readFileSync(join(folder, 'new/a.awb.log.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('refuses a loss that is not for the kind of network, and says which is', async () => {
    const { code, stderr } = await runHere(trainArgs('mired.awb', '--loss', 'mired'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/loss mired: expected chord, angle or mse .*, or --head ct/);
  });

  it.each(['--checkpoint', '--log'])('tries %s before it trains', async (option) => {
    const { stderr } = await runHere(trainArgs('tried.awb', option, folder));
    expect(stderr).toMatch(/there is a folder of that name; name a file/);
    expect(stderr).not.toMatch(/Decoding|to train on/);
  });

  it('goes on after kill -9 and ends with the very model of an undisturbed run', async () => {
    const whole = await runHere(trainArgs('whole.awb', '--name', 'x', '--epochs', '40'));
    expect(whole.code).toBe(0);
    const args = trainArgs('killed.awb', '--name', 'x', '--epochs', '40');
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
    const log = join(folder, 'killed.awb.log.jsonl');
    const lineCount = () =>
      existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0;
    while (lineCount() < 3 && child.exitCode === null) await wait(5);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(existsSync(join(folder, 'killed.awb'))).toBe(false);
    const resumed = await runHere([...args, '--resume']);
    expect(resumed.code).toBe(0);
    expect(readFileSync(join(folder, 'killed.awb'))).toEqual(
      readFileSync(join(folder, 'whole.awb')),
    );
  });

  it('stops at Ctrl-C with exit code 130 and a checkpoint', async () => {
    const args = trainArgs('stopped.awb', '--epochs', '100000');
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    while (!existsSync(join(folder, 'stopped.awb.checkpoint')) && child.exitCode === null)
      await wait(20);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(130);
    expect(said).toContain('--resume');
  });

  it('changes settings by a recipe file, and names what it does not know', async () => {
    const recipe = join(folder, 'recipe.json');
    writeFileSync(
      recipe,
      JSON.stringify({ network: { hidden: 5 }, training: { optimiser: { weightDecay: 0.5 } } }),
    );
    const { code } = await runHere(trainArgs('r.awb', '--recipe', recipe, '--epochs', '1'));
    expect(code).toBe(0);
    const { architecture, metadata } = decodeModel(readFileSync(join(folder, 'r.awb')));
    expect(architecture.nodes.find(({ id }) => id === 'dense1')).toMatchObject({ units: 5 });
    expect(metadata.settings).toMatchObject({
      training: { optimiser: { weightDecay: 0.5, kind: 'adamw' } },
    });
    writeFileSync(recipe, JSON.stringify({ training: { optimizer: {} } }));
    const wrong = await runHere(trainArgs('r.awb', '--recipe', recipe));
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain('training.optimizer');
  });

  it('trains the family of the reference system', async () => {
    const args = trainArgs(
      'ref.awb',
      '--family',
      'reference',
      '--size',
      '48x32',
      '--epochs',
      '1',
      '--density-exponent',
      '1',
    );
    const { code } = await runHere(args);
    expect(code).toBe(0);
    const { architecture } = decodeModel(readFileSync(join(folder, 'ref.awb')));
    expect(architecture.nodes.at(-1)).toMatchObject({ kind: 'scaledTanh', alpha: 0.6, beta: 0.6 });
  });

  it('cross-validates without writing a model', async () => {
    const { code, stdout } = await runHere([
      'train',
      '--data',
      data,
      '--cross-validate',
      '--folds',
      '2',
      '--seeds',
      '2',
      ...SMALL,
      '--epochs',
      '2',
      '--baselines',
      'constant,grey-world',
      '--json',
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    const baselines = result.baselines as {
      name: string;
      images: number;
      recovery: { mean: number };
    }[];
    expect(baselines.map(({ name }) => name)).toEqual(['constant', 'grey-world']);
    for (const { images, recovery } of baselines) {
      expect(images).toBe(40);
      expect(recovery.mean).toBeGreaterThan(0);
    }
    expect(result.seeds.map(({ seed }: { seed: number }) => seed)).toEqual([3, 4]);
    expect(result.seeds[0].all.mean).toBeGreaterThan(0);
    const { all, folds } = result.seeds[0];
    expect(folds.map(({ fold, pictures }: FoldOf) => [fold, pictures])).toEqual([
      [1, 20],
      [2, 20],
    ]);
    // Folds of one size weigh alike in the mean of all.
    expect((folds[0].mean + folds[1].mean) / 2).toBeCloseTo(all.mean, 9);
    expect(Math.max(...folds.map(({ max }: FoldOf) => max))).toBe(all.max);
  });

  it('prints errors by fold and writes them into a report', async () => {
    const report = join(folder, 'folds.html');
    const args = ['train', '--data', data, '--cross-validate', '--folds', '2', ...SMALL];
    const { code, stdout } = await runHere([...args, '--epochs', '2', '--report', report]);
    expect(code).toBe(0);
    const rows = [...stdout.matchAll(/^ *([12]) +20 +([\d.]+) +([\d.]+) +([\d.]+) *$/gm)];
    expect(rows).toHaveLength(2);
    const page = readFileSync(report, 'utf8');
    for (const [, fold, ...figures] of rows) {
      const cells = figures.map((v) => `<td>${v}</td>`).join('\n?');
      expect(page).toMatch(new RegExp(`>${fold}</th><td>20</td>\\s*${cells}`));
    }
    for (const said of ['Training loss', '--cross-validate', 'data hash', '2048 to 16383'])
      expect(page).toContain(said);
  });

  it('writes a report of one training with the errors that the log ends with', async () => {
    const report = join(folder, 'trained.html');
    const args = trainArgs('reported.awb', '--epochs', '2', '--report', report, '--json');
    const { code, stdout } = await runHere(args);
    expect(code).toBe(0);
    const { mean, median } = JSON.parse(stdout).last.validation;
    const page = readFileSync(report, 'utf8');
    expect(page).toContain(`<td>${mean.toFixed(2)}</td><td>${median.toFixed(2)}</td>`);
    expect(page).toContain('Validation error');
    expect(page).not.toContain(folder);
    const calibrated = ['--calibrate', join(folder, 'reported.awb'), '--report', report];
    const refused = await runHere(trainArgs('cal.awb', ...calibrated));
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--report is for') });
  });

  it('takes baselines where it cross-validates alone, and only those that there are', async () => {
    const out = ['--out', join(folder, 'b.awb')];
    const alone = await runHere(['train', '--data', data, ...out, '--baselines', 'constant']);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain('--baselines is for --cross-validate');
    const wrong = [
      'train',
      '--data',
      data,
      '--cross-validate',
      '--baselines',
      'gray-world',
      ...SMALL,
    ];
    const unknown = await runHere(wrong);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean grey-world?');
  });

  it('says of too few pictures, and of a checkpoint of another run, what to give', async () => {
    const one = join(folder, 'one');
    await runHere(['data', 'synth', one, '--train', '1', '--test', '1', '--size', '48x32']);
    const few = await runHere(['train', '--data', one, '--out', join(folder, 'o.awb'), ...SMALL]);
    expect(few.code).toBe(3);
    expect(few.stderr).toMatch(/1 picture is too few for 10 folds: .*--folds; --validation none/);
    expect((await runHere(trainArgs('c.awb', '--epochs', '1'))).code).toBe(0);
    const older = join(folder, 'older.json');
    const blocks = [{ kernel: 2, stride: 2, channels: 32 }];
    writeFileSync(older, JSON.stringify({ network: { blocks } }));
    const again = (...more: string[]) => {
      const args = trainArgs('c.awb', '--epochs', '1', '--resume', ...more);
      // A second data set would be trained on beside the first.
      return runHere(more.includes('--data') ? args.toSpliced(args.indexOf('--data'), 2) : args);
    };
    for (const [more, said] of [
      [['--rate', '0.02'], 'made with --rate 0.0076, now it is 0.02; give --rate 0.0076, or start'],
      [['--seed', '4'], 'made with --seed 3, now it is 4'],
      [['--epochs', '2'], 'made with --epochs 1, now it is 2'],
      [['--data', one, '--validation', 'none', '--batch', '8'], 'than those of --data'],
      [['--folds', '5'], 'with other pictures held back'],
      [['--recipe', older, '--rate', '0.02'], 'for another network, or with other pictures held'],
    ] as const) {
      const { code, stderr } = await again(...more);
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(said) });
    }
  }, 60_000);

  it('asks for --out, and calls broken data by name', async () => {
    expect((await runHere(['train', '--data', data])).code).toBe(2);
    const missing = await runHere([
      'train',
      '--data',
      join(folder, 'nothing'),
      '--out',
      join(folder, 'n.awb'),
    ]);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('nothing');
  });
});
