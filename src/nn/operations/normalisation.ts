/**
 * Batch normalisation [Ioffe2015], alone or as a block with what surrounds it in most networks: convolution before,
 * (leaky) ReLU and 2x2 max pool behind. In the block the convolution's output is written once and read by one pass
 * that normalises, activates and pools; on the way back its gradient is expanded a few rows at a time just before the
 * weight gradient reads them, and never exists for the whole batch.
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
  scratchTensor,
  type Tensor,
} from '../context.js';
import { type Convolution, createConvolution, type OutputGradient } from './convolution.js';

type BatchNormNode = Extract<ModelNode, { op: 'batchNorm' }>;
type ConvNode = Extract<ModelNode, { op: 'conv' }>;

/** Behind the normalisation: max(v, slope v), then perhaps a 2x2 max pool of stride 2. */
interface Tail {
  /** 1 for no activation, 0 for ReLU. */
  readonly slope: number;
  readonly pool: boolean;
}

const IDENTITY: Tail = { slope: 1, pool: false };

/** Normalisation of z into y, and the two halves of its way back. */
interface Normalisation {
  forward(run: Run): void;
  /** Sums over the whole batch; after it `expand` may be called. */
  reduceGradient(run: Run): void;
  /** Writes dz for rows firstRow..firstRow + rows (even numbers where there is a pool) of one sample. */
  expand(sample: number, firstRow: number, rows: number, target: OutputGradient): void;
}

