/** What the process tells its caller: 0 ok, 1 failed, 2 usage, 3 bad data; 128 + signal when interrupted. */
import { BadInput, UsageError } from '../errors/index.js';

export { InputError, inOption, inOptionLater, UsageError } from '../errors/index.js';

export const EXIT_CODE = { ok: 0, failed: 1, usage: 2, badData: 3, interrupted: 130 } as const;

/** Ctrl-C; exit code 130. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Exit code for anything that a command throws. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT_CODE.usage;
  if (error instanceof InterruptedError) return EXIT_CODE.interrupted;
  return error instanceof BadInput ? EXIT_CODE.badData : EXIT_CODE.failed;
}
