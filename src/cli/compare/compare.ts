/** `deepawb compare`: pictures under several methods side by side, with what the Bayesian search did on them. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../errors/index.js';
import { parseAspect } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type MethodCommandOptions, withMethodOptions } from '../options/method-options.js';
import { integerOption } from '../options/option-types.js';
import { argument } from '../options/reading-options.js';

export interface CompareCommandOptions extends CommonOptions, MethodCommandOptions {
  readonly pictures?: readonly string[];
  readonly best?: number;
  readonly median?: number;
  readonly worst?: number;
  readonly aspect?: number;
  readonly out: string;
}

const MOST_PICTURES = 200;

export function addCompareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .summary('show pictures under several methods side by side')
    .description(
      'Renders chosen pictures under uniform gains, the true light and every method, each with its error, beside the ' +
        'CT curve with the points of all methods and a plot of the Bayesian search. Writes one HTML page and a PNG ' +
        'for each picture. Pictures of a data set (--data), or any: those have no true light and no errors, and methods that learn ask for --train-data.',
    )
    .argument('[picture...]', 'raw pictures, folders of them, patterns; instead of --data');
  const words = {
    model: "may be repeated, or none (default: the package's own)",
    baselines: {
      flags: '--baselines <names>',
      default: 'default: bayes-tuned; of pictures grey-world',
    },
    isAnyPicture: true as const,
    size: { whose: 'classical methods', leastPx: 16 },
  };
  withMethodOptions(command, words, (own) =>
    withPictureOptions(own).requiredOption('--out <dir>', 'folder for index.html and the PNGs'),
  ).action(async (named: string[], options: CompareCommandOptions) => {
    const { compare, comparePictures } = await import('./compare-action.js');
    if (named.length > 0) await comparePictures(named, options, context);
    else if (options.data !== undefined) await compare(options, context);
    else throw new UsageError('compare: expected pictures, or a data set (--data)');
  });
  withCommonOptions(command, {
    examples: [
      'deepawb compare --data data/cube --out comparison',
      'deepawb compare shot.dng --baselines statistical,as-shot --out b',
      'deepawb compare --data data/cube --pictures 00_0011 --baselines all --out a',
    ],
    seedUse: 'resampling for the confidence intervals',
  });
}

function withPictureOptions(command: Command): Command {
  const count = integerOption(0, MOST_PICTURES);
  return command
    .addOption(
      new Option('--pictures <ids>', 'these pictures, ids with commas between them')
        .argParser((text) => text.split(',').map((id) => id.trim()))
        .conflicts(['best', 'median', 'worst']),
    )
    .option('--best <n>', 'pictures on which the first method is best (default: 2)', count)
    .option('--median <n>', 'pictures around its median (default: 2)', count)
    .option('--worst <n>', 'pictures on which it is worst (default: 2)', count)
    .option(
      '--aspect <w:h>',
      'shape in which pictures are shown where their pixels are not square, e.g. 3:2',
      argument(parseAspect),
    );
}
