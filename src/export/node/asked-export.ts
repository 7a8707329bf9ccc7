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
  type CameraModel,
  EXPORTERS,
  type Exported,
  type ExportFormat,
  type ExportInput,
  type ExportOption,
  formatSettings,
  modelForCamera,
  type WeightFormat,
} from '../index.js';

/** As options say; a format's own options stand beside these. */
export interface ExportChoice extends CameraChoice {
  readonly format: ExportFormat;
  /** Folder to write to. */
  readonly out: string;
  /** In names of files and functions; the model's unless given. */
  readonly name?: string;
  readonly weights: WeightFormat;
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
  write(errors: readonly ModelErrors[]): Promise<WrittenExport>;
}

/**
 * The export of a model, the package's own unless one is named; `onThere` hears of files that will be written over. Throws UsageError for what does not go together, InputError
 * and ModelFileError for files that are read, OutputError for a folder that cannot be written to.
 */
export async function askedExport(
  chosen: string | undefined,
  choice: ExportChoice,
  onThere?: (sentence: string) => void,
): Promise<AskedExport> {
  const { format, out, weights, name, report } = choice;
  const settings = inOption(null, () => formatSettings(format, { ...choice }));
  if (report !== undefined && weights !== 'int8' && !EXPORTERS[format].notesErrors) {
    throw new UsageError(
      '--report: expected --weights int8 or --format awb with it; deepawb eval measures float32',
    );
  }
  const inputs = readInputs(format, settings);
  tryFolder(out, onThere);
  const own = await decodeChosenModel(chosen);
  const universal = chosen === undefined ? await decodeChosenModel(UNIVERSAL_MODEL) : own;
  const source = modelForCamera(own, chosenCamera(choice), universal);
  return {
    ...source,
    file: modelFile(source.isOther ? UNIVERSAL_MODEL : chosen),
    async write(errors) {
      const exported = await EXPORTERS[format].write(source.model, {
        weights,
        errors,
        options: settings,
        inputs,
        kernels: readStandaloneKernels,
        ...(name === undefined ? {} : { name }),
      });
      const read = Object.values(inputs).map(({ path }) => path);
      return { ...exported, files: writeFilesTogether(out, exported.files, read) };
    },
  };
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
