/** Which trials count, what their hypervolume is, and which network a study tells its user to take. */
import { describe, expect, it } from 'vitest';
import {
  chartedStudy,
  chooseTrial,
  frontRows,
  studyFront,
  studyHypervolume,
  usableTrials,
} from '../../dist/nas/index.js';
import { CHOICE_SETTINGS, studyFinalists } from '../../dist/nas/study/study-front.js';
import { describeStudy } from './fake-study.js';

interface Told {
  readonly error: number;
  readonly cpuMs: number;
  readonly memoryMb?: number;
  readonly repeats?: readonly number[];
  readonly status?: string;
}

/** A study of finished trials. */
function stateOf(trials: readonly Told[], roles: { cpuMs?: string; memoryMb?: string } = {}) {
  const description = describeStudy(
    `objectives: { error: { threshold: 4 }, cpuMs: { threshold: 2, role: ${roles.cpuMs ?? 'objective'} }, memoryMb: { threshold: 100, role: ${roles.memoryMb ?? 'objective'} } }`,
  );
  return {
    created: { description },
    trials: trials.map(
      ({ error, cpuMs, memoryMb = 50, repeats = [], status = 'completed' }, id) => ({
        id,
        status,
        error,
        repeats: repeats.map((e, i) => ({ seed: 1000 + i, error: e })),
        costs: { cpuMs, memoryMb, parameters: 1, flops: 1 },
      }),
    ),
  } as unknown as Parameters<typeof chooseTrial>[0];
}

const ids = (trials: readonly { readonly id: number }[]) => trials.map(({ id }) => id);

describe('usable trials', () => {
  it('are completed and within all thresholds, these included', () => {
    const state = stateOf([
      { error: 4, cpuMs: 2, memoryMb: 100 },
      { error: 4.01, cpuMs: 1 },
      { error: 1, cpuMs: 2.01 },
      { error: 1, cpuMs: 1, memoryMb: 101 },
      { error: 1, cpuMs: 1, status: 'pruned' },
    ]);
    expect(ids(usableTrials(state))).toEqual([0]);
  });
});

describe('the front', () => {
  it('is what no other trial beats in every objective, by rising error', () => {
    const state = stateOf([
      { error: 3, cpuMs: 0.1 },
      { error: 1, cpuMs: 1 },
      { error: 2, cpuMs: 0.5 },
      { error: 2.5, cpuMs: 0.6 },
      { error: 3, cpuMs: 1, memoryMb: 40 },
    ]);
    expect(ids(studyFront(state))).toEqual([1, 2, 0, 4]);
    expect(ids(studyFinalists(state, 9))).toEqual([1, 2, 0, 4, 3]);
    expect(ids(studyFinalists(state, 2))).toEqual([1, 2]);
  });

  it('ranks trials by the mean of their seeds', () => {
    const state = stateOf([
      { error: 1, cpuMs: 1, repeats: [3, 3.5] },
      { error: 2, cpuMs: 1 },
    ]);
    expect(ids(studyFront(state))).toEqual([1]);
  });
});

describe('the hypervolume of a study', () => {
  it('is the share of the box below the thresholds that is beaten', () => {
    expect(studyHypervolume(stateOf([]))).toBe(0);
    // (1 - 1/4) (1 - 1/2) (1 - 1/2)
    expect(studyHypervolume(stateOf([{ error: 1, cpuMs: 1 }]))).toBeCloseTo(0.1875, 12);
    // A limit that is kept costs nothing, also where it is just kept.
    for (const cpuMs of [1, 2]) {
      const limited = stateOf([{ error: 1, cpuMs }], { cpuMs: 'limit' });
      expect(studyHypervolume(limited)).toBeCloseTo(0.375, 12);
    }
  });
});

