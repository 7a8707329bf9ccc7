// Programs that are started to be killed, and what is left of them: every process inherits a mark in its environment, so
// that it is found whoever its parent is by then.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../../dist/cli/main.js');
const MARK = 'DEEPAWB_KILLS';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts `deepawb ARGS...` with a mark and a TMPDIR of its own. */
export function startCli(args, { mark, tmp }) {
  mkdirSync(tmp, { recursive: true });
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, [MARK]: mark, TMPDIR: tmp },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  const ended = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, said }));
  });
  return { child, ended, hasEnded: () => child.exitCode !== null || child.signalCode !== null };
}

/** Living processes of a mark. */
export function processesOf(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
        if (!environment.includes(`${MARK}=${mark}`)) return [];
        const state = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/.*\) /s, '')[0];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return state === 'Z' ? [] : [{ pid: Number(name), state, command }];
      } catch {
        return [];
      }
    });
}

/** Waits until nothing is left; gives the milliseconds it took, or what is left after `limitMs`. */
export async function waitForNothing(mark, tmp, limitMs) {
  const start = performance.now();
  for (;;) {
    const processes = processesOf(mark);
    const files = readdirSync(tmp).filter((name) => name.startsWith('deepawb'));
    const waited = performance.now() - start;
    if (processes.length + files.length === 0) return { waited, left: [] };
    if (waited > limitMs)
      return { waited, left: [...processes.map((p) => JSON.stringify(p)), ...files] };
    await sleep(20);
  }
}

/** Resolves when a measurement runs, to true, or when the program ends or time is up, to false. */
export async function untilMeasuring(program, mark, limitMs) {
  const end = performance.now() + limitMs;
  while (!program.hasEnded() && performance.now() < end) {
    if (processesOf(mark).some(({ command }) => command.includes('runner.mjs'))) return true;
    await sleep(5);
  }
  return false;
}
