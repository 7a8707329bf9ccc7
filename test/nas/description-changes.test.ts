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
import { withChanges } from '../../dist/nas/study/description-changes.js';
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
