/**
 * The compiled kernels (src/engine/assembly) as typed functions. Addresses and strides are in bytes, sizes in elements.
 */
import { LEAKY_SLOPE } from '../constants/index.js';
import type { CompiledKernels, CompiledTrainingKernels } from './kernels.generated.js';
import type { CompiledModule, LinearMemory } from './wasm-types.js';

/** Codes of the elementwise functions, shared with assembly/elementwise.ts. */
export const UNARY_CODES = {
  leakyRelu: 0,
  relu6: 1,
  hardSwish: 2,
  sigmoid: 3,
  scaledTanh: 4,
  silu: 5,
  log: 6,
  exp: 7,
  affine: 8,
  clamp: 9,
  reciprocal: 10,
} as const;

/**
 * The arguments of `unary` for an activation: its code and its two numbers, with their defaults. ReLU is a leaky ReLU of
 * slope 0.
 */
export function unaryArguments(
  kind: keyof typeof UNARY_CODES | 'relu',
  alpha: number | undefined,
  beta: number | undefined,
): [code: number, alpha: number, beta: number] {
  if (kind === 'relu') return [UNARY_CODES.leakyRelu, 0, 0];
  return [UNARY_CODES[kind], alpha ?? (kind === 'leakyRelu' ? LEAKY_SLOPE : 1), beta ?? 0];
}

/** Codes of the elementwise operations of two arguments, shared with assembly/elementwise.ts. */
export const BINARY_CODES = { add: 0, subtract: 1, multiply: 2, divide: 3 } as const;

/** What lies in the rows of a frame, shared with assembly/frame.ts. */
export const FRAME_CODES = { rgb16: 0, rgbFloat: 1, bayer16: 2, bayerFloat: 3 } as const;

interface OnMemory {
  readonly memory: LinearMemory;
  readonly heapBase: () => number;
}

/** What assembly/estimates.ts exports, with its names, arguments and docstrings, on a memory. */
export interface Kernels extends CompiledKernels, OnMemory {}

/** What assembly/index.ts exports. */
export interface TrainingKernels extends CompiledTrainingKernels, OnMemory {}

/** Kernels on a memory; `module` is a build that matches it (shared or not). */
export function instantiateKernels(module: CompiledModule, memory: LinearMemory): Kernels {
  const abort = () => {
    throw new Error('kernel aborted');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  return { ...exports, memory } as unknown as Kernels;
}

/** The same of a build for training. Throws TypeError for one that is for estimates only. */
export function instantiateTrainingKernels(
  module: CompiledModule,
  memory: LinearMemory,
): TrainingKernels {
  const kernels: Kernels & Partial<TrainingKernels> = instantiateKernels(module, memory);
  if (!kernels.adam) throw new TypeError('engine: expected kernels for training');
  return kernels as TrainingKernels;
}
