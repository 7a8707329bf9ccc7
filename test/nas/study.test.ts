/** What a study survives, what it counts, and what it refuses. */
import { fork } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeasureError } from '../../dist/device/index.js';
import {
  BUILT_IN_SPACES,
  chooseTrial,
  createCostMeasurement,
  createStudy,
  type Executor,
  networkOf,
  readStudy,
  resumeStudy,
  runStudy,
  type StudyDescription,
  type StudyEvent,
  spaceOf,
  studyFront,
  studyHypervolume,
  type TrialState,
} from '../../dist/nas/index.js';
import { describeStudy, fakeExecutor, measure } from './fake-study.js';

let root: string;
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-study-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => join(root, `study-${++folders}`);

async function runNew(
  description: StudyDescription,
  {
    executor = fakeExecutor() as Executor,
    folder = newFolder(),
    signal = undefined as AbortSignal | undefined,
  } = {},
) {
  const study = createStudy(folder, { description, dataHash: 'abc', device: 'here' });
  const events: StudyEvent[] = [];
  try {
    await runStudy({
      study,
      executor,
      measure,
      onEvent: (e) => events.push(e),
      ...(signal ? { signal } : {}),
    });
  } finally {
    study.close();
  }
  return { folder, events, state: readStudy(folder).state };
}

const isFailed = ({ status }: TrialState) => status === 'failed';

