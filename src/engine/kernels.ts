/**
 * The compiled kernels (src/engine/assembly) as typed functions. Addresses and strides are in bytes, sizes in elements.
 */
import { LEAKY_SLOPE } from '../constants/index.js';
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

/** One number argument after another; the order is that of the AssemblyScript source. */
type Kernel = (...args: number[]) => void;

/** What assembly/index.ts exports; its docstrings say what each does. */
export interface Kernels {
  readonly memory: LinearMemory;
  readonly heapBase: () => number;
  readonly correlate: Kernel;
  readonly correlateActivate: Kernel;
  readonly correlateWeights: Kernel;
  readonly correlatePool: Kernel;
  readonly correlateInt16: Kernel;
  readonly correlateInt16Pool: Kernel;
  readonly quantiseInt16: Kernel;
  readonly depthwise: Kernel;
  readonly depthwiseInput: Kernel;
  readonly depthwiseWeights: Kernel;
  readonly unary: Kernel;
  readonly unaryGradient: Kernel;
  readonly binary: Kernel;
  readonly binaryGradient: Kernel;
  readonly copyChannels: Kernel;
  readonly softmax: Kernel;
  readonly softmaxGradient: Kernel;
  readonly sumPixels: Kernel;
  readonly planesRgb: Kernel;
  readonly planesLogChroma: Kernel;
  readonly averageRows: Kernel;
  readonly activatePool: Kernel;
  readonly channelMoments: Kernel;
  readonly normAct: Kernel;
  readonly normActPool: Kernel;
  readonly normActSums: Kernel;
  readonly normActPoolSums: Kernel;
  readonly normActExpand: Kernel;
  readonly normActPoolExpand: Kernel;
  readonly packForward: Kernel;
  readonly packBackward: Kernel;
  readonly unpackForwardAdd: Kernel;
  readonly maxPool: Kernel;
  readonly maxPoolGradient: Kernel;
  readonly averagePool: Kernel;
  readonly averagePoolGradient: Kernel;
  readonly summariseCells: (at: number, cells: number, sums: number) => number;
  readonly weightedPool: (...args: number[]) => number;
  readonly weightedPoolGradient: Kernel;
  readonly adam: Kernel;
  readonly moveTowards: Kernel;
  readonly addInto: Kernel;
  readonly sumOfSquares: (x: number, count: number) => number;
  readonly clear: (at: number, bytes: number) => void;
}

/** Kernels on a memory; `module` is a build that matches it (shared or not). */
export function instantiateKernels(module: CompiledModule, memory: LinearMemory): Kernels {
  const abort = () => {
    throw new Error('kernel aborted');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  return { ...exports, memory } as unknown as Kernels;
}
