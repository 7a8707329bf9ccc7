/** How many threads some work is worth. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Threads for work on files, where as much of them as `bytesPerStart` takes about as long as the start of a thread: at most
 * one per core, and 0 where the work is done sooner than a thread is there. Files that are not there count nothing.
 */
export function threadsWorth(files: readonly string[], bytesPerStart: number): number {
  const bytes = files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  return Math.min(availableParallelism(), Math.floor(bytes / bytesPerStart));
}
