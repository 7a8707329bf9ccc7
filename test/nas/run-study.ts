/** Studies in folders of their own, run to their end with trials that take no time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import {
  createStudy,
  type Executor,
  readStudy,
  resumeStudy,
  runStudy,
  type StudyDescription,
} from '../../dist/nas/index.js';
import { fakeExecutor, measure } from './fake-study.js';

/** A folder for the tests of a file, removed after them; call it at the top. */
export function studyFolders(name: string): { root(): string; newFolder(): string } {
  let root = '';
  let folders = 0;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), `deepawb-${name}-`));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return { root: () => root, newFolder: () => join(root, `study-${++folders}`) };
}

export const newStudy = (folder: string, description: StudyDescription) =>
  createStudy(folder, { description, dataHash: 'abc', device: 'here' });

/** What a new study in the folder comes to. */
export async function runNew(
  folder: string,
  description: StudyDescription,
  { executor = fakeExecutor() as Executor, signal = undefined as AbortSignal | undefined } = {},
) {
  const study = newStudy(folder, description);
  try {
    await runStudy({
      study,
      executor,
      measure,
      ...(signal ? { signal } : {}),
    });
  } finally {
    study.close();
  }
  return { folder, state: readStudy(folder).state };
}

/** What a study comes to that is resumed. */
export async function goOn(folder: string, executor: Executor) {
  const study = resumeStudy(folder);
  await runStudy({ study, executor, measure });
  study.close();
  return readStudy(folder).state;
}
