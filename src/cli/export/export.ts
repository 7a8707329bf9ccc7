/** `deepawb export [MODEL]`: a trained network for programs that know nothing of deepawb. */

import { rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import type { CExportOptions, WeightFormat } from '../../export/index.js';
import { OutputError, tryOutputFolder, writeFileAtomically } from '../../files/index.js';
import type { Arithmetic } from '../../infer/index.js';
import type { Model, ModelErrors } from '../../model/index.js';
import { formatBytes } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { decodeChosenModel, modelFile } from '../options/model-choice.js';
import type { Int8Report } from './int8-report.js';

type Format = 'c' | 'onnx' | 'wasm' | 'awb';

interface ExportCommandOptions extends CommonOptions, DatasetCommandOptions {
  readonly format: Format;
  readonly out: string;
  readonly name?: string;
  readonly weights: WeightFormat;
  readonly arithmetic: Arithmetic;
  readonly withMain?: true;
  readonly report?: string;
  readonly part: DatasetPart;
}

interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
}

/** What was made, as `--json` prints it next to where. */
interface Exported {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly content: string | Uint8Array }[];
  /** Bytes of buffers and of weights; for C and WASM only, in whose memory the weights are included. */
  readonly memoryBytes?: number;
  readonly constantBytes?: number;
}

export function addExportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write a trained network as C, ONNX or WASM, or with rounded weights')
    .description(
      'Writes a network for programs that know nothing of deepawb. Format c: NAME.h and NAME.c in C99 without ' +
        'heap or dependencies, from a thumbnail or a 16-bit raw frame to white point and gains. Format onnx: NAME.onnx, ' +
        'opset 17, from a thumbnail to the white point. Format wasm: NAME.wasm, a module with its own memory and a C ' +
        'interface, for runtimes without JavaScript, and NAME.md, which describes it. Format awb: a model file again, ' +
        'whose weights are rounded as --weights says. --report tells what rounding to int8 costs on a data set; format ' +
        'awb notes the errors in the file.',
    )
    .argument('[model]', "model file (default: the package's own)")
    .addOption(
      new Option('--format <kind>', 'what to write')
        .choices(['c', 'onnx', 'wasm', 'awb'])
        .default('c'),
    )
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--name <name>', "name in files and functions (default: the model's)", identifier)
    .addOption(
      new Option('--weights <type>', 'int8: weights of convolutions and dense layers as bytes')
        .choices(['float32', 'int8'])
        .default('float32'),
    )
    .addOption(
      new Option('--arithmetic <type>', 'of convolutions, for wasm; int16: faster, and rounds')
        .choices(['float32', 'int16'])
        .default('float32'),
    )
    .option('--with-main', 'also write NAME_main.c, a program that estimates frames from stdin')
    .option(
      '--report <dir>',
      'data set on which to compare int8 with float32; awb notes the errors',
    )
    .addOption(
      new Option('--part <name>', 'its pictures for --report')
        .choices(['train', 'test'])
        .default('test'),
    );
  withDatasetOptions(command).action((model: string | undefined, options: ExportCommandOptions) =>
    exportModel(model, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb export model.awb --format c --out camera/awb --with-main',
      'deepawb export model.awb --format onnx --out onnx',
      'deepawb export model.awb --format wasm --out wasm',
      'deepawb export model.awb --weights int8 --report data/cube --out rounded',
    ],
  });
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
  if (format !== 'c' && options.withMain) {
    throw new UsageError(`--with-main: expected --format c with it, got ${format}`);
  }
  if (format !== 'wasm' && options.arithmetic !== 'float32') {
    throw new UsageError(`--arithmetic: expected --format wasm with it, got ${format}`);
  }
  if (data !== undefined && weights !== 'int8' && format !== 'awb') {
    throw new UsageError(
      '--report: expected --weights int8 or --format awb with it; deepawb eval measures float32',
    );
  }
  tryFolder(out);
  const source = await decodeChosenModel(chosen);
  const { report, text, errors } =
    data === undefined ? UNREPORTED : await reportOn(source, data, options, context);
  const exported = await converted(source, options, errors);
  const files = writeFiles(out, exported);
  const { name, memoryBytes, constantBytes } = exported;
  if (options.json) {
    const model = modelFile(chosen);
    terminal.printJson({ model, format, weights, name, memoryBytes, constantBytes, files, report });
    return;
  }
  if (text) terminal.print(text);
  for (const written of files) terminal.print(`${written.name}  ${formatBytes(written.bytes)}`);
  if (memoryBytes !== undefined && constantBytes !== undefined) {
    const memory =
      format === 'wasm' ? 'of memory, and frames behind it' : 'of static buffers, no heap';
    terminal.note(
      `${formatBytes(constantBytes)} of weights (${weights}), ${formatBytes(memoryBytes)} ${memory}.`,
    );
  }
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
  const { describeInt8Report, reportInt8 } = await import('./int8-report.js');
  const { reportedErrors } = await import('../eval/model-errors.js');
  const report = await reportInt8(model, { ...options, data }, context);
  const errors = reportedErrors(basename(resolve(data)), report, options.weights);
  return { report, text: describeInt8Report(report), errors: [errors] };
}

