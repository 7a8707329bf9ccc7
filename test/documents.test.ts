/**
 * The commands of README and docs: those of the README's doors run as they stand in a folder that holds only the packed package, all
 * others are at least what the program understands, with every option and every value.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../dist/cli/run-cli.js';
import { createTerminal } from '../dist/terminal/index.js';

const ROOT = join(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  'examples/raspberry-pi/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Commands of the program in a page's `sh` blocks, lines that go on joined. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
    block
      .replace(/\\\n\s*/g, ' ')
      .split('\n')
      .flatMap((line) => line.split(/ (?:\||&&) /))
      .map((line) => line.trim())
      // With dots for what is to be filled in it says how, and is no command.
      .filter((line) => /^(?:npx )?deepawb /.test(line) && !line.includes(' ... ')),
  );
}

/** Words as a shell would hand them over, for what stands in documents: quotes, comments, redirections. */
function wordsOf(command: string): string[] {
  const words = command.match(/"[^"]*"|'[^']*'|#.*$|\S+/g) ?? [];
  const end = words.findIndex((word) => /^[#>]|^2>/.test(word));
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

describe('commands of README and docs', () => {
  const all = PAGES.flatMap((page) =>
    commandsIn(readFileSync(join(ROOT, page), 'utf8')).map((command) => [page, command] as const),
  );

  it('are found', () => {
    expect(all.length).toBeGreaterThan(60);
  });

  it('are what the program understands', async () => {
    const wrong: string[] = [];
    for (const [page, command] of all) {
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
});

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

describe('the doors of the README, in a folder with the packed package alone', () => {
  let folder: string;
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const doors = [...readme.matchAll(/^## (I .*?)$(.*?)(?=^## )/gms)].map(
    ([, title = '', text = '']) => [title, commandsIn(text)] as const,
  );

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'deepawb-doors-'));
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
    spawnSync('npm', args, { cwd: ROOT });
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, 'deepawb'), { recursive: true });
    const tarball = join(folder, 'deepawb-0.1.0.tgz');
    spawnSync('tar', ['xzf', tarball, '--strip-components=1', '-C', join(modules, 'deepawb')]);
    // What npm would install beside it.
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const scope of new Set(Object.keys(dependencies).map((name) => name.split('/')[0]!))) {
      symlinkSync(join(ROOT, 'node_modules', scope), join(modules, scope));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
    const main = join(folder, 'node_modules/deepawb/dist/cli/main.js');
    const child = spawn(process.execPath, [main, ...args], { cwd: folder });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdout.resume();
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
  }

  it('are three, of three commands each', () => {
    expect(doors.map(([, commands]) => commands.length)).toEqual([3, 3, 3]);
  });

  it.each(doors)(
    '%s',
    async (_, commands) => {
      for (const command of commands) {
        const { code, stderr } = await run(argumentsOf(command));
        expect(code, `${command}\n${stderr}`).toBe(0);
      }
      const written = commands.flatMap((command) => {
        const args = argumentsOf(command);
        const flags = ['--out', '--csv', '--report'].map((flag) => args.indexOf(flag));
        return flags.filter((at) => at >= 0).map((at) => args[at + 1] ?? '');
      });
      for (const file of written) expect(existsSync(join(folder, file)), file).toBe(true);
    },
    600_000,
  );
});
