/** What is zeroed before a stage writes its output into memory that held something else. */
import type { Kernels, TensorLayout } from '../engine/index.js';
import type { KernelCall } from './stage-context.js';

/** Clears what a stage does not write: its padding, or everything where it leaves padding channels out. */
export function planClearing(
  kernels: Kernels,
  tensor: TensorLayout,
  writes: 'pixels' | 'channels',
): KernelCall[] {
  const { base, padding, rowStride, pixelStride, rows, columns, sampleStride } = tensor;
  const border = padding * (rowStride + pixelStride);
  const start = base - border;
  if (writes === 'channels' && tensor.paddedChannels > tensor.channels) {
    return [() => kernels.clear(start, sampleStride)];
  }
  if (padding === 0) return [];
  const gap = 2 * padding * pixelStride;
  const rowEnd = base + columns * pixelStride;
  return [
    () => {
      kernels.clear(start, border);
      for (let row = 0; row < rows - 1; row++) kernels.clear(rowEnd + row * rowStride, gap);
      kernels.clear(rowEnd + (rows - 1) * rowStride, border);
    },
  ];
}
