/** Files of options: what they add to a command line, what goes before them, and what of them is refused. */
import { createHash } from 'node:crypto';
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { programCommands } from '../../dist/cli/run-cli.js';
import { configuredLine } from '../../dist/config/index.js';
import { createTerminal } from '../../dist/terminal/index.js';
import { runHere } from '../support/run-here.js';

let root: string;
let folder: string;
let count = 0;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'deepawb-config-')));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = join(root, `case-${count++}`);
  mkdirSync(folder);
});

const put = (content: unknown, name = 'deepawb.config.json'): string => {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

const silent = { write: () => true } as unknown as NodeJS.WriteStream;
const program = programCommands({
  terminal: createTerminal({ stdout: silent, stderr: silent, env: {} }),
  signal: new AbortController().signal,
  env: {},
});

/** The command line that a file makes of another. */
const lineOf = async (...args: string[]) =>
  (await configuredLine(args, () => folder, program)).args.join(' ');
const run = (...args: string[]) => runHere(args, { cwd: folder });

describe('a file of options', () => {
  it('adds to a command line what it does not say, and leaves others as they are', async () => {
    put({ train: { data: ['a', 'b'], epochs: 7, 'cross-validate': true, resume: false } });
    const added = (await lineOf('train')).split(' ').slice(1);
    expect(added.sort()).toEqual(['--cross-validate', '--data=a', '--data=b', '--epochs=7']);
    expect(await lineOf('train', '--out', 'x.awb')).toBe(`${await lineOf('train')} --out x.awb`);
    expect(await lineOf('predict', 'a.png')).toBe('predict a.png');
  });

  it('gives way to the command line, however that says it', async () => {
    put({ train: { epochs: 7 }, 'data synth': { mask: false } });
    expect(await lineOf('train', '--epochs', '3')).toBe('train --epochs 3');
    expect(await lineOf('train', '--epochs=3')).toBe('train --epochs=3');
    expect(await lineOf('data', 'synth', 'x')).toBe('data synth --no-mask x');
    expect(await lineOf('data', 'synth', 'x', '--no-mask')).toBe('data synth x --no-mask');
    // The value of another option is no option, and behind -- there is none.
    expect(await lineOf('train', '--out', '--epochs')).toBe('train --epochs=7 --out --epochs');
    expect(await lineOf('train', '--', '--epochs')).toBe('train --epochs=7 -- --epochs');
  });

  it('says for one command what goes before what it says for all', async () => {
    put({ shared: { seed: 5, data: 'cube' }, eval: { seed: 6 } });
    expect(await lineOf('eval')).toBe('eval --data=cube --seed=6');
    expect(await lineOf('worker')).toContain('--seed=5');
  });

  it('repeats an option that may be given several times, and no other', async () => {
    put({ eval: { model: ['a.awb', 'b.awb'] } });
    expect(await lineOf('eval')).toBe('eval --model=a.awb --model=b.awb');
    put({ train: { epochs: [1, 2] } });
    await expect(lineOf('train')).rejects.toThrow(/train\.epochs: expected a text or a number/);
  });

  it('means paths that begin with a dot from its own folder', async () => {
    put({ eval: { data: './cube', model: '../m.awb', report: 'r.html' } });
    const line = await lineOf('eval');
    expect(line).toContain(`--data=${join(folder, 'cube')}`);
    expect(line).toContain(`--model=${join(root, 'm.awb')}`);
    expect(line).toContain('--report=r.html');
  });

  it('is the nearest from the folder upward, of either name', async () => {
    put({ train: { epochs: 7 } });
    const below = join(folder, 'a', 'b');
    mkdirSync(below, { recursive: true });
    const at = async () => (await configuredLine(['train'], () => below, program)).args.join(' ');
    expect(await at()).toBe('train --epochs=7');
    put({ train: { epochs: 8 } }, 'a/.deepawbrc.json');
    expect(await at()).toBe('train --epochs=8');
    put({}, 'a/deepawb.config.json');
    await expect(at()).rejects.toThrow(
      /expected one file of options, got \.deepawbrc\.json beside/,
    );
  });

  it('is the one that --config names, or none', async () => {
    put({ train: { epochs: 7 } });
    put({ train: { epochs: 9 } }, 'other.json');
    expect(await lineOf('train', '--config', 'other.json')).toMatch(/--epochs=9/);
    expect(await lineOf('train', '--config=other.json')).toMatch(/--epochs=9/);
    expect(await lineOf('train', '--no-config')).toBe('train --no-config');
    await expect(lineOf('train', '--config', 'none.json')).rejects.toThrow(/no such file/);
  });

  it('makes the same data set as the same options typed, and is named', async () => {
    const file = put({
      shared: { seed: 4 },
      'data synth': { train: 2, test: 1, size: '24x16', mask: false },
    });
    const fromFile = await run('data', 'synth', 'one');
    const flags = ['--train', '2', '--test', '1', '--size', '24x16', '--no-mask', '--seed', '4'];
    const typed = await run('data', 'synth', 'two', '--no-config', ...flags);
    expect([fromFile.code, typed.code]).toEqual([0, 0]);
    expect(fromFile.stderr).toContain(`Options of ${file}: --train=2 --test=1`);
    expect(typed.stderr).not.toContain('Options of');
    const digest = (name: string) =>
      readdirSync(join(folder, name), { recursive: true, encoding: 'utf8', withFileTypes: true })
        .filter((entry) => entry.isFile() && /png|csv/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => createHash('md5').update(readFileSync(path)).digest('hex'));
    expect(digest('one')).toHaveLength(7);
    expect(digest('one')).toEqual(digest('two'));
  });

  it('is named by doctor host', async () => {
    const file = put({});
    const { stdout } = await run('doctor', 'host', '--json');
    expect(JSON.parse(stdout).checks).toContainEqual(
      expect.objectContaining({ name: 'file of options', isFound: true, detail: file }),
    );
  });
});

describe('a file of options that is wrong', () => {
  it.each([
    [
      'a key that is near an option',
      { train: { epoch: 3 } },
      /train has no option "epoch"\. Did you mean epochs\?/,
    ],
    [
      'a shared key that no command has',
      { shared: { seeed: 3 } },
      /no command has an option "seeed"\. Did you mean seed\?/,
    ],
    ['a command that is near another', { tran: {} }, /got "tran"\. Did you mean train\?/],
    [
      'a command that only holds others',
      { data: { train: 3 } },
      /expected commands and shared, got "data"/,
    ],
    ['the file that it is', { train: { config: 'x.json' } }, /train has no option "config"/],
    ['an option of the prototype', '{"__proto__": {}}', /got "__proto__"/],
    [
      'an option of the prototype of a command',
      '{"train": {"constructor": 1}}',
      /no option "constructor"/,
    ],
    [
      'a text for a switch',
      { train: { resume: 'yes' } },
      /train\.resume: expected true or false, got .*yes/,
    ],
    [
      'a switch for a number',
      { train: { epochs: true } },
      /train\.epochs: expected a text or a number/,
    ],
    ['null', { train: { epochs: null } }, /train\.epochs: expected a text or a number, got null/],
    ['an object for a value', { train: { epochs: {} } }, /train\.epochs: expected/],
    ['an empty list', { train: { data: [] } }, /train\.data: expected a text, a number or a list/],
    ['a NUL', { train: { data: 'a\0b' } }, /NUL/],
    ['a list', [], /expected an object of options/],
    ['a list for a command', { train: [] }, /train: expected an object of options/],
    ['no JSON', '{ train: 1 }', /expected options in JSON/],
    ['nothing', '', /expected options in JSON/],
    ['no UTF-8', '{"train": {"data": "\xff"}}', /expected options in JSON/],
    ['more than anybody writes', ' '.repeat(1_000_001), /expected at most 1000000 bytes/],
  ])('%s ends with exit code 3 and a sentence that names it', async (_, content, message) => {
    const file = join(folder, 'deepawb.config.json');
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(file, Buffer.from(text, 'latin1'));
    const { code, stderr } = await run('train', '--data', 'none');
    expect(stderr).toMatch(message);
    expect(stderr).toContain('deepawb.config.json');
    expect(code).toBe(3);
  });

  it('is refused by the option itself where only that knows', async () => {
    put({ train: { epochs: 'many' } });
    const { code, stderr } = await run('train', '--data', 'none', '--out', 'x.awb');
    expect(stderr).toMatch(/--epochs.*many/);
    expect(code).toBe(2);
  });

  it('keeps no help back, and can be left out', async () => {
    put('{');
    const help = await run('train', '--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--epochs');
    expect(help.stderr).toContain('expected options in JSON');
    expect((await run('cache', '--no-config')).code).toBe(0);
  });

  it.skipIf(process.getuid?.() !== 0)('of another user is heeded only by name', async () => {
    chownSync(put({ train: { epochs: 7 } }), 12_345, 12_345);
    await expect(lineOf('train')).rejects.toThrow(/belongs to another user.*--no-config/);
    expect(await lineOf('train', '--config', 'deepawb.config.json')).toMatch(/--epochs=7/);
  });
});
