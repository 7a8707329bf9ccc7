/** Reads the compiled kernels from the package, in Node. */
import { readFileSync } from 'node:fs';
import type { CompiledModule } from '../wasm-types.js';

/** The kernels that estimates take. */
export function loadKernelModule(): CompiledModule {
  return moduleOf('kernels.wasm');
}

/** Those of training: for shared memory (`threads`) or not, with fused multiply-add (`relaxed`) or not. */
export function loadTrainingKernelModule({
  threads = false,
  relaxed = false,
} = {}): CompiledModule {
  return moduleOf(`kernels.${threads ? 'threads' : 'training'}${relaxed ? '.relaxed' : ''}.wasm`);
}

function moduleOf(name: string): CompiledModule {
  return new WebAssembly.Module(readFileSync(new URL(`../${name}`, import.meta.url)));
}

/** The build of the kernels from which `exportWasm` makes modules, as bytes. */
export function readStandaloneKernels(): Uint8Array {
  return readFileSync(new URL('../standalone.wasm', import.meta.url));
}
