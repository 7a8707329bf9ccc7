/**
 * One thread's part in training: draws its samples of a batch, runs the network forward and backward on them, and updates
 * its slice of the parameters. All threads execute the same calls with the same arguments.
 */
import type { Sync, TrainingKernels } from '../engine/index.js';
import { type Architecture, GATE_LOGITS, LUX } from '../model/index.js';
import { miredLoss, Network, Optimiser, whitePointLoss } from '../nn/index.js';
import { createRng } from '../random/index.js';
import { crossEntropy } from './gate-kinds.js';
import { drawnPictures } from './picture-weights.js';
import { createReadingSource, type ReadingSource } from './reading-source.js';
import {
  createSampleSource,
  type DrawnLight,
  type SampleSource,
  type TrainingPictures,
} from './sample-source.js';
import { GATE_SETTINGS, type TrainSettings } from './settings.js';
import { type Teacher, Teachers } from './teachers.js';
import { countViews, type UnlabelledData, Views } from './unlabelled/views.js';

/** What all threads are given; arrays are in shared memory where there are several. */
export interface ShardData {
  readonly architecture: Architecture;
  readonly settings: TrainSettings;
  /** Only the pictures that are trained on. */
  readonly training: TrainingPictures;
  /** Weight of each training picture in the loss, mean about 1. */
  readonly weights: Float64Array;
  /** How often each is drawn, where it is not once an epoch. */
  readonly draws?: Float64Array;
  /** What is trained on beside, without labels. */
  readonly unlabelled?: UnlabelledData;
  /** Whose answers the targets lie towards; the labels alone where absent. */
  readonly teachers?: readonly Teacher[];
  /** Pictures at the network's size that estimates are made for: M x height x width x 4; may be empty. */
  readonly validation: Float32Array;
  /** M: their lux, for networks that read it. */
  readonly validationLux?: Float64Array;
  /** M x readings, for networks that read them. */
  readonly validationReadings?: Float64Array;
  /** M x (r, b), or M x kelvin in the first of two, written by `estimate`. */
  readonly estimates: Float64Array;
  /** Weighted loss of each thread's samples in the last step. */
  readonly losses: Float64Array;
}

export class Shard {
  readonly network: Network;
  readonly optimiser: Optimiser;
  private readonly data: ShardData;
  private readonly source: SampleSource;
  private readonly views: Views | null;
  private readonly readings: ReadingSource;
  private readonly teachers: Teachers | null;
  private readonly label = new Float32Array(2);
  private readonly gradient = new Float64Array(2);
  private readonly light: DrawnLight = { lux: 0, cctKelvin: 0 };
  private order: Int32Array = new Int32Array(0);
  private orderEpoch = -1;

  constructor(data: ShardData, kernels: TrainingKernels, sync: Sync) {
    const { architecture, settings, training } = data;
    this.data = data;
    const views = data.unlabelled ? countViews(settings) : 0;
    this.network = new Network(architecture, kernels, { batch: settings.batch + views, sync });
    this.optimiser = new Optimiser(this.network, settings.optimiser);
    this.readings = createReadingSource(architecture.input.readings, training.readings, settings);
    this.source = createSampleSource(
      training,
      architecture.input,
      settings.augmentation,
      settings.seed,
    );
    this.views = data.unlabelled ? new Views(data.unlabelled, architecture.input, settings) : null;
    this.teachers = data.teachers ? new Teachers(data.teachers, data) : null;
  }

  /** Steps of one epoch: whole batches, but at least one, and the smaller last one where it is kept. */
  get stepsPerEpoch(): number {
    return stepsPerEpoch(this.data.weights.length, this.data.settings);
  }

  /** One update. Returns the gradient's norm; this thread's loss goes to `losses`. */
  step(epoch: number, index: number, rate: number): number {
    const { settings, losses } = this.data;
    const { network, views } = this;
    const order = this.orderOf(epoch);
    const first = index * settings.batch;
    const samples = order.subarray(first, Math.min(first + settings.batch, order.length));
    const stepsBefore = epoch * this.stepsPerEpoch + index;
    const batch = samples.length + (views?.count ?? 0);
    network.prepare();
    const labels = this.drawSamples(samples, epoch, stepsBefore, batch);
    const pass = {
      batch,
      training: true,
      seed: (settings.seed * 1_000_003 + epoch * 1009 + index) | 0,
    };
    network.forward(pass);
    network.clearGradients(batch);
    // A view's loss depends on an answer that may be another thread's.
    if (views) network.sync.barrier();
    losses[network.sync.thread] = this.setGradients(samples, labels, stepsBefore, batch);
    network.backward(pass);
    return this.optimiser.step(rate);
  }

