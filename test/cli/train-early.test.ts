/**
 * What contradicts itself in a training is said before a picture is read: the pictures here cannot be decoded, and whoever reads one
 * says so instead.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';

let cwd: string;
const at = (...path: string[]) => join(cwd, ...path);
const SMALL = ['--epochs', '1', '--batch', '4', '--threads', '1', '--no-cache'];
const RECIPES = {
  'narrow.json': { network: { hidden: 8 } },
  'as-begun.json': { network: { hidden: 28, cell: 2, gate: 'soft' } },
  'views.json': { training: { unlabelled: { pseudoLabels: 0, consistency: 0 } } },
  'taught.json': { training: { gateLabel: 'place' } },
  'hard.json': { network: { experts: 2, gate: 'hard' } },
  'cells.json': { network: { cell: 9, edges: true } },
  'step.json': { network: { blocks: [{ kernel: 31, stride: 31, channels: 8 }] } },
};

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'deepawb-cli-early-'));
  const sizes = ['--train', '8', '--test', '2', '--size', '24x16'];
  for (const name of ['own', 'broken'])
    expect((await runHere(['data', 'synth', name, ...sizes], { cwd })).code).toBe(0);
  const train = ['train', '--data', 'own', '--validation', 'none', ...SMALL];
  expect((await runHere([...train, '--size', '8x8', '--out', 'begun.awb'], { cwd })).code).toBe(0);
  const folder = at('broken', 'train', 'PNG');
  for (const file of readdirSync(folder)) writeFileSync(join(folder, file), 'no picture');
  for (const [file, recipe] of Object.entries(RECIPES))
    writeFileSync(at(file), JSON.stringify(recipe));
}, 120_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const broken = (...args: string[]) =>
  runHere(['train', '--data', 'broken', ...SMALL, ...args], { cwd });
const OUT = ['--out', 'bad.awb'];

describe('deepawb train, before it reads pictures', () => {
  it.each([
    [['--unlabelled', 'own', '--distil', '2', ...OUT], /leave out --distil and --teachers, or/],
    [['--unlabelled', 'own', '--recipe', 'views.json', ...OUT], /got 0 for both/],
    [['--recipe', 'taught.json', ...OUT], /gateLabel place: expected a network with experts/],
    [['--recipe', 'hard.json', ...OUT], /network.gate hard: expected training.gateLabel/],
    [['--loss', 'mired', ...OUT], /loss mired: expected chord, angle or mse/],
    [
      ['--recipe', 'cells.json', '--size', '16x8', ...OUT],
      /network.cell: expected at most 4 pixels/,
    ],
    [['--recipe', 'step.json', '--size', '8x8', ...OUT], /31/],
    [['--start', 'begun.awb', '--recipe', 'narrow.json', ...OUT], /network.hidden: expected that/],
    [['--start', 'begun.awb', '--family', 'reference', ...OUT], /network.family: expected that/],
    [
      ['--teachers', 'nowhere.awb', '--validation', 'none', ...OUT],
      /nowhere.awb: expected a model/,
    ],
    [['--teacher-share', '0.5', ...OUT], /distillation.share: expected teachers/],
    [['--calibrate', 'nowhere.awb', ...OUT], /nowhere.awb: expected a model/],
    [['--calibrate', 'begun.awb', '--recipe', 'narrow.json', ...OUT], /expected the recipe that/],
    [['--calibrate', 'begun.awb', '--size', '8x8', '--validation', 'none', ...OUT], /held back/],
    [['--cross-validate', '--baselines', 'grey-wold'], /--baselines: expected some of all/],
  ])('refuses %j', async (args, message) => {
    const run = await broken(...args);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/Decoding|PNG/);
    expect([2, 3]).toContain(run.code);
    expect(existsSync(at('bad.awb'))).toBe(false);
  });

  it('comes to the pictures where nothing contradicts itself', async () => {
    const run = await broken('--start', 'begun.awb', '--recipe', 'as-begun.json', ...OUT);
    expect(run.stderr).toMatch(/PNG/);
    expect(run.code).toBe(3);
  });
});

describe('deepawb train --start', () => {
  const further = (...args: string[]) =>
    runHere(
      ['train', '--data', 'own', '--validation', 'none', ...SMALL, '--out', 'on.awb', ...args],
      { cwd },
    );

  it('says that --fast does not change the network', async () => {
    const run = await further('--start', 'begun.awb', '--fast');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/--fast with --start: the network stays that of begun.awb, 8x8/);
    expect(run.stderr).toMatch(/network of \d+ parameters, .* at 8x8/);
  }, 60_000);

  it('says of a model without a recipe that the network of --recipe is not taken', async () => {
    expect((await further('--start', 'begun.awb')).code).toBe(0);
    const run = await further('--start', 'on.awb', '--recipe', 'narrow.json');
    expect(run.stderr).toMatch(/network.hidden: not taken with --start; .* that of on.awb/);
    expect(run.code).toBe(0);
  }, 60_000);
});
