/** What a study's parameters matter: shares of variance, against what an analysis of variance gives by hand. */
import { describe, expect, it } from 'vitest';
import { frontColumns, type StudyState, studyCourse } from '../../dist/nas/index.js';
import { describeStudy } from './fake-study.js';

type Trial = StudyState['trials'][number];

function trial(id: number, configuration: Trial['configuration'], error: number): Trial {
  return {
    id,
    configuration,
    status: 'completed',
    costs: { cpuMs: 0.001, memoryMb: 1, parameters: 1000, flops: 1e6 } as Trial['costs'],
    attempts: 1,
    error,
    curve: [2 * error, error],
    repeats: [],
    reason: null,
    refused: false,
    cpuSeconds: 1,
  };
}

function stateWith(trials: Trial[]): StudyState {
  const description = describeStudy(`trials: ${trials.length}`);
  const created = { event: 'created', at: '', description, dataHash: '', device: 'here' } as const;
  return { created, calibration: [], trials, finalists: new Map(), finished: true, usedUp: null };
}

/** `kernel` halves the error, `width` (many values) does next to nothing, `depth` is the same throughout. */
const TRIALS = Array.from({ length: 16 }, (_, i) => {
  const kernel = 1 + 2 * (i % 2);
  const noise = 1 + 0.01 * ((7 * i) % 5);
  return trial(i, { kernel, width: 10 + ((5 * i) % 16), depth: 3 }, (4 / kernel) * noise);
});

describe('the importance of parameters', () => {
  const { importance } = studyCourse(stateWith(TRIALS));
  const share = (name: string) => importance.find((one) => one.name === name)?.share;

  it('gives nearly all to the one that decides, and nothing to one that never changes', () => {
    expect(importance.map(({ name }) => name)[0]).toBe('kernel');
    expect(share('kernel')).toBeGreaterThan(0.99);
    expect(share('depth')).toBe(0);
    expect(share('width')).toBeLessThan(0.3);
  });

  it('is omega squared of a one-way analysis of variance', () => {
    const errors = TRIALS.map(({ error }) => Math.log(error));
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const squares = (values: number[]) => values.reduce((s, v) => s + (v - mean(values)) ** 2, 0);
    const within =
      squares(errors.filter((_, i) => i % 2 === 0)) + squares(errors.filter((_, i) => i % 2 === 1));
    const total = squares(errors);
    const expected = (total - within - within / 14) / (total + within / 14);
    expect(share('kernel')).toBeCloseTo(expected, 12);
  });

  it('says nothing of fewer trials than twelve', () => {
    expect(studyCourse(stateWith(TRIALS.slice(0, 11))).importance).toEqual([]);
  });
});

describe('the table of the front', () => {
  it('has a column for what differs, and says once what does not', () => {
    const best = TRIALS.filter(({ id }) => id === 1 || id === 2).map((one) => ({
      ...one,
      repeats: [{ seed: 1, error: one.error }],
    }));
    const { headings, rows, shared } = frontColumns(stateWith(best));
    expect(headings.slice(-2)).toEqual(['kernel', 'width']);
    expect(headings).not.toContain('');
    expect(rows.map((row) => row.at(-2))).toEqual(['3', '1']);
    expect(shared).toBe('depth 3');
  });
});
