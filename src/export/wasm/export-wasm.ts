/**
 * A model as a WebAssembly module of its own, for runtimes without JavaScript: no imports, its own memory, a C interface
 * (docs/wasm.md). Its pass is the one that deepawb/infer would do on the same kernels, so that answers are the same.
 */
import { NEUTRAL } from '../../constants/index.js';
import { instantiateStandaloneKernels, type StandaloneNumbers } from '../../engine/index.js';
import type { Arithmetic } from '../../infer/index.js';
import { type RecordedPass, recordPass } from '../../infer/record/index.js';
import type { Model } from '../../model/index.js';

import { exportName } from '../export-name.js';

import { withInt8Weights } from '../int8-model.js';
import type { WeightFormat } from '../weight-format.js';
import { requireWhitePoint } from '../white-point-only.js';
import { describeWasm, wasmSummary } from './description.js';
import { linkModule } from './link.js';
import { type DataSegment, nonZeroSegments } from './memory-image.js';

export interface WasmExportOptions {
  /** Name of the files: letters, digits and underscores; the model's own name, made to fit, where it is absent. */
  readonly name?: string;
  /** `int8`: weights of convolutions and dense layers rounded as for other exports; they are stored as floats. */
  readonly weights?: WeightFormat;
  /** What convolutions compute with: `int16` is faster, stores their weights in half the bytes, and rounds. */
  readonly arithmetic?: Arithmetic;
}

export interface WasmFile {
  readonly name: string;
  readonly content: Uint8Array | string;
}

export interface WasmExport {
  readonly name: string;
  /** NAME.wasm, and NAME.md, which tells its interface and addresses. */
  readonly files: readonly [WasmFile, WasmFile];
  /** Bytes of memory in use before there is a frame. */
  readonly memoryBytes: number;
  /** Bytes of weights and other constants. */
  readonly constantBytes: number;
}

const PAGE_BYTES = 65_536;
/** A cache line. */
const ALIGNMENT = 64;

/**
 * @param kernels bytes of the package's standalone.wasm
 * Throws ArchitectureError for a network that cannot be run, and RangeError for a name that does not fit, where memory
 * ends, or for other kernels.
 */
export function exportWasm(
  model: Model,
  kernels: Uint8Array,
  options: WasmExportOptions = {},
): WasmExport {
  const { weights = 'float32', arithmetic = 'float32' } = options;
  const name = exportName('exportWasm', model, options.name);
  const rounded = weights === 'int8' ? withInt8Weights(model) : model;
  requireWhitePoint('wasm', model);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(kernels);
  const pass = recordPass(rounded, instantiateStandaloneKernels(module, memory), { arithmetic });
  const layout = layOut(pass, model.architecture.input);
  const { numbers, segments } = layout;
  const pages = Math.ceil(numbers.frameAt / PAGE_BYTES);
  const { meanLight, readingsAt } = pass;
  const described = { model, weights, arithmetic, numbers, meanLight, readingsAt };
  const description = wasmSummary(described).join('\n');
  const { calls } = pass;
  const { readingsAt: readings } = pass;
  const bytes = linkModule({ kernels, calls, numbers, segments, pages, description, readings });
  return {
    name,
    files: [
      { name: `${name}.wasm`, content: bytes },
      { name: `${name}.md`, content: describeWasm(described, { name, bytes, pages }) },
    ],
    memoryBytes: numbers.frameAt,
    constantBytes: segments.reduce((sum, segment) => sum + segment.bytes.length, 0),
  };
}

/** Where things lie: the network's memory as it was recorded, then the mixture's directions, sums of rows, and frames. */
function layOut(
  pass: RecordedPass,
  { heightPx, widthPx }: { readonly heightPx: number; readonly widthPx: number },
): { readonly numbers: StandaloneNumbers; readonly segments: readonly DataSegment[] } {
  const { memory, inputAt, outputAt, mixture } = pass;
  const directions = littleEndian(mixture?.directions ?? new Float64Array(0));
  const directionsAt = aligned(memory.length);
  const workAt = aligned(directionsAt + directions.length);
  const light = pass.meanLight ?? { r: NEUTRAL, b: NEUTRAL };
  const numbers: StandaloneNumbers = {
    inputAt,
    inputHeight: heightPx,
    inputWidth: widthPx,
    outputAt,
    lights: (mixture?.directions.length ?? 0) / 3,
    sharesAt: mixture?.sharesAt ?? 0,
    directionsAt,
    errorAt: pass.expectedErrorAt ?? 0,
    fallbackR: light.r,
    fallbackB: light.b,
    workAt,
    frameAt: aligned(workAt + 2 * widthPx * 4 * Float64Array.BYTES_PER_ELEMENT),
  };
  const segments = nonZeroSegments(memory);
  if (mixture) segments.push({ at: directionsAt, bytes: directions });
  return { numbers, segments };
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

function littleEndian(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value, true);
  });
  return bytes;
}
