/** What stages are laid out with, once, before the first frame. */
import type { Kernels, TensorLayout } from '../engine/index.js';
import { ArchitectureError, type ConvolutionStage, type Shape } from '../model/index.js';

/** One part of a pass; no arguments, no result, no allocation. */
export type KernelCall = () => void;

/**
 * What convolutions compute with: float32, or 16-bit integers with sums of 32 bits, which is faster and rounds (see
 * src/engine/assembly/int16.ts).
 */
export type Arithmetic = 'float32' | 'int16';

export type ConvolutionPlanner = (
  context: StageContext,
  stage: ConvolutionStage,
  x: TensorLayout,
  y: TensorLayout,
) => KernelCall | null;

export interface StageContext {
  readonly kernels: Kernels;
  readonly arithmetic: Arithmetic;
  /** Shape of any node's output. */
  readonly shape: (id: string) => Shape;
  /** Whether no value of an earlier stage's output is below 0. */
  readonly isNonNegative: (id: string) => boolean;
  /** Output of an earlier stage. */
  readonly tensor: (id: string) => TensorLayout;
  /**
   * Lays out the stage's output, in memory that held something else before: what the stage does not write is
   * cleared before it runs. It writes whole pixels with their padding channels, or the channels proper only.
   */
  readonly define: (id: string, writes: 'pixels' | 'channels') => TensorLayout;
  /** Address of memory of the stage's own while it runs. */
  readonly scratch: (bytes: number) => number;
  /** Address of numbers that stay, followed by zeros up to a multiple of 8. */
  readonly constant: (values: ArrayLike<number>) => number;
  /** Address of double-precision numbers that stay. */
  readonly constantDoubles: (values: Float64Array) => number;
  /** Address of 16-bit integers that stay. */
  readonly constantInt16: (values: Int16Array) => number;
  /** Plans convolutions in place of the usual ways; null for those that it leaves to them. */
  readonly convolution?: ConvolutionPlanner | undefined;
  /** Address of weights [ky, kx, in, out] as the matrix product reads them, for good. */
  readonly packed: (weights: Float32Array, size: PackedSize) => number;
}

export interface PackedSize {
  readonly kernel: number;
  readonly input: TensorLayout;
  readonly outChannels: number;
}

/** Rows and columns of maps of one size, walked as one long row where none has padding between its rows. */
export function spanOf(...layouts: readonly TensorLayout[]): { rows: number; columns: number } {
  const { rows, columns } = layouts[0]!;
  const dense = layouts.every((l) => l.rowStride === l.columns * l.pixelStride);
  return dense ? { rows: 1, columns: rows * columns } : { rows, columns };
}

/** A node's setting, which a file of another making may lack. Throws ArchitectureError. */
export function finiteSetting(nodeId: string, name: string, value: number): number {
  if (!Number.isFinite(value)) {
    // A file may hold anything here, and not all of it has a text of its own.
    const got = JSON.stringify(value) ?? String(value);
    throw new ArchitectureError(`${nodeId}: expected ${name} to be a number, got ${got}`);
  }
  return value;
}
