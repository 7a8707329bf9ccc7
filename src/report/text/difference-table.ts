/** How far the other methods are from the first, for a terminal of 100 columns. */
import type { PairedDifference } from '../../metrics/index.js';
import { PLAIN, shorten, type TextStyle, tableOf } from './text-table.js';

/** A method, and how its recovery errors differ from those of the first on the same images; null for the first. */
export interface ComparedWithFirst {
  readonly name: string;
  readonly difference: PairedDifference | null;
}

/** A difference with its sign. */
export function signedDegrees(degrees: number): string {
  return `${degrees < 0 ? '−' : '+'}${Math.abs(degrees).toFixed(2)}`;
}

/** The better one of two methods by the interval of their difference, the second minus the first. */
export function betterOf(
  [low, high]: PairedDifference['interval'],
  first: string,
  second: string,
): string {
  if (low > 0) return first;
  return high < 0 ? second : 'cannot tell';
}

/**
 * Differences of mean recovery errors to the first method with their paired bootstrap intervals, one row for each of
 * the others. An empty text where there is but one method. Ends without a newline.
 */
export function formatDifferenceTable(
  methods: readonly ComparedWithFirst[],
  style: TextStyle = PLAIN,
): string {
  const [first] = methods;
  const rows = methods.flatMap(({ name, difference }) => {
    if (difference === null) return [];
    const { meanDifference, interval } = difference;
    return [
      [
        shorten(name),
        style.bold(signedDegrees(meanDifference)),
        style.dim(`${signedDegrees(interval[0])} to ${signedDegrees(interval[1])}`),
        shorten(betterOf(interval, first.name, name)),
      ],
    ];
  });
  if (rows.length === 0) return '';
  const table = tableOf(['method', 'difference', '95% interval', 'better'], rows, style);
  return `${style.bold(`Difference to ${first.name}`)}: mean recovery error, degrees, paired by image\n${table}`;
}
