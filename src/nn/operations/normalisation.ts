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
import { type ChannelArrays, createStatistics, SumsByTurns } from './batch-statistics.js';
import type { OutputRows } from './convolution.js';
import {
  expandGradient,
  type NormalisationPlan,
  normaliseForward,
  reduceGradient,
  takeStatistics,
} from './normalisation-passes.js';

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
  expand(sample: number, firstRow: number, rows: number, target: OutputRows): void;
}

/** Lays out the normalisation of z into y: its sums, statistics and codes. */
export function planNormalisation(
  context: PlanContext,
  node: BatchNormNode,
  z: TensorLayout,
  y: Tensor,
  { slope, pool }: Tail,
): NormalisationPlan {
  const { thread } = context.sync;
  const padded = z.paddedChannels;
  const bytes = padded * 4;
  const { value } = y;
  const rows = pool ? value.rows : z.rows;
  const columns = pool ? value.columns : z.columns;
  const codeBytes = rows * columns * padded;
  const codes = pool ? context.arena.allocate(context.batch * codeBytes) : 0;

  const sums = () =>
    new SumsByTurns(() => ({
      moments: perThread(context, padded * 16),
      pivots: perThread(context, bytes),
    }));
  const own = perThread(context, bytes * 7)[thread]!;
  const names = ['scale', 'shift', 'mean', 'inverseDeviation', 'a', 'b', 'c'] as const;
  const at = Object.fromEntries(
    names.map((name, i) => [name, own + i * bytes]),
  ) as unknown as ChannelArrays;
  const statistics = createStatistics(context, node, padded, at);

  return {
    kernels: context.kernels,
    sync: context.sync,
    z,
    y,
    slope,
    pool,
    padded,
    rows,
    columns,
    codes,
    codeBytes,
    forwardSums: sums(),
    backwardSums: sums(),
    at,
    statistics,
  };
}

/** The normalisation of z into y. */
export function createNormalisation(
  context: PlanContext,
  node: BatchNormNode,
  z: TensorLayout,
  y: Tensor,
  tail: Tail,
): Normalisation {
  const plan = planNormalisation(context, node, z, y, tail);
  return {
    forward(run) {
      takeStatistics(plan, run);
      normaliseForward(plan, run);
    },
    reduceGradient: (run) => reduceGradient(plan, run),
    expand: (sample, firstRow, rowCount, target) =>
      expandGradient(plan, sample, firstRow, rowCount, target),
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
