/** What the process tells its caller: 0 ok, 1 failed, 2 usage, 3 bad data; 128 + signal when interrupted. */

export const EXIT_CODE = { ok: 0, failed: 1, usage: 2, badData: 3, interrupted: 130 } as const;

/** The command line asks for something that does not go together; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file that the user named cannot be read or is not what it should be; exit code 3. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Ctrl-C; exit code 130. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

// By name, so that the classes' modules need not be loaded to start the program.
const BAD_DATA_NAMES = new Set([
  'InputError',
  'DatasetError',
  'RawFormatError',
  'ArchiveError',
  'ModelFileError',
  'ArchitectureError',
  'TuningFileError',
  'MethodError',
  'StudyError',
  'DatasetMismatchError',
]);

/** Exit code for anything that a command throws. */
export function exitCodeOf(error: unknown): number {
  const name = error instanceof Error ? error.name : '';
  if (name === 'UsageError') return EXIT_CODE.usage;
  if (name === 'InterruptedError') return EXIT_CODE.interrupted;
  return BAD_DATA_NAMES.has(name) ? EXIT_CODE.badData : EXIT_CODE.failed;
}