/** Gradient of a per-thread array of numbers a channel. */
interface ChannelArrays {
  readonly scale: number;
  readonly shift: number;
  readonly mean: number;
  readonly inverseDeviation: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function createNormalisation(
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

interface StatisticsPlace {
  readonly moments: readonly number[];
  readonly pivots: readonly number[];
  readonly at: ChannelArrays;
}

/** The few numbers a channel that come from the sums over the batch, in double precision. */
function createStatistics(
  context: PlanContext,
  node: BatchNormNode,
  padded: number,
  { moments, pivots, at }: StatisticsPlace,
) {
  const { sync } = context;
  const channels = context.shapes.get(node.id)!.channels;
  const index = (role: 'gamma' | 'beta' | 'runningMean' | 'runningVariance') =>
    context.parameter(node.id, role) >> 2;
  const gamma = index('gamma');
  const beta = index('beta');
  const runningMean = index('runningMean');
  const runningVariance = index('runningVariance');
  const [scale, shift, mean, inverse] = [
    at.scale >> 2,
    at.shift >> 2,
    at.mean >> 2,
    at.inverseDeviation >> 2,
  ];
  const [a, b, c] = [at.a >> 2, at.b >> 2, at.c >> 2];

  function set(f32: Float32Array, channel: number, channelMean: number, variance: number): void {
    const inverseDeviation = 1 / Math.sqrt(variance + node.epsilon);
    const channelScale = f32[gamma + channel]! * inverseDeviation;
    f32[mean + channel] = channelMean;
    f32[inverse + channel] = inverseDeviation;
    f32[scale + channel] = channelScale;
    f32[shift + channel] = f32[beta + channel]! - channelMean * channelScale;
  }

  return {
    /** From every thread's moments about its pivot, merged in the order of threads [Chan1979]. */
    fromBatch(batch: number, pixels: number, threads: number): void {
      const f32 = context.f32();
      const f64 = context.f64();
      for (let channel = 0; channel < channels; channel++) {
        let count = 0;
        let total = 0;
        let squares = 0;
        for (let t = 0; t < threads; t++) {
          const samples = shardEnd(batch, t, threads) - shardEnd(batch, t - 1, threads);
          const n = samples * pixels;
          if (n === 0) continue;
          const sum = f64[(moments[t]! >> 3) + channel]!;
          const threadMean = f32[(pivots[t]! >> 2) + channel]! + sum / n;
          const threadSquares = f64[(moments[t]! >> 3) + padded + channel]! - (sum * sum) / n;
          const delta = threadMean - total;
          squares += threadSquares + (delta * delta * count * n) / (count + n);
          count += n;
          total += (delta * n) / count;
        }
        const variance = Math.max(0, squares / count);
        set(f32, channel, total, variance);
        if (sync.thread === 0) {
          const unbiased = count > 1 ? (variance * count) / (count - 1) : variance;
          f32[runningMean + channel]! += node.momentum * (total - f32[runningMean + channel]!);
          f32[runningVariance + channel]! +=
            node.momentum * (unbiased - f32[runningVariance + channel]!);
        }
      }
    },
    fromRunning(): void {
      const f32 = context.f32();
      for (let channel = 0; channel < channels; channel++) {
        set(
          f32,
          channel,
          f32[runningMean + channel]!,
          Math.max(0, f32[runningVariance + channel]!),
        );
      }
    },
    /** Coefficients of dz, and this thread's part of the gradients of gamma and beta. */
    gradients({ batch, training }: Run, pixels: number): void {
      const f32 = context.f32();
      const f64 = context.f64();
      const count = batch * pixels;
      const gammaGradient = context.parameterGradient(node.id, 'gamma') >> 2;
      const betaGradient = context.parameterGradient(node.id, 'beta') >> 2;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        let product = 0;
        for (const address of moments) {
          sum += f64[(address >> 3) + channel]!;
          product += f64[(address >> 3) + padded + channel]!;
        }
        const ownSums = moments[sync.thread]! >> 3;
        f32[betaGradient + channel]! += f64[ownSums + channel]!;
        f32[gammaGradient + channel]! += f64[ownSums + padded + channel]!;
        const channelScale = f32[scale + channel]!;
        // With running statistics, mean and deviation do not depend on the batch.
        const slope = training ? (-channelScale * f32[inverse + channel]! * product) / count : 0;
        f32[a + channel] = channelScale;
        f32[c + channel] = slope;
        f32[b + channel] =
          (training ? (-channelScale * sum) / count : 0) - slope * f32[mean + channel]!;
      }
    },
  };
}

/** Index behind the last sample of a thread, when a batch is dealt to threads in order. */
export function shardEnd(batch: number, thread: number, threads: number): number {
  return Math.floor((batch * (thread + 1)) / threads);
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

/** The nodes of one block, in order; the pool is 2x2 with stride 2. */
export interface ConvolutionBlock {
  readonly convolution: ConvNode;
  readonly batchNorm: BatchNormNode;
  /** max(v, slope v); 1 for no activation. */
  readonly slope: number;
  readonly pool: boolean;
  /** Id of the last node, whose output the block computes. */
  readonly last: string;
}

/** Convolution, batch normalisation, (leaky) ReLU and 2x2 max pool as one step. */
export function planConvolutionBlock(context: PlanContext, block: ConvolutionBlock): Step {
  const convolution = createConvolution(context, block.convolution);
  const z = scratchTensor(context, context.shapes.get(block.convolution.id)!);
  const y = context.define(block.last);
  const normalisation = createNormalisation(context, block.batchNorm, z, y, block);
  const gradients = layGradientRows(context, convolution, z);
  return {
    prepare: convolution.prepare,
    forward(run) {
      for (let n = run.from; n < run.to; n++) convolution.forward(n, z);
      normalisation.forward(run);
    },
    backward(run) {
      if (!y.gradient) return;
      normalisation.reduceGradient(run);
      convolution.clearWeightGradient();
      for (let n = run.from; n < run.to; n++) {
        for (let row = 0; row < z.rows; row += gradients.blockRows) {
          const rows = Math.min(gradients.blockRows, z.rows - row);
          const target = gradients.at(row);
          normalisation.expand(n, row, rows, target);
          convolution.addWeightGradient(n, row, rows, target);
        }
        if (convolution.needsInputGradient) convolution.inputGradient(n, gradients.at(0));
      }
      convolution.flushWeightGradient();
    },
  };
}

/**
 * Where the expanded gradient lies: a whole sample with zero padding where the input gradient needs it all, else one block
 * of rows that is used over and over.
 */
function layGradientRows(context: PlanContext, convolution: Convolution, z: TensorLayout) {
  const blockRows = Math.ceil(convolution.blockRows / 2) * 2;
  const whole = convolution.needsInputGradient;
  const padding = whole ? convolution.gradientPadding : 0;
  const rowStride = (z.columns + 2 * padding) * z.pixelStride;
  const bytes = (whole ? z.rows + 2 * padding : blockRows) * rowStride;
  const own =
    perThread(context, bytes)[context.sync.thread]! + padding * (rowStride + z.pixelStride);
  return {
    blockRows,
    at: (row: number): OutputGradient => ({
      address: own + (whole ? row * rowStride : 0),
      rowStride,
      pixelStride: z.pixelStride,
    }),
  };
}
