/** `deepawb import`: a model from weights of elsewhere. */
import { type Command, InvalidArgumentError } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { numberOption, type PictureSize, sizeOption } from '../options/option-types.js';

export interface ImportCommandOptions extends CommonOptions {
  readonly out: string;
  readonly architecture?: string;
  readonly strides?: readonly number[];
  readonly size?: PictureSize;
  readonly preprocessing?: string;
  readonly picture?: PictureSize;
  readonly name?: string;
  readonly licence?: string;
  readonly attribution?: string;
  readonly blackLevel?: number;
  readonly whiteLevel?: number;
}

export function addImportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('import')
    .summary('make a model of weights of PyTorch, safetensors or ONNX')
    .description(
      'Reads a state dictionary of PyTorch (.pt; no code in it is run), a safetensors file or an ONNX network, maps its tensors ' +
        'to a network, checks every shape, and writes a model file. Networks of the reference are recognised by their ' +
        'tensors, and read its pictures; of any other network say what it is (--architecture) and reads (--preprocessing).',
    )
    .argument('<file>', 'weights')
    .requiredOption('--out <file>', 'model file to write')
    .option(
      '--architecture <file>',
      'network: a model file, its architecture in JSON, or {"family": "reference", ...} as in recipes',
    )
    .option(
      '--strides <list>',
      'of the convolutions of a network of the reference, e.g. 1,2,2',
      strides,
    )
    .option('--size <WxH>', 'input of the network, where weights do not say', sizeOption(4, 4096))
    .option(
      '--preprocessing <what>',
      'what it was trained on: reference, linear, or a JSON file {"gains": [r, g, b], "matrix": [9 numbers], "exponent", "levels", "mean", "deviation"}',
    )
    .option(
      '--picture <WxH>',
      'size at which pictures are rendered before they are resized (default: 648x432)',
      sizeOption(4, 8192),
    )
    .option('--name <text>', 'name of the model (default: that of the file)')
    .option('--licence <text>', 'licence of the weights')
    .option('--attribution <text>', 'whom to name for them')
    .option(
      '--black-level <n>',
      'of the pictures it was trained on (default: 2048)',
      numberOption(0, 65_535),
    )
    .option(
      '--white-level <n>',
      'of the pictures it was trained on (default: 16383)',
      numberOption(0, 65_535),
    )
    .action(async (file: string, options: ImportCommandOptions) => {
      const { importCommand } = await import('./import-action.js');
      return importCommand(file, options, context);
    });
  withCommonOptions(command, {
    examples: [
      'deepawb import weights.safetensors --out reference.awb',
      'deepawb import mine.onnx --preprocessing linear --out mine.awb',
    ],
  });
}

function strides(text: string): number[] {
  const list = text.split(',').map(Number);
  if (list.every((stride) => Number.isInteger(stride) && stride >= 1 && stride <= 15)) return list;
  throw new InvalidArgumentError('Expected whole numbers from 1 to 15, e.g. 1,2,2.');
}
