/** What trials would have ended with, and which of them are stopped for it. */
import { describe, expect, it } from 'vitest';
import { finalErrorOf, hopelessFrom } from '../../dist/nas/study/final-error.js';
import { stopRules } from '../../dist/nas/study/halving.js';
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
