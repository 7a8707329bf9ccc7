/** Journals that come from somebody else: refused with file and line, or read; never more than that. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as nas from '../../dist/nas/index.js';
import { createRng } from '../../dist/random/index.js';
import { runHere } from '../support/run-here.js';
import { describeStudy, fakeExecutor, measure } from './fake-study.js';

type Json = Record<string, unknown>;

let root: string;
let lines: Json[];
let folders = 0;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-journal-'));
  const description = describeStudy('trials: 6\nfinalists: { count: 1, seeds: 1, rounds: 1 }');
  const study = nas.createStudy(join(root, 'sound'), {
    description,
    dataHash: 'abc',
    device: 'here',
  });
  await nas.runStudy({ study, executor: fakeExecutor(), measure });
  study.close();
  lines = readFileSync(join(root, 'sound/journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folderOf(text: string): string {
  const folder = join(root, `study-${++folders}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'journal.jsonl'), text);
  return folder;
}

const textOf = (changed: readonly unknown[]) =>
  `${changed.map((line) => JSON.stringify(line)).join('\n')}\n`;

/** The sound journal with the first event of a name changed. */
function withEvent(name: string, change: (event: Json) => unknown): { text: string; line: number } {
  const line = lines.findIndex(({ event }) => event === name);
  const changed = structuredClone(lines);
  return { text: textOf(changed.with(line, change(changed[line]!) as Json)), line: line + 1 };
}

/** All that `status`, `pareto` and the next suggestion compute. */
function readAll(folder: string): void {
  const { state } = nas.readStudy(folder);
  JSON.stringify(nas.studyJson(state));
  nas.describeCounts(nas.countTrials(state));
  for (const trial of state.trials) nas.describeTrial(trial, '');
  nas.describeChoice(state);
  nas.frontRows(state);
  nas.chartedStudy(state);
  const { description } = state.created;
  const problem = nas.problemOf(state, nas.createCostComputer(description));
  nas.createSampler('sobol').suggest(problem, nas.historyOf(state), description.seed);
}

const faultOf = (folder: string): Error | null => {
  try {
    readAll(folder);
    return null;
  } catch (error) {
    return error as Error;
  }
};

