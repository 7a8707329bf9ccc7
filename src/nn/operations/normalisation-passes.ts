/** What normalisation.ts does to this thread's samples: statistics, the way forward, the two halves of the way back. */
import type { Sync, TensorLayout, TrainingKernels } from '../../engine/index.js';
import { type Run, sampleAddress, type Tensor } from '../context.js';
import type { ChannelArrays, createStatistics, SumsByTurns } from './batch-statistics.js';
import type { OutputRows } from './convolution.js';

/** One normalisation laid out in memory; addresses in bytes. */
export interface NormalisationPlan {
  readonly kernels: TrainingKernels;
  readonly sync: Sync;
  readonly z: TensorLayout;
  readonly y: Tensor;
  /** As in Tail. */
  readonly slope: number;
  readonly pool: boolean;
  /** Channels in memory. */
  readonly padded: number;
  /** Rows and columns of windows where there is a pool, else of z. */
  readonly rows: number;
  readonly columns: number;
  /** Which value of each window was the largest, a byte each: of all samples, `codeBytes` a sample; 0 without a pool. */
  readonly codes: number;
  readonly codeBytes: number;
  /** Sums of every thread's samples. */
  readonly forwardSums: SumsByTurns;
  readonly backwardSums: SumsByTurns;
  readonly at: ChannelArrays;
  readonly statistics: ReturnType<typeof createStatistics>;
}

/** Channel statistics of the batch or, outside training, the running ones. */
export function takeStatistics(plan: NormalisationPlan, run: Run): void {
  const { kernels, sync, z, padded, statistics } = plan;
  const { thread } = sync;
  if (run.training) {
    const { moments, pivots } = plan.forwardSums.next();
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
    mergeStatistics(plan, run);
  } else {
    statistics.fromRunning();
  }
}

/** Statistics of the batch from the moments of all threads. */
export function mergeStatistics(
  { sync, statistics, z, forwardSums }: NormalisationPlan,
  { batch }: Run,
): void {
  sync.barrier();
  statistics.fromBatch(batch, z.rows * z.columns, forwardSums.current);
}

/** y = act(scale z + shift) of this thread's samples, pooled where a pool follows; needs the statistics. */
export function normaliseForward(plan: NormalisationPlan, run: Run): void {
  const { kernels, z, y, slope, pool, padded, rows, columns, codes, codeBytes, at } = plan;
  const { value } = y;
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
}

/** Sums of the gradient over the whole batch, which the coefficients a, b, c come from. */
export function reduceGradient(plan: NormalisationPlan, run: Run): void {
  const { kernels, sync, z, y, slope, pool, padded, rows, columns, codes, codeBytes } = plan;
  const { at, backwardSums, statistics } = plan;
  const { thread } = sync;
  const dy = y.gradient!;
  const sums = backwardSums.next();
  const own = sums.moments[thread]!;
  kernels.clear(own, padded * 16);
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
        own,
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
        own,
      );
    }
  }
  sync.barrier();
  statistics.gradients(run, z.rows * z.columns, sums);
}

/** dz of rows that no pool follows, or that lie in no window: `dyRow` is 0 where there is no gradient at all. */
function expandRows(
  plan: NormalisationPlan,
  zRow: number,
  dyRow: number,
  target: { readonly address: number; readonly rowStride: number },
  [rows, columns]: readonly [rows: number, columns: number],
): void {
  const { kernels, z, y, padded, at, slope } = plan;
  kernels.normActExpand(
    zRow,
    z.rowStride,
    dyRow,
    dyRow === 0 ? 0 : y.gradient!.rowStride,
    target.address,
    target.rowStride,
    rows,
    columns,
    padded,
    at.scale,
    at.shift,
    slope,
    at.a,
    at.b,
    at.c,
  );
}

/** Writes dz for rows firstRow..firstRow + rowCount of one sample. */
export function expandGradient(
  plan: NormalisationPlan,
  sample: number,
  firstRow: number,
  rowCount: number,
  target: OutputRows,
): void {
  const { kernels, z, y, slope, pool, padded, rows, columns, codes, codeBytes, at } = plan;
  const dy = y.gradient!;
  const zRow = sampleAddress(z, sample) + firstRow * z.rowStride;
  if (!pool) {
    const dyRow = sampleAddress(dy, sample) + firstRow * dy.rowStride;
    expandRows(plan, zRow, dyRow, target, [rowCount, columns]);
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
  if (rest <= 0) return;
  const address = target.address + 2 * pooledRows * target.rowStride;
  const below = { address, rowStride: target.rowStride };
  expandRows(plan, zRow + 2 * pooledRows * z.rowStride, 0, below, [rest, z.columns]);
}
