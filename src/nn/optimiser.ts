/**
 * Adam and AdamW over a network's parameters, with gradient clipping by the global norm and an exponential moving average
 * of the weights. Each thread updates its own slice of the flat arrays; sums over threads go in the order of threads, so
 * that one seed and one number of threads give the same bits.
 */
import type { Network } from './network.js';

export interface OptimiserSettings {
  /** `adam` adds the decay to the gradient, `adamw` takes it off the weights [Loshchilov2019]. */
  readonly kind: 'adam' | 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** On weights only, not on biases or batch norm. */
  readonly weightDecay: number;
  /** Largest norm of the whole gradient; Infinity for none. */
  readonly clipNorm: number;
  /** Share of the average that is kept a step; 0 for no average. It is shorter at the start: min(decay, (t + 1) / (t + 10)). */
  readonly averageDecay: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

export class Optimiser {
  private readonly network: Network;
  private readonly settings: OptimiserSettings;
  private readonly momentsAt: number;
  private readonly squaresAt: number;
  private readonly averageAt: number;
  private readonly normsAt: number[];
  /** Steps taken so far. */
  steps = 0;

  /** Every thread constructs it at the same point of its planning. */
  constructor(network: Network, settings: OptimiserSettings) {
    const { arena, layout, sync } = network;
    this.network = network;
    this.settings = settings;
    this.momentsAt = arena.allocate(layout.trainable * 4);
    this.squaresAt = arena.allocate(layout.trainable * 4);
    this.averageAt = arena.allocate(layout.total * 4);
    this.normsAt = Array.from({ length: sync.threads }, () => arena.allocate(8));
  }

  /** State that a checkpoint holds: moments, squares and the averaged parameters. */
  get state(): { moments: Float32Array; squares: Float32Array; average: Float32Array } {
    const { f32, layout } = this.network;
    const view = (at: number, length: number) => f32.subarray(at >> 2, (at >> 2) + length);
    return {
      moments: view(this.momentsAt, layout.trainable),
      squares: view(this.squaresAt, layout.trainable),
      average: view(this.averageAt, layout.total),
    };
  }

  /** One update from the gradients of all threads; every thread calls it. Returns the gradient's norm before clipping. */
  step(rate: number): number {
    const { network, settings } = this;
    const { kernels, layout, sync, gradientsAt, parametersAt } = network;
    const slice = this.slice(layout.trainable);
    const [first] = gradientsAt as [number];
    sync.barrier();
    for (let t = 1; t < sync.threads; t++) {
      kernels.addInto(
        first + slice.start * 4,
        gradientsAt[t]! + slice.start * 4,
        slice.end - slice.start,
      );
    }
    if (settings.kind === 'adam') this.addDecayToGradient(slice);
    const norm = this.norm(slice);
    const scale = norm > settings.clipNorm ? settings.clipNorm / norm : 1;
    this.steps++;
    this.eachTensor(slice, (start, end, decays) => {
      const decay = settings.kind === 'adamw' && decays ? rate * settings.weightDecay : 0;
      kernels.adam(
        parametersAt + start * 4,
        first + start * 4,
        this.momentsAt + start * 4,
        this.squaresAt + start * 4,
        end - start,
        rate,
        settings.beta1,
        settings.beta2,
        settings.epsilon,
        decay,
        1 - settings.beta1 ** this.steps,
        1 - settings.beta2 ** this.steps,
        scale,
      );
    });
    this.average();
    sync.barrier();
    return norm;
  }

  /** Puts the averaged parameters in place of the current ones; returns what undoes it. */
  useAverage(): () => void {
    const { parameters } = this.network;
    const current = parameters.slice();
    parameters.set(this.state.average);
    return () => parameters.set(current);
  }

  private average(): void {
    const { kernels, layout, parametersAt } = this.network;
    const kept = Math.min(this.settings.averageDecay, (this.steps + 1) / (this.steps + 10));
    const slice = this.slice(layout.total);
    // All of `total`, running statistics included, but each thread only what it updated or what nobody changes any more.
    this.network.sync.barrier();
    const count = slice.end - slice.start;
    kernels.moveTowards(
      this.averageAt + slice.start * 4,
      parametersAt + slice.start * 4,
      count,
      1 - kept,
    );
  }

  private addDecayToGradient(slice: Range): void {
    const { f32, gradientsAt, parametersAt } = this.network;
    const gradient = gradientsAt[0]! >> 2;
    const parameter = parametersAt >> 2;
    this.eachTensor(slice, (start, end, decays) => {
      if (!decays) return;
      for (let i = start; i < end; i++)
        f32[gradient + i]! += this.settings.weightDecay * f32[parameter + i]!;
    });
  }

  private norm(slice: Range): number {
    const { kernels, sync, f64, gradientsAt } = this.network;
    f64[this.normsAt[sync.thread]! >> 3] = kernels.sumOfSquares(
      gradientsAt[0]! + slice.start * 4,
      slice.end - slice.start,
    );
    sync.barrier();
    let sum = 0;
    for (const at of this.normsAt) sum += f64[at >> 3]!;
    return Math.sqrt(sum);
  }

  private slice(length: number): Range {
    const { thread, threads } = this.network.sync;
    return {
      start: Math.floor((length * thread) / threads),
      end: Math.floor((length * (thread + 1)) / threads),
    };
  }

  /** The parts of a slice, tensor by tensor, and whether weights decay there. */
  private eachTensor(
    slice: Range,
    visit: (start: number, end: number, decays: boolean) => void,
  ): void {
    for (const { offset, length, role } of this.network.layout.tensors) {
      const start = Math.max(offset, slice.start);
      const end = Math.min(offset + length, slice.end);
      if (start < end) visit(start, end, role === 'weight');
    }
  }
}