describe('an event that no study writes is refused with file, line and key', () => {
  const cases: [string, string, (event: Json) => unknown, RegExp][] = [
    ['costs null', 'measured', (e) => ({ ...e, costs: null }), /costs: expected/],
    [
      'costs with text',
      'measured',
      (e) => ({ ...e, costs: { ...(e.costs as Json), cpuMs: '1' } }),
      /costs\.cpuMs/,
    ],
    [
      'costs below 0',
      'calibrated',
      (e) => ({ ...e, costs: { ...(e.costs as Json), memoryMb: -1 } }),
      /costs\.memoryMb/,
    ],
    [
      'an error in text',
      'completed',
      (e) => ({ ...e, error: 'abc' }),
      /error: expected number, got "abc"/,
    ],
    ['an error beyond measure', 'completed', (e) => ({ ...e, error: 1e300 }), /error/],
    ['no curve', 'completed', (e) => ({ ...e, curve: null }), /curve/],
    ['an empty curve', 'completed', (e) => ({ ...e, curve: [] }), /curve/],
    [
      'a curve longer than the training',
      'completed',
      (e) => ({ ...e, curve: Array(10).fill(1) }),
      /at most 9 epochs, got 10/,
    ],
    [
      'no configuration',
      'suggested',
      (e) => ({ ...e, configuration: {} }),
      /suggested: configuration: expected inputSize/,
    ],
    [
      'a depth beyond the space',
      'suggested',
      (e) => ({ ...e, configuration: { ...(e.configuration as Json), depth: 1e9 } }),
      /expected depth from 1 to 4, got 1000000000/,
    ],
    [
      'a parameter of another space',
      'suggested',
      (e) => ({ ...e, configuration: { ...(e.configuration as Json), dropout: 1 } }),
      /no parameter 'dropout'/,
    ],
    [
      'a width above the last one',
      'suggested',
      (e) => ({ ...e, configuration: { ...(e.configuration as Json), width: 48, lastWidth: 8 } }),
      /expected width <= lastWidth/,
    ],
    [
      'a trial that nobody suggested',
      'measured',
      (e) => ({ ...e, trial: 500 }),
      /expected a trial that was suggested, got 500/,
    ],
    ['a trial below 0', 'started', (e) => ({ ...e, trial: -1 }), /trial/],
    ['half a trial', 'started', (e) => ({ ...e, trial: 0.5 }), /trial/],
    ['a time that is none', 'started', (e) => ({ ...e, at: 'yesterday' }), /at: expected a time/],
    [
      'a key that no event has',
      'measured',
      (e) => ({ ...e, extra: 1 }),
      /extra: expected no such key/,
    ],
    [
      'finalists that were not trained',
      'finalists',
      (e) => ({ ...e, trials: [77] }),
      /finalists: expected trials that were suggested/,
    ],
    [
      'a finalist twice',
      'finalists',
      (e) => ({ ...e, trials: [(e.trials as number[])[0], (e.trials as number[])[0]] }),
      /each trial once/,
    ],
    ['a second description', 'finalists', () => lines[1], /expected one description, got a second/],
    ['a list', 'measured', () => [1, 2], /expected an event of a study/],
    [
      'trials without end',
      'finished',
      (e) => ({ event: 'extended', trials: 1e9, at: e.at }),
      /trials/,
    ],
    [
      'fewer trials than there are',
      'finished',
      (e) => ({ event: 'extended', trials: 1, at: e.at }),
      /at least the 6 trials/,
    ],
  ];
  it.each(cases)('%s', (_name, event, change, message) => {
    const { text, line } = withEvent(event, change);
    const folder = folderOf(text);
    for (const read of [readAll, nas.readStudy, nas.resumeStudy]) {
      expect(() => read(folder)).toThrow(
        expect.objectContaining({
          name: 'StudyError',
          message: expect.stringMatching(
            new RegExp(`journal\\.jsonl:${line}: .*(?:${message.source})`),
          ),
        }),
      );
    }
  });

  it('a trial that was trained before it was measured', () => {
    const without = lines.filter(({ event, trial }) => event !== 'measured' || trial !== 0);
    expect(() => nas.readStudy(folderOf(textOf(without)))).toThrow(
      /journal\.jsonl:\d+: (started|infeasible): expected trial 0 to be measured before/,
    );
  });
});

describe('a description that no study has is refused at its line', () => {
  const cases: [string, (description: Json) => unknown, RegExp][] = [
    ['none', () => undefined, /description/],
    ['a list', () => [], /description/],
    ['no name', ({ name: _, ...rest }) => rest, /:2: name/],
    ['trials without end', (d) => ({ ...d, trials: 1e12 }), /:2: trials/],
    ['a seed beyond numbers', (d) => ({ ...d, seed: 1e300 }), /:2: seed/],
    ['an unknown space', (d) => ({ ...d, space: 'large' }), /:2: space/],
    ['finalists in words', (d) => ({ ...d, finalists: 'two' }), /:2: finalists/],
    ['objectives null', (d) => ({ ...d, objectives: null }), /:2: objectives/],
    [
      'a space of networks without end',
      (d) => ({
        ...d,
        space: {
          family: 'small',
          parameters: [{ kind: 'integer', name: 'depth', low: 1e8, high: 1e8 + 5 }],
        },
      }),
      /:2: space\.parameters\.0: network space: expected 'depth' to be a whole number from 1 to 64/,
    ],
    [
      'a space of networks that no memory holds',
      (d) => ({
        ...d,
        space: {
          family: 'small',
          parameters: [{ kind: 'ordered', name: 'depth', values: [64] }],
          fixed: { width: 4096, lastWidth: 4096, kernel: 3, inputSize: 64 },
        },
      }),
      /:2: space: .*expected .*parameters of at most 268435456 numbers/,
    ],
    [
      'a parameter with more values than there are',
      (d) => ({
        ...d,
        space: {
          family: 'small',
          parameters: [{ kind: 'integer', name: 'width', low: 1, high: 2e9 }],
        },
      }),
      /:2: space\.parameters/,
    ],
  ];
  it.each(cases)('%s', (_name, change, message) => {
    const { text } = withEvent('created', (e) => ({
      ...e,
      description: change(e.description as Json),
    }));
    const fault = faultOf(folderOf(text));
    expect(fault).toMatchObject({ name: 'StudyError', message: expect.stringMatching(message) });
  });
});

