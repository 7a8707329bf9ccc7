/** What is left of processes that were killed for good: nothing, also of those that had stopped others. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shippedModelFile } from '../infer/shipped-model.js';
import { describeWhere } from '../support/needs.js';
import { describeWithRedis, startRedis } from './redis-server.js';

const PROGRAM = join(import.meta.dirname, 'guarded-process.mjs');
const IN_TIME = { timeout: 60_000, interval: 100 };

let root: string;
let mark: string;
let started: ChildProcess;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-orphans-'));
  mark = `DEEPAWB_ORPHANS=${root}`;
});
afterEach(() => {
  for (const { pid } of marked()) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Processes that inherited this test's mark, whoever their parent is now. */
function marked(): { pid: number; state: string; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(mark)) return [];
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        return state === 'Z' ? [] : [{ pid: Number(name), state, command }];
      } catch {
        return [];
      }
    });
}

/** A process that has come to where it shall be killed. */
async function start(what: string, place = ''): Promise<void> {
  const [name, value] = mark.split('=') as [string, string];
  mkdirSync(join(root, 'tmp'));
  started = fork(PROGRAM, [what, place], {
    execArgv: [],
    env: { ...process.env, [name]: value, TMPDIR: join(root, 'tmp') },
  });
  await new Promise((resolve) => started.once('message', resolve));
}

describeWhere(process.platform === 'linux', '/proc', 'a process that is killed', () => {
  it('while its trials are stopped for a measurement leaves none of them', async () => {
    await start('paused');
    await expect.poll(() => marked().filter(({ state }) => state === 'T').length).toBe(2);
    started.kill('SIGKILL');
    await expect.poll(marked, IN_TIME).toEqual([]);
  });

  it('while it measures leaves neither the runner nor its folder', async () => {
    await start('measuring', shippedModelFile());
    const runner = () => marked().filter(({ command }) => command.includes('runner.mjs'));
    await expect.poll(() => runner().length, IN_TIME).toBe(1);
    expect(readdirSync(join(root, 'tmp'))).toHaveLength(1);
    started.kill('SIGKILL');
    await expect.poll(marked, IN_TIME).toEqual([]);
    expect(readdirSync(join(root, 'tmp'))).toEqual([]);
  });

  it('together with all others of its group leaves nothing either', async () => {
    await start('paused');
    const guard = marked().find(({ command }) => command.includes('deepawb-guard'))!;
    for (const { pid } of marked()) if (pid !== guard.pid) process.kill(pid, 'SIGINT');
    process.kill(guard.pid, 'SIGINT');
    started.kill('SIGKILL');
    await expect.poll(marked, IN_TIME).toEqual([]);
  });
});

describeWithRedis('a worker that is killed', () => {
  it('while its trials are stopped for a measurement leaves none of them', async () => {
    const redis = await startRedis();
    try {
      await start('worker', redis.url);
      const stopped = () => marked().filter(({ state }) => state === 'T').length;
      await expect.poll(stopped, IN_TIME).toBe(2);
      started.kill('SIGKILL');
      await expect.poll(marked, IN_TIME).toEqual([]);
    } finally {
      await redis.close();
    }
  });
});

describe('a folder that was left by a process killed with its guard', () => {
  it('is removed by the next measurement once it is old', async () => {
    const { measureModel } = await import('../../dist/device/index.js');
    const { utimesSync } = await import('node:fs');
    const old = join(tmpdir(), 'deepawb-measure-4194999-0123456789ab');
    const young = join(tmpdir(), 'deepawb-measure-4194999-ba9876543210');
    for (const folder of [old, young]) mkdirSync(folder, { recursive: true });
    utimesSync(old, 1, 1);
    await measureModel(readFileSync(shippedModelFile()), { runs: 1, warmUp: 0 });
    const left = readdirSync(tmpdir());
    expect(left).not.toContain('deepawb-measure-4194999-0123456789ab');
    expect(left).toContain('deepawb-measure-4194999-ba9876543210');
    rmSync(young, { recursive: true });
  });
});
