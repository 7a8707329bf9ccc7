/**
 * The two ways in which fetching goes wrong: the network or the disk fails (worth another try), or what came
 * is not what it should be (another try brings the same).
 */
import { BadInput } from '../../errors/index.js';

/** The archive could not be brought here: no connection, an HTTP error, no room on the disk. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

/** The archive is here and is bad: wrong size or checksum, broken zip, a path that leads outside the target. */
export class ArchiveError extends BadInput {
  override readonly name = 'ArchiveError';
}

/** Message of anything thrown, with the cause that Node's `fetch failed` hides. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const detail = cause?.message || (cause as NodeJS.ErrnoException | undefined)?.code;
  return detail ? `${error.message} (${detail})` : error.message;
}
