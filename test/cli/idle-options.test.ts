/** Options that do nothing in the company they are given in: each is said, and changes nothing. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programCommands } from '../../dist/cli/run-cli.js';
import { IDLE_OPTIONS } from '../../dist/config/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { createTerminal } from '../../dist/terminal/index.js';
import { runHere } from '../support/run-here.js';

let folder: string;
const inFolder = (line: string) => runHere(line.split(' '), { cwd: folder });
const warnings = (stderr: string) =>
  [...stderr.matchAll(/^warning: (--\S+ does nothing .*)$/gm)].map(([, text]) => text);
const TRAIN = 'train --data data --epochs 1 --threads 1 --no-cache';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-idle-'));
  await inFolder('data synth data --train 8 --test 2 --size 48x32');
  await inFolder('data synth others --train 8 --test 2 --size 48x32 --seed 2');
  await inFolder(`${TRAIN} --folds 2 --out m.awb`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('options that do nothing', () => {
  it.each([
    [`${TRAIN} --folds 2 --seeds 3 --out a.awb`, ['--seeds does nothing without --cross-validate']],
    [
      `${TRAIN} --folds 2 --validation none --out b.awb`,
      ['--folds does nothing with --validation none'],
    ],
    [
      `${TRAIN} --folds 2 --cross-validate --seeds 1 --name x --log l.jsonl`,
      ['--name', '--log'].map((one) => `${one} does nothing with --cross-validate`),
    ],
    [
      `${TRAIN} --folds 2 --calibrate m.awb --validation random --name x --out c.awb`,
      ['--name does nothing with --calibrate'],
    ],
    [
      'predict data/test/PNG/0009.png --render-bits 16 --render-tone linear',
      ['--render-bits', '--render-tone'].map((one) => `${one} does nothing without --render`),
    ],
    ['predict data/test/PNG/0009.png --render b.png --render-bits 16', []],
    ['eval --data data --per-picture', ['--per-picture does nothing without --json']],
    ['eval --data data --per-picture --json', []],
    ['eval --data data --aspect 3:2', ['--aspect does nothing without --report']],
    ['export m.awb --out c --part train', ['--part does nothing without --report']],
    [
      'compare data/test/PNG/0009.png --best 3 --out cmp',
      ['--best does nothing with pictures named'],
    ],
    ['compare --data data --best 1 --median 0 --worst 0 --out cmp2', []],
  ])(
    '%s',
    async (line, said) => {
      const { code, stderr } = await inFolder(line);
      expect({ code, warnings: warnings(stderr) }, stderr).toEqual({ code: 0, warnings: said });
    },
    60_000,
  );

  it.each([
    ['--cross-validate --validation none', /leave out --validation none/],
    ['--map-part 0.5 --out d.awb', /--map-part is for several --data, or --canonical/],
    ['--start m.awb --head curve --out d.awb', /leave out --head curve/],
  ])('that contradict what is asked for end train: %s', async (options, message) => {
    const { code, stderr } = await inFolder(`${TRAIN} ${options}`);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});

describe('the table of such options', () => {
  it('names commands and options that there are', async () => {
    const silent = { write: () => true } as unknown as NodeJS.WriteStream;
    const commands = programCommands({
      terminal: createTerminal({ stdout: silent, stderr: silent, env: {} }),
      signal: new AbortController().signal,
      env: {},
    });
    for (const [name, { without = {}, beside = {} }] of Object.entries(IDLE_OPTIONS)) {
      const [{ options } = { options: [] }] = (await commands.load(name)).commands;
      const named = [without, beside].flatMap((table) => Object.entries(table).flat(2));
      const flags = named.filter((text) => text.startsWith('--')).map((text) => text.split(' ')[0]);
      expect(flags.length).toBeGreaterThan(1);
      expect(options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
    }
  });
});

describe('a calibration by trainings that are not like the model’s', () => {
  const calibrate = (more: string) =>
    inFolder(
      `train --calibrate m.awb --folds 2 --validation random --threads 1 --no-cache --out cal.awb ${more}`,
    );

  it('says so of other pictures and of other settings, and of none that are the same', async () => {
    const same = await calibrate('--data data --epochs 1');
    expect(same.code).toBe(0);
    expect(same.stderr).not.toContain('warning');
    const pictures = await calibrate('--data others --epochs 1');
    expect(pictures.stderr).toMatch(
      /warning: .*m was trained on data, and these are other pictures/,
    );
    const settings = await calibrate('--data data --epochs 2');
    expect(settings.stderr).toMatch(/warning: .*m was trained with --epochs 1, now it is 2/);
    const { name } = decodeModel(readFileSync(join(folder, 'cal.awb'))).metadata;
    expect(name).toBe('m');
  }, 60_000);
});

describe('what comes after a training', () => {
  it('is said as a command that runs, where there are pictures to judge by', async () => {
    const { stdout } = await inFolder(`${TRAIN} --folds 2 --out next.awb`);
    const [, next = ''] = /^Next: deepawb (.*)$/m.exec(stdout) ?? [];
    expect(next).toBe('eval --data data --model next.awb --baselines');
    const { code, stdout: table } = await inFolder(next);
    expect(code).toBe(0);
    expect(table).toMatch(/next.*\n.*constant/);
    const json = await inFolder(`${TRAIN} --folds 2 --out next.awb --json`);
    expect(JSON.parse(json.stdout)).toMatchObject({ model: 'next.awb' });
    rmSync(join(folder, 'others/test'), { recursive: true });
    const alone = await inFolder(
      `${TRAIN.replace('--data data', '--data others')} --folds 2 --out o.awb`,
    );
    expect(alone.stdout).not.toContain('Next:');
  }, 60_000);
});
