/** Journals that are damaged, older, newer or told twice. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BUILT_IN_SPACES,
  networkOf,
  readStudy,
  resumeStudy,
  spaceOf,
} from '../../dist/nas/index.js';
import { describeStudy } from './fake-study.js';
import { runNew, studyFolders } from './run-study.js';

const { newFolder, root } = studyFolders('journal');

describe('a journal', () => {
  it('that is damaged in the middle is refused, with the line', async () => {
    const { folder } = await runNew(newFolder(), describeStudy());
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
    const { folder } = await runNew(newFolder(), describeStudy());
    const file = join(folder, 'journal.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version":2', '"version":3'));
    expect(() => resumeStudy(folder)).toThrow(/journal version 2 or older, got 3; update deepawb/);
  });

  it('counts a result once that stands in it twice', async () => {
    const { folder, state } = await runNew(newFolder(), describeStudy());
    const file = join(folder, 'journal.jsonl');
    const result = readFileSync(file, 'utf8')
      .split('\n')
      .find((line) => line.includes('"completed"'))!;
    appendFileSync(file, `${result.replace(/"error":[\d.]+/, '"error":99')}\n`);
    const { trial } = JSON.parse(result);
    expect(readStudy(folder).state.trials[trial]!.error).toBe(state.trials[trial]!.error);
  });

  it('with an event that no version knows is refused, with the line', async () => {
    const { folder } = await runNew(newFolder(), describeStudy());
    const file = join(folder, 'journal.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length;
    appendFileSync(file, '{"event":"vanished","trial":0}\n');
    expect(() => resumeStudy(folder)).toThrow(
      `journal.jsonl:${lines + 1}: expected an event of a study, got 'vanished'`,
    );
  });

  it('that suggests a trial twice, or leaves one out, is refused, with the line', async () => {
    const { folder, state } = await runNew(newFolder(), describeStudy());
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
    expect(() => readStudy(root())).toThrow(
      /found no journal\.jsonl; 'deepawb search run' makes one/,
    );
  });
});
