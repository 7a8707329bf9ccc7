/** Pooling: over windows, over the whole map, and weighted by a map of confidences. */

import type { NodeOf } from '../../model/index.js';
import type { KernelCall, StageContext } from '../stage-context.js';

export function planPool(
  { kernels, ...context }: StageContext,
  node: NodeOf<'maxPool' | 'averagePool'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(node.id, 'pixels');
  const { size, stride } = node;
  const { rows, columns } = y;
  const channels = x.paddedChannels;
  if (node.op === 'averagePool') {
    return () =>
      kernels.averagePool(
        x.base,
        x.rowStride,
        x.rows,
        x.columns,
        y.base,
        y.rowStride,
        rows,
        columns,
        channels,
        size,
        stride,
      );
  }
  if (size === 2 && stride === 2 && x.rows >= 2 && x.columns >= 2) {
    return () =>
      kernels.activatePool(x.base, x.rowStride, y.base, y.rowStride, rows, columns, channels, 1);
  }
  // The kernel is training's, which keeps where each maximum was.
  const codes = context.scratch(rows * columns * channels);
  return () =>
    kernels.maxPool(
      x.base,
      x.rowStride,
      x.rows,
      x.columns,
      y.base,
      y.rowStride,
      rows,
      columns,
      channels,
      size,
      stride,
      codes,
    );
}

/** The mean over all pixels: an average pool with one window. */
export function planGlobalAveragePool(
  { kernels, ...context }: StageContext,
  { id }: NodeOf<'globalAveragePool'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(id, 'pixels');
  const window = Math.max(x.rows, x.columns);
  return () =>
    kernels.averagePool(
      x.base,
      x.rowStride,
      x.rows,
      x.columns,
      y.base,
      0,
      1,
      1,
      x.paddedChannels,
      window,
      window,
    );
}

/** sum of w f / (sum of w + epsilon) [Hu2017]. */
export function planWeightedPool(
  { kernels, ...context }: StageContext,
  { id, epsilon }: NodeOf<'weightedPool'>,
  [features, weights]: readonly [string, string],
): KernelCall {
  const f = context.tensor(features);
  const w = context.tensor(weights);
  const y = context.define(id, 'pixels');
  return () => {
    kernels.weightedPool(
      f.base,
      f.rowStride,
      w.base,
      w.rowStride,
      w.pixelStride,
      f.rows,
      f.columns,
      f.paddedChannels,
      y.base,
      epsilon,
    );
  };
}
