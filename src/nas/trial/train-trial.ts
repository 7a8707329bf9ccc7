/** Trains one network of a study and says how well it does on held-back pictures of the training part. */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } from '../../raw/index.js';
import {
  createJob,
  makeFolds,
  type PreparedPictures,
  preparePictures,
  train,
} from '../../train/index.js';
import type { TrialOutcome, TrialProgress, TrialSpec } from './trial-spec.js';

export interface TrainTrialOptions {
  readonly onProgress?: (progress: TrialProgress) => void;
  readonly signal?: AbortSignal;
}

/** The data set at a place is not the study's. */
export class DatasetMismatchError extends Error {
  override readonly name = 'DatasetMismatchError';
}

/** Names of errors that say: not with the data of this machine. */
export const REFUSALS: ReadonlySet<string> = new Set(['DatasetMismatchError', 'DatasetError']);

/** Throws DatasetMismatchError, the data set's own errors, and the signal's reason. */
export async function trainTrial(
  spec: TrialSpec,
  { onProgress, signal }: TrainTrialOptions = {},
): Promise<TrialOutcome> {
  const cpuStart = process.cpuUsage();
  const pictures = await preparePictures(spec.data.path, spec.network, {
    part: 'train',
    blackLevel: DEFAULT_BLACK_LEVEL,
    whiteLevel: DEFAULT_WHITE_LEVEL,
    ...(signal ? { signal } : {}),
  });
  checkHash(spec, pictures);
  const { folds, fold, kind } = spec.validation;
  const split = makeFolds(pictures.input.entries, { kind, folds })[fold];
  if (!split) throw new RangeError(`trial: expected a fold below ${folds}, got ${fold}`);
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
      onProgress?.({ epoch, epochs: spec.settings.epochs, error });
      pruned = spec.stopRules.some((rule) => rule.epoch === epoch && !(error <= rule.error));
      if (pruned) stop.abort();
    },
  });
  signal?.throwIfAborted();
  return outcomeOf(curve, pruned, cpuSecondsSince(cpuStart));
}

function checkHash({ data }: TrialSpec, { dataHash }: PreparedPictures): void {
  if (data.hash === dataHash) return;
  throw new DatasetMismatchError(
    `${data.path}: expected the data set ${data.hash} of the study, got ${dataHash}; copy the study's data set there`,
  );
}

function outcomeOf(curve: readonly number[], pruned: boolean, cpuSeconds: number): TrialOutcome {
  const error = curve.at(-1) ?? Number.NaN;
  if (!Number.isFinite(error)) {
    return {
      kind: 'failed',
      reason: `training diverged: its error after ${curve.length} epochs is ${error}`,
    };
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
