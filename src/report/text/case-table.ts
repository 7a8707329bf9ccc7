/** Answers to cases as a table that grows line by line: figures first, the id last, since its width is not known. */

import type { AwbCaseAnswer } from '../../classical/index.js';
import { visibleText } from '../../text/index.js';

export const CASE_HEADING = '  CT (K)  red gain  blue gain  case';

/** One line of the table. */
export function formatCaseAnswer({ id, ct, gain_r: red, gain_b: blue }: AwbCaseAnswer): string {
  const figures = [ct.toFixed(0).padStart(8), red.toFixed(4).padStart(8), blue.toFixed(4)];
  return `${figures[0]}  ${figures[1]}  ${figures[2]?.padStart(9)}  ${visibleText(id)}`;
}
