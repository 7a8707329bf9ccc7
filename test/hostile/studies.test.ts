/**
 * Every text, number and key that a study, a journal or a data set's description can hold, by the schemas that their readers
 * check by: taken and written so that it reads back as it was, or refused in a sentence. A field that is added to a schema
 * and stands in none of the samples here fails.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { DESCRIPTION_FORM } from '../../dist/dataset/dataset-description.js';
import { readDatasetDescription } from '../../dist/dataset/index.js';
import type { Form } from '../../dist/forms/index.js';
import { STUDY_SCHEMA } from '../../dist/nas/description/study-description.js';
import { checkStudy, parseStudy, stringifyStudy } from '../../dist/nas/index.js';
import { checkEventForm, EVENT_SCHEMA } from '../../dist/nas/study/event-schema.js';
import { jsonLine, jsonText, yamlText } from '../../dist/text/index.js';
import { HOSTILE_TEXTS, UNSEEN } from '../text/hostile.js';
import { checkFile } from './languages.js';
import { formOfJsonSchema, type Leaf, leavesOf, patternsOf, replaced } from './leaves.js';

const formOf = (schema: z.ZodType) =>
  formOfJsonSchema(z.toJSONSchema(schema, { io: 'input' }) as never);

/** Numbers that a file may hold where it should hold others; texts too, in the place of numbers. */
const NUMBERS = [0, -1, 0.5, 5e-324, -0, 1e21, 2 ** 53, 1e308, -1e308, 2147483648];

interface Taken {
  readonly form: Form;
  /** Between them every field of the form. */
  readonly samples: readonly unknown[];
  /** Throws for what is refused; gives what is written of the rest. */
  readonly read: (value: unknown) => void;
  /** Errors that say what is wrong with the file. */
  readonly error: RegExp;
}

/** Puts every hostile text and number into every place. */
function tryAll({ form, samples, read, error }: Taken): { taken: number; refused: number } {
  const covered = new Set(
    samples.flatMap((one) => leavesOf(form, one).map(({ pattern }) => pattern)),
  );
  expect(patternsOf(form).filter((pattern) => !covered.has(pattern))).toEqual([]);
  const counts = { taken: 0, refused: 0 };
  const tried = new Set<string>();
  for (const sample of samples) {
    read(sample);
    // A pattern that stood in an earlier sample has been tried there.
    const leaves = leavesOf(form, sample).filter(({ pattern }) => !tried.has(pattern));
    for (const { pattern } of leaves) tried.add(pattern);
    for (const leaf of leaves) {
      for (const value of valuesFor(leaf)) {
        const changed = replaced(sample, leaf, value);
        try {
          read(changed);
          counts.taken++;
        } catch (thrown) {
          const { name, message, stack } = thrown as Error;
          expect(name, `${leaf.pattern} ${jsonText(value)}: ${message}\n${stack}`).toMatch(error);
          counts.refused++;
        }
      }
    }
  }
  return counts;
}

const valuesFor = ({ kind }: Leaf): readonly unknown[] =>
  kind === 'key' ? HOSTILE_TEXTS : [...HOSTILE_TEXTS, ...NUMBERS, null, true, [], {}];

const SSH = {
  kind: 'ssh',
  runner: 'c',
  destination: 'pi@camera',
  port: 22,
  identity: 'key',
  knownHosts: 'hosts',
  remoteDir: '/tmp',
};
const OWN_SPACE = {
  family: 'small',
  parameters: [
    { kind: 'float', name: 'rate', low: 0.001, high: 0.1, log: true },
    { kind: 'integer', name: 'hidden', low: 8, high: 16 },
    { kind: 'ordered', name: 'inputSize', values: [16, 32] },
    { kind: 'choice', name: 'planes', values: ['chroma', 'chroma+luminance'] },
    { kind: 'integer', name: 'width', low: 8, high: 16 },
    { kind: 'integer', name: 'lastWidth', low: 8, high: 16 },
  ],
  constraints: [{ lower: 'width', upper: 'lastWidth' }],
  fixed: { depth: 2, kernel: 3 },
};
const COSTS = { cpuMs: 1, memoryMb: 2, parameters: 3, flops: 4 };
const AT = '2026-01-02T03:04:05.678Z';

