/** One coordinator for a study at a time. */
import { fork } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resumeStudy } from '../../dist/nas/index.js';
import { describeStudy } from './fake-study.js';
import { runNew, studyFolders } from './run-study.js';

const { newFolder, root } = studyFolders('study-lock');

describe('the lock of a study', () => {
  it('lets one coordinator in, and tells the other who is there', async () => {
    const { folder } = await runNew(newFolder(), describeStudy());
    const study = resumeStudy(folder);
    expect(() => resumeStudy(folder)).toThrow(
      new RegExp(`being run by process ${process.pid} on ${hostname()}`),
    );
    study.close();
    resumeStudy(folder).close();
  });

  it('of a process that was killed is taken over', async () => {
    const { folder } = await runNew(newFolder(), describeStudy());
    const script = join(root(), 'holder.mjs');
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
    const { folder } = await runNew(newFolder(), describeStudy());
    copyFileSync(join(folder, 'journal.jsonl'), join(folder, 'journal.copy'));
    writeFileSync(
      join(folder, 'lock'),
      JSON.stringify({ host: 'elsewhere', pid: 1, started: null }),
    );
    expect(() => resumeStudy(folder)).toThrow(/process 1 on elsewhere; .*remove that file/);
  });
});
