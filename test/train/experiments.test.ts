/** The harness of docs/experiments.md: what is trained, what its journal survives, and the figures of its tables. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupsByKelvin, groupsByOffset, groupsBySet } from '../../bench/experiments/groups.mjs';
import { appendResult, readJournal } from '../../bench/experiments/journal.mjs';
import { trialsOf } from '../../bench/experiments/plan.mjs';
import {
  comparisonRows,
  comparisonTable,
  markdownTable,
  rowsOf,
} from '../../bench/experiments/report.mjs';
import { SIZES } from '../../bench/experiments/sizes.mjs';
import { TABLES } from '../../bench/experiments/tables.mjs';
import { countParameters } from '../../dist/model/index.js';
import { buildArchitecture, UNLABELLED_SETTINGS } from '../../dist/train/index.js';
import { runCli } from '../support/run-cli.js';

const COMMAND = join(import.meta.dirname, '../../bench/experiments.mjs');
const dir = mkdtempSync(join(tmpdir(), 'experiments-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const ENTRIES = Array.from({ length: 60 }, (_, i) => ({
  id: String(i).padStart(4, '0'),
  properties: { session: String(i % 7) },
  whitePoint: { r: 0.4 + 0.01 * i, b: 1 - 0.01 * i },
}));
const PLAN = { seeds: [1, 2], folds: 3, epochs: 2, leastSteps: 10, sizes: null };

describe('the sizes', () => {
  it.each([
    ['2k', 2000],
    ['7k', 7000],
    ['13k', 13_000],
  ] as const)('%s has about that many trained numbers', (size, about) => {
    const lights = ENTRIES.map(({ whitePoint }) => whitePoint);
    const parameters = countParameters(buildArchitecture(SIZES[size], lights, 1));
    expect(Math.abs(parameters / about - 1)).toBeLessThan(0.06);
  });
});

describe.each(Object.keys(TABLES))('the table %s', (name) => {
  const table = TABLES[name as keyof typeof TABLES];
  const trials = trialsOf(table, ENTRIES, 'hash', PLAN);

  it('trains each variant once a seed and fold, on pictures that are not those it is judged on', () => {
    expect(new Set(trials.map(({ key }) => key)).size).toBe(trials.length);
    for (const { training, validation } of trials) {
      expect(training.length).toBeGreaterThan(0);
      expect(training.filter((index) => validation.includes(index))).toEqual([]);
    }
    const first = trials.slice(0, 3);
    const judged = first.flatMap(({ validation }) => validation).sort((a, b) => a - b);
    expect(judged).toEqual(ENTRIES.map((_, i) => i));
  });

  it('compares variants on the same pictures, and has the one that others are compared with', () => {
    for (const block of table.blocks) {
      expect(block.variants.map(({ name: variant }) => variant)).toContain(table.reference);
    }
    const byCell = new Map<string, typeof trials>();
    for (const trial of trials) {
      const { row, seed, fold } = trial;
      const cell = JSON.stringify([row.size, row.pictures, seed, fold]);
      byCell.set(cell, [...(byCell.get(cell) ?? []), trial]);
    }
    for (const cell of byCell.values()) {
      expect(new Set(cell.map(({ training }) => training.join())).size).toBe(1);
      expect(new Set(cell.map(({ validation }) => validation.join())).size).toBe(1);
    }
  });

  it('runs all variants of one seed before the next', () => {
    const seeds = trials.map(({ seed }) => seed);
    expect(seeds).toEqual(seeds.toSorted((a, b) => a - b));
  });
});

describe('pictures without labels', () => {
  const { unlabelled, 'unlabelled-cameras': cameras } = TABLES;
  const hiddenOf = (trial: object) => (trial as { unlabelled?: number[] }).unlabelled;

  it('are the others of the training folds: none is trained on with its label, none is judged', () => {
    const trials = trialsOf(unlabelled, ENTRIES, 'hash', { ...PLAN, pictures: [25] });
    const taught = trials.filter((trial) => hiddenOf(trial));
    expect(taught.length).toBeGreaterThan(0);
    for (const trial of taught) {
      const all = [...trial.training, ...hiddenOf(trial)!, ...trial.validation];
      expect(all.toSorted((a, b) => a - b)).toEqual(ENTRIES.map((_, i) => i));
    }
    const alone = trials.filter(({ row }) => row.variant === unlabelled.reference);
    expect(alone.map(hiddenOf)).toEqual(alone.map(() => undefined));
  });

  it('teach by default as they do where both ways are tried', () => {
    const [both] = trialsOf(unlabelled, ENTRIES, 'hash', { ...PLAN, pictures: [25] }).filter(
      ({ row }) => row.variant === 'both',
    );
    expect(both?.settings.unlabelled).toEqual(UNLABELLED_SETTINGS);
  });

  it('of other cameras are judged by the labels that training did not see', () => {
    const sets = ENTRIES.map((entry, i) => ({
      ...entry,
      properties: { set: i < 20 ? 'Nikon' : 'labelled' },
    }));
    const trials = trialsOf(cameras, sets, 'hash', { ...PLAN, seeds: [1], sizes: ['2k'] });
    const nikon = ENTRIES.map((_, i) => i).slice(0, 20);
    for (const { training, validation } of trials) {
      expect(validation).toEqual(nikon);
      expect(training.filter((index) => index < 20)).toEqual([]);
    }
    const taught = trials.map(hiddenOf).filter((hidden) => hidden !== undefined);
    expect(taught).toEqual(taught.map(() => nikon));
    expect(groupsBySet(sets)).toEqual([{ name: 'Nikon', of: nikon }]);
  });

  it('and few labels are set beside more labels alone, picture by picture', () => {
    const plan = { ...PLAN, seeds: [1], sizes: ['2k'], pictures: [25, 50] };
    const trials = trialsOf(unlabelled, ENTRIES, 'hash', plan);
    const results = new Map(
      trials.map(({ key, row, validation }) => {
        const off = row.variant === 'both' ? 0.25 : row.pictures === 50 ? 0.5 : 1;
        const errors = validation.map((index) => index + off);
        return [key, { parameters: 1, seconds: 1, errors, along: errors, across: errors }];
      }),
    );
    const rows = comparisonRows(trials, results, ENTRIES.length, unlabelled.comparisons);
    const both = rows.find(({ of }) => of.variant === 'both' && of.pictures === 25)!;
    expect(both).toMatchObject({ size: '2k', against: { pictures: 50 }, seeds: 1 });
    expect(both.difference).toBeCloseTo(-0.25, 9);
    expect(comparisonTable([both]).split('\n')[2]).toBe(
      '| 2k | 25 | both | 50 labelled alone | 1 | −0.25 | −0.25 to −0.25 |',
    );
    results.delete(trials.find(({ row }) => row.variant === 'both' && row.pictures === 25)!.key);
    const without = comparisonRows(trials, results, ENTRIES.length, unlabelled.comparisons);
    expect(without.find(({ of }) => of.variant === 'both')).toMatchObject({ seeds: 0 });
  });
});

describe('networks for kinds of scenes', () => {
  const variants = [{ name: 'one' }, { name: 'each', kinds: 'place' }];
  const table = { blocks: [{ sizes: ['2k'], pictures: [null], variants }] };
  const placed = Array.from({ length: 120 }, (_, i) => {
    const place = i === 5 ? 'unknown' : i % 3 === 0 ? 'indoor' : 'outdoor';
    return { ...ENTRIES[i % 60]!, id: `a_${String(i).padStart(4, '0')}`, properties: { place } };
  });
  const trials = trialsOf(table, placed, 'hash', { ...PLAN, seeds: [1] });
  const each = trials.filter(({ row }) => row.variant === 'each');
  const placeOf = (index: number) => placed[index]!.properties.place;

  it('are trained and judged on pictures of their kind alone, a rare kind with the most frequent', () => {
    expect(each).toHaveLength(6);
    for (const { training, validation } of each) {
      const places = new Set([...training, ...validation].map(placeOf));
      places.delete('unknown');
      expect(places.size).toBe(1);
    }
    const judged = each.flatMap(({ validation }) => validation).sort((a, b) => a - b);
    expect(judged).toEqual(placed.map((_, i) => i));
    expect(new Set(trials.map(({ key }) => key)).size).toBe(trials.length);
  });

  it('are one row, with the numbers of all of them', () => {
    const results = new Map(
      trials.map(({ key, validation }) => {
        const errors = validation.map(() => 1);
        return [key, { parameters: 100, seconds: 1, errors, along: errors, across: errors }];
      }),
    );
    const rows = rowsOf(trials, results, placed.length, 'one');
    expect(rows.map(({ parameters, mean }) => [parameters, mean])).toEqual([
      [100, 1],
      [200, 1],
    ]);
  });
});

describe('a journal', () => {
  const result = { parameters: 5, seconds: 1.2, errors: [1.2345678], along: [-1], across: [0.5] };

  it('gives back what was noted, in thousandths of a degree', () => {
    const file = join(dir, 'kept.jsonl');
    expect(readJournal(file).size).toBe(0);
    appendResult(file, { key: 'a', ...result });
    expect(readJournal(file).get('a')).toEqual({ key: 'a', ...result, errors: [1.235] });
  });

  it('that a kill cut short goes on behind the cut', () => {
    const file = join(dir, 'cut.jsonl');
    appendResult(file, { key: 'a', ...result });
    appendFileSync(file, readFileSync(file, 'utf8').slice(0, 30).replace('"a"', '"b"'));
    expect([...readJournal(file).keys()]).toEqual(['a']);
    appendResult(file, { key: 'c', ...result });
    expect([...readJournal(file).keys()]).toEqual(['a', 'c']);
  });
});

describe('a row', () => {
  const variants = [{ name: 'default' }, { name: 'other', training: { loss: 'angle' } }];
  const table = { blocks: [{ sizes: ['2k'], pictures: [null], variants }] };
  const trials = trialsOf(table, ENTRIES, 'hash', { ...PLAN, seeds: [1, 2, 3] });
  /** Errors by variant, seed and picture. */
  const resultsOf = (error: (variant: string, seed: number, picture: number) => number) =>
    new Map(
      trials.map(({ key, row, seed, validation }) => {
        const errors = validation.map((index) => error(row.variant, seed, index));
        const along = errors.map((e) => -e);
        const across = errors.map(() => 0.5);
        return [key, { parameters: 1999, seconds: 1, errors, along, across }];
      }),
    );

  it('has means over seeds, quarters, and the paired difference with its interval', () => {
    const results = resultsOf((variant, seed, i) => (variant === 'other' ? i - 0.5 : i) + seed);
    const [reference, other] = rowsOf(trials, results, ENTRIES.length, 'default');
    expect(reference).toMatchObject({ seeds: 3, parameters: 1999, bySeed: [30.5, 31.5, 32.5] });
    expect(reference.mean).toBeCloseTo(31.5, 9);
    expect(reference.best25).toBeCloseTo(9, 9);
    expect(reference.worst25).toBeCloseTo(54, 9);
    expect(reference.along).toBeCloseTo(31.5, 9);
    expect(reference.across).toBeCloseTo(0.5, 9);
    expect(reference.difference).toBeUndefined();
    // Every picture is half a degree better, so that no resample says otherwise.
    expect(other.difference).toBeCloseTo(-0.5, 9);
    expect(other.interval.map((end: number) => end.toFixed(6))).toEqual(['-0.500000', '-0.500000']);
  });

  it('compares the seeds that both have, leaves out one without all folds, and is blank without any', () => {
    const results = resultsOf((variant, seed) => (variant === 'other' ? 10 * seed : seed));
    for (const { key, row, seed, fold } of trials) {
      if (row.variant === 'other' && (seed === 3 || (seed === 2 && fold === 1)))
        results.delete(key);
    }
    const [reference, other] = rowsOf(trials, results, ENTRIES.length, 'default');
    expect([reference.seeds, other.seeds]).toEqual([3, 1]);
    // Seed 1 alone: 10 less 1.
    expect(other.difference).toBeCloseTo(9, 9);
    const empty = rowsOf(trials, new Map(), ENTRIES.length, 'default');
    expect(markdownTable(empty).split('\n')[3]).toMatch(/^\| all \| 2k \| other \|( {2}\|)+$/);
    expect(markdownTable([other])).toMatch(
      /\| 1,999 \| 1 \| 10\.00 \|.*\| \+9\.00 \| \+9\.00 to \+9\.00 \|$/,
    );
  });
});

