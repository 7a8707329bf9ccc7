/** Runs the program on this process: its arguments, streams and signals. Everything heavy is loaded by the command that needs it. */

import { createTerminal } from '../terminal/index.js';
import { EXIT_CODE } from './exit-code.js';
import { createInterruptSignal } from './interrupt.js';
import { runCli } from './run-cli.js';

// `deepawb ... | head`: the reader has what it wants, so there is nothing to complain about.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_CODE.ok);
    throw error;
  });
}

const { stdout, stderr, env } = process;
const terminal = createTerminal({ stdout, stderr, env });
const signal = createInterruptSignal(terminal);
// Not process.exit: what is still on its way to a pipe must arrive.
process.exitCode = await runCli(process.argv.slice(2), { terminal, signal, env });
