/**
 * Batch normalisation [Ioffe2015] with what may follow it at once: (leaky) ReLU and a 2x2 max pool. convolution-block.ts
 * puts the convolution before it.
 *
 *   z       input of the normalisation        xhat = (z - mean) / deviation
 *   y       act(gamma xhat + beta), pooled     scale = gamma / deviation, shift = beta - mean scale
 *   dz      = a g + b + c z  with g the gradient at gamma xhat + beta,
 *             a = scale, c = -scale m2 / deviation, b = -scale m1 - c mean, m1 = mean(g), m2 = mean(g xhat)
 */
import type { TensorLayout } from '../../engine/index.js';
import { type ModelNode, nodeInputs } from '../../model/index.js';
import {
  type PlanContext,
  perThread,
  type Run,
  type Step,
  sampleAddress,
  type Tensor,
} from '../context.js';
import { type ChannelArrays, createStatistics } from './batch-statistics.js';
import type { OutputGradient } from './convolution.js';

type BatchNormNode = Extract<ModelNode, { op: 'batchNorm' }>;

/** Behind the normalisation: max(v, slope v), then perhaps a 2x2 max pool of stride 2. */
export interface Tail {
  /** 1 for no activation, 0 for ReLU. */
  readonly slope: number;
  readonly pool: boolean;
}

const IDENTITY: Tail = { slope: 1, pool: false };

/** Normalisation of z into y, and the two halves of its way back. */
export interface Normalisation {
  forward(run: Run): void;
  /** Sums over the whole batch; after it `expand` may be called. */
  reduceGradient(run: Run): void;
  /** Writes dz for rows firstRow..firstRow + rows (even numbers where there is a pool) of one sample. */
  expand(sample: number, firstRow: number, rows: number, target: OutputGradient): void;
}

