/**
 * What operations are planned with: tensors and parameters in the engine's memory, and the thread's own place in
 * the batch. All threads of a training step plan the same network with the same calls, so that they agree on
 * every address; each then runs its own samples.
 */
import {
  type Arena,
  allocateTensor,
  type Sync,
  type TensorLayout,
  type TrainingKernels,
} from '../engine/index.js';
import type { ModelNode, ParameterLayout, ParameterRole, Shape } from '../model/index.js';

/** A node's output and, where gradients flow, the gradient of the loss with respect to it. */
export interface Tensor {
  readonly value: TensorLayout;
  readonly gradient: TensorLayout | null;
}

/** One pass over a batch: this thread's samples are from..to. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly batch: number;
  /** Batch statistics and dropout (true), or running statistics (false). */
  readonly training: boolean;
  /** Seed of this step's dropout masks; the same in every thread. */
  readonly seed: number;
}

/** An operation laid out in memory. Backward adds to the gradients of its inputs and parameters. */
export interface Step {
  /** Rearranges weights after they changed; in several threads, each takes some of the operations. */
  readonly prepare?: () => void;
  readonly forward: (run: Run) => void;
  readonly backward: (run: Run) => void;
}

/** Everything a step needs to lay itself out. */
export interface PlanContext {
  readonly kernels: TrainingKernels;
  readonly arena: Arena;
  readonly sync: Sync;
  /** Largest batch. */
  readonly batch: number;
  readonly layout: ParameterLayout;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Address of a parameter tensor, shared by all threads; 0 where the node has none. */
  readonly parameter: (nodeId: string, role: ParameterRole) => number;
  /** Address of its gradient in this thread's own array; 0 where the node has none. */
  readonly parameterGradient: (nodeId: string, role: ParameterRole) => number;
  /** Output of an earlier node. */
  readonly tensor: (nodeId: string) => Tensor;
  /** Lays out the output of a node. */
  readonly define: (nodeId: string) => Tensor;
  /** Views of the memory; fetch anew in every run, because memory may have grown. */
  readonly f32: () => Float32Array;
  readonly f64: () => Float64Array;
}

/** Builds the step of one kind of node. */
export type Planner<N extends ModelNode> = (context: PlanContext, node: N) => Step;

/** Index behind the last sample of a thread, when a batch is dealt to threads in order. */
export function shardEnd(batch: number, thread: number, threads: number): number {
  return Math.floor((batch * (thread + 1)) / threads);
}

/**
 * Between blocks that different threads write to. Side by side, the second of two threads took a third more time than the first
 * for its passes over them on the way back, alone it did not: what a processor fetches ahead of one thread is taken from the cache
 * of the other. Gaps are never touched, so they are address space only; small blocks, of which there are many, have small ones.
 */
const GAP_BYTES = 65536;
const SMALL_BYTES = 4096;

/** `threads` zeroed blocks of `bytes`; returns the address of each. */
export function perThread(
  { arena, sync }: Pick<PlanContext, 'arena' | 'sync'>,
  bytes: number,
): number[] {
  const apart = bytes < SMALL_BYTES ? SMALL_BYTES : GAP_BYTES;
  const gap = sync.threads > 1 ? apart : 0;
  return Array.from({ length: sync.threads }, () => arena.allocate(bytes + gap));
}

/** A tensor that lives within one step, for the whole batch. */
export function scratchTensor(
  { arena, batch }: PlanContext,
  { heightPx, widthPx, channels }: Shape,
  padding = 0,
): TensorLayout {
  return allocateTensor(arena, {
    samples: batch,
    rows: heightPx,
    columns: widthPx,
    channels,
    padding,
  });
}

/** Address of a sample's first pixel. */
export function sampleAddress(layout: TensorLayout, sample: number): number {
  return layout.base + sample * layout.sampleStride;
}
