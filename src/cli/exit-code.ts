/** What the process tells its caller: 0 ok, 1 failed, 2 usage, 3 bad data; 128 + signal when interrupted. */
import { BadInput } from '../errors/index.js';

export { InputError } from '../errors/index.js';

export const EXIT_CODE = { ok: 0, failed: 1, usage: 2, badData: 3, interrupted: 130 } as const;

/** The command line asks for something that does not go together; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a layer says of a value that it cannot take, where the value came with an option: names, numbers, choices. */
const OF_VALUES = ['RangeError', 'UnknownMethodError', 'UnknownPropertyError'];

/** Runs `work`; a value that a layer refuses becomes a UsageError that begins with the option, where the layer does not name it. */
export function inOption<T>(option: string | null, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { name, message } = error as Error;
    throw OF_VALUES.includes(name)
      ? new UsageError(option === null ? message : `${option}: ${message}`)
      : error;
  }
}

/** The same of work that is on its way. */
export async function inOptionLater<T>(option: string | null, work: Promise<T>): Promise<T> {
  const outcome = await work.then(
    (value) => () => value,
    (error) => (): T => {
      throw error;
    },
  );
  return inOption(option, outcome);
}

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
