/** What averaging a data set down made, for a terminal. */
import type { ReducedData } from '../../dataset/index.js';
import { formatCount, readableShellWord, visibleText } from '../../text/index.js';

/** A line a folder, and what comes next. */
export function describeReduced({ name, sets }: ReducedData): string {
  const lines = sets.map(({ dir, pictures, known }) => {
    return `${visibleText(dir)}: ${formatCount(pictures, 'new picture')}, ${known} known before`;
  });
  const head = name === null ? [] : [`Read as ${name}`];
  const [first] = sets;
  const next = first ? [`Next: deepawb data inspect ${readableShellWord(first.dir)}`] : [];
  return [...head, ...lines, ...next].join('\n');
}
