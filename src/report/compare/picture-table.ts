/** The compared pictures with the error of every method, for a terminal. */
import { recoveryErrorDegrees } from '../../color/index.js';
import { MAX_INNER_NAME, PLAIN, shorten, type TextStyle, tableOf } from '../text/text-table.js';
import type { ComparedPicture } from './content.js';

/** Methods whose errors fit beside each other in 100 columns; the page has all of them. */
const MAX_METHODS = 5;

/** One row a picture: id, why it is shown, recovery errors in degrees. Ends without a newline. */
export function formatPictureTable(
  pictures: readonly Pick<ComparedPicture, 'id' | 'rank' | 'truth' | 'estimates'>[],
  names: readonly string[],
  style: TextStyle = PLAIN,
): string {
  const shown = names.slice(0, MAX_METHODS);
  const rows = pictures.map(({ id, rank = '', truth, estimates }) => [
    shorten(id),
    rank,
    ...estimates
      .slice(0, MAX_METHODS)
      .map((estimate) => (truth ? recoveryErrorDegrees(estimate, truth).toFixed(2) : '-')),
  ]);
  const headings = ['picture', '', ...shown.map((name) => shorten(name, MAX_INNER_NAME))];
  const more = names.length > MAX_METHODS ? `, ${names.length - MAX_METHODS} more in the page` : '';
  return `${style.bold('Pictures')}: recovery error, degrees${more}\n${tableOf(headings, rows, style, 2)}`;
}
