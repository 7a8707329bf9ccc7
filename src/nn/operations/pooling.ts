/** Pooling: over windows, over the whole map, and weighted by a map of confidences. */
import type { ModelNode } from '../../model/index.js';
import { type PlanContext, type Step, sampleAddress } from '../context.js';

type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

export function planPool(context: PlanContext, node: NodeOf<'maxPool' | 'averagePool'>): Step {
  const { kernels, arena, batch } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  const { size, stride } = node;
  const maximum = node.op === 'maxPool';
  const codeBytes = y.rows * y.columns * y.paddedChannels;
  const codes = maximum ? arena.allocate(batch * codeBytes) : 0;
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        const [source, target] = [sampleAddress(x, n), sampleAddress(y, n)];
        const geometry = [y.rows, y.columns, x.paddedChannels, size, stride] as const;
        if (maximum) {
          const code = codes + n * codeBytes;
          kernels.maxPool(
            source,
            x.rowStride,
            x.rows,
            x.columns,
            target,
            y.rowStride,
            ...geometry,
            code,
          );
        } else
          kernels.averagePool(
            source,
            x.rowStride,
            x.rows,
            x.columns,
            target,
            y.rowStride,
            ...geometry,
          );
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        const [target, source] = [sampleAddress(dx, n), sampleAddress(dy, n)];
        const geometry = [y.rows, y.columns, x.paddedChannels, size, stride] as const;
        if (maximum) {
          kernels.maxPoolGradient(
            target,
            dx.rowStride,
            source,
            dy.rowStride,
            ...geometry,
            codes + n * codeBytes,
          );
        } else {
          kernels.averagePoolGradient(
            target,
            dx.rowStride,
            x.rows,
            x.columns,
            source,
            dy.rowStride,
            ...geometry,
          );
        }
      }
    },
  };
}

/** The mean over all pixels: an average pool with one window. */
export function planGlobalAveragePool(
  context: PlanContext,
  node: NodeOf<'globalAveragePool'>,
): Step {
  const { kernels } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  const window = Math.max(x.rows, x.columns);
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        kernels.averagePool(
          sampleAddress(x, n),
          x.rowStride,
          x.rows,
          x.columns,
          sampleAddress(y, n),
          0,
          1,
          1,
          x.paddedChannels,
          window,
          window,
        );
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        kernels.averagePoolGradient(
          sampleAddress(dx, n),
          dx.rowStride,
          x.rows,
          x.columns,
          sampleAddress(dy, n),
          0,
          1,
          1,
          x.paddedChannels,
          window,
          window,
        );
      }
    },
  };
}

/** sum of w f / (sum of w + epsilon) [Hu2017]. */
export function planWeightedPool(context: PlanContext, node: NodeOf<'weightedPool'>): Step {
  const { kernels, batch } = context;
  const features = context.tensor(node.from);
  const weights = context.tensor(node.weights);
  const output = context.define(node.id);
  const [f, w, y] = [features.value, weights.value, output.value];
  const totals = new Float64Array(batch);
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        totals[n] = kernels.weightedPool(
          sampleAddress(f, n),
          f.rowStride,
          sampleAddress(w, n),
          w.rowStride,
          w.pixelStride,
          f.rows,
          f.columns,
          f.paddedChannels,
          sampleAddress(y, n),
          node.epsilon,
        );
      }
    },
    backward({ from, to }) {
      const [df, dw, dy] = [features.gradient, weights.gradient, output.gradient];
      if (!dy || (!df && !dw)) return;
      for (let n = from; n < to; n++) {
        kernels.weightedPoolGradient(
          sampleAddress(f, n),
          f.rowStride,
          sampleAddress(w, n),
          w.rowStride,
          w.pixelStride,
          f.rows,
          f.columns,
          f.paddedChannels,
          sampleAddress(y, n),
          sampleAddress(dy, n),
          totals[n]!,
          df ? sampleAddress(df, n) : 0,
          df?.rowStride ?? 0,
          dw ? sampleAddress(dw, n) : 0,
          dw?.rowStride ?? 0,
        );
      }
    },
  };
}
