/** `deepawb chart PICTURE...`: the light of pictures with a ColorChecker in them, measured on its greys. */
import type { Command } from 'commander';
import { visibleText } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type BayerOptions, withBayerOptions } from '../options/bayer-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';

interface ChartCommandOptions extends CommonOptions, LevelOptions, BayerOptions {}

export function addChartCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('chart')
    .summary('measure the light on a ColorChecker in raw pictures')
    .description(
      'Finds a ColorChecker in each picture, turned or mirrored, under any light, and prints the white point (r = R/G, ' +
        'b = B/G) by the slope through its six greys, its standard error and the spread of the greys in degrees, and the ' +
        'confidence from 0 to 1 that this is a chart. Pictures are linear, with the black level left in.',
    )
    .argument('<picture...>', 'raw pictures');
  withBayerOptions(withLevelOptions(command, "the file's")).action(
    (pictures: string[], options: ChartCommandOptions) => measure(pictures, options, context),
  );
  withCommonOptions(command, {
    examples: ['deepawb chart shot.png', 'deepawb chart shots/*.png --json'],
  });
}

async function measure(
  pictures: readonly string[],
  options: ChartCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { answerOf } = await import('./chart-answer.js');
  const { describeReading } = await import('../../chart/index.js');
  const { pictureReading } = await import('../../raw/node/decode/index.js');
  const { eachPicture } = await import('../../raw/node/index.js');
  const reading = await pictureReading(options, terminal.warn);
  await eachPicture(
    pictures,
    (file) => answerOf(file, reading),
    (answers) => {
      if (options.json) terminal.printJson({ pictures: answers });
      else {
        for (const answer of answers) {
          const light = describeReading(answer, terminal.colours.bold);
          terminal.print(`${visibleText(answer.file)}  ${light}`);
        }
      }
    },
    { signal, error: terminal.error },
  );
}
