/** One trial as plain JSON: everything that a worker needs to train a network, and what it answers. */
import type { NetworkRecipe, TrainSettings } from '../../train/index.js';

/** A data set by place and content: a worker whose copy differs refuses the trial. */
export interface DatasetReference {
  readonly path: string;
  /** Of all pictures. */
  readonly hash: string;
  /** Folders of pictures without labels. */
  readonly unlabelled?: readonly string[];
}

/** A trial stops at the end of `epoch` (from 1) of its first fold where its validation error exceeds `error`. */
export interface StopRule {
  readonly epoch: number;
  readonly error: number;
}

export interface TrialSpec {
  readonly network: NetworkRecipe;
  readonly settings: TrainSettings;
  readonly data: DatasetReference;
  readonly validation: {
    /**
     * Pictures of the training part are dealt to folds by `seed`. One is held back at a time: `fold` first, then those
     * that follow it, `use` in all (1 unless given).
     */
    readonly folds: number;
    readonly fold: number;
    readonly use?: number;
    readonly kind: 'random' | 'runs';
    readonly seed: number;
  };
  readonly error: 'recoveryDegrees' | 'meanSquared';
  readonly stopRules: readonly StopRule[];
}

export interface TrialProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Validation error at the end of that epoch. */
  readonly error: number;
}

/** Errors of the first fold by epoch, first to last. */
export type LearningCurve = readonly number[];

export type TrialOutcome =
  | {
      readonly kind: 'completed';
      readonly error: number;
      readonly curve: LearningCurve;
      readonly cpuSeconds: number;
    }
  | {
      readonly kind: 'pruned';
      readonly epoch: number;
      readonly error: number;
      readonly curve: LearningCurve;
      readonly cpuSeconds: number;
    }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** The machine cannot run it at all, e.g. for want of the right data set; another one may. */
      readonly refused?: true;
    };