/** Lays out the normalisation of z into y. */
export function createNormalisation(
  context: PlanContext,
  node: BatchNormNode,
  z: TensorLayout,
  y: Tensor,
  { slope, pool }: Tail,
): Normalisation {
  const { kernels, sync } = context;
  const { thread, threads } = sync;
  const padded = z.paddedChannels;
  const bytes = padded * 4;
  const { value } = y;
  const rows = pool ? value.rows : z.rows;
  const columns = pool ? value.columns : z.columns;
  const codeBytes = rows * columns * padded;
  const codes = pool ? context.arena.allocate(context.batch * codeBytes) : 0;

  const moments = perThread(context, padded * 16);
  const pivots = perThread(context, bytes);
  const own = perThread(context, bytes * 7)[thread]!;
  const names = ['scale', 'shift', 'mean', 'inverseDeviation', 'a', 'b', 'c'] as const;
  const at = Object.fromEntries(
    names.map((name, i) => [name, own + i * bytes]),
  ) as unknown as ChannelArrays;
  const statistics = createStatistics(context, node, padded, { moments, pivots, at });

  return {
    forward(run) {
      if (run.training) {
        kernels.clear(moments[thread]!, padded * 16);
        if (run.to > run.from) {
          kernels.copyChannels(sampleAddress(z, run.from), 0, pivots[thread]!, 0, 1, padded, 0);
          kernels.channelMoments(
            sampleAddress(z, run.from),
            z.sampleStride,
            z.rowStride,
            run.to - run.from,
            z.rows,
            z.columns,
            padded,
            pivots[thread]!,
            moments[thread]!,
          );
        }
        sync.barrier();
        statistics.fromBatch(run.batch, z.rows * z.columns, threads);
        // Nobody may clear its moments for the next pass while another thread still reads them.
        sync.barrier();
      } else {
        statistics.fromRunning();
      }
      for (let n = run.from; n < run.to; n++) {
        if (pool) {
          kernels.normActPool(
            sampleAddress(z, n),
            z.rowStride,
            sampleAddress(value, n),
            value.rowStride,
            codes + n * codeBytes,
            rows,
            columns,
            padded,
            at.scale,
            at.shift,
            slope,
          );
        } else {
          kernels.normAct(
            sampleAddress(z, n),
            z.rowStride,
            sampleAddress(value, n),
            value.rowStride,
            rows,
            columns,
            padded,
            at.scale,
            at.shift,
            slope,
          );
        }
      }
    },
    reduceGradient(run) {
      const dy = y.gradient!;
      kernels.clear(moments[thread]!, padded * 16);
      for (let n = run.from; n < run.to; n++) {
        if (pool) {
          kernels.normActPoolSums(
            sampleAddress(z, n),
            z.rowStride,
            sampleAddress(dy, n),
            dy.rowStride,
            codes + n * codeBytes,
            rows,
            columns,
            padded,
            at.mean,
            at.inverseDeviation,
            slope,
            moments[thread]!,
          );
        } else {
          kernels.normActSums(
            sampleAddress(z, n),
            z.rowStride,
            sampleAddress(dy, n),
            dy.rowStride,
            rows,
            columns,
            padded,
            at.scale,
            at.shift,
            at.mean,
            at.inverseDeviation,
            slope,
            moments[thread]!,
          );
        }
      }
      sync.barrier();
      statistics.gradients(run, z.rows * z.columns);
      sync.barrier();
    },
    expand(sample, firstRow, rowCount, target) {
      const dy = y.gradient!;
      const zRow = sampleAddress(z, sample) + firstRow * z.rowStride;
      if (!pool) {
        kernels.normActExpand(
          zRow,
          z.rowStride,
          sampleAddress(dy, sample) + firstRow * dy.rowStride,
          dy.rowStride,
          target.address,
          target.rowStride,
          rowCount,
          columns,
          padded,
          at.scale,
          at.shift,
          slope,
          at.a,
          at.b,
          at.c,
        );
        return;
      }
      const pooledRow = firstRow / 2;
      const pooledRows = Math.max(0, Math.min(rowCount >> 1, rows - pooledRow));
      kernels.normActPoolExpand(
        zRow,
        z.rowStride,
        sampleAddress(dy, sample) + pooledRow * dy.rowStride,
        dy.rowStride,
        codes + sample * codeBytes + pooledRow * columns * padded,
        target.address,
        target.rowStride,
        pooledRows,
        columns,
        z.columns,
        padded,
        slope,
        at.a,
        at.b,
        at.c,
      );
      // An odd last row lies in no window.
      const rest = rowCount - 2 * pooledRows;
      if (rest > 0) {
        kernels.normActExpand(
          zRow + 2 * pooledRows * z.rowStride,
          z.rowStride,
          0,
          0,
          target.address + 2 * pooledRows * target.rowStride,
          target.rowStride,
          rest,
          z.columns,
          padded,
          at.scale,
          at.shift,
          slope,
          at.a,
          at.b,
          at.c,
        );
      }
    },
  };
}

/** Batch normalisation of any node's output. */
export function planBatchNorm(context: PlanContext, node: BatchNormNode): Step {
  const source = context.tensor(nodeInputs(node)[0]!);
  const y = context.define(node.id);
  const normalisation = createNormalisation(context, node, source.value, y, IDENTITY);
  const { kernels, sync } = context;
  const rowStride = source.value.columns * source.value.pixelStride;
  // Others may read the source too, so its gradient is added to, by way of one sample's scratch.
  const own = source.gradient ? perThread(context, source.value.rows * rowStride)[sync.thread]! : 0;
  return {
    forward: normalisation.forward,
    backward(run) {
      if (!y.gradient) return;
      normalisation.reduceGradient(run);
      const dx = source.gradient;
      if (!dx) return;
      for (let n = run.from; n < run.to; n++) {
        normalisation.expand(n, 0, dx.rows, {
          address: own,
          rowStride,
          pixelStride: dx.pixelStride,
        });
        for (let row = 0; row < dx.rows; row++) {
          const rowAddress = sampleAddress(dx, n) + row * dx.rowStride;
          kernels.addInto(rowAddress, own + row * rowStride, dx.columns * dx.paddedChannels);
        }
      }
    },
  };
}
