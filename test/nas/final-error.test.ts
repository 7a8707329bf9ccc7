/** What trials would have ended with, and which of them are stopped for it. */
import { describe, expect, it } from 'vitest';
import { finalErrorOf, hopelessFrom } from '../../dist/nas/study/final-error.js';
import { rungEpochs, stopRules } from '../../dist/nas/study/halving.js';
import type { TrialState } from '../../dist/nas/study/study-state.js';

const EPOCHS = 9;

/** Completed trials whose errors fall to four fifths between the third epoch and the last. */
function trialOf(id: number, early: number, error = 0.8 * early, cpuMs = 1): TrialState {
  const curve = Array.from({ length: EPOCHS }, (_, i) =>
    i < 3 ? early : early + ((error - early) * (i - 2)) / (EPOCHS - 3),
  );
  return {
    id,
    configuration: {},
    status: 'completed',
    costs: { cpuMs, memoryMb: 50, parameters: 1, flops: 1 },
    attempts: 1,
    error,
    curve,
    repeats: [],
    reason: null,
    refused: false,
    cpuSeconds: 1,
  };
}

const stopped = (early: number) => ({ curve: [2 * early, 1.5 * early, early] });
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => trialOf(i, 2 + (2 * i) / count));

describe('the last error that is foretold', () => {
  it('is the one that trials trained to their end had, where there are enough of them', () => {
    for (const early of [2, 2.5, 3.5]) {
      const { error, variance } = finalErrorOf(stopped(early), many(100))!;
      expect(error / (0.8 * early)).toBeCloseTo(1, 1);
      expect(Math.sqrt(variance)).toBeLessThan(0.1 * error);
    }
  });

  it('keeps half of a difference between networks while only one is known', () => {
    const { error, variance } = finalErrorOf(stopped(4), [trialOf(0, 1)])!;
    expect(error).toBeCloseTo(0.8 * Math.sqrt(4), 10);
    expect(Math.sqrt(variance)).toBeGreaterThan(0.05 * error);
  });

  it('lies on the line of least squares with a prior of four trials, a deviation of 0.1 and a slope of one half', () => {
    // At the third epoch 2 and 4, at the end 1 and 1.2; other epochs say something else.
    const ended = [2, 4].map((early, i) => ({
      ...trialOf(i, early, 1 + 0.2 * i),
      curve: [9 - 4 * i, 7, early, 50 - 40 * i, 3, 3, 3, 3, 1 + 0.2 * i],
    }));
    const unlike = { ...trialOf(2, 3, 30), curve: [1, 1, Number.NaN, 1, 1, 1, 1, 1, 30] };
    const [x, y] = [Math.log(4 / 2) / 2, Math.log(1.2) / 2];
    const slope = (0.04 * 0.5 + 2 * x * y) / (0.04 + 2 * x * x);
    const variance = (0.04 + 2 * (y - slope * x) ** 2) / (4 + 2);
    const { error, variance: found } = finalErrorOf(stopped(3), [...ended, unlike])!;
    const foretold = Math.sqrt(1.2) * (3 / Math.sqrt(8)) ** slope;
    expect(error).toBeCloseTo(foretold, 12);
    expect(found).toBeCloseTo(variance * foretold ** 2, 12);
    const hopeless =
      Math.sqrt(8) * ((1.1 * Math.exp(Math.sqrt(variance))) / Math.sqrt(1.2)) ** (1 / slope);
    expect(hopelessFrom(3, 1.1, ended)).toBeCloseTo(hopeless, 9);
  });

  it('never moves against an early error, and never more than it', () => {
    const line = (finals: readonly number[]) =>
      [2, 4].map((early, i) => trialOf(i, early, finals[i]!));
    const error = (early: number, finals: readonly number[]) =>
      finalErrorOf(stopped(early), line(finals))!.error;
    // Errors at the end that differ by more than the early ones: a slope of 1, through the means.
    expect(error(3, [1, 4])).toBeCloseTo((2 * 3) / Math.sqrt(8), 12);
    expect(error(3, [4, 1])).toBeCloseTo(2, 12);
    expect(error(9, [4, 1])).toBeCloseTo(2, 12);
  });

  it('is unknown of a trial whose error at the stop is no number', () => {
    expect(finalErrorOf(stopped(Number.NaN), many(9))).toBeNull();
    expect(finalErrorOf(stopped(Number.POSITIVE_INFINITY), many(9))).toBeNull();
    expect(finalErrorOf({ curve: [] }, many(9))).toBeNull();
  });

  it('is unknown before a trial was trained to its end', () => {
    expect(finalErrorOf(stopped(2), [])).toBeNull();
    expect(finalErrorOf(stopped(2), [{ ...trialOf(0, 2), status: 'pruned' }])).toBeNull();
    expect(hopelessFrom(3, 1, [])).toBe(Number.POSITIVE_INFINITY);
  });

  it('is one deviation above what is hopeless, just there', () => {
    const trials = many(20);
    const limit = hopelessFrom(3, 1.6, trials);
    const { error, variance } = finalErrorOf(stopped(limit), trials)!;
    expect(Math.log(error) - Math.sqrt(variance) / error).toBeCloseTo(Math.log(1.6), 10);
  });
});

