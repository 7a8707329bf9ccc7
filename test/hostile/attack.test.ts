/**
 * The inputs of an attack (shared/field/attack, where it is) and others of their kinds, made here: each is refused with a
 * sentence and exit code 3, or answered rightly, by every command that reads it. A file that is new there fails until it has a row.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStudy } from '../../dist/nas/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { createSpaceCodec } from '../../dist/search/index.js';
import { greyScene } from '../dataset/dataset-folder.js';
import { sharedData } from '../support/shared-data.js';
import { CANARY, UNSEEN } from '../text/hostile.js';
import { TWINS } from './attack-twins.js';
import { checkFile } from './languages.js';
import { run, type Said } from './run.js';

/** `answered`: taken, and what comes out can be used. */
type Row = 'refused' | 'answered';

/** Every input of the folder. */
const ROWS: Readonly<Record<string, Row | 'no input'>> = {
  'README.md': 'no input',
  'c-injection-seed.awb': 'refused',
  'name-esc.awb': 'answered',
  'tuning-0.json': 'refused',
  'tuning-2.json': 'refused',
  'tuning-14.json': 'refused',
  'tuning-17.json': 'refused',
  'journal-0.jsonl': 'refused',
  'journal-104.jsonl': 'refused',
  'journal-died-101.jsonl': 'refused',
  'journal-slow1.jsonl': 'refused',
  'oom-journal.jsonl': 'refused',
  'space-0.json': 'refused',
  'space-1.json': 'refused',
  'yaml-1.yaml': 'refused',
  'yaml-2.yaml': 'refused',
};

let root: string;
let picture: string;
let cases: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-attack-'));
  picture = join(root, 'picture.png');
  writeFileSync(picture, encodePng16(greyScene([0.4, 1, 0.6], 'attack')));
  cases = join(root, 'cases.jsonl');
  writeFileSync(cases, caseLines());
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Zones of several lights, so that the search goes to both ends of the curve and beside it. */
function caseLines(): string {
  const lights = [
    [9000, 12_000],
    [16_000, 6000],
    [5000, 18_000],
    [1, 65_000],
  ] as const;
  return lights
    .flatMap(([r, b], i) => [100, 1e5].map((lux) => ({ r, b, lux, id: `${i}` })))
    .map(({ r, b, lux, id }) => {
      const zones = Array.from({ length: 192 }, (_, k) => [r + 20 * k, 20_000, b + 11 * k, 100]);
      return JSON.stringify({ id, width: 16, height: 12, zones, lux });
    })
    .join('\n');
}

/** Commands on a file, by its ending. */
function commandsOn(file: string, dir: string): string[][] {
  if (file.endsWith('.awb')) {
    const out = (format: string) => ['--format', format, '--out', join(dir, format)];
    return [
      ['predict', picture, '--model', file],
      ['predict', picture, '--model', file, '--json'],
      ...['c', 'onnx', 'wasm', 'safetensors', 'tflite'].map((f) => ['export', file, ...out(f)]),
    ];
  }
  if (file.endsWith('.jsonl')) {
    const study = join(dir, 'study');
    mkdirSync(study);
    copyFileSync(file, join(study, 'journal.jsonl'));
    return [
      ['search', 'status', study],
      ['search', 'status', study, '--json'],
      ['search', 'pareto', study],
      ['search', 'resume', study, '--trials', '9'],
      ['search', 'export', study, '--out', join(dir, 'x.awb')],
    ];
  }
  if (file.endsWith('.yaml')) {
    return [['search', 'run', file, '--data', dir, '--out', join(dir, 'study')]];
  }
  const tuning = ['--tuning-file', file];
  return [
    ['bayes', 'estimate', cases, ...tuning, '--json'],
    ['bayes', 'estimate', cases, ...tuning],
  ];
}

/** What a command said and wrote is text that anybody may look at. */
function expectClean({ code, stdout, stderr }: Said, what: string): void {
  expect([0, 3], what).toContain(code);
  for (const text of [stdout, stderr]) {
    expect(text, what).not.toMatch(UNSEEN);
    expect(text, what).not.toMatch(/\n\s+at \S+ \(|Cannot read prop|is not a function|undefined/);
    expect(text, what).not.toContain(CANARY);
  }
  if (code === 3) expect(stderr, what).toMatch(/^error: \S+.* .*/m);
}

/** Gains that anybody could apply, of every line. */
function expectGains(json: string, what: string): void {
  for (const line of json.trimEnd().split('\n')) {
    const answer = JSON.parse(line) as Record<string, number>;
    const { gain_r: red, gain_b: blue } = answer;
    for (const gain of [red, blue]) {
      expect(gain, what).toBeGreaterThan(0);
      expect(gain, what).toBeLessThan(Number.POSITIVE_INFINITY);
    }
  }
}

async function attack(file: string, row: Row | null): Promise<void> {
  const dir = mkdtempSync(join(root, 'case-'));
  const isSpace = basename(file).startsWith('space-');
  if (isSpace) {
    attackSpace(file);
    return;
  }
  for (const args of commandsOn(file, dir)) {
    const said = await run(args, join(root, 'cache'));
    const what = `${args.slice(0, 2).join(' ')} ${basename(file)}: ${said.stderr.slice(0, 400)}`;
    expectClean(said, what);
    if (row !== null) expect(said.code, what).toBe(row === 'refused' ? 3 : 0);
    if (args[0] === 'bayes' && args.includes('--json') && said.code === 0)
      expectGains(said.stdout, what);
  }
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (/\.(?:c|h|md|onnx|wasm|safetensors|tflite)$/.test(name))
      checkFile(name, readFileSync(join(dir, name)));
  }
}

/** A space is told of by a typed error, alone and as a study's own. */
function attackSpace(file: string): void {
  const space = JSON.parse(readFileSync(file, 'utf8'));
  const study = { name: 's', data: { path: 'd' }, space: { family: 'small', ...space } };
  expect(() => checkStudy(study, 'study.yaml'), basename(file)).toThrow(/^study\.yaml: space/);
  try {
    createSpaceCodec(space);
  } catch (error) {
    expect((error as Error).name, basename(file)).toBe('RangeError');
  }
}

const FOLDER = join(sharedData(), '../field/attack');

describe.skipIf(!existsSync(FOLDER))('the inputs of the attack', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];

  it('have a row each', () => {
    expect(files.filter((name) => !Object.hasOwn(ROWS, name))).toEqual([]);
  });

  it.each(files.filter((name) => Object.hasOwn(ROWS, name) && ROWS[name] !== 'no input'))(
    '%s',
    async (name) => attack(join(FOLDER, name), ROWS[name] as Row),
  );
});

describe('others of their kinds', () => {
  it.each(Object.keys(TWINS))('%s', async (name) => {
    const dir = mkdtempSync(join(root, 'twin-'));
    const file = join(dir, name);
    writeFileSync(file, TWINS[name] as string | Uint8Array);
    // Journals and studies have no right reading.
    await attack(file, /\.(?:jsonl|yaml)$/.test(name) ? 'refused' : null);
  });
});
