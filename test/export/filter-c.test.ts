/** The exported filter over time: the answers of AwbFilter, frame by frame, and nothing that wrong calls can break. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEQUENCES } from '../../bench/filter-sequences.mjs';
import { type CExport, exportC } from '../../dist/export/index.js';
import { AwbFilter, type AwbFilterOptions, FILTER_SETTINGS } from '../../dist/infer/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import { sequence } from '../infer/filter-sequence.js';
import { smallModel } from '../infer/sample-models.js';
import { describeWithCompiler, SANITISED, STRICT } from './c-compiler.js';

/** What a camera hands over: white point, confidence and error in float32, -1 for an error that nobody tells. */
interface Frame {
  readonly status: number;
  readonly r: number;
  readonly b: number;
  readonly confidence: number;
  readonly error: number;
}

interface Run {
  readonly options: AwbFilterOptions;
  readonly frames: readonly Frame[];
}

const ROUNDING = 1e-12;
const BAD_VALUE = -2;

let dir: string;
let exported: CExport;
let program: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-filter-'));
  exported = exportC(smallModel(), { withFilter: true, withMain: true });
  for (const { name, text } of exported.files) writeFileSync(join(dir, name), text);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function compile(sources: readonly string[], to: string, flags: readonly string[]): string {
  const strict = [...STRICT, '-pedantic', ...flags, '-I', dir];
  const { status, stderr } = spawnSync('cc', [...strict, ...sources, '-o', to, '-lm'], {
    cwd: dir,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return join(dir, to);
}

function frame(r: number, b: number, confidence: number, error = -1, status = 0): Frame {
  const [f, g, c, e] = [r, b, confidence, error].map(Math.fround) as [
    number,
    number,
    number,
    number,
  ];
  return { status, r: f, b: g, confidence: c, error: e };
}

function begin({ settings, speed = 0.02, startupFrames = 1 }: AwbFilterOptions): string {
  if (settings === undefined) return 'i';
  const values = Object.values({ ...FILTER_SETTINGS, ...settings });
  return ['s', speed, startupFrames, ...values].join(' ');
}

function call({ status, r, b, confidence, error }: Frame): string {
  return ['f', status, r, b, confidence, error].join(' ').replaceAll('Infinity', 'inf');
}

/** One line a frame: result, is a cut, both gains in float32, both logarithms. */
function inC(runs: readonly Run[]): number[][] {
  const input = runs.flatMap(({ options, frames }) => [begin(options), ...frames.map(call)]);
  const { status, stdout, stderr } = spawnSync(program, {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  expect(stderr).toMatch(/^0 of \d+ checks failed\n$/);
  expect(status).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
}

/** What AwbFilter makes of a frame, in the C's words; null for its white point where nothing counted so far. */
function inTypeScript(filter: AwbFilter, { status, r, b, confidence, error }: Frame) {
  let result = Math.min(0, status);
  let isCut = false;
  if (status >= 0) {
    const told = error === -1 ? {} : { expectedErrorDegrees: error };
    try {
      const counts = status > 0 ? 0 : confidence;
      ({ isCut } = filter.update({ whitePoint: { r, b }, confidence: counts, ...told }));
    } catch (refused) {
      expect(refused).toBeInstanceOf(RangeError);
      result = BAD_VALUE;
    }
  }
  return { result, isCut, gains: filter.current?.gains ?? { red: 1, blue: 1 } };
}

/** Runs both, and tells how far apart the logarithms of gains ever were, and how many cuts there were. */
function compare(runs: readonly Run[]): { off: number; cuts: number; refused: number } {
  const lines = inC(runs);
  let [line, off, cuts, refused] = [0, 0, 0, 0];
  runs.forEach(({ options, frames }, run) => {
    const filter = new AwbFilter(options);
    frames.forEach((given, i) => {
      const found = lines[line++]!;
      const { result, isCut, gains } = inTypeScript(filter, given);
      const [red, blue] = [gains.red, gains.blue];
      const far = Math.max(
        Math.abs(found[4]! - Math.log(red)),
        Math.abs(found[5]! - Math.log(blue)),
      );
      const floats = Math.max(Math.abs(found[2]! / red - 1), Math.abs(found[3]! / blue - 1));
      const isSame = found[0] === result && found[1] === Number(isCut);
      // Written so that what is no number fails too; an assertion a frame would take most of the time.
      if (!(far < ROUNDING && floats < 1e-7 && isSame)) {
        expect({ run, i, given, found }).toEqual({
          run,
          i,
          given,
          found: { result, isCut, gains },
        });
      }
      off = Math.max(off, far);
      cuts += Number(isCut);
      refused += Number(result < 0);
    });
  });
  expect(line).toBe(lines.length);
  return { off, cuts, refused };
}

/** Random estimates as a camera has them: with expected errors, dark frames, wrong calls and numbers that are none. */
function cameraFrames(rng: Rng, frames: number): Frame[] {
  const tellsErrors = rng.integer(2) === 0;
  return sequence(rng, frames).map(({ light: [red, blue], confidence }) => {
    const error = tellsErrors && rng.integer(8) > 0 ? 2 * Math.exp(rng.normal()) : -1;
    const whole = frame(Math.exp(-red), Math.exp(-blue), confidence, error);
    if (rng.integer(20) > 0) return whole;
    return spoilt(whole, rng);
  });
}

const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.5];

function spoilt(whole: Frame, rng: Rng): Frame {
  const kind = rng.integer(8);
  const none = NO_NUMBERS[rng.integer(NO_NUMBERS.length)]!;
  if (kind === 0) return { ...whole, status: 1 + rng.integer(4), confidence: 0, error: -1 };
  if (kind === 1) return { ...whole, status: 1 + rng.integer(4) };
  if (kind === 2) return { ...whole, status: -1 - rng.integer(2) };
  if (kind === 3) return { ...whole, r: [none, 0, 1e7, 1e-7].map(Math.fround)[rng.integer(4)]! };
  if (kind === 4) return { ...whole, b: none };
  if (kind === 5) return { ...whole, confidence: rng.integer(2) === 0 ? none : 1.5 };
  if (kind === 6) return { ...whole, error: rng.integer(2) === 0 ? none : 181 };
  return { ...whole, confidence: 0 };
}

function otherSettings(rng: Rng): AwbFilterOptions {
  const settings = Object.fromEntries(
    Object.entries(FILTER_SETTINGS).map(([name, value]) => {
      const factor = Math.exp(0.7 * rng.normal());
      const most = name === 'meanRate' ? 0.9 : name === 'restlessCutFrames' ? 30 : 1e9;
      const other = Math.min(most, value * factor);
      // Half of the counts of frames are none: TypeScript takes them, too.
      const isWhole = Number.isInteger(value) && rng.integer(2) === 0;
      return [name, isWhole ? Math.round(other) || 1 : other];
    }),
  );
  // Then a drift that follows a cut is looked up in the past, from between two frames where its count is no whole one.
  if (rng.integer(3) === 0) {
    const atOnce = { onwardFrames: 0, settlingFrames: 0, averagedFrames: 0, driftSigma: 0.3 };
    Object.assign(settings, { ...atOnce, restlessFrames: 1, driftFrames: 0.5 + rng.integer(5) });
  }
  return { settings, speed: 0.01 + 0.2 * rng.uniform(), startupFrames: 1 + rng.integer(6) };
}

describeWithCompiler('the exported filter', () => {
  beforeAll(() => {
    const test = join(import.meta.dirname, 'c/filter-test.c');
    program = compile([test, 'deepawb_filter.c'], 'filter-test', SANITISED);
  }, 120_000);

  it('answers as AwbFilter on the steps, ramps, alternations, flicker, noise and darkness of the bench', () => {
    const runs = SEQUENCES.map(({ estimates }) => ({
      options: {},
      frames: estimates.map(({ whitePoint: { r, b }, confidence, expectedErrorDegrees }) =>
        frame(r, b, confidence, expectedErrorDegrees),
      ),
    }));
    expect(runs.length).toBeGreaterThan(30);
    expect(compare(runs).cuts).toBeGreaterThan(5);
  });

  it('does so whatever happens, dark frames and numbers that are none among it', () => {
    const runs = Array.from({ length: 100 }, (_, n) => {
      const rng = createRng('filter in C').fork(String(n));
      return { options: {}, frames: cameraFrames(rng, 300) };
    });
    const { cuts, refused } = compare(runs);
    expect(cuts).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(300);
  });

  it('does so with other settings', () => {
    const runs = Array.from({ length: 150 }, (_, n) => {
      const rng = createRng('filter in C, other settings').fork(String(n));
      return { options: otherSettings(rng), frames: cameraFrames(rng, 200) };
    });
    expect(compare(runs).cuts).toBeGreaterThan(50);
  });

  it('starts with a dark frame as AwbFilter does, and leaves it at once', () => {
    const dark = frame(0.6, 0.7, 0, -1, 2);
    const bright = frame(0.45, 0.8, 0.8);
    compare([{ options: {}, frames: [dark, dark, ...Array(30).fill(bright)] }]);
  });

  it('holds as many estimates as it is compiled for', () => {
    const other = compile(
      [join(import.meta.dirname, 'c/filter-test.c'), 'deepawb_filter.c'],
      'filter-test-300',
      [...SANITISED, '-DDEEPAWB_FILTER_RECENT=300'],
    );
    const usual = program;
    program = other;
    const rng = createRng('filter in C, 60 frames a second');
    const options = { settings: { restlessCutFrames: 100 } };
    compare([{ options, frames: cameraFrames(rng, 2000) }]);
    program = usual;
  });

  it('is a program that filters what the program of a model prints', () => {
    const filterProgram = compile(
      ['deepawb_filter.c', 'deepawb_filter_main.c'],
      'filter_main',
      SANITISED,
    );
    const { name } = exported;
    const model = compile([`${name}.c`, `${name}_main.c`], 'model_main', []);
    const frames = new Uint16Array(3 * 8 * 6 * 5).map((_, i) => 3000 + ((i * 7919) % 5000));
    frames.fill(0, 0, 3 * 8 * 6);
    const printed = execFileSync(model, ['raw16', '8', '6'], {
      input: new Uint8Array(frames.buffer),
      encoding: 'utf8',
    });
    const filtered = execFileSync(filterProgram, { input: printed, encoding: 'utf8' });
    const filter = new AwbFilter();
    const lines = filtered.trim().split('\n');
    expect(lines).toHaveLength(5);
    printed
      .trim()
      .split('\n')
      .forEach((text, i) => {
        const [status, r, b, , , confidence, error] = text.split(' ').map(Number) as number[];
        const { gains } = inTypeScript(filter, frame(r!, b!, confidence!, error, status));
        const [result, red, blue] = lines[i]!.split(' ').map(Number) as number[];
        expect(result).toBe(0);
        expect(red! / gains.red).toBeCloseTo(1, 6);
        expect(blue! / gains.blue).toBeCloseTo(1, 6);
      });
    const { status, stderr } = spawnSync(filterProgram, { input: 'no line\n', encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('got: no line');
  });

  it('says its settings and their values in its header', () => {
    const header = exported.files.find(({ name }) => name === 'deepawb_filter.h')!.text;
    const fields = [...header.matchAll(/^ {2}double ([a-z_]+); \/\* ([\d.e-]+) \*\/$/gm)];
    const names = Object.keys(FILTER_SETTINGS).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    expect(fields.map(([, name]) => name)).toEqual(['speed', 'startup_frames', ...names]);
    expect(fields.slice(2).map(([, , value]) => Number(value))).toEqual(
      Object.values(FILTER_SETTINGS),
    );
  });

  it('is refused beside a model of its own name', () => {
    for (const name of ['filter', 'Filter', 'deepawb_filter', 'deepawb_filter_main']) {
      expect(() => exportC(smallModel(), { name, withFilter: true })).toThrow(RangeError);
      expect(exportC(smallModel(), { name }).name).toBe(name);
    }
  });

  it('may be included twice, and beside the header of a model', () => {
    writeFileSync(
      join(dir, 'includes.c'),
      `#include "${exported.name}.h"\n#include "deepawb_filter.h"\n#include "deepawb_filter.h"\nint main(void) { return 0; }\n`,
    );
    compile(['includes.c'], 'includes', []);
  });
});
