/**
 * A convolution block with a pool, large and without a gradient of its input, as the first one of a network is: its convolution's
 * output z never exists for more than a few rows. Forward, those rows are pooled at once, before statistics are known
 * (engine/assembly/extremes.ts), and m, a quarter of z, is kept. On the way back the weights' gradient is had without z where the
 * window allows it (pooled-weights.ts), else the rows are computed once more. That is half the memory of a step.
 */
import { type TensorLayout, tensorAt } from '../../engine/index.js';
import {
  type PlanContext,
  perThread,
  type Run,
  type Step,
  sampleAddress,
  scratchTensor,
} from '../context.js';

import type { Convolution, OutputRows } from './convolution.js';
import type { ConvolutionBlock } from './convolution-block.js';
import { planNormalisation } from './normalisation.js';
import { expandGradient, mergeStatistics, type NormalisationPlan } from './normalisation-passes.js';
import { planPooledWeights, suitsPooledWeights } from './pooled-weights.js';

/** Below that many numbers of a sample's z, memory is no matter. */
const LEAST_NUMBERS = 2 ** 20;

/** Whether a block is done so: a question of its place and shape alone. */
export function suitsPooledBlock(
  { shapes, tensor }: PlanContext,
  { convolution, pool }: ConvolutionBlock,
): boolean {
  const { heightPx, widthPx, channels } = shapes.get(convolution.id)!;
  const isFirst = tensor(convolution.from).gradient === null;
  return pool && isFirst && heightPx * widthPx * channels >= LEAST_NUMBERS;
}

/** The block's step; its convolution is laid out already. */
export function planPooledBlock(
  context: PlanContext,
  block: ConvolutionBlock,
  convolution: Convolution,
): Step {
  const { kernels, sync } = context;
  const { rows, columns, channels } = convolution.output;
  const blockRows = Math.ceil(convolution.blockRows / 2) * 2;
  const shape = { samples: 1, rows: blockRows, columns, channels };
  const { rowStride, pixelStride } = tensorAt(0, shape);
  const own = perThread(context, blockRows * rowStride)[sync.thread]!;
  // Every block of rows lies at the same place; sums are of all rows.
  const z = { ...tensorAt(own, shape), rows };
  const y = context.define(block.last);
  const m = scratchTensor(context, context.shapes.get(block.last)!);
  const plan = planNormalisation(context, block.batchNorm, z, y, block);
  const signs = perThread(context, pixelStride)[sync.thread]!;
  const rowsOf = { address: own, rowStride, pixelStride };
  const x = context.tensor(block.convolution.from).value;
  const addWeightGradient = suitsPooledWeights(block.convolution, x)
    ? planPooledWeights(context, block.convolution, x, convolution.output, plan)
    : onceMore(convolution, plan, rowsOf, blockRows);

  return {
    prepare: convolution.prepare,
    forward(run) {
      setSigns(context, block, signs);
      if (run.training)
        kernels.clear(plan.forwardSums.next().moments[sync.thread]!, plan.padded * 16);
      for (let n = run.from; n < run.to; n++) {
        for (let row = 0; row < rows; row += blockRows) {
          const count = Math.min(blockRows, rows - row);
          convolution.forward(n, row, count, rowsOf);
          if (run.training) addMoments(plan, count, n === run.from && row === 0);
          kernels.poolExtremes(
            own,
            rowStride,
            sampleAddress(m, n) + (row / 2) * m.rowStride,
            m.rowStride,
            codesAt(plan, n, row / 2),
            Math.min(count >> 1, plan.rows - row / 2),
            plan.columns,
            plan.padded,
            signs,
          );
        }
      }
      if (run.training) mergeStatistics(plan, run);
      else plan.statistics.fromRunning();
      normalisePooled(plan, m, run);
    },
    backward(run) {
      if (!y.gradient) return;
      reducePooled(plan, m, run);
      addWeightGradient(run);
    },
  };
}

/** The weights' gradient by computing the convolution's output, a few rows at a time, once more. */
function onceMore(
  convolution: Convolution,
  plan: NormalisationPlan,
  target: OutputRows,
  blockRows: number,
): (run: Run) => void {
  const { z } = plan;
  return ({ from, to }) => {
    convolution.clearWeightGradient();
    for (let n = from; n < to; n++) {
      for (let row = 0; row < z.rows; row += blockRows) {
        const count = Math.min(blockRows, z.rows - row);
        convolution.forward(n, row, count, target);
        // In place: every number is read before it is written.
        const base = target.address - row * z.rowStride;
        expandGradient({ ...plan, z: { ...z, base, sampleStride: 0 } }, n, row, count, target);
        convolution.addGradients(n, row, count, target);
      }
    }
    convolution.flushWeightGradient();
  };
}

const codesAt = (
  { codes, codeBytes, columns, padded }: NormalisationPlan,
  n: number,
  row: number,
) => codes + n * codeBytes + row * columns * padded;

/** The sign of each channel's scale: that of gamma. */
function setSigns(context: PlanContext, { batchNorm }: ConvolutionBlock, signs: number): void {
  const f32 = context.f32();
  const gamma = context.parameter(batchNorm.id, 'gamma') >> 2;
  const { channels } = context.shapes.get(batchNorm.id)!;
  for (let c = 0; c < channels; c++) f32[(signs >> 2) + c] = f32[gamma + c]! < 0 ? -1 : 1;
}

/** Adds the moments of the rows that are there; the first pixel of all is the pivot. */
function addMoments(plan: NormalisationPlan, rows: number, isFirst: boolean): void {
  const { kernels, z, padded, sync } = plan;
  const { moments, pivots } = plan.forwardSums.current;
  const pivot = pivots[sync.thread]!;
  if (isFirst) kernels.copyChannels(z.base, 0, pivot, 0, 1, padded, 0);
  kernels.channelMoments(
    z.base,
    0,
    z.rowStride,
    1,
    rows,
    z.columns,
    padded,
    pivot,
    moments[sync.thread]!,
  );
}

/** y = act(scale m + shift), and where that is not positive. */
function normalisePooled(plan: NormalisationPlan, m: TensorLayout, run: Run): void {
  const { kernels, y, slope, padded, rows, columns, at } = plan;
  const { value } = y;
  for (let n = run.from; n < run.to; n++) {
    kernels.normActCoded(
      sampleAddress(m, n),
      m.rowStride,
      sampleAddress(value, n),
      value.rowStride,
      codesAt(plan, n, 0),
      rows,
      columns,
      padded,
      at.scale,
      at.shift,
      slope,
    );
  }
}

/** Sums of the gradient, which reaches nothing but the pooled numbers. */
function reducePooled(plan: NormalisationPlan, m: TensorLayout, run: Run): void {
  const { kernels, sync, z, y, slope, padded, rows, columns, at, statistics } = plan;
  const dy = y.gradient!;
  const sums = plan.backwardSums.next();
  const own = sums.moments[sync.thread]!;
  kernels.clear(own, padded * 16);
  for (let n = run.from; n < run.to; n++) {
    kernels.normActSums(
      sampleAddress(m, n),
      m.rowStride,
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
  sync.barrier();
  statistics.gradients(run, z.rows * z.columns, sums);
}
