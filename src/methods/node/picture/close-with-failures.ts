/** The end of a command that some pictures had no answer for. */
import { InputError } from '../../../errors/index.js';
import { formatCount } from '../../../text/index.js';
import type { FileFailure } from './answer-file.js';

/** Tells of each to `print`. Throws InputError where there were failures: a single picture's is the command's. */
export function closeWithFailures(
  failures: readonly FileFailure[],
  count: number,
  print: (sentence: string) => void,
): void {
  const [first] = failures;
  if (first === undefined) return;
  const sentence = ({ file, reason }: FileFailure) => `${file}: ${reason}`;
  if (count === 1 && failures.length === 1) throw new InputError(sentence(first));
  for (const failure of failures) print(sentence(failure));
  const files = new Set(failures.map(({ file }) => file)).size;
  throw new InputError(`${files} of ${formatCount(count, 'picture')} left out, see above`);
}