describe('the trial to take', () => {
  const best = { error: 1, cpuMs: 1, repeats: [1.2] };
  const choiceOf = (cpuMs: number, error = 1.01) =>
    chooseTrial(stateOf([best, { error, cpuMs, repeats: [error + 0.2] }]))!.trial.id;

  it('is a cheaper one of like error from one twentieth less on', () => {
    expect(choiceOf(0.96)).toBe(0);
    expect(choiceOf(0.951)).toBe(0);
    expect(choiceOf(0.949)).toBe(1);
    expect(choiceOf(0.9)).toBe(1);
    expect(CHOICE_SETTINGS).toEqual({ clearlyCheaper: 0.95 });
  });

  it('must come within one standard error of the lowest', () => {
    // Both have two seeds 0.2 apart: a variance of 0.02, of their mean 0.01, a standard error of 0.1.
    expect(choiceOf(0.5, 1.099)).toBe(1);
    expect(choiceOf(0.5, 1.101)).toBe(0);
  });

  it('is one with several seeds where there are such, and null where nothing is usable', () => {
    const state = stateOf([
      { error: 0.5, cpuMs: 1 },
      { error: 1, cpuMs: 1, repeats: [1.1] },
    ]);
    expect(chooseTrial(state)!.trial.id).toBe(1);
    expect(chooseTrial(stateOf([{ error: 9, cpuMs: 1 }]))).toBeNull();
  });

  it('is said why: what it saves, that nothing is cheaper, or that nothing is known', () => {
    const why = (trials: readonly Told[], roles = {}) => chooseTrial(stateOf(trials, roles))!.why;
    const error = 1.1;
    expect(why([best, { error: 1.05, cpuMs: 0.7, repeats: [1.25] }])).toBe(
      'its error 1.15 is within one standard error (0.10) of the lowest, 1.10 of trial 0, and it takes 30 % less CPU time',
    );
    expect(why([best])).toBe(
      'it has the lowest error of those trained with several seeds, 1.10, and no cheaper one of them comes within one standard error (0.10) of it',
    );
    expect(why([best, { error: 1.05, cpuMs: 0.99, repeats: [1.25] }])).toBe(
      'it has the lowest error of those trained with several seeds, 1.10, and none of the 2 within one standard error (0.10) is clearly cheaper',
    );
    expect(why([{ error, cpuMs: 1 }])).toBe(
      'it has the lowest error within the thresholds, 1.10; no trial was repeated, so nothing is known of the noise',
    );
    const limited = why([best, { error: 1.05, cpuMs: 0.7, repeats: [1.25] }], { cpuMs: 'limit' });
    expect(limited).toBe(
      'it has the lowest error of those trained with several seeds, 1.10; CPU time counts as a limit only, and 2 are within one standard error (0.10)',
    );
  });
});

describe('a study in tables and charts', () => {
  const state = stateOf([
    { error: 1, cpuMs: 1, repeats: [1.2, 1.4] },
    { error: 3, cpuMs: 1.5 },
    { error: 2, cpuMs: 0.5 },
  ]);

  it('has a row for each of the front and each that was repeated, with its seeds', () => {
    for (const trial of state.trials) {
      Object.assign(trial, { configuration: { rate: 0.012345 * (trial.id + 1), stem: 'a' } });
    }
    expect(frontRows(state)).toEqual([
      ['0', '1.200°', '3', '1.00', '50', '1', 'front, take', 'rate 0.0123, stem a'],
      ['2', '2.000°', '1', '0.500', '50', '1', 'front', 'rate 0.037, stem a'],
    ]);
  });

  it('has axes in the unit of its error, and every trial that ended', () => {
    expect(chartedStudy(state).error).toEqual({
      axis: 'mean recovery error, degrees',
      threshold: 4,
    });
    expect(
      chartedStudy(state).trials.map(({ id, error, onFront, chosen }) => [
        id,
        error,
        onFront,
        chosen,
      ]),
    ).toEqual([
      [0, 1.2, true, true],
      [1, 3, false, false],
      [2, 2, true, false],
    ]);
    const { description } = state.created;
    const error = { ...description.objectives.error, measure: 'meanSquared' as const };
    const squared = {
      ...state,
      created: {
        ...state.created,
        description: { ...description, objectives: { ...description.objectives, error } },
      },
    };
    expect(chartedStudy(squared).error.axis).toBe('mean squared error of (r, b)');
    expect(frontRows(squared)[0]![1]).toBe('1.200');
  });
});