describe('a file that is no journal is refused before it is read', () => {
  it('too large', () => {
    const folder = folderOf('{"journal":"deepawb-study","version":1}\n');
    truncateSync(join(folder, 'journal.jsonl'), 4e9);
    expect(faultOf(folder)).toMatchObject({
      name: 'StudyError',
      message: expect.stringMatching(/at most 128000000 bytes, got 4000000000/),
    });
    expect(() => nas.checkNoStudy(folder)).toThrow(/there is a study already/);
  });

  it('a line without end', () => {
    const long = JSON.stringify({ event: 'failed', trial: 0, attempt: 1, reason: 'x'.repeat(5e6) });
    const fault = faultOf(folderOf(`${textOf(lines)}${long}\n`));
    expect(fault?.message).toMatch(
      /journal\.jsonl:\d+: expected an event of at most 4000000 bytes/,
    );
  });

  it('nested without end', () => {
    const deep = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
    for (const event of [
      deep,
      `{"event":"measured","trial":0,"costs":${deep}}`,
      `{"event":${deep}}`,
    ]) {
      expect(faultOf(folderOf(`${textOf(lines)}${event}\n`))).toMatchObject({ name: 'StudyError' });
    }
  });

  it('a folder', () => {
    const folder = join(root, 'folder');
    mkdirSync(join(folder, 'journal.jsonl'), { recursive: true });
    expect(faultOf(folder)).toMatchObject({
      name: 'StudyError',
      message: expect.stringMatching(/got no file/),
    });
  });
});

it('what was not finite while a training recovered is read as infinite', () => {
  const { text } = withEvent('completed', (e) => ({
    ...e,
    curve: [null, ...(e.curve as number[]).slice(1)],
  }));
  const folder = folderOf(text);
  readAll(folder);
  const trial = nas.readStudy(folder).state.trials.find(({ status }) => status === 'completed')!;
  expect(trial.curve[0]).toBe(Number.POSITIVE_INFINITY);
});

it('any value in any place is refused as a StudyError, or read to the end', () => {
  const rng = createRng('hostile journals');
  const values = [
    null,
    -1,
    0,
    0.5,
    1e15,
    1e308,
    '',
    'abc',
    '__proto__',
    true,
    [],
    {},
    [1],
    { a: 1 },
    '\u0000',
    '\u202e',
  ];
  let read = 0;
  for (let i = 0; i < 600; i++) {
    const changed: unknown[] = structuredClone(lines);
    const line = 1 + rng.integer(lines.length - 1);
    mutate(changed[line] as Json, rng, values);
    const fault = faultOf(folderOf(textOf(changed)));
    if (fault === null) read++;
    else
      expect(fault, `${JSON.stringify(changed[line])}\n${fault.stack}`).toMatchObject({
        name: 'StudyError',
      });
  }
  expect(read).toBeGreaterThan(10);
  expect(read).toBeLessThan(500);
});

/** Puts a value in the place of another, or takes one out, somewhere in it. */
function mutate(value: Json, rng: ReturnType<typeof createRng>, values: readonly unknown[]): void {
  const keys = Object.keys(value);
  const key = keys[rng.integer(keys.length)]!;
  const inner = value[key];
  const deeper = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0;
  if (deeper && rng.uniform() < 0.8) mutate(inner as Json, rng, values);
  else if (rng.uniform() < 0.2) delete value[key];
  else value[key] = values[rng.integer(values.length)];
}

it.each(['status', 'pareto', 'export'])(
  'deepawb search %s says so with exit code 3',
  async (command) => {
    const { text, line } = withEvent('measured', (e) => ({ ...e, costs: null }));
    const folder = folderOf(text);
    const out = command === 'export' ? ['--out', join(folder, 'x.awb')] : [];
    const run = await runHere(['search', command, folder, ...out]);
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toContain(`${join(folder, 'journal.jsonl')}:${line}: costs: expected`);
  },
);
