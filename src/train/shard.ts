/**
 * One thread's part in training: draws its samples of a batch, runs the network forward and backward on them, and updates
 * its slice of the parameters. All threads execute the same calls with the same arguments.
 */
import type { Kernels, Sync } from '../engine/index.js';
import { type Architecture, LUX } from '../model/index.js';
import { miredLoss, Network, Optimiser, whitePointLoss } from '../nn/index.js';
import { createRng } from '../random/index.js';
import { drawnPictures } from './picture-weights.js';
import { createReadingSource, type ReadingSource } from './reading-source.js';
import {
  createSampleSource,
  type DrawnLight,
  type SampleSource,
  type TrainingPictures,
} from './sample-source.js';
import type { TrainSettings } from './settings.js';
import { type Teacher, Teachers } from './teachers.js';

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
  private readonly readings: ReadingSource;
  private readonly teachers: Teachers | null;
  private readonly label = new Float32Array(2);
  private readonly gradient = new Float64Array(2);
  private readonly light: DrawnLight = { lux: 0, cctKelvin: 0 };
  private order: Int32Array = new Int32Array(0);
  private orderEpoch = -1;

  constructor(data: ShardData, kernels: Kernels, sync: Sync) {
    const { architecture, settings, training } = data;
    this.data = data;
    this.network = new Network(architecture, kernels, { batch: settings.batch, sync });
    this.optimiser = new Optimiser(this.network, settings.optimiser);
    this.readings = createReadingSource(architecture.input.readings, training.readings, settings);
    this.source = createSampleSource(
      training,
      architecture.input,
      settings.augmentation,
      settings.seed,
    );
    this.teachers = data.teachers ? new Teachers(data.teachers, data) : null;
  }

  /** Steps of one epoch: whole batches, but at least one, and the smaller last one where it is kept. */
  get stepsPerEpoch(): number {
    const { batch, lastBatch } = this.data.settings;
    const whole = lastBatch === 'kept' ? Math.ceil : Math.floor;
    return Math.max(1, whole(this.data.weights.length / batch));
  }

  /** One update. Returns the gradient's norm; this thread's loss goes to `losses`. */
  step(epoch: number, index: number, rate: number): number {
    const { settings, weights, losses } = this.data;
    const { network } = this;
    const order = this.orderOf(epoch);
    const first = index * settings.batch;
    const batch = Math.min(settings.batch, order.length - first);
    const { from, to } = network.shard(batch);
    const labels = new Float64Array(2 * batch);
    network.prepare();
    for (let n = from; n < to; n++) {
      const target = { pixels: network.input(n), label: this.label };
      this.source.draw(order[first + n]!, epoch, target, this.light);
      this.teachers?.teach(order[first + n]!, epoch, target.pixels, this.label);
      if (network.architecture.input.lux) network.setNumber(n, LUX, this.light.lux);
      this.readings.draw(order[first + n]!, epoch, (name, value) => {
        network.setNumber(n, name, value);
      });
      if (settings.loss === 'mired') this.label[0] = this.light.cctKelvin;
      labels.set(this.label, 2 * n);
    }
    const pass = {
      batch,
      training: true,
      seed: (settings.seed * 1_000_003 + epoch * 1009 + index) | 0,
    };
    network.forward(pass);
    network.clearGradients(batch);
    let loss = 0;
    for (let n = from; n < to; n++) {
      const weight = weights[order[first + n]!]! / batch;
      const truth = labels.subarray(2 * n, 2 * n + 2);
      loss += weight * this.lossOf(network.output(n), truth);
      const target = network.outputGradient(n);
      for (let c = 0; c < target.length; c++) target[c] = weight * this.gradient[c]!;
    }
    losses[network.sync.thread] = loss;
    network.backward(pass);
    return this.optimiser.step(rate);
  }

  /** Of one sample; its derivative goes to `gradient`. */
  private lossOf(output: Float32Array, truth: Float64Array): number {
    const { loss } = this.data.settings;
    if (loss === 'mired') return miredLoss(output[0]!, truth[0]!, this.gradient);
    return whitePointLoss(loss, output, truth, this.gradient);
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
