/** What a study tries, what it leaves out, and where it stops. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MeasureError } from '../../dist/device/index.js';
import { createCostMeasurement, readStudy, runStudy } from '../../dist/nas/index.js';
import { describeStudy, fakeExecutor, measure } from './fake-study.js';
import { goOn, newStudy, runNew, studyFolders } from './run-study.js';

const { newFolder } = studyFolders('study');

describe('a study', () => {
  it('tries as many networks as it says, and tells the four ends of a trial apart', async () => {
    // The second trial that is trained always fails, the third one once.
    const trained: number[] = [];
    const executor = fakeExecutor(({ trialId, attempt }) => {
      if (!trained.includes(trialId)) trained.push(trialId);
      return trialId === trained[1] || (trialId === trained[2] && attempt === 1)
        ? { kind: 'failed', reason: 'a crash' }
        : undefined;
    });
    const { state } = await runNew(newFolder(), describeStudy('trials: 24'), { executor });
    expect(state.trials).toHaveLength(24);
    const count = (status: string) =>
      state.trials.filter((trial) => trial.status === status).length;
    expect(count('completed') + count('pruned') + count('infeasible') + count('failed')).toBe(24);
    expect(count('infeasible')).toBeGreaterThan(0);
    expect(count('pruned')).toBeGreaterThan(0);
    expect(state.finished).toBe(true);
    expect(state.trials[trained[1]!]).toMatchObject({
      status: 'failed',
      attempts: 2,
      reason: 'a crash',
    });
    expect(state.trials[trained[2]!]).toMatchObject({ attempts: 2 });
    expect(state.trials[trained[2]!]!.status).toMatch(/completed|pruned/);
  });

  it('never trains what is over its budget, and says by what', async () => {
    const executor = fakeExecutor();
    const { state } = await runNew(newFolder(), describeStudy('trials: 20'), { executor });
    const infeasible = state.trials.filter(({ status }) => status === 'infeasible');
    expect(infeasible.length).toBeGreaterThan(0);
    for (const { id, reason } of infeasible) {
      expect(reason).toMatch(/^cpuMs 0\.\d+ is above 0\.05$/);
      expect(executor.jobs.some(({ trialId }) => trialId === id)).toBe(false);
    }
  });

  it.each(['random', 'bayesian'])(
    'never trains a network that cannot be built, and says why: sampler %s',
    async (sampler) => {
      const blocks = [1, 2, 3].map((i) => `kernels${i}: 16, kernelSize${i}: 3, stride${i}: 1`);
      const description = describeStudy(`sampler: ${sampler}
trials: 9
objectives: { cpuMs: { threshold: 50 }, memoryMb: { threshold: 500 } }
space:
  family: reference
  parameters:
    - { kind: integer, name: hiddenNeurons, low: 40, high: 70 }
    - { kind: float, name: decay, low: 1, high: 1.5 }
  fixed: { mlpDepth: 5, imageScale: 3, heightPx: 144, widthPx: 216, ${blocks.join(', ')} }
`);
      const executor = fakeExecutor();
      const cost = { cpu: { minimumMs: 1 } } as never;
      const measured = { network: cost, memory: { peakBytes: 1e6, modelBytes: 1e5 } } as never;
      const study = newStudy(newFolder(), description);
      try {
        await runStudy({
          study,
          executor,
          measure: createCostMeasurement(description, async () => measured),
          signal: new AbortController().signal,
        });
      } finally {
        study.close();
      }
      const { trials } = study.state;
      expect(trials.filter(({ status }) => status === 'completed').length).toBeGreaterThan(2);
      const unbuilt = trials.filter(({ status }) => status === 'infeasible');
      for (const { id, reason } of unbuilt) {
        expect(reason).toMatch(/^it cannot be built: dense4: expected at least 1 neuron/);
        expect(executor.jobs.some(({ trialId }) => trialId === id)).toBe(false);
      }
      if (sampler === 'random') expect(unbuilt.length).toBeGreaterThan(0);
    },
  );

  it('measures again what seems to be over the budget: a disturbance is no verdict', async () => {
    const seen = new Map<string, number>();
    const disturbed = async (configuration: Parameters<typeof measure>[0]) => {
      const key = JSON.stringify(configuration);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      const costs = await measure(configuration, undefined);
      return seen.get(key) === 1 ? { ...costs, cpuMs: costs.cpuMs * 50 } : costs;
    };
    const folder = newFolder();
    const study = newStudy(folder, describeStudy());
    await runStudy({ study, executor: fakeExecutor(), measure: disturbed });
    study.close();
    expect(study.state.trials.some(({ status }) => status === 'completed')).toBe(true);
  });

  it('starts with the networks that it is told to start with', async () => {
    const first = {
      ...(await runNew(newFolder(), describeStudy())).state.trials[5]!.configuration,
      inputSize: 16,
    };
    const { state } = await runNew(newFolder(), { ...describeStudy(), start: [first] });
    expect(state.trials[0]!.configuration).toEqual(first);
  });

  it('is the same study with the same seed', async () => {
    const configurations = async () =>
      (await runNew(newFolder(), describeStudy('sampler: bayesian'))).state.trials.map(
        ({ configuration }) => configuration,
      );
    expect(await configurations()).toEqual(await configurations());
  });

  it('that is finished trains nothing when it is resumed', async () => {
    const folder = newFolder();
    await runNew(folder, describeStudy('trials: 8'));
    const executor = fakeExecutor();
    await goOn(folder, executor);
    expect(executor.jobs).toEqual([]);
  });

  it('holds a network infeasible that is too large to be measured, and goes on', async () => {
    const study = newStudy(newFolder(), describeStudy());
    const large = ({ inputSize }: { readonly [name: string]: number | string }) =>
      Number(inputSize) > 25;
    await runStudy({
      study,
      executor: fakeExecutor(),
      measure: async (configuration, signal) => {
        if (large(configuration)) throw new MeasureError('run', 'took longer than 60 s');
        return measure(configuration, signal);
      },
    });
    study.close();
    const { trials, finished } = readStudy(study.directory).state;
    expect(finished).toBe(true);
    expect(trials.some(({ configuration }) => large(configuration))).toBe(true);
    for (const { configuration, status, reason } of trials.filter((t) => large(t.configuration))) {
      expect({ configuration, status, reason }).toEqual({
        configuration,
        status: 'infeasible',
        reason: 'it cannot be measured: run: took longer than 60 s',
      });
    }
  });

  it('keeps passwords out of its journal', () => {
    const folder = newFolder();
    const executor = {
      kind: 'bullmq',
      redis: 'redis://me:secret@host:6379/2',
      queue: 'own',
    } as const;
    const description = { ...describeStudy(), executor };
    newStudy(folder, description).close();
    expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).not.toContain('secret');
    expect(readStudy(folder).state.created.description.executor).toEqual({
      kind: 'bullmq',
      redis: 'redis://host:6379/2',
      queue: 'own',
    });
  });

  it('is not started where there is one already', async () => {
    const { folder } = await runNew(newFolder(), describeStudy());
    expect(() => newStudy(folder, describeStudy())).toThrow(
      /there is a study already; go on with 'deepawb search resume/,
    );
  });
});
