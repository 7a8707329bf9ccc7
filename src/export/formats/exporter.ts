/**
 * What a format of exports is to those who offer it: everything that a command must know, and a function that loads what does
 * the work when it is asked for. A format is a folder with an `exporter.ts` and a line in registry.ts; test/export/
 * conformance.test.ts then runs what it makes against the estimator.
 */
import type { Model, ModelErrors } from '../../model/index.js';
import type { WeightFormat } from '../weight-format.js';

/** A setting that belongs to a format. Formats that share one share the object. */
export interface ExportOption {
  /** Key in `ExportSettings.options`. */
  readonly name: string;
  /** As on a command line: `--with-main`, or `--arithmetic <type>`. */
  readonly flags: string;
  readonly description: string;
  /** Texts that it may be; absent for a flag, which is true or false. */
  readonly choices?: readonly string[];
  readonly default: string | boolean;
}

export interface ExportSettings {
  /** Name of files and functions: letters, digits and underscores; the model's own, made to fit, where it is absent. */
  readonly name?: string;
  /** `int8`: weights of convolutions and dense layers as bytes, or rounded as they would be. */
  readonly weights: WeightFormat;
  /** The format's own settings by name; defaults where they are absent. */
  readonly options?: Readonly<Record<string, string | boolean>>;
  /** Errors measured of just these weights, for formats that note them. */
  readonly errors?: readonly ModelErrors[];
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
  /** Throws ArchitectureError for a network that cannot be run, and RangeError for a name or a setting that does not fit. */
  write(model: Model, settings: ExportSettings): Promise<Exported>;
}