/** Studies in which every field of the schema stands at least once. */
const STUDIES: readonly object[] = [
  {
    name: 'one',
    seed: 2,
    data: { path: 'data', hash: 'abc', unlabelled: ['more'] },
    space: OWN_SPACE,
    objectives: {
      error: { measure: 'meanSquared', threshold: 3 },
      cpuMs: { threshold: 3, role: 'limit' },
      memoryMb: { threshold: 50, role: 'objective' },
      parameters: { threshold: 1e6, role: 'limit' },
    },
    sampler: 'sobol',
    trials: 3,
    start: [{ rate: 0.01, hidden: 8, inputSize: 16, planes: 'chroma', width: 8, lastWidth: 8 }],
    epochs: 3,
    exportEpochs: 4,
    batch: 8,
    validation: { folds: 4, kind: 'runs', use: 2 },
    halving: { eta: 2, rungs: 1 },
    finalists: { count: 1, seeds: 1, rounds: 1 },
    attempts: 1,
    executor: { kind: 'bullmq', redis: 'redis://127.0.0.1:1', queue: 'q', slots: 2 },
    device: SSH,
  },
  {
    name: 'two',
    data: { path: 'd' },
    space: 'small',
    executor: { kind: 'local', slots: 1 },
    device: { kind: 'local', runner: 'node' },
  },
  { name: 'three', data: { path: 'd' }, space: { ...OWN_SPACE, fixed: { head: 'mean' } } },
];

const RESULT = { trial: 0, attempt: 1, error: 1, curve: [2, null, 1], cpuSeconds: 1, at: AT };
const CONFIGURATION = { hidden: 8, loss: 'angle' };
const EVENTS: readonly object[] = [
  { event: 'created', at: AT, description: { name: 'x' }, dataHash: 'h', device: 'here' },
  { event: 'calibrated', configuration: CONFIGURATION, costs: COSTS },
  { event: 'suggested', trial: 0, configuration: CONFIGURATION, seconds: 1 },
  { event: 'measured', trial: 0, costs: COSTS },
  { event: 'infeasible', trial: 0, reason: 'too slow' },
  { event: 'started', trial: 0, attempt: 1, at: AT },
  { event: 'completed', ...RESULT },
  { event: 'pruned', ...RESULT },
  { event: 'failed', trial: 0, attempt: 1, reason: 'died', refused: true },
  { event: 'finalists', round: 0, trials: [0] },
  { event: 'repeated', trial: 0, seed: 1, error: 1, cpuSeconds: 1 },
  { event: 'repeatFailed', trial: 0, seed: 1, reason: 'died' },
  { event: 'extended', trials: 9, at: AT },
  { event: 'finished', at: AT, reason: 'enough' },
];

describe('a study', () => {
  it('is refused in a sentence, or written as YAML and JSON that read back as it was', () => {
    const counts = tryAll({
      form: formOf(STUDY_SCHEMA),
      samples: STUDIES,
      error: /^StudyError$/,
      read(value) {
        const study = checkStudy(JSON.parse(JSON.stringify(value)), 'study');
        const yaml = stringifyStudy(study);
        checkFile('study.yaml', yaml);
        expect(parseStudy(yaml, 'study.yaml')).toEqual(study);
        const line = jsonLine(study);
        checkFile('journal.jsonl', line);
        expect(checkStudy(JSON.parse(line), 'journal')).toEqual(study);
      },
    });
    expect(counts.taken).toBeGreaterThan(150);
    expect(counts.refused).toBeGreaterThan(1000);
  });

  it('may be YAML of any kind: what is no study is refused with file and line', () => {
    for (const text of HOSTILE_TEXTS) {
      for (const yaml of [text, `name: ${text}`, `name: one\n${text}: 1\ndata: { path: d }`]) {
        try {
          parseStudy(yaml, 'study.yaml');
        } catch (thrown) {
          const { name, message } = thrown as Error;
          expect(name, message).toBe('StudyError');
          expect(message).toMatch(/^study\.yaml:\d+: /);
        }
      }
    }
  });
});

