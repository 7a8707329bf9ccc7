/** Options that choose a network and how it is trained. */
import { type Command, Option } from 'commander';
import type { CheckpointMismatchError, RecipeChoice } from '../../train/index.js';
import { integerOption, numberOption, sizeOption } from '../options/option-types.js';

export type RecipeOptions = RecipeChoice;

export function withRecipeOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--family <name>',
        'network: our small one, or the proof of concept of the reference system',
      )
        .choices(['small', 'reference'])
        .default('small'),
    )
    .addOption(
      new Option(
        '--head <kind>',
        'ct: a colour temperature in kelvin instead of a white point, from picture and lux (layout awbnn)',
      ).choices(['ct']),
    )
    .option('--recipe <file>', 'JSON {"network": {...}, "training": {...}} to change any setting')
    .option('--size <WxH>', 'input of the network', sizeOption(4, 1024))
    .option('--epochs <n>', 'passes over the training pictures', integerOption(1, 100_000))
    .option('--batch <n>', 'pictures a step', integerOption(1, 1024))
    .option('--rate <x>', 'highest learning rate', numberOption(0, 10))
    .option('--final-rate <x>', 'learning rate at the end', numberOption(0, 10))
    .addOption(
      new Option('--loss <kind>', 'what is minimised').choices(['chord', 'angle', 'mse', 'mired']),
    )
    .option(
      '--density-exponent <x>',
      'density weights to this power: 1 as they are, 0 none',
      numberOption(0, 2),
    )
    .option(
      '--low-light <share>',
      'share of samples with the noise that a sensor has in low light, 0 for none (default: 0.5; reference: 0)',
      numberOption(0, 1),
    )
    .option('--threads <n>', 'threads (default: one per core, at most 8)', integerOption(1, 64));
}

/** The option behind a setting, by the path that the setting has in checkpoints. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'settings.epochs': '--epochs',
  'settings.batch': '--batch',
  'settings.schedule.rate': '--rate',
  'settings.schedule.finalRate': '--final-rate',
  'settings.loss': '--loss',
  'settings.densityExponent': '--density-exponent',
  'settings.augmentation.lowLight.share': '--low-light',
  'settings.seed': '--seed',
  'settings.threads': '--threads',
};

/** What a checkpoint of another run was made with, in the words of the command line. */
export function explainMismatch({
  file,
  difference: { path, found, wanted },
}: CheckpointMismatchError): string {
  const anew = `or start anew without --resume`;
  const option = OPTION_OF[path];
  if (option !== undefined) {
    return `${file}: the checkpoint was made with ${option} ${found}, now it is ${wanted}; give ${option} ${found}, ${anew}`;
  }
  if (path === 'dataHash') {
    return `${file}: the checkpoint was made with other pictures or labels than those of --data; name the same data set, ${anew}`;
  }
  if (path.startsWith('architecture')) {
    return (
      `${file}: the checkpoint was made for another network, or with other pictures held back; give the same --family, ` +
      `--size, --recipe, --validation and --folds, ${anew}`
    );
  }
  const setting = path.replace(/^settings\./, 'training.');
  return `${file}: the checkpoint was made with ${setting} ${found}, now it is ${wanted}; give the same --recipe, ${anew}`;
}
