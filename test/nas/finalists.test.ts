/** Networks that are trained with further seeds, and the one to take. */
import { describe, expect, it } from 'vitest';
import {
  chooseTrial,
  readStudy,
  runStudy,
  type StudyEvent,
  studyFront,
  studyHypervolume,
  type TrialState,
} from '../../dist/nas/index.js';
import { describeStudy, fakeExecutor, measure } from './fake-study.js';
import { goOn, newStudy, runNew, studyFolders } from './run-study.js';

const { newFolder } = studyFolders('finalists');

describe('a study', () => {
  it('trains its finalists with further seeds, and judges them by the mean', async () => {
    const executor = fakeExecutor();
    const { state } = await runNew(
      newFolder(),
      describeStudy('finalists: { count: 2, seeds: 3, rounds: 1 }'),
      {
        executor,
      },
    );
    const repeated = state.trials.filter(({ repeats }) => repeats.length > 0);
    expect(repeated).toHaveLength(2);
    for (const { repeats } of repeated)
      expect(new Set(repeats.map(({ seed }) => seed)).size).toBe(3);
    const { trial, why } = chooseTrial(state)!;
    expect(repeated).toContain(trial);
    expect(why).toMatch(/lowest|standard error/);
  });

  it('repeats its finalists half-way too, so that the search learns how noisy errors are', async () => {
    const events: StudyEvent[] = [];
    const description = describeStudy('trials: 12\nfinalists: { count: 2, seeds: 2 }');
    const study = newStudy(newFolder(), description);
    await runStudy({
      study,
      executor: fakeExecutor(),
      measure,
      onEvent: (event) => events.push(event),
    });
    study.close();
    const names = events.map(({ event }) => event);
    const first = names.indexOf('repeated');
    expect(names.slice(0, first).filter((name) => name === 'suggested')).toHaveLength(6);
    expect(names.lastIndexOf('suggested')).toBeGreaterThan(first);
    expect(names.lastIndexOf('repeated')).toBeGreaterThan(names.lastIndexOf('suggested'));
  });

  it('killed within a round of finalists goes on with the same ones, and repeats none twice', async () => {
    const description = describeStudy(
      'trials: 24\nhalving: { rungs: 0 }\nfinalists: { count: 1, seeds: 3 }',
    );
    // Repeats are worse than first trainings: who chose finalists anew would choose others.
    const executor = () =>
      fakeExecutor(({ spec }) =>
        spec.settings.seed >= 1000
          ? { kind: 'completed', error: 40, curve: [40], cpuSeconds: 1 }
          : undefined,
      );
    const whole = await runNew(newFolder(), description, { executor: executor() });
    const folder = newFolder();
    const killed = new AbortController();
    const study = newStudy(folder, description);
    await runStudy({
      study,
      executor: executor(),
      measure,
      signal: killed.signal,
      onEvent: ({ event }) => event === 'repeated' && killed.abort(),
    });
    study.close();
    expect([...readStudy(folder).state.finalists.keys()]).toEqual([0]);
    const state = await goOn(folder, executor());
    expect(state.finished).toBe(true);
    expect(state.finalists).toEqual(whole.state.finalists);
    const repeated = (trials: readonly TrialState[]) =>
      trials.map(({ repeats }) => repeats.map(({ seed }) => seed).sort());
    expect(repeated(state.trials)).toEqual(repeated(whole.state.trials));
  });

  it('does not call the lowest what a single seed beats by luck', async () => {
    // Repeats are worse than the first training, so that the finalist falls behind trials of one seed.
    const executor = fakeExecutor(({ spec }) =>
      spec.settings.seed >= 1000
        ? { kind: 'completed', error: 4, curve: [4], cpuSeconds: 1 }
        : undefined,
    );
    const { state } = await runNew(
      newFolder(),
      describeStudy('finalists: { count: 1, seeds: 2, rounds: 1 }\nhalving: { rungs: 0 }'),
      { executor },
    );
    const { trial, why } = chooseTrial(state)!;
    expect(trial.repeats).toHaveLength(2);
    expect(studyFront(state)[0]).not.toBe(trial);
    expect(why).toMatch(/^it has the lowest error of those trained with several seeds, /);
  });

  it.each([
    ['objective', 0.05, 0.049, 'accurate', /none of the 2 within one standard error .* clearly/],
    ['objective', 0.05, 0.04, 'cheap', /within one standard error .* takes 20 % less CPU time/],
    ['limit', 0.05, 0.04, 'accurate', /CPU time counts as a limit only/],
  ] as const)(
    'with CPU time as %s, %f and %f ms for errors alike, takes the %s one',
    (role, accurateMs, cheapMs, which, reason) => {
      const description = describeStudy(
        `objectives: { error: { threshold: 5 }, cpuMs: { threshold: 1, role: ${role} }, memoryMb: { threshold: 100 } }`,
      );
      const trial = (id: number, cpuMs: number, error: number) => ({
        id,
        status: 'completed',
        error,
        repeats: [{ seed: 1000, error: error + 0.2 }],
        costs: { cpuMs, memoryMb: 50, parameters: 1, flops: 1 },
      });
      const trials = [trial(0, accurateMs, 1), trial(1, cheapMs, 1.01)];
      const state = { created: { description }, trials } as unknown as Parameters<
        typeof chooseTrial
      >[0];
      const choice = chooseTrial(state)!;
      expect(choice.trial.id).toBe(which === 'accurate' ? 0 : 1);
      expect(choice.why).toMatch(reason);
    },
  );

  it('has a front of what no other trial beats, and a hypervolume of 0 to 1', async () => {
    const { state } = await runNew(newFolder(), describeStudy('trials: 30'));
    const front = studyFront(state);
    expect(front.length).toBeGreaterThan(0);
    for (const a of front) {
      for (const b of front) {
        if (a === b) continue;
        const worse =
          a.error >= b.error &&
          a.costs!.cpuMs >= b.costs!.cpuMs &&
          a.costs!.memoryMb >= b.costs!.memoryMb;
        expect(worse && a.repeats.length === 0 && b.repeats.length === 0).toBe(false);
      }
    }
    expect(studyHypervolume(state)).toBeGreaterThan(0);
    expect(studyHypervolume(state)).toBeLessThan(1);
  });

  it('with a cost as a limit has the most accurate network within it as its front', async () => {
    const limits = `objectives:
  error: { threshold: 5 }
  cpuMs: { threshold: 0.05, role: limit }
  memoryMb: { threshold: 100, role: limit }
finalists: { count: 0, seeds: 0 }`;
    const { state } = await runNew(newFolder(), describeStudy(limits));
    const completed = state.trials.filter(({ status }) => status === 'completed');
    const best = Math.min(...completed.map(({ error }) => error));
    expect(studyFront(state).map(({ error }) => error)).toEqual([best]);
  });
});