describe('a journal', () => {
  it('has events that are refused in a sentence, or read back as they were', () => {
    const counts = tryAll({
      form: formOf(EVENT_SCHEMA),
      samples: EVENTS,
      error: /^StudyError$/,
      read(value) {
        const line = jsonLine(value);
        checkFile('journal.jsonl', line);
        const event = checkEventForm(JSON.parse(line), 'journal.jsonl:2');
        expect(event).toEqual(JSON.parse(JSON.stringify(value)));
      },
    });
    expect(counts.taken).toBeGreaterThan(300);
    expect(counts.refused).toBeGreaterThan(1000);
  });
});

describe("a data set's description", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'deepawb-description-'));
    mkdirSync(dir, { recursive: true });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('is refused in a sentence, or read as it is', () => {
    const matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const counts = tryAll({
      form: DESCRIPTION_FORM,
      samples: [
        {
          name: 'n',
          camera: 'c',
          licence: 'l',
          blackLevel: 1,
          whiteLevel: 2,
          colourMatrix: matrix,
          layout: 'simplecube++',
        },
        {
          bayer: {
            order: 'RGGB',
            width: 8,
            height: 6,
            bits: 10,
            packing: 'csi2p',
            stride: 12,
          },
        },
        { blackLevel: [1, 2, 3], tuningDir: 'tuning', assumeLinear: true, trustLabels: false },
        { blackLevel: { default: 1, pictures: { a: 1, b: [1, 2, 3] } } },
        { blackLevel: { default: [1, 2, 3], pictures: {} } },
      ],
      error: /^DatasetError$/,
      read(value) {
        writeFileSync(join(dir, 'dataset.json'), JSON.stringify(value));
        expect(readDatasetDescription(dir)).toEqual(JSON.parse(JSON.stringify(value)));
      },
    });
    expect(counts.taken).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  });
});

describe('YAML', () => {
  it('reads back as it was, whatever stands where', () => {
    const tricky = [
      '',
      ' ',
      '~',
      'null',
      'Yes',
      '0x1f',
      '1e3',
      '.5',
      '-',
      '?',
      ':',
      'a: b',
      '#',
      '<<',
      '*a',
      '&a',
      '!t',
      '%Y',
      '---',
      '...',
      '012',
      '1_000',
      '2026-01-01',
      'a\tb',
      '😀',
      '\u{e000}',
      '\u{10ffff}',
      '\ud800',
    ];
    for (const text of [...HOSTILE_TEXTS, ...tricky]) {
      const value = {
        [text]: text,
        list: [text, [text, { [text]: [] }], {}, null, true, -1.5e-9],
        deep: { deep: { [text]: text } },
      };
      const yaml = yamlText(value);
      expect(yaml).not.toMatch(UNSEEN);
      for (const version of ['1.1', '1.2'] as const)
        expect(parseYaml(yaml, { version, merge: true, logLevel: 'silent' })).toEqual(value);
      expect(parseYaml(yamlText(text))).toBe(text);
    }
    expect(yamlText([])).toBe('[]\n');
    expect(yamlText({ a: undefined, b: -0, c: Number.NaN, d: Number.NEGATIVE_INFINITY })).toBe(
      'b: -0.0\nc: .nan\nd: -.inf\n',
    );
    expect(() => yamlText({ a: () => 1 })).toThrow(RangeError);
  });
});
