/** Coordinators that are killed for good, at any time, with trials in processes of their own. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStudy } from '../../dist/nas/index.js';
import { createRng } from '../../dist/random/index.js';

const COORDINATOR = join(import.meta.dirname, 'coordinator-process.mjs');
const KILLS = 8;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-kill-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

it('a study whose coordinator is killed again and again ends with each trial counted once', async () => {
  const file = join(root, 'study.yaml');
  writeFileSync(
    file,
    `name: killed
data: { path: nowhere }
sampler: random
trials: 24
epochs: 9
objectives: { cpuMs: { threshold: 0.09 } }
finalists: { count: 2, seeds: 1 }
`,
  );
  const folder = join(root, 'study');
  const journal = join(folder, 'journal.jsonl');
  const whole = () => {
    const text = readFileSync(journal, 'utf8');
    return text.slice(0, text.lastIndexOf('\n') + 1);
  };
  const rng = createRng(7);
  let how = 'new';
  let before = '';
  for (let kill = 0; kill < KILLS; kill++) {
    const child = fork(COORDINATOR, [folder, how, file], { execArgv: [], stdio: 'inherit' });
    const grown = before.split('\n').length + 6 * rng.uniform();
    await expect
      .poll(() => child.exitCode !== null || linesOf(journal) > grown, {
        timeout: 30_000,
        interval: 5,
      })
      .toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 40 * rng.uniform()));
    child.kill('SIGKILL');
    if (child.signalCode === null && child.exitCode === null) await ended(child);
    const after = whole();
    expect(after.startsWith(before)).toBe(true);
    before = after;
    // Before its description is written there is no study to resume.
    how = linesOf(journal) > 2 ? 'resume' : 'new';
  }
  const last = fork(COORDINATOR, [folder, 'resume', file], { execArgv: [], stdio: 'inherit' });
  expect(await ended(last)).toBe(0);
  expect(whole().startsWith(before)).toBe(true);

  const { state, notice } = readStudy(folder);
  expect(notice).toBeNull();
  expect(state.finished).toBe(true);
  expect(state.trials).toHaveLength(24);
  expect(state.trials.every(({ status }) => ['completed', 'infeasible'].includes(status))).toBe(
    true,
  );
  expect(state.trials.some(({ attempts }) => attempts > 1)).toBe(true);
  const results = whole()
    .split('\n')
    .filter((line) => line.startsWith('{"event":"completed"'))
    .map((line) => JSON.parse(line).trial);
  expect(new Set(results).size).toBe(results.length);
});

function linesOf(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('\n').length;
  } catch {
    return 0;
  }
}
