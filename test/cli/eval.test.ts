import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';

let root: string;
const evaluate = (...args: string[]) =>
  runHere(['eval', '--data', 'set', '--no-cache', '--size', '24x16', ...args], { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-eval-'));
  const sizes = ['--train', '6', '--test', '4', '--size', '48x32'];
  await runHere(['data', 'synth', 'set', ...sizes], { cwd: root });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Judged {
  readonly recovery: Readonly<Record<string, number>>;
}

interface Row {
  readonly name: string;
  readonly recoveryDegrees: number;
}

const STATISTICS = ['mean', 'median', 'trimean', 'best25', 'worst25', 'p95', 'max'];

describe('deepawb eval', () => {
  it('says of a data set that is not there that it is not there, whatever methods would learn', async () => {
    const { code, stderr } = await evaluate('--data', 'none', '--baselines', 'constant');
    expect(code).toBe(3);
    expect(stderr).toMatch(/none: the directory does not exist/);
  });

  it('answers --json in the documented shape, and nothing else on stdout', async () => {
    const run = await evaluate('--baselines', '--json');
    expect(run.code).toBe(0);
    const { methods } = JSON.parse(run.stdout);
    expect(methods.map((m: { name: string }) => m.name)).toEqual(['constant', 'grey-world']);
    for (const method of methods) {
      expect(method).toMatchObject({ images: 4 });
      for (const name of STATISTICS) {
        expect(method.recovery[name]).toEqual(expect.any(Number));
        expect(method.reproduction[name]).toEqual(expect.any(Number));
      }
      expect(method.mse.sum).toBeCloseTo(2 * method.mse.mean, 12);
      expect(Object.keys(method.groups.place).length).toBeGreaterThan(0);
    }
  });

  it('shows pictures whose pixels are not square in the shape that is given', async () => {
    const shapesOf = async (...args: string[]) => {
      const run = await evaluate('--baselines', 'grey-world', '--report', 'shape.html', ...args);
      expect(run.code).toBe(0);
      const page = readFileSync(join(root, 'shape.html'), 'utf8');
      return new Set(page.match(/aspect-ratio:[\d.]+/g));
    };
    expect(await shapesOf()).toEqual(new Set(['aspect-ratio:1.5000']));
    expect(await shapesOf('--aspect', '16:9')).toEqual(new Set(['aspect-ratio:1.7778']));
    const refused = await evaluate('--baselines', 'grey-world', '--aspect', '3/2');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/Expected WIDTH:HEIGHT, e.g. 3:2/);
  }, 60_000);

  it('has in the CSV what the means are made of', async () => {
    const run = await evaluate('--baselines', 'grey-world', '--json', '--csv', 'out.csv');
    const [method] = JSON.parse(run.stdout).methods;
    const [header, ...rows] = readFileSync(join(root, 'out.csv'), 'utf8').trim().split('\n');
    const column = header?.split(',').indexOf('recovery_degrees') ?? -1;
    const degrees = rows.map((row) => Number(row.split(',')[column]));
    expect(degrees).toHaveLength(4);
    expect(degrees.reduce((a, b) => a + b) / 4).toBeCloseTo(method.recovery.mean, 10);
  });

  it('prints tables on stdout, writes the report, and tells of it on stderr', async () => {
    const run = await evaluate(
      '--baselines',
      'statistical',
      '--report',
      'out.html',
      '--group-by',
      'light',
    );
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/Recovery error, degrees, 4 images[\s\S]*grey-edge-2/);
    expect(run.stdout).toMatch(/by group[\s\S]*\nlight /);
    expect(run.stderr).toMatch(/Written: out\.html/);
    expect(readFileSync(join(root, 'out.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('draws its intervals from --seed', async () => {
    const interval = async (seed: string) => {
      const { stdout } = await evaluate('--part', 'train', '--baselines', '--json', '--seed', seed);
      return JSON.parse(stdout).methods.map((m: { recovery: object }) => m.recovery);
    };
    const first = await interval('1');
    expect(await interval('1')).toEqual(first);
    expect(await interval('2')).not.toEqual(first);
  });

  it('orders the table by --sort, the best first, and leaves the JSON as it was asked', async () => {
    const names = ['grey-edge-1', 'constant', 'white-patch', 'grey-world'];
    const asked = ['--baselines', names.join(',')];
    const { methods } = JSON.parse((await evaluate(...asked, '--json', '--sort', 'mean')).stdout);
    expect(methods.map((m: { name: string }) => m.name)).toEqual(names);
    for (const by of ['mean', 'median', 'worst25'] as const) {
      const { stdout } = await evaluate(...asked, '--sort', by);
      const shown = stdout.split('\n').flatMap((line) => {
        const name = names.find((one) => line.includes(`${one} `));
        return name === undefined ? [] : [name];
      });
      const best = methods
        .toSorted((a: Judged, b: Judged) => a.recovery[by] - b.recovery[by])
        .map((m: { name: string }) => m.name);
      expect(shown.slice(0, names.length)).toEqual(best);
    }
  });

  it("has every picture in the JSON with --per-picture, and its means are the method's", async () => {
    const run = await evaluate('--baselines', '--json', '--per-picture');
    const { methods, pictures } = JSON.parse(run.stdout);
    expect(pictures).toHaveLength(4);
    for (const [m, { name, recovery }] of methods.entries()) {
      const rows = pictures.map((p: { estimates: readonly Row[] }) => p.estimates[m]!);
      expect(rows.every((row: Row) => row.name === name)).toBe(true);
      const sum = rows.reduce((total: number, row: Row) => total + row.recoveryDegrees, 0);
      expect(sum / 4).toBeCloseTo(recovery.mean, 10);
    }
    expect(JSON.parse((await evaluate('--baselines', '--json')).stdout).pictures).toBeUndefined();
  });

  it('learns from --train-data, and from nothing else', async () => {
    const sizes = ['--train', '6', '--test', '1', '--size', '48x32', '--seed', '9'];
    await runHere(['data', 'synth', 'other', ...sizes], { cwd: root });
    const constant = async (...more: string[]) => {
      const run = await evaluate('--baselines', 'constant', '--json', '--per-picture', ...more);
      const { pictures, trainData } = JSON.parse(run.stdout);
      return { answer: pictures[0].estimates[0], trainData };
    };
    const own = await constant();
    const other = await constant('--train-data', 'other');
    expect(own.trainData).toBeUndefined();
    expect(other.trainData).toBe('synthetic');
    expect([other.answer.r, other.answer.b]).not.toEqual([own.answer.r, own.answer.b]);
    expect((await constant('--train-data', 'set')).answer).toEqual(own.answer);
  });

  it('refuses a column that no picture has, with the nearest', async () => {
    const run = await evaluate('--baselines', 'grey-world', '--group-by', 'lihgt');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/--group-by: .*lihgt.*light/);
  });

  it('exits 2 for an unknown baseline, 3 on bad data, and goes on with --skip-bad', async () => {
    const unknown = await evaluate('--baselines', 'gray');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/expected some of all, statistical, bayes, constant/);
    const labels = join(root, 'set/test/gt.csv');
    const text = readFileSync(labels, 'utf8');
    writeFileSync(labels, text.replace(/^(\d+),[^,]*/m, '$1,-1'));
    const run = await evaluate('--baselines');
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(/gt\.csv:2: /);
    const rest = await evaluate('--baselines', '--json', '--skip-bad');
    expect(rest.code).toBe(0);
    expect(rest.stderr).toMatch(/warning: skipped: .*gt\.csv:2: /);
    expect(JSON.parse(rest.stdout).methods[0].images).toBe(3);
    writeFileSync(labels, text);
  });
});
