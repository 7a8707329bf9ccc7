/** Where a study stands, in lines. */
import { writeFileAtomically } from '../../files/index.js';
import { describeChoice, describeStudy, readStudy, studyJson, trialsCsv } from '../../nas/index.js';
import { wrapFor } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import type { StatusOptions } from './search-status.js';

export function printStatus(
  dir: string,
  { json, csv }: StatusOptions,
  { terminal }: CommandContext,
): void {
  const { state, notice } = readStudy(dir);
  if (notice) terminal.warn(notice);
  if (csv !== undefined) writeFileAtomically(csv, trialsCsv(state));
  if (json) {
    terminal.printJson(studyJson(state));
    return;
  }
  for (const line of describeStudy(state)) terminal.print(line);
  terminal.print(wrapFor(terminal, describeChoice(state)));
  if (!state.finished) {
    terminal.note(`Not finished; 'deepawb search resume ${dir}' goes on, if no process does.`);
  }
}
