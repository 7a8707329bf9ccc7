/** `deepawb data thumbnails IN OUT`: a data set averaged down. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type PictureSize, sizeOption } from '../options/option-types.js';

interface ThumbnailOptions extends CommonOptions {
  readonly size?: PictureSize;
  readonly skipBad?: true;
}

export function addDataThumbnailsCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('thumbnails')
    .summary('make a small data set of a large one')
    .description(
      'Averages the pictures of a data set down by area, linear, after the black level and without what is masked, and writes ' +
        'them as 16-bit PNGs with the same labels. It goes on where a run before was stopped.',
    )
    .argument('<in>', 'data set, a folder of such, or one as its authors publish it')
    .argument('<out>', 'folder to make')
    .option('--size <WxH>', 'size in pixels (default: 64x64)', sizeOption(1, 4096))
    .option('--skip-bad', 'go on without pictures that are broken')
    .action(async (from: string, to: string, options: ThumbnailOptions) => {
      const { size = { widthPx: 64, heightPx: 64 } } = options;
      const { reduceAction } = await import('./reduce-action.js');
      return reduceAction(from, to, { ...options, size }, context);
    });
  withCommonOptions(command, { examples: ['deepawb data thumbnails data/cube cube64 --size 64'] });
}
