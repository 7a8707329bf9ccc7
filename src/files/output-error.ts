/** What a file system says when it takes no file, in words: which file, why, and what to do. */

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its disk; free some, or name another place',
  EDQUOT: 'the quota of its disk is used up; free some space, or name another place',
  EFBIG: 'it would be too large for its file system; name another place',
  EROFS: 'its file system is read-only; name another place',
  EACCES: 'that is not permitted; change the permissions, or name another place',
  EPERM: 'that is not permitted; change the permissions, or name another place',
  EISDIR: 'there is a folder of that name; name a file',
  ENOTDIR: 'a part of its path is a file; name another place',
  EEXIST: 'a part of its path is a file; name another place',
  ENAMETOOLONG: 'its name is too long; take a shorter one',
  ENOENT: 'its folder cannot be made or is gone; name another place',
  ELOOP: 'its path goes round in circles; name another place',
  EBUSY: 'it is in use; end what uses it, or name another place',
  ETXTBSY: 'it is in use; end what uses it, or name another place',
  EMFILE: 'too many files are open; close some',
  ENFILE: 'too many files are open; close some',
  EIO: 'its disk fails; name a place on another one',
};

/** A file or folder that cannot be written. `code` is the system's. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: string | undefined;

  constructor(file: string, error: unknown) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ''] ?? message;
    super(`${file}: cannot be written: ${reason}`, { cause: error });
    this.code = code;
  }
}

/** Runs what writes a file. Throws OutputError for what the system says. */
export function asOutput<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof OutputError || !isSystemError(error)) throw error;
    throw new OutputError(file, error);
  }
}

/** An error of a system call: those of programs have no errno. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number';
}

/** What the system says of a file that it does not take, in words, where it was left as it was; any other error as it is. */
export function outputFault(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const { code = '', path } = error;
  return ['ENOSPC', 'EDQUOT', 'EROFS'].includes(code)
    ? new OutputError(path ?? 'a file', error)
    : error;
}
