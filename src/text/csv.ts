/** Comma-separated values: RFC 4180, with text that a spreadsheet would take for a formula made harmless. */
import { visibleText } from './visible.js';

/** Begins a formula in a spreadsheet; the wide forms do where East Asian input is on. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A field. Numbers are written in full. A text that a spreadsheet would compute gets an apostrophe in front, which makes
 * it text there; one that is a number stays as it is. Semicolons are quoted too: they part fields in some locales.
 */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const shown = visibleText(value);
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${shown}` : shown;
  return /[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows of fields, each line ended by a line feed. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('');
}
