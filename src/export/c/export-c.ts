/** A model as dependency-free C99: a header and a source with its weights, and on demand a small program around them. */
import { checkParameters, type Model, meanLightOf } from '../../model/index.js';

import { exportName } from '../export-name.js';
import type { Arithmetic, Ranges } from '../integer/byte-steps.js';
import type { WeightFormat } from '../weight-format.js';
import { requireWhitePoint } from '../white-point-only.js';
import type { CSource } from './c-source.js';
import { describeModel } from './description.js';
import { lowerModel } from './program.js';
import { writeExample } from './write-example.js';
import {
  checkBesideFilter,
  FILTER_NAME,
  writeFilterExample,
  writeFilterHeader,
  writeFilterSource,
} from './write-filter.js';
import { writeHeader } from './write-header.js';
import { writeSource } from './write-source.js';

export interface CExportOptions {
  /**
   * Name of files and functions: letters, digits and underscores; the model's own name, made to fit, where it is absent.
   */
  readonly name?: string;
  /** `int8`: weights of convolutions and dense layers as bytes, a quarter of the size; activations stay floats. */
  readonly weights?: WeightFormat;
  /**
   * Of convolutions. `int16`: maps and weights in 16 bits, as in `infer`. `int8`: in bytes, by `ranges`; the first layers in
   * 16 bits. float32 unless given.
   */
  readonly arithmetic?: Arithmetic;
  /** What `measureRanges` found, for `int8`. */
  readonly ranges?: Ranges;
  /** Also writes NAME_main.c, which reads frames from stdin and prints white points. */
  readonly withMain?: boolean;
  /** Also writes deepawb_filter.h and deepawb_filter.c, the filter over time, and its program where `withMain` is set. */
  readonly withFilter?: boolean;
}

export interface CFile {
  readonly name: string;
  readonly text: string;
}

export interface CExport {
  /** What stands in the names of files and functions. */
  readonly name: string;
  /** NAME.h, NAME.c and, where asked for, NAME_main.c and the files of the filter. */
  readonly files: readonly CFile[];
  /** Bytes of static buffers that a pass needs. */
  readonly memoryBytes: number;
  /** Bytes of weights and other constants. */
  readonly constantBytes: number;
}

/**
 * Throws ArchitectureError for a network that cannot be run, and RangeError for a name that C does not take, for weights as
 * bytes that integers are to be computed with, for int8 without ranges, and for the filter's name beside the filter.
 */
export function exportC(model: Model, options: CExportOptions = {}): CExport {
  const { weights = 'float32', arithmetic = 'float32', ranges } = options;
  const { withMain = false, withFilter = false } = options;
  if (weights === 'int8' && arithmetic !== 'float32') {
    throw new RangeError(
      `exportC: expected weights as float32 with ${arithmetic} arithmetic, got int8`,
    );
  }
  if (arithmetic === 'int8' && !ranges) {
    throw new RangeError('exportC: expected ranges of maps with int8 arithmetic, got none');
  }
  const name = exportName('exportC', model, options.name);
  if (withFilter) checkBesideFilter(name);
  checkParameters(model.architecture, model.parameters);
  requireWhitePoint('c', model);
  const program = lowerModel(model, { format: weights, arithmetic, ranges: ranges ?? new Map() });
  const description = describeModel(model, program, weights);
  const fallback = meanLightOf(model.architecture);
  const source: CSource = { name, model, program, description, fallback };
  const files = [
    { name: `${name}.h`, text: writeHeader(source) },
    { name: `${name}.c`, text: writeSource(source) },
  ];
  if (withMain) files.push({ name: `${name}_main.c`, text: writeExample(source) });
  if (withFilter) files.push(...filterFiles(withMain));
  return {
    name,
    files,
    memoryBytes: 4 * program.memoryFloats,
    constantBytes: program.constantBytes,
  };
}

/** The same beside every model. */
function filterFiles(withMain: boolean): CFile[] {
  const files = [
    { name: `${FILTER_NAME}.h`, text: writeFilterHeader() },
    { name: `${FILTER_NAME}.c`, text: writeFilterSource() },
  ];
  if (withMain) files.push({ name: `${FILTER_NAME}_main.c`, text: writeFilterExample() });
  return files;
}
