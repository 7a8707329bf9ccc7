/** `deepawb label DIR`: lights of one's own pictures, by a page or by charts alone. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import { integerOption, numberOption } from '../options/option-types.js';

export interface LabelOptions extends CommonOptions {
  readonly auto?: true;
  readonly minConfidence?: number;
  readonly host: string;
  readonly port: number;
  readonly model?: string;
}

const DEFAULT_CONFIDENCE = 0.8;

export function addLabelCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('label')
    .summary('say what light your own pictures were taken under')
    .description(
      'Serves a page on this machine in which you draw the grey card of each picture, or confirm the ColorChecker that was ' +
        'found. Labels are on disk before the page goes on. Ctrl-C ends it. With --auto charts are labelled without a ' +
        'person. Make DIR with deepawb data import.',
    )
    .argument('<dir>', 'data set of data import')
    .option('--auto', 'label what has a chart in it, and serve no page')
    .option(
      '--min-confidence <x>',
      `with --auto: how sure a chart must be, 0 to 1 (default: ${DEFAULT_CONFIDENCE})`,
      numberOption(0, 1),
    )
    .option(
      '--host <address>',
      'address to serve on; another one than the default lets whoever has the whole address of the page label, say a phone',
      '127.0.0.1',
    )
    .option('--port <n>', 'port; 0 is one that is free', integerOption(0, 65_535), 0)
    .option(
      '--model <file>',
      'show the answers of a network, and doubt labels that are far from them',
    )
    .action(async (dir: string, options: LabelOptions) => {
      if (options.minConfidence !== undefined && !options.auto) {
        throw new UsageError('--min-confidence: goes with --auto');
      }
      const { labelByCharts, servePage } = await import('./label-action.js');
      const { minConfidence = DEFAULT_CONFIDENCE } = options;
      if (options.auto) await labelByCharts(dir, { ...options, minConfidence }, context);
      else await servePage(dir, options, context);
    });
  withCommonOptions(command, {
    examples: ['deepawb label mine', 'deepawb label mine --auto --min-confidence 0.9'],
  });
}
