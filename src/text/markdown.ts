/** Text from outside in Markdown (CommonMark with GitHub's tables): plain text, cells, code and fences. */
import { visibleText } from './visible.js';

/** Everything that CommonMark lets a backslash escape [0.31.2, 2.4] and that means something within a line. */
const MEANS_SOMETHING = /[\\`*_[\]<>&|~#!$:@]/g;

/**
 * A text in a line or a cell of a table: shown as it is, whatever it holds. Signs that begin a list or a heading only
 * do so where a line begins, so it must not stand there unless it is a heading's text.
 */
export function markdownText(text: string): string {
  return visibleText(text).replace(MEANS_SOMETHING, '\\$&');
}

/** A text as inline code, also within a cell: a bar there ends the cell even in code, unless it is escaped. */
export function markdownCode(text: string): string {
  const shown = visibleText(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(shown) + 1);
  const padding = /^`|`$|^ .* $|^$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Lines in a fence that none of them can close. */
export function markdownFence(lines: readonly string[], language = ''): string {
  const shown = lines.map(visibleText);
  const fence = '`'.repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)));
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
