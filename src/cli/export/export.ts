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
  formatSettings,
} from '../../export/formats/index.js';
import type { WeightFormat } from '../../export/index.js';
import { OutputError, tryOutputFolder, writeFilesTogether } from '../../files/index.js';
import { decodeChosenModel, modelFile, UNIVERSAL_MODEL } from '../../infer/node/index.js';
import type { Model, ModelErrors } from '../../model/index.js';
import type { Int8Report } from '../../report/index.js';
import { formatBytes } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { inOption, UsageError } from '../exit-code.js';
import { type NamedCameraOptions, withNamedCameraOptions } from '../options/camera-options.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';

interface ExportCommandOptions extends CommonOptions, DatasetCommandOptions, NamedCameraOptions {
  readonly format: ExportFormat | typeof CAMERA;
  readonly tuningFile?: string;
  readonly installPath?: string;
  readonly curveFrom?: string;
  readonly out: string;
  readonly name?: string;
  readonly weights: WeightFormat;
  readonly report?: string;
  readonly part: DatasetPart;
}

/** Not a format like the others: it is made for one sensor, out of its tuning file. */
const CAMERA = 'libcamera';

const FORMATS = Object.entries(EXPORTERS) as [ExportFormat, Exporter][];

export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a trained network as C, ONNX, TensorFlow Lite or WASM, or with rounded weights')
    .description(
      [
        'Writes a network for programs that know nothing of deepawb.',
        ...FORMATS.map(([format, { description }]) => `Format ${format}: ${description}.`),
        'Format libcamera: NAME.tflite and the tuning file of a sensor with rpi.nn.awb on, for a Raspberry Pi.',
        '--report tells what rounding to int8 costs on a data set; format awb notes the errors in the file.',
      ].join(' '),
    )
    .argument('[model]', "model file (default: the package's own)")
    .addOption(
      new Option('--format <kind>', 'what to write')
        .choices([...FORMATS.map(([format]) => format), CAMERA])
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
    .option('--tuning-file <file>', "libcamera: the sensor's stock tuning file, written out whole")
    .option(
      '--curve-from <file>',
      'libcamera: tuning file whose curve and CCM the network was trained in, after train --harmonise that of the other platform',
    )
    .option('--install-path <dir>', 'libcamera: absolute folder on the Pi where the model will lie')
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
  const { format, out, weights, report: data } = options;
  if (format === CAMERA) {
    if (options.camera ?? options.colorMatrix) {
      throw new UsageError('--camera: format libcamera reads the camera out of --tuning-file');
    }
    const { exportForCamera } = await import('./camera-export.js');
    tryFolder(out);
    return exportForCamera(await decodeChosenModel(chosen), options, context);
  }
  const settings = inOption(null, () => formatSettings(format, { ...options }));
  if (data !== undefined && weights !== 'int8' && !EXPORTERS[format].notesErrors) {
    throw new UsageError(
      '--report: expected --weights int8 or --format awb with it; deepawb eval measures float32',
    );
  }
  tryFolder(out);
  const { source, file, camera, note } = await sourceFor(chosen, options);
  const { report, text, errors } =
    data === undefined ? UNREPORTED : await reportOn(source, data, options, context);
  const { readStandaloneKernels } = await import('../../engine/node/index.js');
  const exported = await EXPORTERS[format].write(source, {
    weights,
    errors,
    options: settings,
    kernels: readStandaloneKernels,
    ...(options.name === undefined ? {} : { name: options.name }),
  });
  const files = writeFilesTogether(out, exported.files);
  const { name, memoryBytes, memoryKind = 'of memory', constantBytes } = exported;
  if (options.json) {
    const facts = { model: file, format, weights, name, memoryBytes, constantBytes, camera };
    terminal.printJson({ ...facts, files, report });
    return;
  }
  if (note) terminal.note(note);
  if (text) terminal.print(text);
  for (const written of files) terminal.print(`${written.name}  ${formatBytes(written.bytes)}`);
  if (memoryBytes !== undefined && constantBytes !== undefined) {
    terminal.note(
      `${formatBytes(constantBytes)} of weights (${weights}), ${formatBytes(memoryBytes)} ${memoryKind}.`,
    );
  }
}

/** The model to export: for frames of the camera that was given, the universal one where the package's own knows it not. */
async function sourceFor(chosen: string | undefined, options: NamedCameraOptions) {
  const named = { source: await decodeChosenModel(chosen), file: modelFile(chosen) };
  const { chosenCamera } = await import('../../camera/index.js');
  const camera = chosenCamera(options);
  if (!camera) return { ...named, camera: null, note: '' };
  const { modelForCamera } = await import('../../export/index.js');
  const own = modelForCamera(named.source, camera);
  const isOther = chosen === undefined && own.mappedTo !== null;
  const file = isOther ? modelFile(UNIVERSAL_MODEL) : named.file;
  const { model: source, mappedTo } = isOther
    ? modelForCamera(await decodeChosenModel(UNIVERSAL_MODEL), camera)
    : own;
  const how = mappedTo
    ? `reads them as those of the ${mappedTo}, by both colour matrices, and answers in their own colours`
    : 'reads them as they are';
  const note = `For frames of the ${camera.name}: ${source.metadata.name} ${how}.`;
  return { source, file, camera: { name: camera.name, mappedTo }, note };
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
  return { report, text: describeInt8Report(report), errors: [errors] };
}

function tryFolder(dir: string): void {
  try {
    tryOutputFolder(dir);
  } catch (error) {
    if (!(error instanceof OutputError && error.code === 'ENOTDIR')) throw error;
    throw new UsageError(`--out: expected a folder, got ${dir}: ${error.message}`);
  }
}
