/** The demo's result for a terminal: the table, and what it means. */
import type { MethodEvaluation } from '../../metrics/index.js';
import { wrapText } from '../../text/index.js';
import { formatShortErrorTable } from '../text/error-table.js';
import type { TextStyle } from '../text/text-table.js';
import { type DemoOutcome, explainDemo } from './demo-explanation.js';

/** Paragraphs are wrapped to so many columns; commands stay unbroken. Ends without a newline. */
export function formatDemo(
  outcome: DemoOutcome,
  evaluations: readonly MethodEvaluation[],
  {
    bold,
    dim,
    cyan,
    columns,
  }: TextStyle & { readonly cyan: (text: string) => string; readonly columns: number },
): string {
  const sections = explainDemo(outcome).flatMap(({ title, paragraphs, commands = [] }) => [
    `\n${bold(title)}`,
    paragraphs.map((text) => wrapText(text, columns, '  ')).join('\n\n'),
    ...commands.map(({ what, command }) => `  ${what}:\n    ${cyan(command)}`),
  ]);
  return [formatShortErrorTable(evaluations, { bold, dim }), ...sections].join('\n');
}
