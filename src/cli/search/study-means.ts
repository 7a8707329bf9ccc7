/** What a study runs with: data set, executor, device, as the command line and the study say. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { RunnerName } from '../../device/index.js';
import type { StudyDisplay } from '../../nas/index.js';
import {
  createCostMeasurement,
  DEFAULT_QUEUE,
  DEFAULT_REDIS,
  type Executor,
  type MeasureCosts,
  openExecutor,
  type StudyDescription,
} from '../../nas/index.js';
import { preparePictures } from '../../train/index.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { type SshOptions, sshTarget } from '../options/ssh-options.js';

export interface MeansOptions extends CommonOptions, SshOptions {
  readonly data?: string;
  readonly slots?: number;
  readonly executor?: 'local' | 'bullmq';
  readonly redis?: string;
  readonly queue?: string;
  readonly trials?: number;
  readonly runner?: RunnerName;
}

/** Size at which a data set is read to learn its content hash. */
const HASH_SIZE = { heightPx: 32, widthPx: 32 };

export function deviceName({ device }: StudyDescription): string {
  return device.kind === 'ssh' ? device.destination : `${hostname()} (this machine)`;
}

/** What the command line says goes before what the file says; the data set's path is made absolute. */
export function withOptions(
  description: StudyDescription,
  options: Omit<MeansOptions, 'seed'>,
  env: NodeJS.ProcessEnv,
): StudyDescription {
  const path = resolve(options.data ?? description.data.path);
  if (!existsSync(path)) {
    throw new InputError(`${path}: expected the data set of the study; name it with --data`);
  }
  const target = sshTarget(options);
  // Wherever it runs: figures of two runners are not to be compared.
  const runner = options.runner ?? description.device.runner;
  return {
    ...description,
    data: { ...description.data, path },
    executor: executorOf(description, options, env),
    device: {
      ...(target ? { kind: 'ssh', ...target } : description.device),
      ...(runner ? { runner } : {}),
    },
  };
}

function executorOf(
  { executor }: StudyDescription,
  options: Omit<MeansOptions, 'seed'>,
  env: NodeJS.ProcessEnv,
): StudyDescription['executor'] {
  const kind = options.executor ?? executor.kind;
  const slots = options.slots ?? executor.slots;
  if (kind === 'local') {
    for (const name of ['redis', 'queue'] as const) {
      if (options[name]) throw new UsageError(`search: --${name} is for --executor bullmq`);
    }
    return { kind, ...(slots === undefined ? {} : { slots }) };
  }
  const own =
    executor.kind === 'bullmq' ? executor : { redis: DEFAULT_REDIS, queue: DEFAULT_QUEUE };
  const redis = options.redis ?? env.REDIS_URL ?? own.redis;
  const queue = options.queue ?? own.queue;
  return { kind, redis, queue, ...(slots === undefined ? {} : { slots }) };
}

/** Content hash of a data set. Throws InputError where the study names another. */
export async function hashOf(
  { data }: StudyDescription,
  { terminal, signal }: CommandContext,
): Promise<string> {
  let progress: ReturnType<typeof terminal.progress> | undefined;
  const { dataHash } = await preparePictures(data.path, HASH_SIZE, {
    part: 'train',
    signal,
    onProgress(done, total) {
      progress ??= terminal.progress({ label: 'Reading the data set', unit: 'items', total });
      progress.update(done);
    },
  });
  terminal.close();
  if (data.hash !== undefined && data.hash !== dataHash) {
    throw new InputError(
      `${data.path}: expected the data set ${data.hash} that the study names, got ${dataHash}`,
    );
  }
  return dataHash;
}

export interface Means {
  readonly executor: Executor;
  readonly measure: MeasureCosts;
  readonly json: boolean;
  /** Hears of notices once there is a display that they must not tear. */
  display: StudyDisplay | null;
}

/** What a study runs with, before there is one: a Redis that is away must not leave half a study behind. */
export async function openMeans(
  description: StudyDescription,
  { json = false }: { readonly json?: boolean },
  { terminal, signal }: CommandContext,
): Promise<Means> {
  const measure = createCostMeasurement(description);
  // Notices may come before there is anything to show them in.
  const shown: Pick<Means, 'display'> = { display: null };
  const onNotice = (notice: string) => {
    const warn = () => terminal.warn(notice);
    if (shown.display) shown.display.interrupt(warn);
    else warn();
  };
  const executor = await openExecutor(description, { onNotice, signal });
  return Object.assign(shown, { executor, measure, json });
}