async function converted(
  model: Model,
  options: ExportCommandOptions,
  errors: readonly ModelErrors[],
): Promise<Exported> {
  const { exportC, exportOnnx, exportWasm, identifierFrom, withInt8Weights } = await import(
    '../../export/index.js'
  );
  const { format, name, weights, arithmetic, withMain = false } = options;
  switch (format) {
    case 'c': {
      const settings: CExportOptions = {
        weights,
        withMain,
        ...(name === undefined ? {} : { name }),
      };
      const { files, ...rest } = exportC(model, settings);
      return { ...rest, files: files.map((file) => ({ name: file.name, content: file.text })) };
    }
    case 'onnx': {
      const chosen = name ?? (identifierFrom(model.metadata.name) || 'model');
      return {
        name: chosen,
        files: [{ name: `${chosen}.onnx`, content: exportOnnx(model, { weights }) }],
      };
    }
    case 'wasm': {
      const { readStandaloneKernels } = await import('../../engine/node/index.js');
      const settings = { weights, arithmetic, ...(name === undefined ? {} : { name }) };
      return exportWasm(model, readStandaloneKernels(), settings);
    }
    case 'awb': {
      const { encodeModel } = await import('../../model/index.js');
      const chosen = name ?? (identifierFrom(model.metadata.name) || 'model');
      const rounded = weights === 'int8' ? withInt8Weights(model) : model;
      const { errors: before = [], ...metadata } = model.metadata;
      const stated = weights === 'int8' ? errors : joinErrors(before, errors);
      const content = encodeModel({
        ...rounded,
        metadata: {
          ...metadata,
          ...(name === undefined ? {} : { name }),
          ...(stated.length === 0 ? {} : { errors: stated }),
        },
      });
      return { name: chosen, files: [{ name: `${chosen}.awb`, content }] };
    }
    default:
      format satisfies never;
      throw new UsageError(`--format: expected c, onnx, wasm or awb, got ${format}`);
  }
}

/** What the file said before, but for what was measured anew. */
function joinErrors(
  before: readonly ModelErrors[],
  anew: readonly ModelErrors[],
): readonly ModelErrors[] {
  const isAnew = ({ hash, part }: ModelErrors) =>
    anew.some((errors) => errors.hash === hash && errors.part === part);
  return [...before.filter((errors) => !isAnew(errors)), ...anew];
}

function writeFiles(dir: string, { files }: Exported): WrittenFile[] {
  const written: WrittenFile[] = [];
  try {
    for (const { name, content } of files) {
      const path = join(dir, name);
      writeFileAtomically(path, content);
      written.push({ name: path, bytes: Buffer.byteLength(content) });
    }
  } catch (error) {
    // A header without its source is of no use.
    for (const { name } of written) rmSync(name, { force: true });
    throw error;
  }
  return written;
}

function tryFolder(dir: string): void {
  try {
    tryOutputFolder(dir);
  } catch (error) {
    if (!(error instanceof OutputError && error.code === 'ENOTDIR')) throw error;
    throw new UsageError(`--out: expected a folder, got ${dir}: ${error.message}`);
  }
}