async function goOn(folder: string, executor: Executor) {
  const study = resumeStudy(folder);
  await runStudy({ study, executor, measure });
  study.close();
  return readStudy(folder).state;
}

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
    const { state } = await runNew(describeStudy('trials: 24'), { executor });
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
    const { state } = await runNew(describeStudy('trials: 20'), { executor });
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
      const study = createStudy(newFolder(), { description, dataHash: 'abc', device: 'here' });
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
    const study = createStudy(folder, {
      description: describeStudy(),
      dataHash: 'abc',
      device: 'here',
    });
    await runStudy({ study, executor: fakeExecutor(), measure: disturbed });
    study.close();
    expect(study.state.trials.some(({ status }) => status === 'completed')).toBe(true);
  });

  it('starts with the networks that it is told to start with', async () => {
    const first = {
      ...(await runNew(describeStudy())).state.trials[5]!.configuration,
      inputSize: 16,
    };
    const { state } = await runNew({ ...describeStudy(), start: [first] });
    expect(state.trials[0]!.configuration).toEqual(first);
  });

  it('is the same study with the same seed', async () => {
    const configurations = async () =>
      (await runNew(describeStudy('sampler: bayesian'))).state.trials.map(
        ({ configuration }) => configuration,
      );
    expect(await configurations()).toEqual(await configurations());
  });

  it('trains its finalists with further seeds, and judges them by the mean', async () => {
    const executor = fakeExecutor();
    const { state } = await runNew(describeStudy('finalists: { count: 2, seeds: 3, rounds: 1 }'), {
      executor,
    });
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
    const study = createStudy(newFolder(), { description, dataHash: 'abc', device: 'here' });
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
    const whole = await runNew(description, { executor: executor() });
    const folder = newFolder();
    const killed = new AbortController();
    const study = createStudy(folder, { description, dataHash: 'abc', device: 'here' });
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

  it('that is finished trains nothing when it is resumed', async () => {
    const folder = newFolder();
    await runNew(describeStudy('trials: 8'), { folder });
    const executor = fakeExecutor();
    await goOn(folder, executor);
    expect(executor.jobs).toEqual([]);
  });

  it('does not call the lowest what a single seed beats by luck', async () => {
    // Repeats are worse than the first training, so that the finalist falls behind trials of one seed.
    const executor = fakeExecutor(({ spec }) =>
      spec.settings.seed >= 1000
        ? { kind: 'completed', error: 4, curve: [4], cpuSeconds: 1 }
        : undefined,
    );
    const { state } = await runNew(
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
    const { state } = await runNew(describeStudy('trials: 30'));
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
    const { state } = await runNew(describeStudy(limits));
    const completed = state.trials.filter(({ status }) => status === 'completed');
    const best = Math.min(...completed.map(({ error }) => error));
    expect(studyFront(state).map(({ error }) => error)).toEqual([best]);
  });

  it('stops with a clear error when trials only fail', async () => {
    const executor = fakeExecutor(() => ({ kind: 'failed', reason: 'the disk is full' }));
    await expect(runNew(describeStudy('trials: 30'), { executor })).rejects.toThrow(
      /the last 5 trials failed, the last one because the disk is full; .*search resume/,
    );
  });

  it('that stopped for its failures tries them again once it is resumed', async () => {
    const folder = newFolder();
    const failing = fakeExecutor(() => ({ kind: 'failed', reason: 'the disk is full' }));
    const description = describeStudy('trials: 30');
    await expect(runNew(description, { executor: failing, folder })).rejects.toThrow(/disk/);
    expect(readStudy(folder).state.trials.filter(isFailed).length).toBeGreaterThanOrEqual(5);
    const state = await goOn(folder, fakeExecutor());
    expect(state.finished).toBe(true);
    expect(state.trials.filter(isFailed)).toEqual([]);
  });

  it('stops at the first trial that no machine can run, and tries it again once it is resumed', async () => {
    const folder = newFolder();
    const refusing = fakeExecutor(() => ({
      kind: 'failed',
      reason: 'data: expected abc, got def',
      refused: true,
    }));
    await expect(runNew(describeStudy(), { executor: refusing, folder })).rejects.toThrow(
      /trial \d+ cannot run: data: expected abc, got def; .*search resume/,
    );
    expect(refusing.jobs.length).toBeLessThanOrEqual(refusing.slots());
    const state = await goOn(folder, fakeExecutor());
    expect(state.trials.filter(isFailed)).toEqual([]);
  });

  it('holds a network infeasible that is too large to be measured, and goes on', async () => {
    const study = createStudy(newFolder(), {
      description: describeStudy(),
      dataHash: 'abc',
      device: 'here',
    });
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

  it('stops with what a device says that is away', async () => {
    const study = createStudy(newFolder(), {
      description: describeStudy(),
      dataHash: 'abc',
      device: 'here',
    });
    const away = async () => {
      throw new MeasureError('connect', 'camera: no route to host');
    };
    await expect(runStudy({ study, executor: fakeExecutor(), measure: away })).rejects.toThrow(
      'connect: camera: no route to host',
    );
    study.close();
  });

  it('keeps passwords out of its journal', () => {
    const folder = newFolder();
    const executor = {
      kind: 'bullmq',
      redis: 'redis://me:secret@host:6379/2',
      queue: 'own',
    } as const;
    const description = { ...describeStudy(), executor };
    createStudy(folder, { description, dataHash: 'abc', device: 'here' }).close();
    expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).not.toContain('secret');
    expect(readStudy(folder).state.created.description.executor).toEqual({
      kind: 'bullmq',
      redis: 'redis://host:6379/2',
      queue: 'own',
    });
  });

  it('is not started where there is one already', async () => {
    const { folder } = await runNew(describeStudy());
    expect(() =>
      createStudy(folder, { description: describeStudy(), dataHash: 'abc', device: 'here' }),
    ).toThrow(/there is a study already; go on with 'deepawb search resume/);
  });
});

describe('a study that is killed', () => {
  it('at any event, or in the middle of one, goes on and loses nothing that was finished', async () => {
    const { folder, state: whole } = await runNew(describeStudy());
    const journal = readFileSync(join(folder, 'journal.jsonl'));
    const ends = [...journal.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
    // The header and the description must be there; before that there is no study yet.
    for (const [i, end] of ends.slice(1).entries()) {
      for (const cut of [end, end + 7]) {
        if (cut >= journal.length) continue;
        const copy = newFolder();
        mkdirSync(copy);
        writeFileSync(join(copy, 'journal.jsonl'), journal.subarray(0, cut));
        const before = readStudy(copy).state;
        const study = resumeStudy(copy);
        expect(study.journal.notice === null, `cut at ${cut}`).toBe(cut === end);
        const executor = fakeExecutor();
        await runStudy({ study, executor, measure });
        study.close();
        const after = readStudy(copy).state;
        expect(
          after.trials.map(({ configuration }) => configuration),
          `event ${i}`,
        ).toHaveLength(whole.trials.length);
        for (const trial of before.trials) {
          if (trial.status === 'suggested' || trial.status === 'running') continue;
          const { status, error, configuration } = after.trials[trial.id]!;
          expect({ status, error, configuration }).toEqual({
            status: trial.status,
            error: trial.error,
            configuration: trial.configuration,
          });
          const again = executor.jobs.filter(
            (job) => job.trialId === trial.id && job.attempt < 1000,
          );
          expect(trial.status).toMatch(/completed|pruned|infeasible/);
          expect(again).toEqual([]);
        }
        expect(after.finished).toBe(true);
      }
    }
  });

  it('gives its running trials another attempt', async () => {
    const { folder } = await runNew(describeStudy());
    const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n');
    const started = lines.findIndex((line) => line.includes('"started"'));
    const copy = newFolder();
    mkdirSync(copy);
    writeFileSync(join(copy, 'journal.jsonl'), `${lines.slice(0, started + 1).join('\n')}\n`);
    const study = resumeStudy(copy);
    const executor = fakeExecutor();
    await runStudy({ study, executor, measure });
    study.close();
    const { trial } = JSON.parse(lines[started]!);
    expect(executor.jobs.find(({ trialId }) => trialId === trial)!.attempt).toBe(2);
  });

  it('before its first event can be started again', () => {
    const folder = newFolder();
    mkdirSync(folder);
    for (const text of [
      '',
      '{"journal":"deep',
      '{"journal":"deepawb-study","version":1}\n{"event":"crea',
    ]) {
      writeFileSync(join(folder, 'journal.jsonl'), text);
      expect(() => resumeStudy(folder), text).toThrow(/never started/);
      createStudy(folder, {
        description: describeStudy(),
        dataHash: 'abc',
        device: 'here',
      }).close();
      expect(readStudy(folder).state.trials).toEqual([]);
    }
  });

  it('by Ctrl-C stops, and goes on', async () => {
    const folder = newFolder();
    const controller = new AbortController();
    const executor = fakeExecutor(({ trialId }) => {
      if (trialId >= 5) controller.abort();
      return undefined;
    });
    const { state } = await runNew(describeStudy(), {
      executor,
      folder,
      signal: controller.signal,
    });
    expect(state.finished).toBe(false);
    expect(state.trials.length).toBeLessThan(12);
    const study = resumeStudy(folder);
    await runStudy({ study, executor: fakeExecutor(), measure });
    study.close();
    expect(readStudy(folder).state.trials).toHaveLength(12);
  });
});

describe('a journal', () => {
  it('that is damaged in the middle is refused, with the line', async () => {
    const { folder } = await runNew(describeStudy());
    const file = join(folder, 'journal.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[4] = lines[4]!.slice(0, 20);
    writeFileSync(file, lines.join('\n'));
    expect(() => resumeStudy(folder)).toThrow(
      /journal\.jsonl:5: expected an event in JSON, got a damaged line/,
    );
  });

  it('of version 1 keeps what the numbers of reference networks meant then', () => {
    const folder = newFolder();
    mkdirSync(folder);
    const description = { ...describeStudy(), space: 'reference' };
    const created = { event: 'created', at: new Date().toISOString(), description };
    writeFileSync(
      join(folder, 'journal.jsonl'),
      `{"journal":"deepawb-study","version":1}\n${JSON.stringify({ ...created, dataHash: 'h', device: 'd' })}\n`,
    );
    const space = spaceOf(readStudy(folder).state.created.description);
    const at = {
      hiddenNeurons: 40,
      decay: 0,
      mlpDepth: 2,
      imageScale: 2.5,
      rate: 1e-3,
      finalRate: 1e-5,
    };
    const blocks = Object.fromEntries(
      [1, 2, 3].flatMap((i) => [
        [`kernels${i}`, 16],
        [`kernelSize${i}`, 4],
        [`stride${i}`, 1],
      ]),
    );
    const { network } = networkOf(space, { ...at, ...blocks }, { epochs: 1, seed: 1 });
    expect(network).toMatchObject({
      family: 'reference-v1',
      heightPx: 173,
      widthPx: 259,
      depth: 2,
    });
    const today = networkOf(
      BUILT_IN_SPACES.reference,
      { ...at, ...blocks },
      { epochs: 1, seed: 1 },
    );
    expect(today.network).toMatchObject({ family: 'reference', heightPx: 172, widthPx: 259 });
  });

  it('of a newer version is refused', async () => {
    const { folder } = await runNew(describeStudy());
    const file = join(folder, 'journal.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version":2', '"version":3'));
    expect(() => resumeStudy(folder)).toThrow(/journal version 2 or older, got 3; update deepawb/);
  });

  it('counts a result once that stands in it twice', async () => {
    const { folder, state } = await runNew(describeStudy());
    const file = join(folder, 'journal.jsonl');
    const result = readFileSync(file, 'utf8')
      .split('\n')
      .find((line) => line.includes('"completed"'))!;
    appendFileSync(file, `${result.replace(/"error":[\d.]+/, '"error":99')}\n`);
    const { trial } = JSON.parse(result);
    expect(readStudy(folder).state.trials[trial]!.error).toBe(state.trials[trial]!.error);
  });

  it('with an event that no version knows is refused, with the line', async () => {
    const { folder } = await runNew(describeStudy());
    const file = join(folder, 'journal.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length;
    appendFileSync(file, '{"event":"vanished","trial":0}\n');
    expect(() => resumeStudy(folder)).toThrow(
      `journal.jsonl:${lines + 1}: expected an event of a study, got 'vanished'`,
    );
  });

  it('that suggests a trial twice, or leaves one out, is refused, with the line', async () => {
    const { folder, state } = await runNew(describeStudy());
    const file = join(folder, 'journal.jsonl');
    const text = readFileSync(file, 'utf8');
    const next = text.trimEnd().split('\n').length + 1;
    for (const trial of [3, 13]) {
      const event = { event: 'suggested', trial, configuration: {}, seconds: 0 };
      writeFileSync(file, `${text}${JSON.stringify(event)}\n`);
      expect(() => readStudy(folder)).toThrow(
        `journal.jsonl:${next}: expected trial ${state.trials.length} to be suggested next, got ${trial}`,
      );
    }
  });

  it('in another folder than a study is missed with a word on what makes one', () => {
    expect(() => readStudy(root)).toThrow(
      /found no journal\.jsonl; 'deepawb search run' makes one/,
    );
  });
});

describe('the lock of a study', () => {
  it('lets one coordinator in, and tells the other who is there', async () => {
    const { folder } = await runNew(describeStudy());
    const study = resumeStudy(folder);
    expect(() => resumeStudy(folder)).toThrow(
      new RegExp(`being run by process ${process.pid} on ${hostname()}`),
    );
    study.close();
    resumeStudy(folder).close();
  });

  it('of a process that was killed is taken over', async () => {
    const { folder } = await runNew(describeStudy());
    const script = join(root, 'holder.mjs');
    writeFileSync(
      script,
      `import { resumeStudy } from ${JSON.stringify(join(import.meta.dirname, '../../dist/nas/index.js'))};
       resumeStudy(process.argv[2]); process.send('open'); setInterval(() => {}, 1000);`,
    );
    const holder = fork(script, [folder], { execArgv: [] });
    await new Promise((resolve) => holder.once('message', resolve));
    expect(() => resumeStudy(folder)).toThrow(/being run by process/);
    holder.kill('SIGKILL');
    await new Promise((resolve) => holder.once('exit', resolve));
    resumeStudy(folder).close();
  });

  it('of another machine stands, with the cure', async () => {
    const { folder } = await runNew(describeStudy());
    copyFileSync(join(folder, 'journal.jsonl'), join(folder, 'journal.copy'));
    writeFileSync(
      join(folder, 'lock'),
      JSON.stringify({ host: 'elsewhere', pid: 1, started: null }),
    );
    expect(() => resumeStudy(folder)).toThrow(/process 1 on elsewhere; .*remove that file/);
  });
});
