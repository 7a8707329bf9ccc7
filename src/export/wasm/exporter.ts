/** A WebAssembly module of its own. */
import { ARITHMETIC } from '../formats/arithmetic-option.js';
import type { Exporter } from '../formats/exporter.js';

export const wasmExporter: Exporter = {
  title: 'WASM',
  description:
    'NAME.wasm, a module with its own memory and a C interface, for runtimes without JavaScript, and NAME.md, which ' +
    'describes it',
  options: [ARITHMETIC],
  examinesFrames: true,
  notesErrors: false,
  async write(model, { name, weights, options = {}, kernels }) {
    const { exportWasm } = await import('./export-wasm.js');
    if (!kernels) throw new RangeError('wasm: expected the bytes of standalone.wasm');
    if (options.arithmetic === 'int8')
      throw new RangeError('--arithmetic int8: expected --format c with it, got wasm');
    const arithmetic = options.arithmetic === 'int16' ? 'int16' : 'float32';
    return {
      ...exportWasm(model, kernels(), {
        weights,
        arithmetic,
        ...(name === undefined ? {} : { name }),
      }),
      memoryKind: 'of memory, and frames behind it',
    };
  },
};
