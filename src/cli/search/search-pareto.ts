/** `deepawb search pareto DIR`: the front of a study, in figures and pictures, and the network to take. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';

export interface ParetoOptions extends CommonOptions {
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
    .action(async (dir: string, options: ParetoOptions) => {
      const { printFront } = await import('./pareto-action.js');
      await printFront(dir, options, context);
    });
  withCommonOptions(command, { examples: ['deepawb search pareto study'] });
}
