/** What `deepawb data thumbnails` does, and `data import` with a data set as its authors publish it. */
import { formatProblem, type ReducedSize, reduceData } from '../../dataset/index.js';
import { describeReduced } from '../../report/index.js';
import { formatCount } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError } from '../exit-code.js';

/** Throws reduceData's errors, and InputError where a picture was left out. */
export async function reduceAction(
  from: string,
  to: string,
  { size, json, skipBad }: { size: ReducedSize; json?: true; skipBad?: true },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const progress = terminal.progress({ label: 'Averaging', unit: 'items' });
  const onProgress = (done: number, total: number) => progress.update(done, { total });
  const made = await reduceData({ from, to, size, skipBad: skipBad === true, signal, onProgress });
  terminal.close();
  for (const problem of made.problems) terminal.warn(`left out: ${formatProblem(problem)}`);
  if (json) terminal.printJson({ dir: to, ...made });
  else terminal.print(describeReduced(made));
  if (made.problems.length === 0 || skipBad) return;
  throw new InputError(`${formatCount(made.problems.length, 'problem')}, see above`);
}
