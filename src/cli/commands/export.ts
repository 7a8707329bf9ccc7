/** `deepawb export`: a trained network as C99, for cameras without Node. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';

interface ExportCommandOptions extends CommonOptions {
  readonly out: string;
  readonly weights: 'float32' | 'int8';
  readonly withMain?: true;
  readonly name?: string;
}

export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a trained network as dependency-free C99')
    .description(
      'Writes a header and a source with the weights as constants, static buffers and no heap; the header says how to ' +
        'compile and call them. Without a model the one that ships with the package is written.',
    )
    .argument('[model]', 'model file')
    .requiredOption('--out <dir>', 'folder for the files')
    .addOption(
      new Option('--weights <format>', 'how weights are kept; int8 takes a quarter of the room')
        .choices(['float32', 'int8'])
        .default('float32'),
    )
    .option('--name <text>', "part of the files' and functions' names (default: the model's)")
    .option('--with-main', 'also write a small program that reads frames from stdin')
    .action((model: string | undefined, options: ExportCommandOptions) =>
      run(model, options, context),
    );
  withCommonOptions(command, { examples: ['deepawb export cube.awb --out camera --with-main'] });
}

async function run(
  model: string | undefined,
  { out, weights, withMain, name, json }: ExportCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const { decodeChosenModel } = await import('../model-choice.js');
  const { exportC } = await import('../../export/index.js');
  const result = exportC(await decodeChosenModel(model), {
    weights,
    withMain: withMain === true,
    ...(name === undefined ? {} : { name }),
  });
  mkdirSync(out, { recursive: true });
  const files = result.files.map((file) => {
    const path = join(out, file.name);
    writeFileSync(path, file.text);
    return path;
  });
  const { memoryBytes, constantBytes } = result;
  if (json) {
    terminal.printJson({ files, memoryBytes, constantBytes });
    return;
  }
  for (const file of files) terminal.print(file);
  terminal.print(`${memoryBytes} bytes of static buffers, ${constantBytes} bytes of constants`);
}
