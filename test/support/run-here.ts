/**
 * Runs a command line in the test's own process: the same program from its arguments to its exit code, without the start of
 * Node and the loading of everything, which take most of the time of most commands. What is about processes (signals,
 * memory, pipes) is run by `runCli` of run-cli.ts.
 */
import { runCli as runProgram } from '../../dist/cli/run-cli.js';
import { createTerminal } from '../../dist/terminal/index.js';
import type { CliRun } from './run-cli.js';

export interface HereOptions {
  /** Set while the command runs, in place of what is there. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Commands share folder, arguments and streams of the process: one at a time. */
let last: Promise<unknown> = Promise.resolve();

/** Waits for the end. Neither stream is a terminal. */
export function runHere(args: readonly string[], options: HereOptions = {}): Promise<CliRun> {
  const run = last.then(() => runAlone(args, options));
  last = run.catch(() => {});
  return run;
}

async function runAlone(args: readonly string[], { env = {}, cwd }: HereOptions): Promise<CliRun> {
  const said = { stdout: '', stderr: '' };
  const { argv, env: before } = process;
  const folder = process.cwd();
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = before;
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    write(text: string | Uint8Array) {
      said[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    },
  });
  try {
    process.argv = [process.execPath, 'deepawb', ...args];
    process.env = { ...rest, ...env };
    if (cwd !== undefined) process.chdir(cwd);
    // What help and journals say goes to the process's own.
    process.stdout.write = stream('stdout').write as typeof process.stdout.write;
    process.stderr.write = stream('stderr').write as typeof process.stderr.write;
    const streams = { stdout: stream('stdout'), stderr: stream('stderr') } as unknown as {
      stdout: NodeJS.WriteStream;
      stderr: NodeJS.WriteStream;
    };
    const terminal = createTerminal({ ...streams, env: process.env });
    const { signal } = new AbortController();
    const code = await runProgram(args, { terminal, signal, env: process.env });
    return { code, ...said };
  } finally {
    Object.assign(process.stdout, { write: writes.stdout });
    Object.assign(process.stderr, { write: writes.stderr });
    process.argv = argv;
    process.env = before;
    process.chdir(folder);
  }
}
