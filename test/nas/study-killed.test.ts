/** Studies that are killed within this process, at any event: nothing is lost, nothing is done twice. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStudy, resumeStudy, runStudy } from '../../dist/nas/index.js';
import { describeStudy, fakeExecutor, measure } from './fake-study.js';
import { newStudy, runNew, studyFolders } from './run-study.js';

const { newFolder } = studyFolders('study-killed');

describe('a study that is killed', () => {
  it('at any event, or in the middle of one, goes on and loses nothing that was finished', async () => {
    const { folder, state: whole } = await runNew(newFolder(), describeStudy());
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
    const { folder } = await runNew(newFolder(), describeStudy());
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
      newStudy(folder, describeStudy()).close();
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
    const { state } = await runNew(folder, describeStudy(), {
      executor,
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
