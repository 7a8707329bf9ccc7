/** `deepawb search export DIR`: the network to take, trained on all pictures, as a model file with a card. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { integerOption } from '../options/option-types.js';

export interface ExportOptions extends Omit<CommonOptions, 'seed'> {
  readonly seed?: number;
  readonly out: string;
  readonly trial?: number;
  readonly data?: string;
  readonly epochs?: number;
  readonly threads: number;
  readonly name?: string;
  readonly licence: string;
  readonly attribution: string;
}

export function addSearchExportCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('export')
    .summary('train the chosen network fully and write the model')
    .description(
      'Trains the network to take (or another trial) on all pictures of the training part, with the settings it was ' +
        'found with, and writes the model and a card (the same name, ending in .md). Ctrl-C leaves a checkpoint; the ' +
        'same command goes on from it.',
    )
    .argument('<dir>', 'folder of the study')
    .requiredOption('--out <file>', 'model file to write')
    .option('--trial <n>', 'another trial than the one to take', integerOption(0))
    .option('--data <dir>', "data set (default: the study's)")
    .option(
      '--epochs <n>',
      "passes over the pictures (default: the study's exportEpochs)",
      integerOption(1, 100_000),
    )
    .option('--threads <n>', 'threads', integerOption(1, 64), 2)
    .option('--name <text>', 'name of the model (default: that of the file)')
    .option('--licence <text>', 'licence of the model', 'unstated')
    .option('--attribution <text>', 'whom to name for the data', 'unstated')
    .action(async (dir: string, options: ExportOptions) => {
      const { exportTrial } = await import('./export-action.js');
      await exportTrial(dir, options, context);
    });
  withCommonOptions(command, {
    examples: ['deepawb search export study --out model.awb'],
    seedUse: "of weights, order and augmentation; default: the study's",
    defaultSeed: null,
  });
}
