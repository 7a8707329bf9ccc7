/**
 * Ctrl-C: the first asks the command to stop in order (a download keeps its part, a training its checkpoint), the
 * second, or ten seconds without an end, stops the process at once. Exit code 130 either way.
 */

import type { Terminal } from '../terminal/index.js';
import { EXIT_CODE, InterruptedError } from './exit-code.js';

const GRACE_MS = 10_000;

/** A signal that SIGINT and SIGTERM abort, with an InterruptedError as its reason. */
export function createInterruptSignal(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT_CODE.interrupted);
    terminal.close();
    terminal.note('Interrupted: stopping. Press Ctrl-C again to stop at once.');
    setTimeout(() => process.exit(EXIT_CODE.interrupted), GRACE_MS).unref();
    controller.abort(new InterruptedError('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
