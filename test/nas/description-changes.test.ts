/** What a run changes of the study that a file describes, and the trial that is made a model of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chooseTrial,
  createStudy,
  exportPlan,
  readStudy,
  runStudy,
  StudyError,
  type StudyState,
  trialToExport,
} from '../../dist/nas/index.js';
import {
  checkSameData,
  newDescription,
  studyDataHash,
  withChanges,
} from '../../dist/nas/study/description-changes.js';
import { datasetFolder } from '../dataset/dataset-folder.js';
import { describeStudy, fakeExecutor, measure } from './fake-study.js';

let root: string;
let state: StudyState;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-changes-'));
  const description = describeStudy(
    'trials: 6\nbatch: 24\nfinalists: { count: 1, seeds: 1, rounds: 1 }',
  );
  const study = createStudy(join(root, 'study'), { description, dataHash: 'abc', device: 'here' });
  await runStudy({ study, executor: fakeExecutor(), measure });
  study.close();
  state = readStudy(join(root, 'study')).state;
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('changes of a description', () => {
  const local = () => describeStudy('executor: { kind: local, slots: 3 }');

  it('leave what they do not name, but make the folder of the data absolute', () => {
    const description = local();
    const changed = withChanges(description, { data: root });
    expect(changed).toEqual({ ...description, data: { ...description.data, path: root } });
  });

  it('go before what the file says of executor and slots', () => {
    expect(withChanges(local(), { data: root, slots: 5 }).executor).toEqual({
      kind: 'local',
      slots: 5,
    });
    expect(
      withChanges(local(), { data: root, executor: 'bullmq', queue: 'mine' }).executor,
    ).toEqual({ kind: 'bullmq', redis: 'redis://127.0.0.1:6379', queue: 'mine', slots: 3 });
    const own = describeStudy('executor: { kind: bullmq, redis: "redis://far:1", queue: theirs }');
    expect(withChanges(own, { data: root }).executor).toEqual(own.executor);
    expect(withChanges(own, { data: root, redis: 'redis://near:2' }).executor).toMatchObject({
      redis: 'redis://near:2',
      queue: 'theirs',
    });
  });

  it('measure over SSH where a device is named, with the runner of the study', () => {
    const description = describeStudy('device: { kind: local, runner: c }');
    const device = { destination: 'pi@camera', port: 22 };
    expect(withChanges(description, { data: root, device }).device).toEqual({
      kind: 'ssh',
      ...device,
      runner: 'c',
    });
    expect(withChanges(description, { data: root, runner: 'node', device: null }).device).toEqual({
      kind: 'local',
      runner: 'node',
    });
  });

  it('refuse a data set that is not there', () => {
    expect(() => withChanges(local(), { data: join(root, 'none') })).toThrow(StudyError);
  });
});

describe('the data of a study', () => {
  it('is known by its hash, and is refused where the study names another', async () => {
    const path = datasetFolder('train', join(root, 'data'));
    const { signal } = new AbortController();
    const named = (hash?: string) => ({
      ...describeStudy(),
      data: { path, ...(hash ? { hash } : {}) },
    });
    const hash = await studyDataHash(named(), { signal });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await studyDataHash(named(hash), { signal })).toBe(hash);
    await expect(studyDataHash(named('other'), { signal })).rejects.toThrow(
      `${path}: expected the data set other that the study names, got ${hash}`,
    );
  });

  it('must be the same for a study that goes on', () => {
    const study = describeStudy();
    expect(() => checkSameData(study, { found: 'a', wanted: 'a' })).not.toThrow();
    expect(() => checkSameData(study, { found: 'b', wanted: 'a' })).toThrow(
      'nowhere: expected the data set a of the study, got b; name the right one with --data',
    );
  });
});

describe('the study that a run begins with', () => {
  it('has the trials, the seed and the runner that are given, and else its own', () => {
    const own = describeStudy('device: { kind: local, runner: c }');
    expect(newDescription(own, { runner: 'node' })).toEqual(own);
    expect(newDescription(describeStudy(), { runner: 'node' }).device.runner).toBe('node');
    expect(newDescription(own, { trials: 3, seed: 0, runner: 'node' })).toEqual({
      ...own,
      trials: 3,
      seed: 0,
    });
  });
});

describe('the trial to make a model of', () => {
  it('is the one to take unless one is named', () => {
    const choice = chooseTrial(state)!;
    expect(trialToExport(state, undefined)).toEqual(choice);
    const other = state.trials.find(({ id, costs }) => costs && id !== choice.trial.id)!;
    expect(trialToExport(state, other.id)).toEqual({ trial: other, why: 'it was asked for' });
  });

  it('must be one that was measured', () => {
    const { length } = state.trials;
    expect(() => trialToExport(state, length)).toThrow(
      `--trial: expected one that was measured, from 0 to ${length - 1}, got ${length}`,
    );
  });

  it("is trained with the study's batch, and the epochs, seed and threads that are given", () => {
    const { trial } = trialToExport(state, undefined);
    const { settings } = exportPlan(state, trial, { epochs: 7, seed: 9, threads: 2 });
    expect(settings).toMatchObject({ epochs: 7, seed: 9, threads: 2, batch: 24 });
  });
});
