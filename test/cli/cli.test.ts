import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../dist/benchmark/index.js';
import { runCli } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

const COMMANDS = [
  ['data'],
  ['data', 'inspect'],
  ['data', 'import'],
  ['data', 'thumbnails'],
  ['data', 'synth'],
  ['data', 'augment'],
  ['data', 'fetch'],
  ['label'],
  ['train'],
  ['eval'],
  ['compare'],
  ['import'],
  ['chart'],
  ['balance'],
  ['benchmark'],
  ['benchmark', 'reference'],
  ...PROTOCOLS.map(({ name }) => ['benchmark', name]),
  ['export'],
  ['predict'],
  ['web'],
  ['demo'],
  ['bayes'],
  ['bayes', 'estimate'],
  ['bayes', 'tune'],
  ['measure'],
  ['measure', 'model'],
  ['search'],
  ['search', 'run'],
  ['search', 'resume'],
  ['search', 'status'],
  ['search', 'pareto'],
  ['search', 'export'],
  ['worker'],
  ['cache'],
  ['doctor'],
  ['doctor', 'libcamera'],
  ['doctor', 'host'],
  ['completion'],
];
const GROUPS = ['data', 'bayes', 'benchmark', 'doctor', 'measure', 'search'];
const LEAVES = COMMANDS.filter((c) => !GROUPS.includes(c.join(' ')));

describe('deepawb', () => {
  it('shows help with an example for itself and every command, on stdout', async () => {
    for (const command of [[], ...COMMANDS]) {
      const run = await runHere([...command, '--help']);
      expect(run, command.join(' ')).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(/^Usage: deepawb/);
      expect(run.stdout).toMatch(/Example:\n {2}\$ deepawb /);
      for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('takes --json and --seed everywhere', async () => {
    for (const command of LEAVES) {
      const { stdout } = await runHere([...command, '--help']);
      expect(stdout).toMatch(/--json /);
      expect(stdout).toMatch(/--seed <n> /);
    }
  });

  it('lists in the help all commands that are tested here', async () => {
    const top = (await runCli(['--help'])).stdout;
    const named = [...top.matchAll(/^ {2}([a-z]+) .*$/gm)].map((m) => m[1]);
    expect(new Set(named)).toEqual(new Set(['help', ...COMMANDS.map((c) => c[0])]));
    expect((await runCli(['help', 'data'])).stdout).toBe((await runCli(['data', '--help'])).stdout);
  });

  it('prints the version of the package', async () => {
    const manifest = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    );
    expect((await runCli(['--version'])).stdout).toBe(`${manifest.version}\n`);
  });

  it('answers misuse with exit code 2, an error on stderr and a suggestion', async () => {
    const cases: [string[], RegExp][] = [
      [['dta'], /unknown command 'dta'\n\(Did you mean data\?\)/],
      [['data', 'fech'], /Did you mean fetch\?/],
      [['data', 'fetch', 'simplecube++', '--jsno'], /Did you mean --json\?/],
      [['data', 'fetch'], /missing required argument 'name'/],
      [['data', 'fetch', 'x'], /expected one of simplecube\+\+, got x/],
      [['data', 'fetch', 'simplecube++', 'a', 'b'], /too many arguments/],
      [['data', 'fetch', 'simplecube++', '--seed', '1.5'], /Expected a whole number from 0/],
      [['data', 'fetch', 'simplecube++', '--md5', 'q'], /--md5: expected 32 hex digits, got q/],
      [[], /Usage: deepawb/],
      [['data'], /Usage: deepawb data/],
    ];
    for (const [args, expected] of cases) {
      const run = await runCli(args);
      expect(run, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(expected);
    }
  });

  it('colours nothing in a pipe, everything on FORCE_COLOR, nothing on NO_COLOR whatever else', async () => {
    const args = ['data', 'fetch', 'x'];
    const controlSequence = '\u001b[';
    expect((await runCli(args)).stderr).not.toContain(controlSequence);
    expect((await runCli(args, { env: { FORCE_COLOR: '1' } })).stderr).toContain(controlSequence);
    const both = { FORCE_COLOR: '1', NO_COLOR: '1' };
    expect((await runCli(args, { env: both })).stderr).not.toContain(controlSequence);
    expect((await runCli(['--help'], { env: both })).stdout).not.toContain(controlSequence);
  });

  it('shows the stack of an error on request only', async () => {
    const args = ['data', 'fetch', 'x'];
    expect((await runCli(args)).stderr).not.toMatch(/\n\s+at /);
    expect((await runCli([...args, '--debug'])).stderr).toMatch(/\n\s+at /);
    expect((await runCli(args, { env: { DEEPAWB_DEBUG: '1' } })).stderr).toMatch(/\n\s+at /);
  });

  it('is silent when its reader goes away', async () => {
    const main = join(import.meta.dirname, '../../dist/cli/main.js');
    const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    expect(await new Promise((done) => child.on('close', done))).toBe(0);
    expect(stderr).toBe('');
  });
});
