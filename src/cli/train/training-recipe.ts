/** Options that choose a network and how it is trained. */
import { type Command, Option } from 'commander';
import { parseReadingNames } from '../../model/readings/index.js';
import type { RecipeChoice } from '../../train/index.js';
import { integerOption, numberOption, sizeOption } from '../options/option-types.js';
import { argument } from '../options/reading-options.js';

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
        'ct: a colour temperature in kelvin instead of a white point, from picture and lux (layout awbnn); curve: a white point near the curve of the lights',
      ).choices(['ct', 'curve']),
    )
    .option('--curve <curve>', 'the curve: labels, physical or a tuning file (default: labels)')
    .option('--band <x>', 'most distance from it, in r and b (default: 0.03)', numberOption(0, 1))
    .option('--fast', 'the default in 160 epochs, at a rate of 0.005: two thirds of the time')
    .option(
      '--readings <names>',
      'what the camera knows that the network reads beside the picture, where it is known: lux, exposure, iso, time, with commas',
      argument(parseReadingNames),
    )
    .option('--recipe <file>', 'JSON {"network": {...}, "training": {...}} to change any setting')
    .option(
      '--size <WxH>',
      'input of the network (default: 32x32; layout awbnn: that of its statistics)',
      sizeOption(4, 1024),
    )
    .option(
      '--epochs <n>',
      'passes over the training pictures (default: 240, with --fast 160, with --head ct 60)',
      integerOption(1, 100_000),
    )
    .option('--batch <n>', 'pictures a step (default: 32)', integerOption(1, 1024))
    .option('--rate <x>', 'top rate (default: 0.0076; zones, reference: 0.01)', numberOption(0, 10))
    .option(
      '--final-rate <x>',
      'learning rate at the end (default: 0.000001; zones, reference: 0.00001)',
      numberOption(0, 10),
    )
    .addOption(
      new Option(
        '--loss <kind>',
        'what is minimised: chord or angle between lights, squared differences of r and b, of gains, logarithms, angles, or mired',
      ).choices(['chord', 'angle', 'mse', 'mseGains', 'mseLog', 'mseAngles', 'mired']),
    )
    .option(
      '--density-exponent <x>',
      'density weights to this power: 1 as they are, 0 none (default: 0)',
      numberOption(0, 2),
    )
    .option(
      '--low-light <share>',
      'share of samples with the noise that a sensor has in low light, 0 for none (default: 0.5; reference: 0)',
      numberOption(0, 1),
    )
    .option('--threads <n>', 'threads (default: one per core, at most 8)', integerOption(1, 64))
    .option('--reproducible', 'plain SIMD, not relaxed, which is faster: the same bits everywhere');
}
