/** Answers on pictures, for a terminal and as comma-separated values. */
import type { ColourGains } from '../../color/white/index.js';
import { csvText, visibleText } from '../../text/index.js';
import type { PictureAnswer } from '../method.js';

/** The answer on the picture of a file, with the gains that undo its white point. */
export interface NamedAnswer extends PictureAnswer {
  readonly file: string;
  readonly gains: ColourGains;
  /** Who answered, where there are several. */
  readonly method?: string;
}

/** How a terminal marks what matters and what does not. */
interface AnswerStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const COLUMNS = ['white r', 'white b', 'gain red', 'gain blue', 'confidence', 'expected error'];
/** Characters of the numbers' columns with the gaps before them. */
const NUMBERS_WIDTH = COLUMNS.reduce((sum, column) => sum + column.length + 2, 0);
const LEAST_NAME = 12;

/** Lines of a table that may grow: the heading, and one an answer. */
export interface AnswerLines {
  readonly heading: string;
  readonly line: (answer: NamedAnswer) => string;
}

/** A line an answer under a line of headings, columns aligned; method names where there are several. */
export function formatAnswers(
  answers: readonly NamedAnswer[],
  style: AnswerStyle,
  columns: number = Number.POSITIVE_INFINITY,
): string[] {
  const { heading, line } = answerLines(answers, style, columns);
  return [heading, ...answers.map(line)];
}

/**
 * The same for answers that come one by one. `expected` has the names that may come, as far as they are known; longer ones are cut
 * from their left where a line has fewer than `columns` characters for them.
 */
export function answerLines(
  expected: readonly Pick<NamedAnswer, 'file' | 'method'>[],
  { bold, dim }: AnswerStyle,
  columns: number = Number.POSITIVE_INFINITY,
): AnswerLines {
  const methods = new Set(expected.map(({ method }) => method ?? ''));
  const hasMethods = methods.size > 1;
  const methodWidth = hasMethods ? Math.max(6, ...[...methods].map(({ length }) => length)) + 2 : 0;
  const longest = Math.max(7, ...expected.map(({ file }) => visibleText(file).length));
  const room = Math.max(LEAST_NAME, columns - NUMBERS_WIDTH - methodWidth);
  const width = Math.min(longest, room);
  const row = (file: string, method: string, cells: readonly string[]) =>
    `${fitted(file, width)}${hasMethods ? `  ${method.padEnd(methodWidth - 2)}` : ''}  ${cells.join('  ')}`;
  return {
    heading: dim(row('picture', 'method', COLUMNS)),
    line({ file, method = '', whitePoint, gains, confidence, expectedErrorDegrees }) {
      const values = [whitePoint.r, whitePoint.b, gains.red, gains.blue].map((v) => v.toFixed(4));
      const expected =
        expectedErrorDegrees === undefined ? '-' : `${expectedErrorDegrees.toFixed(1)}°`;
      const cells = [...values, confidence?.toFixed(2) ?? '-', expected].map((text, column) =>
        text.padStart(COLUMNS[column]!.length),
      );
      const [first, second, ...others] = cells;
      const marked = [bold(first ?? ''), bold(second ?? ''), ...others];
      return row(visibleText(file), visibleText(method), marked);
    },
  };
}

/** The end of a name is what tells it from others. */
function fitted(name: string, width: number): string {
  if (name.length <= width) return name.padEnd(width);
  return `…${name.slice(name.length - width + 1)}`;
}

/** A picture without an answer. */
interface MissingAnswer {
  readonly file: string;
  readonly method: string | null;
  readonly reason: string;
}

const CSV_COLUMNS =
  'file,method,white_r,white_b,gain_red,gain_blue,confidence,error,expected_error_degrees\n';

/** Heading of the lines that `answersCsv` gives. */
export const ANSWERS_CSV_HEADING = CSV_COLUMNS;

/** A line an answer, in full precision, and one for each that is missing, with the reason. */
export function answersCsv(
  answers: readonly NamedAnswer[],
  failures: readonly MissingAnswer[] = [],
): string {
  return csvText([
    ...answers.map(({ file, method = '', whitePoint, gains, ...sureness }) => {
      const { confidence, expectedErrorDegrees } = sureness;
      const numbers = [whitePoint.r, whitePoint.b, gains.red, gains.blue];
      return [file, method, ...numbers, confidence ?? '', '', expectedErrorDegrees ?? ''];
    }),
    ...failures.map(({ file, method, reason }) => [
      file,
      method ?? '',
      '',
      '',
      '',
      '',
      '',
      reason,
      '',
    ]),
  ]);
}
