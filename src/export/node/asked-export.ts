/** An export as options ask for it: all that can be wrong is found before anything is computed, and files are written together. */
import { type CameraChoice, chosenCamera } from '../../camera/index.js';
import { readStandaloneKernels } from '../../engine/node/index.js';
import { inOption, UsageError } from '../../errors/index.js';
import {
  OutputError,
  readInputText,
  tryOutputFolder,
  writeFilesTogether,
} from '../../files/index.js';
import { decodeChosenModel, modelFile, UNIVERSAL_MODEL } from '../../infer/node/index.js';
import type { ModelErrors } from '../../model/index.js';
import {
  type Arithmetic,
  type CameraModel,
  EXPORTERS,
  type Exported,
  type ExportFormat,
  type ExportInput,
  type ExportOption,
  formatSettings,
  modelForCamera,
  type Ranges,
  requireWhitePoint,
  type WeightFormat,
} from '../index.js';
import type { ComputedInIntegers, IntegerChoice, LoadPictures } from './compute-in-integers.js';

/** As options say; a format's own options stand beside these. */
export interface ExportChoice extends CameraChoice {
  readonly format: ExportFormat;
  /** Folder to write to. */
  readonly out: string;
  /** In names of files and functions; the model's unless given. */
  readonly name?: string;
  readonly weights: WeightFormat;
  /** Data set on whose train part int8 arithmetic is calibrated. */
  readonly calibrate?: string;
  /** Data set whose errors are told; for int8, or a format that notes them. */
  readonly report?: string;
}

export interface WrittenExport extends Omit<Exported, 'files'> {
  readonly files: ReturnType<typeof writeFilesTogether>;
}

export interface AskedExport extends CameraModel {
  /** The model's file, as programs are told of it. */
  readonly file: string;
  /** Writes all files or none; `errors` are noted where the format does. Throws OutputError, and what the exporter throws. */
  write(errors: readonly ModelErrors[], ranges?: Ranges): Promise<WrittenExport>;
  /** What integers need to know and cost, on pictures that `load` gives; nothing of a network in float32. */
  compute(
    choice: IntegerChoice,
    load: LoadPictures,
  ): Promise<ComputedInIntegers & { readonly arithmetic: Arithmetic; readonly text: string }>;
  /** Whether convolutions are computed in integers whose cost `compute` tells. */
  readonly inIntegers: boolean;
}

/**
 * The export of a model, the package's own unless one is named; `note` hears of files that will be written over, `warn` of what speaks against pictures to calibrate on. Throws UsageError for what does not go together, InputError
 * and ModelFileError for files that are read, OutputError for a folder that cannot be written to.
 */
export async function askedExport(
  chosen: string | undefined,
  choice: ExportChoice,
  { note, warn }: { note?(sentence: string): void; warn?(sentence: string): void } = {},
): Promise<AskedExport> {
  const { format, out, weights, name, report } = choice;
  const settings = inOption(null, () => formatSettings(format, { ...choice }));
  const arithmetic = (settings.arithmetic ?? 'float32') as Arithmetic;
  checkArithmetic(arithmetic, choice);
  const isRounded = weights === 'int8' || (format === 'c' && arithmetic !== 'float32');
  if (report !== undefined && !isRounded && !EXPORTERS[format].notesErrors) {
    throw new UsageError(
      '--report: expected --weights int8, --format c with --arithmetic int16 or int8, or --format awb with it; deepawb eval measures float32',
    );
  }
  const inputs = readInputs(format, settings);
  tryFolder(out, note);
  const own = await decodeChosenModel(chosen);
  const universal = chosen === undefined ? await decodeChosenModel(UNIVERSAL_MODEL) : own;
  const source = modelForCamera(own, chosenCamera(choice), universal);
  return {
    ...source,
    file: modelFile(source.isOther ? UNIVERSAL_MODEL : chosen),
    inIntegers: format === 'c' && arithmetic !== 'float32',
    async compute(integers, load) {
      if (format !== 'c' || arithmetic === 'float32')
        return { arithmetic, ranges: new Map(), reports: [], doubts: [], text: '' };
      const { computeInIntegers } = await import('./compute-in-integers.js');
      const { describeArithmeticReport } = await import('../../report/index.js');
      const { model } = source;
      requireWhitePoint(format, model);
      const computed = await computeInIntegers({ model, arithmetic }, integers, load);
      for (const doubt of computed.doubts) warn?.(doubt);
      return {
        ...computed,
        arithmetic,
        text: computed.reports.map(describeArithmeticReport).join('\n'),
      };
    },
    async write(errors, ranges) {
      const exported = await EXPORTERS[format].write(source.model, {
        weights,
        errors,
        options: settings,
        inputs,
        ...(ranges === undefined ? {} : { ranges }),
        kernels: readStandaloneKernels,
        ...(name === undefined ? {} : { name }),
      });
      const read = Object.values(inputs).map(({ path }) => path);
      return { ...exported, files: writeFilesTogether(out, exported.files, read) };
    },
  };
}

/** Throws UsageError for choices of arithmetic that do not go together. */
function checkArithmetic(
  arithmetic: Arithmetic,
  { format, weights, calibrate }: ExportChoice,
): void {
  if (arithmetic === 'int8' && format !== 'c')
    throw new UsageError(`--arithmetic int8: expected --format c with it, got ${format}`);
  if (arithmetic === 'int8' && calibrate === undefined) {
    throw new UsageError(
      '--arithmetic int8: expected --calibrate with it: a data set, whose pictures tell how large values become',
    );
  }
  if (calibrate !== undefined && arithmetic !== 'int8')
    throw new UsageError('--calibrate: expected --format c --arithmetic int8 with it');
  if (format === 'c' && weights === 'int8' && arithmetic !== 'float32') {
    throw new UsageError(
      `--weights int8: expected --arithmetic float32 with it, as ${arithmetic} rounds weights in its own way`,
    );
  }
}

/** The files that settings name. Throws InputError. */
function readInputs(
  format: ExportFormat,
  settings: Readonly<Record<string, string | boolean>>,
): Record<string, ExportInput> {
  const inputs: Record<string, ExportInput> = {};
  for (const { name, file: what } of EXPORTERS[format].options as readonly ExportOption[]) {
    const path = settings[name];
    if (what === undefined || typeof path !== 'string' || path === '') continue;
    inputs[name] = { path, text: readInputText(path, { what }) };
  }
  return inputs;
}

function tryFolder(dir: string, onThere?: (sentence: string) => void): void {
  try {
    tryOutputFolder(dir, onThere);
  } catch (error) {
    if (!(error instanceof OutputError && error.code === 'ENOTDIR')) throw error;
    throw new UsageError(`--out: expected a folder, got ${dir}: ${error.message}`);
  }
}
