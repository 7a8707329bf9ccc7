/** Where coordinators and workers meet: a Redis, a queue in it, and words that go past the queue. */
import { StudyError } from '../../description/study-error.js';
import type { TrialJob } from '../executor.js';

/** Both packages are optional: who trains on one machine needs neither. Throws StudyError. */
export async function importBullmq(): Promise<{
  bullmq: typeof import('bullmq');
  Redis: typeof import('ioredis').Redis;
}> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StudyError(
      "the executor bullmq needs the packages bullmq and ioredis: 'npm install bullmq ioredis'",
    );
  }
}

/** A job's id in the queue: the same job is never in it twice. */
export function jobIdOf({ studyId, trialId, attempt }: TrialJob): string {
  return `${studyId}/${trialId}/${attempt}`.replace(/[^\w./-]/g, '-');
}

/** Hash of words from coordinators to workers: which jobs to end, on which hosts to be quiet. */
export const controlKey = (queue: string) => `deepawb:control:${queue}`;
export const cancelField = (jobId: string) => `cancel:${jobId}`;
export const quietField = (host: string) => `quiet:${host}`;

/** Workers look at the words so often. */
export const CONTROL_INTERVAL_MS = 250;

/** A job in the queue, with what workers said that cannot run it, by their places. */
export interface QueuedJob extends TrialJob {
  readonly refusals?: Readonly<Record<string, string>>;
}

/** A worker process, by its place; each of its slots has a name of its own. */
export const workerPlace = (host: string, pid: number) => `${host}:${pid}`;
export const slotName = (place: string, slot: number) => `${place}:${slot}`;

/** The place of a worker by the name that its connection has in Redis; null for other clients. */
export function placeOf(connectionName: string): string | null {
  return /:w:(.*):\d+$/.exec(connectionName)?.[1] ?? null;
}
