/** Tables of text for a terminal: how they are ruled, and how long names may be so that 100 columns hold them. */
import Table from 'cli-table3';
import { visibleText } from '../../text/index.js';

/** How to set text off; each returns the text with escape codes around it, or unchanged. */
export interface TextStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** TextStyle with the colours of warnings and faults. */
export interface ColouredStyle extends TextStyle {
  readonly yellow: (text: string) => string;
  readonly red: (text: string) => string;
}

export const PLAIN: TextStyle = { bold: (text) => text, dim: (text) => text };

/** Longest names, in the first column and further right, that leave every table within 100 columns. */
const MAX_NAME = 18;
export const MAX_INNER_NAME = 14;

/** Horizontal rules only: less ink than a grid, and a column more of room for each column. */
const RULES = {
  top: '─',
  'top-mid': '─',
  'top-left': '',
  'top-right': '',
  bottom: '─',
  'bottom-mid': '─',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '─',
  right: '',
  'right-mid': '',
  middle: ' ',
} as const;

/** A name, which may come from outside, in one line and cut to its room. */
export function shorten(name: string, room = MAX_NAME): string {
  const text = visibleText(name);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

/** A table whose first columns (one unless told) are text and whose others are figures. */
export function tableOf(
  headings: readonly string[],
  rows: readonly string[][],
  style: TextStyle,
  textColumns = 1,
): string {
  const table = new Table({
    head: headings.map(style.dim),
    chars: RULES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1, compact: true },
    colAligns: headings.map((_, i) => (i < textColumns ? 'left' : 'right')),
  });
  table.push(...rows);
  return table.toString();
}
