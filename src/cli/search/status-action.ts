/** Where a study stands, in lines. */
import { writeFileAtomically } from '../../files/index.js';
import {
  countTrials,
  describeChoice,
  describeCounts,
  describeTrial,
  errorUnit,
  readStudy,
  studyHypervolume,
  studyJson,
  trialsCsv,
} from '../../nas/index.js';
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
  terminal.print(describeCounts(countTrials(state)));
  terminal.print(`hypervolume ${studyHypervolume(state).toFixed(4)}`);
  for (const trial of state.trials) terminal.print(describeTrial(trial, errorUnit(state)));
  if (state.usedUp) terminal.print(`Ended early: ${state.usedUp}.`);
  terminal.print(wrapFor(terminal, describeChoice(state)));
  if (!state.finished) {
    terminal.note(`Not finished; 'deepawb search resume ${dir}' goes on, if no process does.`);
  }
}