describe('pictures by their light', () => {
  it('are those near the curve of all labels and those beside it', () => {
    const line = [
      { r: 0.9, b: 0.3, alongDegrees: 0 },
      { r: 0.4, b: 0.8, alongDegrees: 30 },
    ];
    const lights = [0, 0.002, 0.05, -0.06].map((off, i) => ({
      id: `${i}`,
      whitePoint: { r: 0.65 + off, b: 0.55 + off },
    }));
    expect(groupsByOffset(lights, line).map(({ of }) => of)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('are ranges of colour temperature by the physical curve, one after the other', () => {
    const toCamera = [0.7, 0, 0, 0, 1, 0, 0, 0, 0.8];
    const ranges = groupsByKelvin(ENTRIES, toCamera, [3500, 5000, Number.POSITIVE_INFINITY]);
    expect(ranges.map(({ name }) => name)).toEqual([
      'below 3500 K',
      '3500 to 5000 K',
      'from 5000 K',
    ]);
    const all = ranges.flatMap(({ of }) => of);
    expect(all.toSorted((a, b) => a - b)).toEqual(ENTRIES.map((_, i) => i));
    // r rises and b falls with the index: lights grow warmer.
    const [warm, middle, cool] = ranges.map(({ of }) => of);
    expect(Math.min(...warm!)).toBeGreaterThan(Math.max(...middle!));
    expect(Math.min(...middle!)).toBeGreaterThan(Math.max(...cool!));
  });
});

describe('npm run experiments', () => {
  const data = join(dir, 'set');
  beforeAll(async () => {
    const { code, stderr } = await runCli(
      ['data', 'synth', data, '--train', '48', '--test', '0', '--size', '48x32'],
      { cwd: dir },
    );
    expect(stderr).toBe(stderr);
    expect(code).toBe(0);
  });

  /** Ends with the process; `until` is asked for its stderr and kills it where it says so. */
  function run(args: readonly string[], until?: (stderr: string) => boolean) {
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: dir });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
      if (until?.(stderr)) child.kill('SIGKILL');
    });
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, stdout, stderr })),
    );
  }
  const few = [
    '--sizes',
    '2k',
    '--folds',
    '2',
    '--seeds',
    '1',
    '--epochs',
    '1',
    '--least-steps',
    '1',
  ];
  const argsOf = (journal: string) => [
    'outputs',
    '--data',
    data,
    '--jobs',
    '1',
    ...few,
    '--journal',
    join(dir, journal),
  ];

  it('goes on after kill -9, and ends with the table of a run that nobody killed', async () => {
    const killed = await run(argsOf('killed.jsonl'), (text) => /^5\/24/m.test(text));
    expect(killed.code).toBe(null);
    const resumed = await run(argsOf('killed.jsonl'));
    expect(resumed.stderr).toMatch(/^outputs: ([5-9]|1\d|2[0-3]) of 24 trainings are in /);
    expect(resumed.code).toBe(0);
    const whole = await run([...argsOf('whole.jsonl'), '--jobs', '2']);
    expect(whole.stdout).toBe(resumed.stdout);
    expect(whole.stdout.trimEnd().split('\n')).toHaveLength(2 + 12);
    expect(readJournal(join(dir, 'killed.jsonl')).size).toBe(24);
    const again = await run(argsOf('whole.jsonl'));
    expect(again.stderr).toMatch(/^outputs: 24 of 24 trainings are in \S+\n$/);
  }, 240_000);

  it('writes the table between the marks of its name, and nothing else of the file', async () => {
    const file = join(dir, 'page.md');
    writeFileSync(
      file,
      'before\n<!-- table outputs -->\nold\n<!-- end of table outputs -->\nafter\n',
    );
    const { stdout } = await run([...argsOf('whole.jsonl'), '--print', '--write', file]);
    expect(readFileSync(file, 'utf8')).toBe(
      `before\n<!-- table outputs -->\n${stdout.trimEnd()}\n<!-- end of table outputs -->\nafter\n`,
    );
    writeFileSync(file, 'no marks');
    const { code, stderr } = await run([...argsOf('whole.jsonl'), '--print', '--write', file]);
    expect([code, readFileSync(file, 'utf8')]).toEqual([3, 'no marks']);
    expect(stderr).toMatch(/expected the marks <!-- table outputs -->/);
  });

  it.each([
    [
      ['nothing'],
      /expected one table of curve, .*readings, unlabelled, unlabelled-cameras, got nothing/,
    ],
    [[], /expected one table of .*, got none/],
    [['curve', '--sizes', '2k,5k'], /--sizes: expected some of 2k, 7k, 13k, got 5k/],
    [['curve', '--folds', '1'], /--folds: expected a whole number from 2, got 1/],
    [['curve', '--data', join(dir, 'none')], /none: expected a data set/],
  ])('%s is refused in a sentence', async (args, message) => {
    const { code, stderr } = await run(['--data', data, ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
  });
});
