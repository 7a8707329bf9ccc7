/** Completion, as the shells themselves complete; and what `doctor host` finds. */
import { spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineHost } from '../../dist/device/index.js';
import { completionScript } from '../../dist/text/index.js';
import { describeWhere } from '../support/needs.js';
import { runHere } from '../support/run-here.js';

const hasBash = spawnSync('bash', ['--version']).status === 0;

describeWhere(hasBash, 'bash', 'completion in bash', () => {
  let script: string;
  beforeAll(async () => {
    script = (await runHere(['completion', 'bash'])).stdout;
  });

  /** What bash offers for the last of some words. */
  const offered = (...words: string[]) => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const run = `${script}\nCOMP_WORDS=(deepawb ${list}); COMP_CWORD=${words.length}; _deepawb; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', run], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trim().split('\n').filter(Boolean);
  };

  it('offers commands, the commands within them, and options', () => {
    expect(offered('pre')).toEqual(['predict']);
    expect(offered('')).toContain('train');
    expect(offered('data', 'ins')).toEqual(['inspect']);
    expect(offered('predict', '--render-')).toEqual([
      '--render-bits',
      '--render-matrix',
      '--render-tone',
    ]);
    expect(offered('data', 'synth', '--tr')).toEqual(['--train']);
  });

  it('leaves files to bash', () => {
    expect(offered('predict', '')).toEqual([]);
    expect(offered('predict', 'a.png', 'b')).toEqual([]);
  });
});

describe('completion scripts', () => {
  const tree = {
    name: 'tool',
    summary: '',
    options: [],
    commands: [
      {
        name: 'one',
        summary: "it's one",
        options: [{ flag: '--flag', summary: 'a $(flag)' }],
        commands: [],
      },
    ],
  };

  it('hold descriptions as text that no shell runs', () => {
    const fish = completionScript('fish', tree);
    expect(fish).toContain(`-a one -d 'it'\\''s one'`);
    expect(fish).toContain(`-l flag -d 'a $(flag)'`);
    expect(completionScript('zsh', tree)).toMatch(/^autoload -U \+X bashcompinit/);
  });

  it('are of three shells; another one is named', async () => {
    const run = await runHere(['completion', 'tcsh']);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/Allowed choices are bash, zsh, fish/);
  });
});

describe('deepawb doctor host', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  it('finds what is there and says how to get what is not', async () => {
    const found = await examineHost({ compiler: 'no-such-compiler', redisPort: port });
    const of = (name: string) => found.find((check) => check.name === name);
    expect(of('Node')).toMatchObject({ isFound: true, detail: process.versions.node });
    expect(of('C compiler')).toMatchObject({
      isFound: false,
      detail: expect.stringMatching(/gcc/),
    });
    expect(of('Redis')).toMatchObject({ isFound: true, detail: `localhost:${port}` });
    expect(of('package bullmq')?.isFound).toBe(true);
    const [closed] = (await examineHost({ redisPort: 1 })).filter(({ name }) => name === 'Redis');
    expect(closed).toMatchObject({ isFound: false, detail: expect.stringMatching(/--redis/) });
  });

  it('prints a line each, and JSON', async () => {
    const run = await runHere(['doctor', 'host']);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^Node +yes +\d+\.\d+/m);
    expect(run.stdout).toMatch(/^cache +yes/m);
    const { checks } = JSON.parse((await runHere(['doctor', 'host', '--json'])).stdout);
    expect(checks.length).toBe(run.stdout.trim().split('\n').length);
  });
});
