/** `deepawb export [MODEL]`: a trained network for programs that know nothing of deepawb. */
import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import {
  EXPORTERS,
  type Exporter,
  type ExportFormat,
  type ExportOption,
  formatOptions,
} from '../../export/formats/index.js';
import type { ExportChoice } from '../../export/node/index.js';
import type { Model, ModelErrors } from '../../model/index.js';
import type { Int8Report } from '../../report/index.js';
import { formatBytes } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { withNamedCameraOptions } from '../options/camera-options.js';
import {
  type DatasetCommandOptions,
  loadPart,
  withDatasetOptions,
} from '../options/dataset-options.js';

interface ExportCommandOptions extends CommonOptions, DatasetCommandOptions, ExportChoice {
  readonly part: DatasetPart;
}

const FORMATS = Object.entries(EXPORTERS) as [ExportFormat, Exporter][];

export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a trained network as C, ONNX, TensorFlow Lite or WASM, or with rounded weights')
    .description(
      [
        'Writes a network for programs that know nothing of deepawb.',
        ...FORMATS.map(([format, { description }]) => `Format ${format}: ${description}.`),
        '--report tells what rounding to int8 costs on a data set; format awb notes the errors in the file.',
      ].join(' '),
    )
    .argument('[model]', "model file (default: the package's own)")
    .addOption(
      new Option('--format <kind>', 'what to write')
        .choices(FORMATS.map(([format]) => format))
        .default('c'),
    )
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--name <name>', "name in files and functions (default: the model's)", identifier)
    .addOption(
      new Option('--weights <type>', 'int8: weights of convolutions and dense layers as bytes')
        .choices(['float32', 'int8'])
        .default('float32'),
    );
  for (const option of formatOptions().keys()) command.addOption(commandOption(option));
  command
    .option('--calibrate <dir>', 'for --arithmetic int8: data set that tells how large values are')
    .option(
      '--report <dir>',
      'data set on which to compare int8 with float32; awb notes the errors',
    )
    .addOption(
      new Option('--part <name>', 'its pictures for --report')
        .choices(['train', 'test'])
        .default('test'),
    );
  withNamedCameraOptions(command, "one of the model's own");
  withDatasetOptions(command).action((model: string | undefined, options: ExportCommandOptions) =>
    exportModel(model, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb export model.awb --format c --out camera/awb --with-main',
      'deepawb export model.awb --arithmetic int8 --calibrate data/cube --out bytes',
      'deepawb export model.awb --format onnx --out onnx',
      'deepawb export model.awb --format tflite --out tflite',
      'deepawb export model.awb --format wasm --out wasm',
      'deepawb export model.awb --weights int8 --report data/cube --out rounded',
      'deepawb export --camera "Sony ILCE-7M3" --format c --out sony',
    ],
  });
}

function commandOption({ flags, description, choices, default: value }: ExportOption): Option {
  const option = new Option(flags, description);
  return choices ? option.choices([...choices]).default(value) : option;
}

function identifier(text: string): string {
  if (/^[A-Za-z0-9_]+$/.test(text)) return text;
  throw new InvalidArgumentError('Expected letters, digits and underscores.');
}

async function exportModel(
  chosen: string | undefined,
  options: ExportCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const { format, weights, report: data } = options;
  const { askedExport } = await import('../../export/node/index.js');
  const asked = await askedExport(chosen, options, terminal);
  const { report, text, errors } =
    data === undefined || asked.inIntegers
      ? UNREPORTED
      : await reportOn(asked.model, data, options, context);
  const computed = await asked.compute(options, async (dir, part, size, levels) => {
    return (await loadPart(dir, part, size, { ...options, ...levels }, context)).set;
  });
  const exported = await asked.write(errors, computed.ranges);
  const { name, files, memoryBytes, memoryKind = 'of memory', constantBytes } = exported;
  if (options.json) {
    const { file: model, camera } = asked;
    const facts = { model, format, weights, name, memoryBytes, constantBytes, camera };
    const { arithmetic, reports: arithmeticReports } = computed;
    const told = { report, arithmetic, arithmeticReports };
    terminal.printJson({ ...facts, files, ...told, ...exported.facts });
    return;
  }
  if (asked.note) terminal.note(asked.note);
  for (const told of [text, computed.text]) if (told) terminal.print(told);
  for (const written of files) terminal.print(`${written.name}  ${formatBytes(written.bytes)}`);
  if (memoryBytes !== undefined && constantBytes !== undefined) {
    const kind = asked.inIntegers ? `for ${computed.arithmetic} arithmetic` : weights;
    terminal.note(
      `${formatBytes(constantBytes)} of weights (${kind}), ${formatBytes(memoryBytes)} ${memoryKind}.`,
    );
  }
  if (exported.note !== undefined) terminal.note(exported.note);
}

interface Reported {
  readonly report: Int8Report | null;
  readonly text: string;
  /** For the metadata of a model file. */
  readonly errors: readonly ModelErrors[];
}

const UNREPORTED: Reported = { report: null, text: '', errors: [] };

/** Errors on a data set. Its code is loaded here alone: other commands must not pay for it. */
async function reportOn(
  model: Model,
  data: string,
  options: ExportCommandOptions,
  context: CommandContext,
): Promise<Reported> {
  const { describeInt8Report, reportedErrors } = await import('../../report/index.js');
  const { reportInt8 } = await import('./int8-action.js');
  const report = await reportInt8(model, { ...options, data }, context);
  const errors = reportedErrors(basename(resolve(data)), report, options.weights);
  const isPlain = options.format === 'awb' && options.weights === 'float32';
  return { report, text: describeInt8Report(report, isPlain), errors: [errors] };
}
