/**
 * The few numbers a channel that batch normalisation derives from sums over the batch, in double precision: mean,
 * deviation, scale and shift on the way forward, the coefficients of the gradient on the way back. The notation is that of
 * normalisation.ts.
 */
import type { ModelNode, ParameterRole } from '../../model/index.js';
import { type PlanContext, type Run, shardEnd } from '../context.js';

type BatchNormNode = Extract<ModelNode, { op: 'batchNorm' }>;

/** Addresses of this thread's arrays of one float a channel. */
export interface ChannelArrays {
  readonly scale: number;
  readonly shift: number;
  readonly mean: number;
  readonly inverseDeviation: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Where every thread sums up, and what its sums are about. */
export interface SumsPlace {
  readonly moments: readonly number[];
  readonly pivots: readonly number[];
}

/**
 * Two places for sums, by turns: the threads meet once a pass, between summing up and reading, and whoever is quick may begin the
 * next pass's sums while another still reads this one's. It cannot begin the one after, for there they meet again.
 */
export class SumsByTurns {
  private readonly places: readonly SumsPlace[];
  private turn = 0;

  constructor(place: () => SumsPlace) {
    this.places = [place(), place()];
  }

  /** The place of the pass that begins; every thread calls it once a pass. */
  next(): SumsPlace {
    this.turn = 1 - this.turn;
    return this.current;
  }

  get current(): SumsPlace {
    return this.places[this.turn]!;
  }
}

/** What all threads summed up, and of how many samples of how many pixels. */
interface ThreadSums extends SumsPlace {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly padded: number;
  readonly batch: number;
  readonly pixels: number;
  readonly threads: number;
}

/** Samples, mean and sum of squares about it of one channel, from every thread's, merged in the order of threads [Chan1979]. */
function merge(channel: number, sums: ThreadSums, into: Float64Array): void {
  const { f32, f64, moments, pivots, padded, batch, pixels, threads } = sums;
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
  into[0] = count;
  into[1] = total;
  into[2] = squares;
}

/** One of the sums of all threads, in their order. */
function sumOver(moments: readonly number[], f64: Float64Array, index: number): number {
  let sum = 0;
  for (const address of moments) sum += f64[(address >> 3) + index]!;
  return sum;
}

/** Statistics of one normalisation; `padded` is its number of channels in memory, `at` this thread's results. */
export function createStatistics(
  context: PlanContext,
  node: BatchNormNode,
  padded: number,
  at: ChannelArrays,
) {
  const { sync } = context;
  const merged = new Float64Array(3);
  const channels = context.shapes.get(node.id)!.channels;
  const index = (role: ParameterRole) => context.parameter(node.id, role) >> 2;
  const gamma = index('gamma');
  const beta = index('beta');
  const runningMean = index('runningMean');
  const runningVariance = index('runningVariance');
  const [scale, shift, mean] = [at.scale >> 2, at.shift >> 2, at.mean >> 2];
  const [inverse, a, b, c] = [at.inverseDeviation >> 2, at.a >> 2, at.b >> 2, at.c >> 2];

  function set(f32: Float32Array, channel: number, channelMean: number, variance: number): void {
    const inverseDeviation = 1 / Math.sqrt(variance + node.epsilon);
    const channelScale = f32[gamma + channel]! * inverseDeviation;
    f32[mean + channel] = channelMean;
    f32[inverse + channel] = inverseDeviation;
    f32[scale + channel] = channelScale;
    f32[shift + channel] = f32[beta + channel]! - channelMean * channelScale;
  }

  /** Moves the running statistics towards the batch's, of which the variance is unbiased. */
  function follow(f32: Float32Array, channel: number, channelMean: number, unbiased: number): void {
    f32[runningMean + channel]! += node.momentum * (channelMean - f32[runningMean + channel]!);
    f32[runningVariance + channel]! += node.momentum * (unbiased - f32[runningVariance + channel]!);
  }

  return {
    /** From every thread's moments about its pivot. */
    fromBatch(batch: number, pixels: number, { moments, pivots }: SumsPlace): void {
      const f32 = context.f32();
      const f64 = context.f64();
      const sums = { f32, f64, moments, pivots, padded, batch, pixels, threads: sync.threads };
      for (let channel = 0; channel < channels; channel++) {
        merge(channel, sums, merged);
        const [count = 0, total = 0, squares = 0] = merged;
        const variance = Math.max(0, squares / count);
        set(f32, channel, total, variance);
        if (sync.thread === 0)
          follow(f32, channel, total, count > 1 ? (variance * count) / (count - 1) : variance);
      }
    },
    fromRunning(): void {
      const f32 = context.f32();
      for (let channel = 0; channel < channels; channel++) {
        const variance = Math.max(0, f32[runningVariance + channel]!);
        set(f32, channel, f32[runningMean + channel]!, variance);
      }
    },
    /** Coefficients of dz, and this thread's part of the gradients of gamma and beta. */
    gradients({ batch, training }: Run, pixels: number, { moments }: SumsPlace): void {
      const f32 = context.f32();
      const f64 = context.f64();
      const count = batch * pixels;
      const gammaGradient = context.parameterGradient(node.id, 'gamma') >> 2;
      const betaGradient = context.parameterGradient(node.id, 'beta') >> 2;
      for (let channel = 0; channel < channels; channel++) {
        const sum = sumOver(moments, f64, channel);
        const product = sumOver(moments, f64, padded + channel);
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
