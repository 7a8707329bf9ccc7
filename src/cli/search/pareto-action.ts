/** The front of a study as a table, a sentence and a page. */
import { join } from 'node:path';
import { tryOutputFolder } from '../../files/index.js';
import {
  chartedStudy,
  countTrials,
  describeChoice,
  describeCounts,
  describeThresholds,
  FRONT_HEADINGS,
  frontColumns,
  frontRows,
  readStudy,
  studyCourse,
  studyHypervolume,
  studyJson,
} from '../../nas/index.js';
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
  const { description, device } = state.created;
  const thresholds = `Thresholds: ${describeThresholds(description)}, on ${device}.`;
  const page = await writeStudyPage(out, {
    study: chartedStudy(state),
    intro: [describeCounts(countTrials(state)), thresholds, describeChoice(state)],
    ...frontColumns(state),
    course: studyCourse(state),
    notes: [
      'Errors are those of pictures of the training part that were held back; the test part took no part in the search.',
      `Hypervolume below the thresholds, as a share of their product: ${studyHypervolume(state).toFixed(4)}.`,
    ],
  });
  if (options.json) {
    terminal.printJson({ ...studyJson(state), page });
    return;
  }
  terminal.print(tableOf(narrow(FRONT_HEADINGS), frontRows(state).map(narrow), terminal.colours));
  terminal.print(wrapFor(terminal, thresholds));
  terminal.print(wrapFor(terminal, describeChoice(state)));
  terminal.print(`Charts: ${page}`);
}
