export {
  Arena,
  allocateTensor,
  type TensorLayout,
  type TensorRequest,
  tensorAt,
  tensorBytes,
} from './arena.js';
export {
  BINARY_CODES,
  FRAME_CODES,
  instantiateKernels,
  instantiateTrainingKernels,
  type Kernels,
  type TrainingKernels,
  UNARY_CODES,
  unaryArguments,
} from './kernels.js';
export { hasRelaxedSimd } from './simd.js';
export { instantiateStandaloneKernels, type StandaloneNumbers } from './standalone.js';
export { BARRIER_WORDS, SharedBarrier, SINGLE_THREAD, type Sync } from './sync.js';
export type { CompiledModule, LinearMemory } from './wasm-types.js';
