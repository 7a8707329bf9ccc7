/** Whole studies on the command line: from a YAML file to a model that balances pictures. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { describeWithRedis, startRedis } from '../nas/redis-server.js';
import { MAIN } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';

let root: string;
const inRoot = (...parts: string[]) => join(root, ...parts);
const run = (...args: string[]) => runHere(args, { cwd: root });

/** Networks of a few hundred weights, trained for two epochs on some thirty pictures. */
const STUDY = `name: toy
data: { path: data }
space:
  family: small
  parameters:
    - { kind: ordered, name: inputSize, values: [8, 12] }
    - { kind: integer, name: width, low: 4, high: 8 }
    - { kind: integer, name: lastWidth, low: 4, high: 8 }
    - { kind: float, name: rate, low: 0.002, high: 0.06, log: true }
  constraints: [{ lower: width, upper: lastWidth }]
  fixed: { depth: 2, hidden: 8, anchors: 0 }
objectives:
  error: { threshold: 40 }
  cpuMs: { threshold: 50 }
  memoryMb: { threshold: 500 }
trials: 4
epochs: 2
batch: 8
validation: { folds: 4 }
halving: { rungs: 0 }
finalists: { count: 1, seeds: 1 }
executor: { kind: local, slots: 2 }
`;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-search-'));
  const synth = await run('data', 'synth', 'data', '--train', '32', '--test', '1', '--size', '32');
  expect(synth.code).toBe(0);
  writeFileSync(inRoot('toy.yaml'), STUDY);
  const { code, stdout, stderr } = await run('search', 'run', 'toy.yaml', '--out', 'study');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  first = { stdout, stderr };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let first: { stdout: string; stderr: string };

const journalOf = (study: string): Record<string, unknown>[] =>
  existsSync(inRoot(study, 'journal.jsonl'))
    ? readFileSync(inRoot(study, 'journal.jsonl'), 'utf8')
        .split('\n')
        .slice(1, -1)
        .map((line) => JSON.parse(line))
    : [];
const count = (study: string, event: string) =>
  journalOf(study).filter((e) => e.event === event).length;

/** A program that runs until it is killed. */
function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { cwd: root, stdio: 'ignore' });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('exit', resolve));
}

