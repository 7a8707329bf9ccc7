/**
 * Runs a command line in the test's own process: the same program from its arguments to its exit code, without the start of
 * Node and the loading of everything, which take most of the time of a command that refuses. What is about processes
 * (signals, memory, pipes, the environment that layers read) is run by `runCli` of run-cli.ts.
 */
import { PassThrough } from 'node:stream';
import { runCli as runProgram } from '../../dist/cli/run-cli.js';
import { createTerminal, type TerminalStreams } from '../../dist/terminal/index.js';
import type { CliRun } from './run-cli.js';

/** Waits for the end. Neither stream is a terminal. */
export async function runHere(args: readonly string[]): Promise<CliRun> {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    streams[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const env = {};
  const terminal = createTerminal({ ...(streams as unknown as TerminalStreams), env });
  const { signal } = new AbortController();
  const code = await runProgram(args, { terminal, signal, env });
  for (const stream of Object.values(streams)) {
    await new Promise<void>((done) => stream.end(done));
  }
  return { code, ...texts };
}
