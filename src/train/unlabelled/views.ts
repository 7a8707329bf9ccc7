/**
 * What a step reads of pictures without labels: augmented views, two of each picture where answers are to agree, and the losses
 * of what a network answers about them. A view's light is only known up to what all views of its picture share: its label is the
 * factors by which it was relit, times the pseudo-light of the picture where teachers gave it one. Everything follows from seed
 * and step.
 */
import type { AugmentTarget } from '../../dataset/index.js';
import { consistencyLoss, type LossKind, whitePointLoss } from '../../nn/index.js';
import { createRng } from '../../random/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import { createSampleSource, type SampleSource, type TrainingPictures } from '../sample-source.js';
import type { TrainSettings, UnlabelledSettings } from '../settings.js';
import type { TrainJob } from '../train.js';
import type { UnlabelledJob } from './teach.js';

/** What all threads are given of pictures without labels; arrays are in shared memory where there are several. */
export interface UnlabelledData {
  /** Lights are pseudo-labels, or 1, 1. */
  readonly pictures: TrainingPictures;
  /** Weight of each pseudo-label, mean 1; absent where there are none. */
  readonly weights?: Float64Array;
  /** 2 x views: labels of the step's views, which the threads exchange. */
  readonly labels: Float64Array;
}

/** What threads are given. `share` copies to memory that they read. */
export function unlabelledData(
  { pictures, pseudoLabels }: UnlabelledJob,
  { settings, training }: Pick<TrainJob, 'settings' | 'training'>,
  share: (source: Float64Array) => Float64Array,
): UnlabelledData {
  const { heightPx, widthPx, source, count } = pictures;
  const { xyzToCamera } = training;
  return {
    pictures: {
      heightPx,
      widthPx,
      pixels: source,
      whitePoints: share(pseudoLabels?.whitePoints ?? new Float64Array(2 * count).fill(1)),
      singleLight: new Uint8Array(count).fill(1),
      ...(xyzToCamera ? { xyzToCamera } : {}),
    },
    ...(pseudoLabels ? { weights: share(pseudoLabels.weights) } : {}),
    labels: share(new Float64Array(2 * countViews(settings))),
  };
}

/** Views of one step. */
export function countViews({ batch, unlabelled }: TrainSettings): number {
  if (!unlabelled) return 0;
  return Math.max(1, Math.round(batch * unlabelled.perLabelled)) * viewsOfOne(unlabelled);
}

const viewsOfOne = ({ consistency }: UnlabelledSettings) => (consistency > 0 ? 2 : 1);

export class Views {
  /** In one step. */
  readonly count: number;
  private readonly data: UnlabelledData;
  private readonly settings: UnlabelledSettings;
  private readonly loss: LossKind;
  private readonly each: number;
  private readonly source: SampleSource;
  private readonly label = new Float32Array(2);
  private readonly ratio = new Float64Array(2);
  private readonly part = new Float64Array(2);
  private readonly orders = new Map<number, Int32Array>();
  private readonly seed: number;

  constructor(data: UnlabelledData, size: ThumbnailSize, settings: TrainSettings) {
    this.data = data;
    this.settings = settings.unlabelled!;
    this.loss = settings.loss as LossKind;
    this.each = viewsOfOne(this.settings);
    this.count = countViews(settings);
    this.seed = createRng(settings.seed)
      .fork('unlabelled')
      .integer(2 ** 31);
    this.source = createSampleSource(
      data.pictures,
      size,
      viewAugmentation(settings, data.weights !== undefined),
      this.seed,
    );
  }

  /** Writes view `n` of a step and notes its label. `step`: of all epochs. */
  draw(n: number, step: number, pixels: Float32Array): void {
    const { picture, pass } = this.pictureOf(n, step);
    const target: AugmentTarget = { pixels, label: this.label };
    this.source.draw(picture, this.each * pass + (n % this.each), target);
    this.data.labels.set(this.label, 2 * n);
  }

  /**
   * Loss of view `n` and its derivative by that view's answer, to `gradient`, both for a whole step; those of all views add up.
   * `progress`: share of all steps done. `outputOf`: the answer about a view, of any thread.
   */
  lossOf(
    n: number,
    step: number,
    progress: number,
    outputOf: (view: number) => ArrayLike<number>,
    gradient: Float64Array,
  ): number {
    const { consistency, pseudoLabels, warmUp } = this.settings;
    const rise = warmUp === 0 ? 1 : Math.min(1, progress / warmUp);
    const { labels, weights } = this.data;
    const own = outputOf(n);
    gradient.fill(0);
    let loss = 0;
    if (weights) {
      const { picture } = this.pictureOf(n, step);
      const share = (rise * pseudoLabels * weights[picture]!) / this.count;
      const truth = labels.subarray(2 * n, 2 * n + 2);
      loss += share * whitePointLoss(this.loss, own, truth, this.part);
      this.add(share, gradient);
    }
    if (consistency > 0) {
      const other = n ^ 1;
      for (let c = 0; c < 2; c++) this.ratio[c] = labels[2 * n + c]! / labels[2 * other + c]!;
      const share = (rise * consistency) / (this.count / 2);
      // Both views have the loss of their pair, and each the derivative by its own answer.
      loss += (share / 2) * consistencyLoss(own, outputOf(other), this.ratio, this.part);
      this.add(share, gradient);
    }
    return loss;
  }

  private add(share: number, gradient: Float64Array): void {
    for (let c = 0; c < 2; c++) gradient[c]! += share * this.part[c]!;
  }

  /** Pictures are gone through pass by pass, each in an order of its own. */
  private pictureOf(n: number, step: number): { picture: number; pass: number } {
    const pictures = this.data.pictures.singleLight.length;
    const at = (step * this.count) / this.each + Math.floor(n / this.each);
    const pass = Math.floor(at / pictures);
    return { picture: this.orderOf(pass)[at % pictures]!, pass };
  }

  private orderOf(pass: number): Int32Array {
    const known = this.orders.get(pass);
    if (known) return known;
    // A step meets two passes, or as many as fit into it where pictures are few.
    for (const old of this.orders.keys()) if (old < pass - 1) this.orders.delete(old);
    const all = Int32Array.from({ length: this.data.pictures.singleLight.length }, (_, i) => i);
    const order = createRng(this.seed).fork('order', pass).shuffle(all);
    this.orders.set(pass, order);
    return order;
  }
}

/**
 * As labelled pictures are augmented, but relit as asked. Without any light of their own, strips of others cannot be relit to
 * theirs, nor can other cameras see them.
 */
function viewAugmentation(
  { augmentation, unlabelled }: TrainSettings,
  hasLights: boolean,
): TrainSettings['augmentation'] {
  const { cameras, relightToward: _, ...kept } = augmentation;
  return {
    ...kept,
    relight: unlabelled!.relight,
    relightToward: 0,
    mix: hasLights ? augmentation.mix : 0,
    ...(cameras && hasLights ? { cameras } : {}),
  };
}
