/** The front of a study as a table, a sentence and a page. */
import { join } from 'node:path';
import { tryOutputFolder } from '../../files/index.js';
import { FRONT_HEADINGS, frontRows, frontView, readStudy, studyJson } from '../../nas/index.js';
import { tableOf, writeStudyPage } from '../../report/index.js';
import { wrapFor } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import type { ParetoOptions } from './search-pareto.js';

/** Without the network's choices, which do not fit a terminal. */
const narrow = (row: readonly string[]): string[] => row.slice(0, -1);

export async function printFront(
  dir: string,
  options: ParetoOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const { state, notice } = readStudy(dir);
  if (notice) terminal.warn(notice);
  const out = options.out ?? join(dir, 'pareto');
  tryOutputFolder(out);
  const front = frontView(state);
  const page = await writeStudyPage(out, front);
  if (options.json) {
    terminal.printJson({ ...studyJson(state), page });
    return;
  }
  terminal.print(tableOf(narrow(FRONT_HEADINGS), frontRows(state).map(narrow), terminal.colours));
  const [, ...sentences] = front.intro;
  for (const sentence of sentences) terminal.print(wrapFor(terminal, sentence));
  terminal.print(`Charts: ${page}`);
}
