/** `deepawb search status DIR`: where a study stands, while it runs or after. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { wrapFor } from '../terminal/wrap-text.js';

export function addSearchStatusCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('status')
    .summary('where a study stands')
    .description('Tells where a study stands; it may be running in another process.')
    .argument('<dir>', 'folder of the study')
    .action((dir: string, options: CommonOptions) => status(dir, options, context));
  withCommonOptions(command, { examples: ['deepawb search status study'] });
}

async function status(
  dir: string,
  { json }: CommonOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const nas = await import('../../nas/index.js');
  const view = await import('./study-view.js');
  const { state, notice } = nas.readStudy(dir);
  if (notice) terminal.warn(notice);
  if (json) {
    terminal.printJson(view.studyJson(nas, state));
    return;
  }
  terminal.print(view.describeCounts(view.countTrials(state)));
  terminal.print(`hypervolume ${nas.studyHypervolume(state).toFixed(4)}`);
  for (const trial of state.trials)
    terminal.print(view.describeTrial(nas, trial, view.errorUnit(state)));
  terminal.print(wrapFor(terminal, view.describeChoice(nas, state)));
  if (!state.finished) {
    terminal.note(`Not finished; 'deepawb search resume ${dir}' goes on, if no process does.`);
  }
}
