/** Failures that end a study: what it says, and how it goes on. */
import { describe, expect, it } from 'vitest';
import { MeasureError } from '../../dist/device/index.js';
import { readStudy, runStudy, type TrialState } from '../../dist/nas/index.js';
import { describeStudy, fakeExecutor } from './fake-study.js';
import { goOn, newStudy, runNew, studyFolders } from './run-study.js';

const { newFolder } = studyFolders('study-failures');

const isFailed = ({ status }: TrialState) => status === 'failed';

describe('a study', () => {
  it('stops with a clear error when trials only fail', async () => {
    const executor = fakeExecutor(() => ({ kind: 'failed', reason: 'the disk is full' }));
    await expect(runNew(newFolder(), describeStudy('trials: 30'), { executor })).rejects.toThrow(
      /the last 5 trials failed, the last one because the disk is full; .*search resume/,
    );
  });

  it('that stopped for its failures tries them again once it is resumed', async () => {
    const folder = newFolder();
    const failing = fakeExecutor(() => ({ kind: 'failed', reason: 'the disk is full' }));
    const description = describeStudy('trials: 30');
    await expect(runNew(folder, description, { executor: failing })).rejects.toThrow(/disk/);
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
    await expect(runNew(folder, describeStudy(), { executor: refusing })).rejects.toThrow(
      /trial \d+ cannot run: data: expected abc, got def; .*search resume/,
    );
    expect(refusing.jobs.length).toBeLessThanOrEqual(refusing.slots());
    const state = await goOn(folder, fakeExecutor());
    expect(state.trials.filter(isFailed)).toEqual([]);
  });

  it('stops with what a device says that is away', async () => {
    const study = newStudy(newFolder(), describeStudy());
    const away = async () => {
      throw new MeasureError('connect', 'camera: no route to host');
    };
    await expect(runStudy({ study, executor: fakeExecutor(), measure: away })).rejects.toThrow(
      'connect: camera: no route to host',
    );
    study.close();
  });
});
