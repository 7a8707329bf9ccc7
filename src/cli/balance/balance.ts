/** `deepawb balance`: raw pictures white-balanced with gains of one's own, as plain pictures. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BalanceStyle } from '../../report/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type BayerOptions, withBayerOptions } from '../options/bayer-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';

export interface BalanceCommandOptions extends CommonOptions, LevelOptions, BayerOptions {
  readonly gains?: readonly [number, number];
  readonly whitePoint?: readonly [number, number];
  readonly style: BalanceStyle;
  readonly out: string;
  readonly force?: true;
}

export function addBalanceCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('balance')
    .summary('white-balance raw pictures with gains of your own')
    .description(
      'Renders raw pictures, or all of a folder, under one white point into plain 8-bit PNGs. Style srgb: gains, colour ' +
        'matrix, automatic exposure, sRGB; style reference: what the reference made of them (gains over their sum, its matrix, ' +
        'power 1/2.2, truncated to 8 bits), which is what its networks read.',
    )
    .argument('<pictures...>', 'raw pictures or folders of them')
    .addOption(
      new Option('--gains <red,blue>', 'factors of red and blue')
        .argParser(pair)
        .conflicts('whitePoint'),
    )
    .addOption(new Option('--white-point <r,b>', 'R/G and B/G of a grey').argParser(pair))
    .addOption(
      new Option('--style <name>', 'how it is rendered')
        .choices(['srgb', 'reference'])
        .default('srgb'),
    )
    .requiredOption('--out <path>', 'file, or folder for several pictures')
    .option('--force', 'write over files that are there');
  withBayerOptions(withLevelOptions(command, "the file's")).action(
    async (pictures: string[], options: BalanceCommandOptions) => {
      const { balanceCommand } = await import('./balance-action.js');
      return balanceCommand(pictures, options, context);
    },
  );
  withCommonOptions(command, {
    examples: [
      'deepawb balance picture.png --gains 2.1,1.5 --out balanced.png',
      'deepawb balance raws --white-point 0.425,0.7 --style reference --out done',
    ],
  });
}

function pair(text: string): [number, number] {
  const [first = 0, second = 0, ...more] = text.split(',').map(Number);
  const right = [first, second].every((value) => value >= 0.01 && value <= 100);
  if (right && more.length === 0) return [first, second];
  throw new InvalidArgumentError('Expected two numbers from 0.01 to 100, e.g. 2.1,1.5.');
}