describe('successive halving', () => {
  const description = {
    epochs: EPOCHS,
    halving: { eta: 3, rungs: 1 },
    validation: { folds: 5, kind: 'random', use: 1 },
    objectives: {
      error: { measure: 'recoveryDegrees', threshold: 9 },
      cpuMs: { threshold: 9, role: 'objective' },
      memoryMb: { threshold: 99, role: 'objective' },
    },
  } as unknown as Parameters<typeof stopRules>[2];
  const costs = { cpuMs: 2, memoryMb: 50, parameters: 1, flops: 1 };
  const limitAmong = (trials: TrialState[]) => stopRules(costs, trials, description)[0]?.error;

  it('goes on with the like of good networks, though most are not among the best third', () => {
    const good = Array.from({ length: 9 }, (_, i) => trialOf(i, 2 + 0.01 * i));
    expect(limitAmong(good)).toBeGreaterThan(2.08);
  });

  it('stops what learning curves foretell to end above all that cost no more', () => {
    const limit = limitAmong(many(30))!;
    expect(limit).toBeLessThan(2.7);
    expect(limit).toBeGreaterThanOrEqual(2.6);
    expect(limitAmong(many(30).toReversed())).toBeCloseTo(limit, 12);
  });

  it('keeps the best third of those that reached the rung, in whatever order they came', () => {
    // One that ended far below all others, though it began like them; the rest were stopped at the rung.
    const ended = [
      ...Array.from({ length: 20 }, (_, i) => trialOf(20 + i, 2 + i / 10)),
      trialOf(9, 2.95, 0.5),
    ];
    const errors = [5, 2.2, 3.1, 4, 2.9, 2.5, 3.3, 2.7];
    const stoppedThere = errors.map((early, i) => ({
      ...trialOf(i, early),
      status: 'pruned' as const,
      curve: [9, 9, early],
    }));
    const all = [...stoppedThere, ...ended];
    const third = all.map(({ curve }) => curve[2]!).toSorted((a, b) => a - b)[
      Math.floor(29 / 3) - 1
    ]!;
    expect(limitAmong(all)).toBe(Math.max(third, hopelessFrom(3, 0.5, all)));
    expect(hopelessFrom(3, 0.5, all)).toBeLessThan(third);
  });

  it('has its rungs at the epochs over powers of eta', () => {
    expect(rungEpochs(90, { eta: 3, rungs: 2 })).toEqual([10, 30]);
    expect(rungEpochs(100, { eta: 3, rungs: 2 })).toEqual([11, 33]);
    expect(rungEpochs(9, { eta: 3, rungs: 4 })).toEqual([1, 3]);
    expect(rungEpochs(90, { eta: 3, rungs: 2 }, true)).toEqual([10, 30, 90]);
    expect(rungEpochs(90, { eta: 3, rungs: 0 }, true)).toEqual([]);
    expect(rungEpochs(1, { eta: 3, rungs: 2 })).toEqual([]);
  });

  it('compares with at least three that reached the rung', () => {
    expect(limitAmong(many(2))).toBe(undefined);
    expect(limitAmong(many(3))).toBeDefined();
  });

  it('has no rule at an epoch that says nothing of the end', () => {
    const backward = [2, 2.5, 3, 3.5, 4].map((early, i) => trialOf(i, early, 4 - early / 2));
    expect(hopelessFrom(3, 1, backward)).toBe(Number.POSITIVE_INFINITY);
    expect(limitAmong(backward)).toBe(undefined);
  });

  it('stops nothing that is cheaper than all that was trained to its end', () => {
    expect(limitAmong(many(30).map((t) => ({ ...t, costs: { ...t.costs!, cpuMs: 3 } })))).toBe(
      undefined,
    );
    expect(limitAmong(many(30).map((t) => ({ ...t, status: 'pruned' as const })))).toBe(undefined);
  });
});
