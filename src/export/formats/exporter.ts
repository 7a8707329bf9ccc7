/**
 * What a format of exports is to those who offer it: everything that a command must know, and a function that loads what does
 * the work when it is asked for. A format is a folder with an `exporter.ts` and a line in registry.ts; test/export/
 * conformance.test.ts then runs what it makes against the estimator.
 */
import type { Model, ModelErrors } from '../../model/index.js';
import type { Ranges } from '../integer/byte-steps.js';
import type { WeightFormat } from '../weight-format.js';

/** A setting that belongs to a format. Formats that share one share the object. */
export interface ExportOption {
  /** Key in `ExportSettings.options`. */
  readonly name: string;
  /** As on a command line: `--with-main`, or `--arithmetic <type>`. */
  readonly flags: string;
  readonly description: string;
  /** Texts that it may be; absent for a flag, which is true or false, and for any text, which is empty unless given. */
  readonly choices?: readonly string[];
  readonly default: string | boolean;
  /** What the file is that the setting names, e.g. `a tuning file`: who offers the format reads it to `ExportSettings.inputs`. */
  readonly file?: string;
}

/** A text file that a setting names. */
export interface ExportInput {
  /** As it was given. */
  readonly path: string;
  readonly text: string;
}

export interface ExportSettings {
  /** Name of files and functions: letters, digits and underscores; the model's own, made to fit, where it is absent. */
  readonly name?: string;
  /** `int8`: weights of convolutions and dense layers as bytes, or rounded as they would be. */
  readonly weights: WeightFormat;
  /** The format's own settings by name; defaults where they are absent. */
  readonly options?: Readonly<Record<string, string | boolean>>;
  /** Files by the names of the settings that name them. */
  readonly inputs?: Readonly<Record<string, ExportInput>>;
  /** Errors measured of just these weights, for formats that note them. */
  readonly errors?: readonly ModelErrors[];
  /** What `measureRanges` found on pictures, for int8 arithmetic. */
  readonly ranges?: Ranges;
  /** Bytes of the package's standalone.wasm, for formats made from it. */
  readonly kernels?: () => Uint8Array;
}

export interface ExportedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface Exported {
  /** What stands in the names of files and functions. */
  readonly name: string;
  readonly files: readonly ExportedFile[];
  /** Bytes of buffers, and what these are, for formats that know. */
  readonly memoryBytes?: number;
  readonly memoryKind?: string;
  /** Bytes of weights and other constants, likewise. */
  readonly constantBytes?: number;
  /** What else a program that calls may want to know, by name. */
  readonly facts?: Readonly<Record<string, string>>;
  /** What to do with the files, sentences for a person. */
  readonly note?: string;
}

export interface Exporter {
  /** In a few words: `C`, `ONNX`. */
  readonly title: string;
  /** What it writes, as a sentence behind `Format c:`. */
  readonly description: string;
  readonly options: readonly ExportOption[];
  /** Whether what is exported tells frames without light itself; otherwise who runs it must. */
  readonly examinesFrames: boolean;
  /** Whether files say how large errors are. */
  readonly notesErrors: boolean;
  /**
   * Rejects with ArchitectureError for a network that cannot be run, RangeError for a name or a setting that does not fit,
   * UsageError for a setting that is missing, and InputError for a file that a setting names.
   */
  write(model: Model, settings: ExportSettings): Promise<Exported>;
}
