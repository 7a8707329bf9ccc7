/** What holds of each picture, added up from the lines of labels.jsonl. */
import { type DamagedLine, parseJsonLines } from './json-lines.js';
import {
  BOOK_LINE_FORM,
  type BookLine,
  isLabel,
  type LabelLine,
  LINE_FORMS,
} from './label-record.js';

export interface LabelBook {
  /** Pictures with a label, by their ids. */
  readonly labels: ReadonlyMap<string, LabelLine>;
  readonly unusable: ReadonlySet<string>;
  /** The last line about a picture that holds: what an undo takes back. */
  readonly last: ReadonlyMap<string, BookLine>;
  readonly lines: readonly BookLine[];
  readonly damaged: readonly DamagedLine[];
}

/** The book in a file's text. Damaged lines are passed over and told of. */
export function readLabelBook(text: string): LabelBook {
  const { values, damaged } = parseJsonLines<BookLine>(
    text,
    ({ how }) =>
      typeof how === 'string' && Object.hasOwn(LINE_FORMS, how)
        ? LINE_FORMS[how as BookLine['how']]
        : null,
    BOOK_LINE_FORM.expected ?? '',
  );
  return { ...addUp(values), lines: values, damaged };
}

/** The later line about a picture holds; one that was undone never was. */
function addUp(lines: readonly BookLine[]): Pick<LabelBook, 'labels' | 'unusable' | 'last'> {
  const undone = new Set(lines.flatMap((line) => (line.how === 'undo' ? [line.undoes] : [])));
  const last = new Map<string, BookLine>();
  for (const line of lines) {
    if (line.how !== 'undo' && !undone.has(line.key)) last.set(line.image, line);
  }
  const labels = new Map<string, LabelLine>();
  const unusable = new Set<string>();
  for (const [image, line] of last) {
    if (isLabel(line)) labels.set(image, line);
    else unusable.add(image);
  }
  return { labels, unusable, last };
}

/** Rows of gt.csv: what a grey reads, red + green + blue = 1, by rising id. */
export function labelRows(
  labels: ReadonlyMap<string, LabelLine>,
): readonly (readonly (string | number)[])[] {
  const rows = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ['image', 'mean_r', 'mean_g', 'mean_b'],
    ...rows.map(([image, { r, b }]) => {
      const sum = r + 1 + b;
      return [image, r / sum, 1 / sum, b / sum];
    }),
  ];
}