describe('deepawb search run', () => {
  it('prints the space, the first suggestions and their costs with --dry-run, and makes nothing', async () => {
    const { code, stdout } = await run('search', 'run', 'toy.yaml', '--dry-run', '--out', 'dry');
    expect(stdout).toContain('MB: memory that the model adds, runner wasm');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Study toy: 4 trials of 2 epochs$/m);
    expect(stdout).toMatch(/^ {2}rate: 0.002 to 0.06, log scale$/m);
    expect(stdout).toMatch(/^ {2}width <= lastWidth$/m);
    expect(stdout).toContain('Thresholds: error 40 degrees, CPU time 50 ms, memory 500 MB');
    expect(stdout.match(/^ +\d {2}[\d.]+ ms, [\d.]+ MB$/gm)).toHaveLength(4);
    expect(stdout.match(/\d+ parameters, [\d.]+ MFLOP, .* of activations/g)).toHaveLength(4);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(existsSync(inRoot('dry'))).toBe(false);
  });

  it('measures on the runner that --runner names, else the study, else the exported WASM', async () => {
    const runnerOf = async (...args: string[]) => {
      const all = ['toy.yaml', '--dry-run', '--json', '--trials', '1', ...args];
      return JSON.parse((await run('search', 'run', ...all)).stdout).description.device.runner;
    };
    expect(await runnerOf()).toBe('wasm');
    expect(await runnerOf('--runner', 'node')).toBe('node');
    const toy = readFileSync(inRoot('toy.yaml'), 'utf8');
    writeFileSync(inRoot('own.yaml'), `${toy}\ndevice: { kind: local, runner: node }\n`);
    const { stdout } = await run('search', 'run', 'own.yaml', '--dry-run', '--json');
    expect(JSON.parse(stdout).description.device).toEqual({ kind: 'local', runner: 'node' });
  });

  it('suggests something else with another --seed, and the same with the same', async () => {
    const configurations = async (...seed: string[]) => {
      const args = ['toy.yaml', '--dry-run', '--json', '--trials', '1', ...seed];
      const { stdout } = await run('search', 'run', ...args);
      const { suggestions, space } = JSON.parse(stdout);
      expect(space.constraints).toEqual([{ lower: 'width', upper: 'lastWidth' }]);
      return suggestions.map((s: { configuration: unknown }) => s.configuration);
    };
    const own = await configurations();
    expect(own).toHaveLength(1);
    // The study's own seed is 1.
    expect(await configurations('--seed', '1')).toEqual(own);
    expect(await configurations('--seed', '2')).not.toEqual(own);
  });

  it('writes one line a trial where stderr is no terminal, and the network to take on stdout', () => {
    expect(
      first.stderr.match(/^trial +\d+ {2}trained +[\d.]+° +[\d.]+ ms, [\d.]+ MB/gm),
    ).toHaveLength(4);
    expect(first.stderr).toMatch(/^trial +\d+ {2}again +[\d.]+° +with seed 1000$/m);
    expect(first.stderr).toMatch(/^4 of 4 trials done, 0 running: 4 trained, 0 stopped early/m);
    expect(first.stderr).not.toContain('\x1b');
    expect(first.stdout).toMatch(/^Take trial \d: it has the lowest error/m);
    expect(first.stdout).toContain("'deepawb search pareto study'");
    expect(existsSync(inRoot('study', 'lock'))).toBe(false);
  });

  it('refuses a folder that has a study, with the cure', async () => {
    const { code, stderr } = await run('search', 'run', 'toy.yaml', '--out', 'study');
    expect(code).toBe(3);
    expect(stderr).toContain("there is a study already; go on with 'deepawb search resume study'");
  });

  it('leaves no study behind where no Redis answers', async () => {
    const args = ['--executor', 'bullmq', '--redis', 'redis://127.0.0.1:1', '--out', 'away'];
    const { code, stderr } = await run('search', 'run', 'toy.yaml', ...args);
    expect(code).toBe(3);
    expect(stderr).toMatch(/redis:\/\/127.0.0.1:1: expected a Redis, got: .*start redis-server/);
    expect(existsSync(inRoot('away'))).toBe(false);
  });

  const withLine = (from: string, to: string) => STUDY.replace(from, to);
  it.each<[string, string, RegExp]>([
    ['no YAML', 'name: [toy', /bad\.yaml:1: expected YAML/],
    [
      'an unknown key',
      `${STUDY}trails: 3\n`,
      /bad\.yaml:23: trails: expected a key.*docs\/nas\.md.*Did you mean trials\?/,
    ],
    ['a wrong type', withLine('epochs: 2', 'epochs: many'), /bad\.yaml:17: epochs: .*got "many"/],
    [
      'a role that is none',
      withLine('threshold: 50 }', 'threshold: 50, role: wish }'),
      /bad\.yaml:14: objectives\.cpuMs\.role: expected one of "objective", "limit", got "wish"/,
    ],
    [
      'bounds in the wrong order',
      withLine('name: lastWidth, low: 4', 'name: lastWidth, low: 40'),
      /bad\.yaml:8: space\.parameters\.2: .*lastWidth: expected low <= high, got 40 and 8/,
    ],
    [
      'a parameter that means nothing',
      withLine('name: inputSize', 'name: imputSize'),
      /bad\.yaml:6: space\.parameters\.0: network space: expected parameters of .*inputSize.*; got 'imputSize'/,
    ],
    [
      'a start outside the space',
      `${STUDY}start: [{ inputSize: 9, width: 4, lastWidth: 4, rate: 0.01 }]\n`,
      /bad\.yaml:23: start\.0: configuration: inputSize has no value 9/,
    ],
  ])('names line, key and cure of a study file with %s', async (_title, text, message) => {
    writeFileSync(inRoot('bad.yaml'), text);
    const { code, stdout, stderr } = await run('search', 'run', 'bad.yaml', '--dry-run');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('exits 2 for options that do not go together, and 3 for what is not there', async () => {
    const cases: [string[], number, RegExp][] = [
      [['run', 'toy.yaml', '--trials', '0'], 2, /whole number from 1/],
      [['run', 'toy.yaml', '--redis', 'redis://a'], 2, /--redis is for --executor bullmq/],
      [['run', 'toy.yaml', '--queue', 'a'], 2, /--queue is for --executor bullmq/],
      [['export', 'study'], 2, /--out <file>/],
      [['export', 'study', '--out', 'x.awb', '--trial', '9'], 2, /from 0 to 3, got 9/],
      [['run', 'none.yaml'], 3, /none\.yaml: expected a study in YAML/],
      [['run', 'toy.yaml', '--data', 'none'], 3, /none: expected the data set.*--data/],
      [['status', 'none'], 3, /none: expected a study.*'deepawb search run' makes one/],
      [['resume', 'study', '--trials', '2'], 3, /at least the 4 trials that there are, got 2/],
    ];
    for (const [args, code, message] of cases) {
      const result = await run('search', ...args);
      expect(result, args.join(' ')).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(message);
    }
  });
});

describe('a study that was run', () => {
  it('has a status, for people and for programs', async () => {
    const { code, stdout } = await run('search', 'status', 'study');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^4 of 4 trials done, 0 running: 4 trained/m);
    expect(stdout.match(/^trial +\d {2}trained/gm)).toHaveLength(4);
    const status = JSON.parse((await run('search', 'status', 'study', '--json')).stdout);
    expect(status).toMatchObject({ name: 'toy', finished: true, counts: { completed: 4 } });
    expect(status.hypervolume).toBeGreaterThan(0);
    expect(status.front).toContain(status.choice.trial);
    expect(status.trials).toHaveLength(4);
  });

  it('has a front, drawn with its thresholds, and says which network to take and why', async () => {
    const { code, stdout } = await run('search', 'pareto', 'study', '--out', 'front');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^trial +error +seeds +CPU ms +MB +parameters/m);
    expect(stdout).toMatch(/^\d +[\d.]+° +2 .*front, take/m);
    expect(stdout).toMatch(/^Thresholds: error 40 degrees, CPU time 50 ms, memory 500 MB, on /m);
    expect(stdout).toMatch(
      /^Take trial \d: it has the lowest error of those trained with several seeds/m,
    );
    const files = (...names: string[]) => names.flatMap((name) => [`${name}.png`, `${name}.svg`]);
    const charts = files('front-cpu', 'front-memory');
    const course = files('hypervolume', 'learning-curves');
    expect(readdirSync(inRoot('front')).sort()).toEqual(
      [...charts, ...course, 'index.html'].sort(),
    );
    for (const name of charts) {
      const bytes = readFileSync(inRoot('front', name));
      if (name.endsWith('.svg')) expect(bytes.toString()).toMatch(/^<svg.*thresholds.*<\/svg>/s);
      else expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    }
    const memory = readFileSync(inRoot('front', 'front-memory.svg'), 'utf8');
    expect(memory).toContain('memory that the model adds, runner wasm, MB');
    const page = readFileSync(inRoot('front', 'index.html'), 'utf8');
    expect(page).toContain('What the model adds to the runner wasm: weights, buffers and code.');
    expect(page).toMatch(/Take trial \d: it has the lowest error/);
    expect(page).toContain('inputSize');
  });

  it('is exported into a new folder as a model with a card, which predict takes', async () => {
    const { choice } = JSON.parse((await run('search', 'status', 'study', '--json')).stdout);
    const made = await run(
      'search',
      'export',
      'study',
      '--out',
      'made/m.awb',
      '--epochs',
      '3',
      '--json',
    );
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({
      card: 'made/m.md',
      trial: choice.trial,
      epochs: 3,
    });
    const { metadata } = decodeModel(readFileSync(inRoot('made/m.awb')));
    expect(metadata).toMatchObject({
      name: 'm',
      data: { name: 'data', pictures: 32, hash: journalOf('study')[0]!.dataHash },
      settings: { study: { name: 'toy', trial: choice.trial } },
    });
    const card = readFileSync(inRoot('made/m.md'), 'utf8');
    expect(card).toContain(`Found by the study \`toy\`, trial ${choice.trial} of 4`);
    expect(card).toMatch(/^\| epochs, seed, threads \| 3, 1, 2 \|$/m);
    expect(card).toMatch(/^\| CPU time of an estimate \| [\d.]+ ms on /m);
    const [picture] = readdirSync(inRoot('data', 'test', 'PNG'));
    const predicted = await run(
      ...['predict', '--model', 'made/m.awb', join('data', 'test', 'PNG', picture!), '--json'],
    );
    expect(predicted.code).toBe(0);
    expect(predicted.stdout).toMatch(/"whitePoint"/);
  });

  it('goes on for more trials than it was to try, and tells its events with --json', async () => {
    cpSync(inRoot('study'), inRoot('longer'), { recursive: true });
    const { code, stdout } = await run('search', 'resume', 'longer', '--trials', '5', '--json');
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [extended, ...rest] = journalOf('longer').slice(journalOf('study').length);
    expect(extended).toMatchObject({ event: 'extended', trials: 5 });
    expect(events).toEqual(rest);
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['suggested', 'measured', 'started', 'completed', 'finished']),
    );
    expect((await run('search', 'status', 'longer')).stdout).toMatch(/^5 of 5 trials done/m);
  });

  it('is not resumed with another data set', async () => {
    await run('data', 'synth', 'other', '--train', '8', '--test', '1', '--size', '32');
    const { code, stderr } = await run('search', 'resume', 'study', '--data', 'other');
    expect(code).toBe(3);
    expect(stderr).toMatch(/other: expected the data set \w+ of the study, got \w+; .*--data/);
  });
});