  /** This thread's part of the batch: samples with labels, which are returned, and behind them views without. */
  private drawSamples(
    samples: Int32Array,
    epoch: number,
    stepsBefore: number,
    batch: number,
  ): Float64Array {
    const { settings } = this.data;
    const { network, views } = this;
    const labels = new Float64Array(2 * samples.length);
    const { from, to } = network.shard(batch);
    for (let n = from; n < to; n++) {
      if (n >= samples.length) {
        views!.draw(n - samples.length, stepsBefore, network.input(n));
        // Nothing is known of them but their pixels.
        for (const name of network.architecture.input.readings ?? []) network.setNumber(n, name, 0);
        continue;
      }
      const target = { pixels: network.input(n), label: this.label };
      this.source.draw(samples[n]!, epoch, target, this.light);
      this.teachers?.teach(samples[n]!, epoch, target.pixels, this.label);
      if (network.architecture.input.lux) network.setNumber(n, LUX, this.light.lux);
      this.readings.draw(samples[n]!, epoch, (name, value) => network.setNumber(n, name, value));
      if (settings.loss === 'mired') this.label[0] = this.light.cctKelvin;
      labels.set(this.label, 2 * n);
    }
    return labels;
  }

  /** Writes the derivatives of the loss by this thread's answers; returns its part of the loss. */
  private setGradients(
    samples: Int32Array,
    labels: Float64Array,
    stepsBefore: number,
    batch: number,
  ): number {
    const { settings, weights } = this.data;
    const { network, views } = this;
    const progress = stepsBefore / (settings.epochs * this.stepsPerEpoch);
    const outputOf = (view: number) => network.output(samples.length + view);
    const { from, to } = network.shard(batch);
    let loss = 0;
    for (let n = from; n < to; n++) {
      const target = network.outputGradient(n);
      if (n >= samples.length) {
        const view = n - samples.length;
        loss += views!.lossOf(view, stepsBefore, progress, outputOf, this.gradient);
        target.set(this.gradient);
        continue;
      }
      const weight = weights[samples[n]!]! / samples.length;
      const truth = labels.subarray(2 * n, 2 * n + 2);
      loss += weight * this.lossOf(network.output(n), truth);
      for (let c = 0; c < target.length; c++) target[c] = weight * this.gradient[c]!;
      loss += this.gateLoss(n, samples[n]!, weight);
    }
    return loss;
  }

  /** Of one sample; its derivative goes to `gradient`. */
  private lossOf(output: Float32Array, truth: Float64Array): number {
    const { loss } = this.data.settings;
    if (loss === 'mired') return miredLoss(output[0]!, truth[0]!, this.gradient);
    return whitePointLoss(loss, output, truth, this.gradient);
  }

  /** What the gate errs by about a sample's kind, where it is taught; its gradient goes to the gate. */
  private gateLoss(n: number, picture: number, weight: number): number {
    const { training, settings } = this.data;
    const kind = training.kinds?.[picture] ?? -1;
    if (kind < 0) return 0;
    const { gateWeight = GATE_SETTINGS.weight } = settings;
    const part = weight * gateWeight;
    const { value, gradient } = this.network.nodeOf(GATE_LOGITS, n);
    return part * crossEntropy(value, kind, part, gradient);
  }

  /** Estimates for all validation pictures with the averaged weights, written to `estimates`. */
  estimate(): void {
    const { validation, validationReadings, estimates, settings, architecture } = this.data;
    const { network } = this;
    const length = architecture.input.heightPx * architecture.input.widthPx * 4;
    const restore = this.swapAverage();
    network.prepare();
    for (let first = 0; first * length < validation.length; first += settings.batch) {
      const batch = Math.min(settings.batch, validation.length / length - first);
      const { from, to } = network.shard(batch);
      for (let n = from; n < to; n++) {
        network.input(n).set(validation.subarray((first + n) * length, (first + n + 1) * length));
        if (architecture.input.lux) network.setNumber(n, LUX, this.data.validationLux![first + n]!);
        architecture.input.readings?.forEach((name, k, { length: count }) => {
          network.setNumber(n, name, validationReadings![(first + n) * count + k]!);
        });
      }
      network.forward({ batch, training: false });
      for (let n = from; n < to; n++) estimates.set(network.output(n), 2 * (first + n));
      // A smaller last batch is dealt out anew: its pictures may lie where another thread is still reading.
      network.sync.barrier();
    }
    restore();
    network.sync.barrier();
  }

  /** The first thread changes the shared parameters, the others wait. */
  private swapAverage(): () => void {
    const { sync } = this.network;
    sync.barrier();
    const undo = sync.thread === 0 ? this.optimiser.useAverage() : () => {};
    sync.barrier();
    return undo;
  }

  private orderOf(epoch: number): Int32Array {
    if (this.orderEpoch !== epoch) {
      const rng = createRng(this.data.settings.seed).fork('order', epoch);
      const { draws, weights, settings } = this.data;
      const pictures = draws
        ? drawnPictures(draws, settings.seed, epoch)
        : Int32Array.from(weights, (_, i) => i);
      this.order = rng.shuffle(pictures);
      this.orderEpoch = epoch;
    }
    return this.order;
  }
}

/** Of so many labelled pictures. */
export function stepsPerEpoch(
  pictures: number,
  { batch, lastBatch }: Pick<TrainSettings, 'batch' | 'lastBatch'>,
): number {
  const whole = lastBatch === 'kept' ? Math.ceil : Math.floor;
  return Math.max(1, whole(pictures / batch));
}
