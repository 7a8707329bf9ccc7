/** Trains one network of a study and says how well it does on held-back pictures of the training part. */

import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import { BadInput } from '../../errors/index.js';
import { createJob, makeFolds, type PreparedPictures, train } from '../../train/index.js';
import { picturesFor, studyPictures } from './study-pictures.js';
import { checkTrial } from './trial-form.js';
import type { TrialOutcome, TrialProgress, TrialSpec } from './trial-spec.js';

export interface TrainTrialOptions {
  readonly onProgress?: (progress: TrialProgress) => void;
  /** Pictures are being read, which may take longer than any epoch. */
  readonly onRead?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** The data set at a place is not the study's. */
export class DatasetMismatchError extends BadInput {
  override readonly name = 'DatasetMismatchError';
}

/** Names of errors that say: not with the data of this machine. */
export const REFUSALS: ReadonlySet<string> = new Set(['DatasetMismatchError', 'DatasetError']);

/** Throws RecipeError for what is no trial, DatasetMismatchError, the data set's own errors, and the signal's reason. */
export async function trainTrial(
  spec: TrialSpec,
  { onProgress, onRead, signal }: TrainTrialOptions = {},
): Promise<TrialOutcome> {
  checkTrial(spec);
  const cpuStart = process.cpuUsage();
  const all = await studyPictures(spec.data, spec.network, {
    ...(onRead ? { onProgress: onRead } : {}),
    ...(signal ? { signal } : {}),
  });
  checkHash(spec, all);
  const pictures = picturesFor(all, spec.settings);
  const { folds, fold, kind, seed, use = 1 } = spec.validation;
  const splits = makeFolds(pictures.input.entries, { kind, folds, seed }).slice(fold, fold + use);
  if (splits.length !== use) {
    throw new RangeError(`trial: expected folds ${fold} to ${fold + use - 1} below ${folds}`);
  }
  const { epochs } = spec.settings;
  const errors: number[] = [];
  let first: FoldOutcome | null = null;
  for (const [i, split] of splits.entries()) {
    const outcome = await trainFold(spec, pictures, split, {
      rules: i === 0 ? spec.stopRules : [],
      onEpoch: (epoch, error) =>
        onProgress?.({ epoch: i * epochs + epoch, epochs: use * epochs, error }),
      ...(signal ? { signal } : {}),
    });
    signal?.throwIfAborted();
    first ??= outcome;
    errors.push(outcome.curve.at(-1) ?? Number.NaN);
    if (outcome.pruned) break;
  }
  const error = errors.reduce((sum, e) => sum + e, 0) / errors.length;
  return outcomeOf(error, first!, cpuSecondsSince(cpuStart));
}

interface FoldOutcome {
  readonly curve: readonly number[];
  readonly pruned: boolean;
}

interface FoldOptions {
  readonly rules: TrialSpec['stopRules'];
  readonly onEpoch: (epoch: number, error: number) => void;
  readonly signal?: AbortSignal;
}

async function trainFold(
  spec: TrialSpec,
  pictures: PreparedPictures,
  split: ReturnType<typeof makeFolds>[number],
  { rules, onEpoch, signal }: FoldOptions,
): Promise<FoldOutcome> {
  const job = createJob(pictures, spec.network, spec.settings, {
    training: split.train,
    validation: split.validation,
  });
  const truth = Array.from(split.validation, (i) => pictures.input.entries[i]!.whitePoint);
  const stop = new AbortController();
  const curve: number[] = [];
  let pruned = false;
  await train(job, {
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    onEpoch(_record, estimates) {
      const error = errorOf(spec.error, estimates, truth);
      const epoch = curve.push(error);
      onEpoch(epoch, error);
      pruned = rules.some((rule) => rule.epoch === epoch && !(error <= rule.error));
      if (pruned) stop.abort();
    },
  });
  return { curve, pruned };
}

function checkHash({ data }: TrialSpec, { dataHash }: PreparedPictures): void {
  if (data.hash === dataHash) return;
  throw new DatasetMismatchError(
    `${data.path}: expected the data set ${data.hash} of the study, got ${dataHash}; copy the study's data set there`,
  );
}

function outcomeOf(error: number, first: FoldOutcome, cpuSeconds: number): TrialOutcome {
  const { curve, pruned } = first;
  if (!Number.isFinite(error)) {
    return { kind: 'failed', reason: `training diverged: its error is ${error}` };
  }
  if (pruned) return { kind: 'pruned', epoch: curve.length, error, curve, cpuSeconds };
  return { kind: 'completed', error, curve, cpuSeconds };
}

function cpuSecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** The mean error of estimates (r, b), one after another. */
export function errorOf(
  measure: TrialSpec['error'],
  estimates: Float64Array,
  truth: readonly WhitePoint[],
): number {
  let sum = 0;
  truth.forEach((light, i) => {
    const r = estimates[2 * i]!;
    const b = estimates[2 * i + 1]!;
    sum +=
      measure === 'recoveryDegrees'
        ? recoveryErrorDegrees({ r, b }, light)
        : ((r - light.r) ** 2 + (b - light.b) ** 2) / 2;
  });
  return sum / truth.length;
}
