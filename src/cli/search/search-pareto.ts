/** `deepawb search pareto DIR`: the front of a study, in figures and pictures, and the network to take. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { tryOutputFolder } from '../../files/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { wrapFor } from '../terminal/wrap-text.js';

interface ParetoOptions extends CommonOptions {
  readonly out?: string;
}

export function addSearchParetoCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('pareto')
    .summary('the best networks of a study, and which to take')
    .description(
      'Prints the trials that no other one beats in error, CPU time and memory, says which network to take and why, ' +
        'and draws them with the thresholds: index.html, and charts as SVG and PNG.',
    )
    .argument('<dir>', 'folder of the study')
    .option('--out <dir>', 'folder for page and charts (default: "pareto" in that of the study)')
    .action((dir: string, options: ParetoOptions) => pareto(dir, options, context));
  withCommonOptions(command, { examples: ['deepawb search pareto study'] });
}

async function pareto(
  dir: string,
  options: ParetoOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const out = options.out ?? join(dir, 'pareto');
  const nas = await import('../../nas/index.js');
  const report = await import('../../report/index.js');
  const view = await import('./study-view.js');
  const { state, notice } = nas.readStudy(dir);
  if (notice) terminal.warn(notice);
  tryOutputFolder(out);
  const { description, device } = state.created;
  const thresholds = `Thresholds: ${view.describeThresholds(description)}, on ${device}.`;
  const page = await report.writeStudyPage(out, {
    study: view.chartedStudy(nas, state),
    intro: [
      view.describeCounts(view.countTrials(state)),
      thresholds,
      view.describeChoice(nas, state),
    ],
    headings: view.FRONT_HEADINGS,
    rows: view.frontRows(nas, state),
    notes: [
      'Errors are those of pictures of the training part that were held back; the test part took no part in the search.',
      `Hypervolume below the thresholds, as a share of their product: ${nas.studyHypervolume(state).toFixed(4)}.`,
    ],
  });
  if (options.json) {
    terminal.printJson({ ...view.studyJson(nas, state), page });
    return;
  }
  terminal.print(view.frontTable(nas, report, state, terminal.colours));
  terminal.print(wrapFor(terminal, thresholds));
  terminal.print(wrapFor(terminal, view.describeChoice(nas, state)));
  terminal.print(`Charts: ${page}`);
}
