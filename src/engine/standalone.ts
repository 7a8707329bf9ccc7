/**
 * The build of the kernels from which modules of their own are made (assembly/standalone.ts): its kernels run here as those
 * of any other build, in the memory that becomes the module's. Its C interface does not: it needs what is linked later.
 */
import type { Kernels } from './kernels.js';
import type { CompiledModule, LinearMemory } from './wasm-types.js';

/** What a model puts in the place of each imported number of the module `model`, under the import's name. */
export interface StandaloneNumbers {
  /** Addresses and sizes of the thumbnail. */
  readonly inputAt: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  /** Address of the network's two numbers. */
  readonly outputAt: number;
  /** Number of lights that are mixed, 0 for none; address of their shares, float32, and directions, 3 float64 each. */
  readonly lights: number;
  readonly sharesAt: number;
  readonly directionsAt: number;
  /** Address of the degrees that the answer is likely to be off by; 0 where the network tells none. */
  readonly errorAt: number;
  /** White point that is answered where there is nothing better. */
  readonly fallbackR: number;
  readonly fallbackB: number;
  /** Room for 2 x inputWidth x 4 float64, all 0. */
  readonly workAt: number;
  /** First address behind everything else. */
  readonly frameAt: number;
}

const NO_NUMBERS: StandaloneNumbers = {
  inputAt: 0,
  inputHeight: 0,
  inputWidth: 0,
  outputAt: 0,
  lights: 0,
  sharesAt: 0,
  directionsAt: 0,
  errorAt: 0,
  fallbackR: 0,
  fallbackB: 0,
  workAt: 0,
  frameAt: 0,
};

/** Kernels of a standalone build on a memory, to plan and to pack with. */
export function instantiateStandaloneKernels(
  module: CompiledModule,
  memory: LinearMemory,
): Kernels {
  const model = { ...NO_NUMBERS, pass: () => {} };
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, model });
  return { ...exports, memory } as unknown as Kernels;
}
