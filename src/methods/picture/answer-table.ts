/** Answers on pictures, for a terminal. */
import type { ColourGains } from '../../color/white/index.js';
import { visibleText } from '../../text/index.js';
import type { PictureAnswer } from '../method.js';

/** The answer on the picture of a file, with the gains that undo its white point. */
export interface NamedAnswer extends PictureAnswer {
  readonly file: string;
  readonly gains: ColourGains;
}

/** How a terminal marks what matters and what does not. */
interface AnswerStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const COLUMNS = ['white r', 'white b', 'gain red', 'gain blue', 'confidence'];

/** A line a picture under a line of headings, columns aligned. */
export function formatAnswers(
  answers: readonly NamedAnswer[],
  { bold, dim }: AnswerStyle,
): string[] {
  const names = answers.map(({ file }) => visibleText(file));
  const width = Math.max(7, ...names.map(({ length }) => length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.join('  ')}`;
  const lines = answers.map(({ whitePoint, gains, confidence }, i) => {
    const values = [whitePoint.r, whitePoint.b, gains.red, gains.blue].map((v) => v.toFixed(4));
    const cells = [...values, confidence?.toFixed(2) ?? '-'].map((text, column) =>
      text.padStart(COLUMNS[column]!.length),
    );
    return line(names[i]!, [...cells.slice(0, 2).map(bold), ...cells.slice(2)]);
  });
  return [dim(line('picture', COLUMNS)), ...lines];
}
