/** Where a study stands, in lines. */
import { readStudy, studyHypervolume } from '../../nas/index.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { wrapFor } from '../terminal/wrap-text.js';
import {
  countTrials,
  describeChoice,
  describeCounts,
  describeTrial,
  errorUnit,
  studyJson,
} from './study-view.js';

export function printStatus(
  dir: string,
  { json }: CommonOptions,
  { terminal }: CommandContext,
): void {
  const { state, notice } = readStudy(dir);
  if (notice) terminal.warn(notice);
  if (json) {
    terminal.printJson(studyJson(state));
    return;
  }
  terminal.print(describeCounts(countTrials(state)));
  terminal.print(`hypervolume ${studyHypervolume(state).toFixed(4)}`);
  for (const trial of state.trials) terminal.print(describeTrial(trial, errorUnit(state)));
  terminal.print(wrapFor(terminal, describeChoice(state)));
  if (!state.finished) {
    terminal.note(`Not finished; 'deepawb search resume ${dir}' goes on, if no process does.`);
  }
}
