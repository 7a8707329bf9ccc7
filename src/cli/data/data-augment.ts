/** `deepawb data augment DIR`: what training makes of pictures, to look at. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { integerOption } from '../options/option-types.js';
import { type RecipeOptions, withRecipeOptions } from '../train/training-recipe.js';

export interface AugmentCommandOptions extends CommonOptions, DatasetCommandOptions, RecipeOptions {
  readonly out: string;
  readonly count: number;
}

export function addDataAugmentCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('augment')
    .summary('show samples as training draws them, with their labels')
    .description(
      'Draws samples of the train part as an epoch of training does, under a recipe, and writes each as a picture before and ' +
        'after its own label, and labels.csv. What is hatched is masked.',
    )
    .argument('<dir>', 'data set')
    .requiredOption('--out <dir>', 'folder for pictures and labels.csv')
    .option('--count <n>', 'samples', integerOption(1, 10_000), 24);
  withRecipeOptions(command);
  withDatasetOptions(command).action(async (dir: string, options: AugmentCommandOptions) => {
    const { writeSamples } = await import('./augment-action.js');
    return writeSamples(dir, options, context);
  });
  withCommonOptions(command, {
    examples: ['deepawb data augment data/cube --recipe mine.json --out samples'],
    seedUse: 'which samples, and all that happens to them',
  });
}
