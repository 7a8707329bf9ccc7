/**
 * What a study file holds once it is read, defaults filled in. The schema that checks it stands in study-description.ts and
 * must give just this (a type error there says where they part); written out so that public types need no zod.
 */
import type { RunnerName } from '../../device/index.js';

/** A parameter that varies, as a study's own space names it. */
export type StudyParameter =
  | {
      kind: 'float' | 'integer';
      name: string;
      low: number;
      high: number;
      log?: boolean | undefined;
    }
  | { kind: 'ordered'; name: string; values: number[] }
  | { kind: 'choice'; name: string; values: string[] };

export interface StudySpace {
  family: 'small' | 'reference' | 'reference-v1';
  parameters: StudyParameter[];
  constraints: { lower: string; upper: string }[];
  fixed: Record<string, number | string>;
}

/** A cost: as an `objective`, less is better; as a `limit`, whatever keeps to its threshold is as good. */
export interface StudyCost {
  threshold: number;
  role: 'objective' | 'limit';
}

export type StudyExecutor =
  | { kind: 'local'; slots?: number | undefined }
  | { kind: 'bullmq'; redis: string; queue: string; slots?: number | undefined };

/** Where costs are measured. */
export type StudyDevice =
  | { kind: 'local'; runner?: RunnerName | undefined }
  | {
      kind: 'ssh';
      runner?: RunnerName | undefined;
      destination: string;
      port?: number | undefined;
      identity?: string | undefined;
      knownHosts?: string | undefined;
      remoteDir?: string | undefined;
    };

export interface StudyDescription {
  name: string;
  seed: number;
  /** `hash`: content hash; a data set that differs is refused. `unlabelled`: folders of pictures without labels. */
  data: { path: string; hash?: string | undefined; unlabelled?: string[] | undefined };
  space: 'small' | 'reference' | 'reference-v1' | StudySpace;
  objectives: {
    error: { measure: 'recoveryDegrees' | 'meanSquared'; threshold: number };
    cpuMs: StudyCost;
    memoryMb: StudyCost;
    /** Counts only where it is given. */
    parameters?: StudyCost | undefined;
  };
  sampler: 'bayesian' | 'sobol' | 'random';
  trials: number;
  /** Points of the space that are tried first. */
  start: Record<string, number | string>[];
  epochs: number;
  /** Epochs of the training that `search export` makes on all pictures; as many as a trial's unless given. */
  exportEpochs?: number | undefined;
  /** Pictures a training step. */
  batch?: number | undefined;
  /** `use`: folds that a trial trains on, one after another; its error is the mean over them. */
  validation: { folds: number; kind: 'random' | 'runs'; use: number };
  halving: { eta: number; rungs: number };
  finalists: { count: number; seeds: number; rounds: number };
  /** Attempts at a trial that fails. */
  attempts: number;
  executor: StudyExecutor;
  device: StudyDevice;
}
