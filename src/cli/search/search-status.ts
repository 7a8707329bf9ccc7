/** `deepawb search status DIR`: where a study stands, while it runs or after. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';

export interface StatusOptions extends CommonOptions {
  readonly csv?: string;
}

export function addSearchStatusCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('status')
    .summary('where a study stands')
    .description('Tells where a study stands; it may be running in another process.')
    .argument('<dir>', 'folder of the study')
    .option('--csv <file>', 'write every trial, a row each')
    .action(async (dir: string, options: StatusOptions) => {
      const { printStatus } = await import('./status-action.js');
      printStatus(dir, options, context);
    });
  withCommonOptions(command, { examples: ['deepawb search status study'] });
}
