/** `deepawb eval`: errors of methods on pictures whose light is known. */
import { type Command, Option } from 'commander';
import { parseAspect } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type MethodCommandOptions, withMethodOptions } from '../options/method-options.js';
import { integerOption } from '../options/option-types.js';
import { argument } from '../options/reading-options.js';

export interface EvalCommandOptions extends CommonOptions, MethodCommandOptions {
  readonly sort: 'given' | 'mean' | 'median' | 'worst25';
  readonly perPicture?: true;
  readonly groupBy?: string;
  readonly byCurve?: true;
  readonly csv?: string;
  readonly report?: string;
  readonly aspect?: number;
  readonly asLibcamera?: string;
  readonly frames?: number;
}

export function addEvalCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('eval')
    .summary('measure errors on pictures whose light is known')
    .description(
      'Estimates the white point of every picture and prints how far it is from the true one: recovery and ' +
        'reproduction angular errors, squared error, a confidence interval, and groups of pictures.',
    );
  const words = {
    model: "may be repeated (default: the package's own, unless there are baselines alone)",
    baselines: { flags: '--baselines [names]', default: 'alone: constant,grey-world' },
    size: { whose: 'baselines', leastPx: 4 },
  };
  withMethodOptions(command, words, withOutputOptions).action(
    async (options: EvalCommandOptions) => {
      const { evaluate } = await import('./eval-action.js');
      await evaluate(options, context);
    },
  );
  withCommonOptions(command, {
    examples: [
      'deepawb eval --data data/cube --part test --model cube.awb --baselines',
      'deepawb eval --data data/cube --baselines all --report cube.html',
      'deepawb eval --data pisp --part . --model pi5.awb --as-libcamera imx708.json',
    ],
    seedUse: 'resampling for the confidence intervals',
  });
}

function withOutputOptions(command: Command): Command {
  return command
    .option('--group-by <columns>', 'properties to break down by, with commas between them')
    .option('--by-curve', 'errors also along the curve of the labels and across it')
    .addOption(
      new Option('--sort <by>', 'order of the table: as given, or the best first by a figure')
        .choices(['given', 'mean', 'median', 'worst25'])
        .default('given'),
    )
    .option('--per-picture', 'with --json: every picture with each estimate')
    .option(
      '--as-libcamera <file>',
      'networks also as a camera with this tuning file runs them (rpi.nn.awb on): the pictures of its sensor, or of all in a folder',
    )
    .option(
      '--frames <n>',
      'with --as-libcamera: frames for which the camera looks at each picture (default: until its first answer)',
      integerOption(1, 10_000),
    )
    .option('--csv <file>', 'write every estimate and error')
    .option('--report <file>', 'write an HTML report with pictures and charts')
    .option('--aspect <w:h>', 'shape of its pictures, e.g. 3:2', argument(parseAspect));
}
