/**
 * README and docs as their readers use them: every command of a console block, and every JavaScript block, runs as it stands in a folder that holds the packed
 * package and what the page's reader has (worlds.ts), or the page's source says why not; all are what the program understands.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../dist/cli/run-cli.js';
import { createTerminal } from '../../dist/terminal/index.js';
import { consoleBlocks, PAGES, programCommands, ROOT, scriptBlocks } from './console-blocks.js';
import {
  ALL_PAGES,
  isOfScripts,
  leavesOf,
  type Mention,
  mentionedCommands,
  mentionedOptions,
  unknownIn,
  unknownOption,
} from './mentions.js';
import { type PackedPackage, packPackage } from './packed-package.js';
import { BETWEEN, WORLDS } from './worlds.js';

/** Words as a shell would hand them over, for what stands in documents: quotes, redirections. */
function wordsOf(command: string): string[] {
  const words = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const end = words.findIndex((word) => /^>|^2>/.test(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) =>
    word.replace(/^(["'])(.*)\1$/, '$2'),
  );
}

/** The arguments of a command, `npx deepawb` taken off. */
const argumentsOf = (command: string) => wordsOf(command).slice(command.startsWith('npx ') ? 2 : 1);

const silent = { write: () => true } as unknown as NodeJS.WriteStream;

/** What the program says of a command line without doing anything; null where it is content. */
async function misunderstood(args: readonly string[]): Promise<string | null> {
  const terminal = createTerminal({ stdout: silent, stderr: silent, env: {} });
  const program = await createProgram(args, {
    terminal,
    signal: new AbortController().signal,
    env: {},
  });
  const walk = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(walk);
  };
  walk(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const blocks = PAGES.flatMap((page) => consoleBlocks(page).map((block) => ({ page, ...block })));
const lines = blocks.flatMap(({ page, lines }) => lines.map((line) => ({ page, ...line })));

describe('commands of README and docs', () => {
  const commands = lines
    .filter(({ notRun }) => notRun !== 'says what is to be filled in')
    .flatMap(({ page, text }) => programCommands(text).map((command) => ({ page, command })));

  it('are found', () => {
    expect(commands.length).toBeGreaterThan(60);
  });

  it('are what the program understands', async () => {
    const wrong: string[] = [];
    for (const { page, command } of commands) {
      const fault = await misunderstood(argumentsOf(command));
      if (fault !== null) wrong.push(`${page}: ${command}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  });

  it('would be told from others', async () => {
    expect(await misunderstood(['predict', 'a.png', '--no-such-option'])).toMatch(/unknown option/);
    expect(await misunderstood(['eval'])).toMatch(/required option/);
    expect(await misunderstood(['nothing'])).toMatch(/unknown command/);
  });

  it('are what the doors of the README have three of each', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const doors = [...readme.matchAll(/^## I .*?$(.*?)(?=^## )/gms)].map(
      ([, text = '']) => text.match(/^npx deepawb /gm)?.length,
    );
    expect(doors).toEqual([3, 3, 3]);
  });
});

describe('commands and options that pages name anywhere', () => {
  let program: Command;
  beforeAll(async () => {
    const terminal = createTerminal({ stdout: silent, stderr: silent, env: {} });
    const { signal } = new AbortController();
    program = await createProgram([], { terminal, signal, env: {} });
  });
  const faultsOf = (
    mentions: (page: string) => readonly Mention[],
    faultOf: (text: string) => string | null,
  ) =>
    ALL_PAGES.flatMap((page) =>
      mentions(page).flatMap(({ lineNumber, text }) => {
        const fault = faultOf(text);
        return fault === null ? [] : [`${page}:${lineNumber}: ${text}: ${fault}`];
      }),
    );

  it('are commands that there are, with their options', () => {
    const names = program.commands.map((one) => one.name());
    const mentions = (page: string) => mentionedCommands(page, names);
    expect(ALL_PAGES.flatMap(mentions).length).toBeGreaterThan(250);
    expect(faultsOf(mentions, (text) => unknownIn(program, text))).toEqual([]);
  });

  it('are whole command lines where a block has them', async () => {
    const names = program.commands.map((one) => one.name());
    const whole = ALL_PAGES.flatMap((page) =>
      mentionedCommands(page, names).map((mention) => ({ page, ...mention })),
    ).filter(({ isWhole }) => isWhole);
    expect(whole.length).toBeGreaterThan(70);
    const wrong: string[] = [];
    for (const { page, lineNumber, text } of whole) {
      for (const command of programCommands(text)) {
        const fault = await misunderstood(argumentsOf(command));
        if (fault !== null) wrong.push(`${page}:${lineNumber}: ${command}: ${fault}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are options of some command, or of a script beside', () => {
    const commands = leavesOf(program);
    expect(ALL_PAGES.flatMap(mentionedOptions).length).toBeGreaterThan(100);
    const fault = (text: string) => {
      if (/^--no-\.\.\.$/.test(text)) return null;
      const [flag = '', value] = text.split(/[ =]/);
      return flag === '--help' || isOfScripts(flag) ? null : unknownOption(commands, flag, value);
    };
    expect(faultsOf(mentionedOptions, fault)).toEqual([]);
  });

  it.each([
    ['deepawb data imports x', 'no command imports'],
    ['train --form shipped', 'no option --form'],
    ['npx deepawb export --format tiff', '--format does not take tiff'],
    ['deepawb search run FILE --format=c', 'no option --format'],
    ['deepawb export --format FORMAT [MODEL]', null],
    ['deepawb <command> --help', null],
  ])('would be told from others: %s', (text, fault) => {
    expect(unknownIn(program, text)).toBe(fault);
  });
});

describe('commands in a folder with the packed package alone', () => {
  let packed: PackedPackage;
  beforeAll(() => {
    packed = packPackage();
  }, 120_000);
  afterAll(() => packed?.remove());

  const run = (page: string) => blocks.filter((block) => block.page === page);
  const scripts = (page: string) => scriptBlocks(page).filter(({ notRun }) => !notRun);
  const pages = PAGES.filter(
    (page) =>
      scripts(page).length > 0 || run(page).some(({ lines }) => lines.some((l) => !l.notRun)),
  );

  it.each(pages)(
    '%s',
    async (page) => {
      const folder = packed.folder(page.replaceAll('/', '-'));
      for (const prepare of WORLDS[page] ?? []) await prepare(folder);
      for (const { lineNumber, lines } of run(page)) {
        const script = lines.filter(({ notRun }) => !notRun).map(({ text }) => text);
        if (script.length === 0) continue;
        BETWEEN[page]?.(folder, script.join('\n'));
        const { code, output } = await packed.run(folder, script.join('\n'));
        expect(code, `${page}:${lineNumber}\n${script.join('\n')}\n${output}`).toBe(0);
        for (const file of writtenBy(script)) {
          expect(existsSync(join(folder, file)), `${page}:${lineNumber}: ${file}`).toBe(true);
        }
      }
      for (const { lineNumber, text } of scripts(page)) {
        writeFileSync(join(folder, 'block.mjs'), text);
        const { code, output } = await packed.run(folder, 'node block.mjs');
        expect(code, `${page}:${lineNumber}\n${output}`).toBe(0);
      }
    },
    600_000,
  );

  it('fail where a command is wrong', async () => {
    const folder = packed.folder('wrong');
    const { code, output } = await packed.run(folder, 'npx deepawb predict none.dng\necho after');
    expect(code).toBe(3);
    expect(output).not.toContain('after');
  });

  // Listed as skipped, each with its reason.
  for (const { page, text, notRun } of lines.filter((line) => line.notRun)) {
    it.skip(`${page}: ${text} [not run: ${notRun}]`, () => {});
  }
});

/** Files that commands say they write. */
function writtenBy(script: readonly string[]): string[] {
  return script.flatMap(programCommands).flatMap((command) => {
    const args = argumentsOf(command);
    const flags = ['--out', '--csv', '--report', '--render'].map((flag) => args.indexOf(flag));
    // Of `export` --report names a data set, and the --out of a study that is looked at nothing.
    return flags.filter((at) => at >= 0).map((at) => args[at + 1] ?? '');
  });
}

describe('links of the documents in the package', () => {
  const args = ['pack', '--json', '--ignore-scripts', '--dry-run'];
  const { stdout } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  const answer = JSON.parse(stdout);
  const [pack] = Array.isArray(answer) ? answer : Object.values(answer);
  const files: string[] = pack.files.map(({ path }: { path: string }) => path);
  const there = new Set(
    files.flatMap((file) => file.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'))),
  );

  it('lead to files that are in it', () => {
    const broken = files
      .filter((file) => file.endsWith('.md') && !file.startsWith('dist/'))
      .flatMap((file) => {
        const text = readFileSync(join(ROOT, file), 'utf8').replace(/^```.*?^```/gms, '');
        return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
          .map(([, to = '']) => to)
          .filter((to) => !/^[a-z]+:/.test(to))
          .filter((to) => !there.has(join(dirname(file), to).replace(/\/$/, '')))
          .map((to) => `${file}: ${to}`);
      });
    expect(broken).toEqual([]);
    expect(there.has('docs/no-such.md')).toBe(false);
  });
});