describe('a study that is killed with kill -9', () => {
  it('lets no second coordinator in before, and goes on after with what was finished', async () => {
    const child = start('search', 'run', 'toy.yaml', '--out', 'killed', '--slots', '1');
    await expect
      .poll(() => count('killed', 'completed'), { timeout: 240_000, interval: 10 })
      .toBeGreaterThan(0);
    child.kill('SIGSTOP');
    const second = await run('search', 'resume', 'killed');
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(
      new RegExp(`being run by process ${child.pid} on .*; wait for it`),
    );
    await kill(child);
    const journal = inRoot('killed', 'journal.jsonl');
    const before = readFileSync(journal, 'utf8');
    expect(before).not.toContain('"finished"');
    writeFileSync(journal, '{"event":"completed","tri', { flag: 'a' });
    const { code, stderr } = await run('search', 'resume', 'killed');
    expect(code).toBe(0);
    expect(stderr).toMatch(/the last line was cut short \(\d+ bytes/);
    expect(stderr).toMatch(/^4 of 4 trials done/m);
    expect(readFileSync(journal, 'utf8').startsWith(before)).toBe(true);
    expect(count('killed', 'completed')).toBe(4);
    // The same study as the one that nobody killed.
    const tried = (study: string) =>
      journalOf(study)
        .filter((e) => e.event === 'suggested')
        .map((e) => e.configuration);
    expect(tried('killed')).toEqual(tried('study'));
  }, 300_000);
});

describeWithRedis('deepawb worker', () => {
  it('trains for a study over Redis, in a queue of its own', async () => {
    const redis = await startRedis();
    const place = ['--redis', redis.url, '--queue', 'own'];
    // It sees the data set elsewhere than the study names it.
    cpSync(inRoot('data'), inRoot('copy'), { recursive: true });
    const worker = start('worker', ...place, '--slots', '2', '--data', 'copy');
    try {
      const { code, stderr } = await run(
        ...['search', 'run', 'toy.yaml', '--out', 'queued', '--trials', '2'],
        ...['--executor', 'bullmq', ...place],
      );
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).toMatch(/^2 of 2 trials done, 0 running: 2 trained/m);
      const errors = (study: string) =>
        journalOf(study)
          .filter((e) => e.event === 'completed' && Number(e.trial) < 2)
          .sort((a, b) => Number(a.trial) - Number(b.trial))
          .map((e) => e.error);
      // Wherever a trial trains, it gives the same bits.
      expect(errors('queued')).toEqual(errors('study'));
    } finally {
      await kill(worker);
      await redis.close();
    }
  });
});
