/** What a run changes of the study that a file describes: where its data lie, where trials train, what measures them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunnerName, SshTarget } from '../../device/index.js';
import { type SshChoice, sshTarget } from '../../device/target/index.js';
import { UsageError } from '../../errors/index.js';
import type { StudyDescription } from '../description/study-description.js';
import { StudyError } from '../description/study-error.js';
import { DEFAULT_QUEUE, DEFAULT_REDIS } from '../executors/bullmq/defaults.js';
import { studyPictures } from '../trial/study-pictures.js';
import { checkStudyData } from './check-data.js';

export interface DescriptionChanges {
  /** Folder of the data set. */
  readonly data?: string | undefined;
  readonly slots?: number | undefined;
  readonly executor?: 'local' | 'bullmq' | undefined;
  readonly redis?: string | undefined;
  readonly queue?: string | undefined;
  /** What runs the networks that are measured, wherever it runs: figures of two runners are not to be compared. */
  readonly runner?: RunnerName | undefined;
  /** A device over SSH instead of the study's. */
  readonly device?: SshTarget | null;
}

/** The description with what is given in place of what it says; the data set's path is made absolute. Throws StudyError where there is none. */
export function withChanges(
  description: StudyDescription,
  changes: DescriptionChanges,
): StudyDescription {
  const path = resolve(changes.data ?? description.data.path);
  if (!existsSync(path)) {
    throw new StudyError(`${path}: expected the data set of the study; name it with --data`);
  }
  const unlabelled = description.data.unlabelled?.map((dir) => resolve(dir));
  const missing = unlabelled?.find((dir) => !existsSync(dir));
  if (missing !== undefined) {
    throw new StudyError(`${missing}: expected the pictures without labels of the study, got none`);
  }
  const { device } = changes;
  const runner = changes.runner ?? description.device.runner;
  return {
    ...description,
    data: { ...description.data, path, ...(unlabelled ? { unlabelled } : {}) },
    executor: executorOf(description, changes),
    device: {
      ...(device ? { kind: 'ssh', ...device } : description.device),
      ...(runner ? { runner } : {}),
    },
  };
}

/** What a user says of a run, in options. */
export interface StudyOptions extends SshChoice, Omit<DescriptionChanges, 'device'> {}

/**
 * What options say goes before what the description says; `redisUrl` where neither names a Redis. Throws UsageError for
 * options that need another executor.
 */
export function withOptions(
  description: StudyDescription,
  options: StudyOptions,
  redisUrl: string | undefined,
): StudyDescription {
  const redis = options.redis ?? redisUrl;
  const changed = withChanges(description, { ...options, redis, device: sshTarget(options) });
  if (changed.executor.kind === 'local') {
    for (const name of ['redis', 'queue'] as const) {
      if (options[name]) throw new UsageError(`search: --${name} is for --executor bullmq`);
    }
  }
  return changed;
}

function executorOf(
  { executor }: StudyDescription,
  changes: DescriptionChanges,
): StudyDescription['executor'] {
  const kind = changes.executor ?? executor.kind;
  const slots = changes.slots ?? executor.slots;
  const ofSlots = slots === undefined ? {} : { slots };
  if (kind === 'local') return { kind, ...ofSlots };
  const own =
    executor.kind === 'bullmq' ? executor : { redis: DEFAULT_REDIS, queue: DEFAULT_QUEUE };
  return { kind, redis: changes.redis ?? own.redis, queue: changes.queue ?? own.queue, ...ofSlots };
}

/** Size at which a data set is read to learn its content hash. */
const HASH_SIZE = { heightPx: 32, widthPx: 32 };

/** The study that a run begins with: costs are measured on `runner` where neither says on what. */
export function newDescription(
  described: StudyDescription,
  {
    trials,
    seed,
    runner,
  }: { readonly trials?: number; readonly seed?: number; readonly runner: RunnerName },
): StudyDescription {
  return {
    ...described,
    device: { ...described.device, runner: described.device.runner ?? runner },
    ...(trials === undefined ? {} : { trials }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Throws StudyError where the data set is not the one that a study began with. */
export function checkSameData(
  { data }: StudyDescription,
  { found, wanted }: { readonly found: string; readonly wanted: string },
): void {
  if (found === wanted) return;
  throw new StudyError(
    `${data.path}: expected the data set ${wanted} of the study, got ${found}; name the right one with --data`,
  );
}

/**
 * Content hash of a study's data set. Rejects with StudyError where the study names another, and, where it is new, with
 * StudyError or FoldError for pictures that cannot serve its trials.
 */
export async function studyDataHash(
  description: StudyDescription,
  {
    isNew = false,
    ...hears
  }: {
    readonly signal: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
    readonly isNew?: boolean;
  },
): Promise<string> {
  const { data } = description;
  const pictures = await studyPictures(data, HASH_SIZE, hears);
  const { dataHash } = pictures;
  if (data.hash !== undefined && data.hash !== dataHash) {
    throw new StudyError(
      `${data.path}: expected the data set ${data.hash} that the study names, got ${dataHash}`,
    );
  }
  if (isNew) checkStudyData(description, pictures);
  return dataHash;
}
