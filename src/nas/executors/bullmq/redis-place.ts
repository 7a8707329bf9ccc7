/** Where coordinators and workers meet: a Redis, a queue in it, and words that go past the queue. */
import { StudyError } from '../../description/study-description.js';
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

const ANSWER_MS = 5000;

/** Throws StudyError, without the URL's password, where nothing answers or lets us in. */
export async function checkRedis(
  url: string,
  Redis: typeof import('ioredis').Redis,
): Promise<void> {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new StudyError('redis: expected a URL such as redis://host:6379');
  }
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
  });
  let fault: Error | null = null;
  client.on('error', (error) => {
    fault ??= error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw new StudyError(faultText(shownUrl(url), fault ?? (error as Error)));
  } finally {
    client.disconnect();
  }
}

function faultText(shown: string, { message }: Error): string {
  if (/NOAUTH|WRONGPASS|AUTH|NOPERM/.test(message)) {
    return `${shown}: expected a Redis that lets us in, got: ${message}; give user and password in REDIS_URL`;
  }
  const reason = message || 'nothing answers';
  return `${shown}: expected a Redis, got: ${reason}; start redis-server, or name another with --redis`;
}

/** Connections wait for a Redis that restarts instead of giving up. */
export function connectionOf(url: string) {
  return {
    url,
    maxRetriesPerRequest: null,
    retryStrategy: (tries: number) => Math.min(100 * tries, 1000),
  };
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

/** A Redis as people may read it, without its password. */
export function shownUrl(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${hostname}:${port || 6379}`;
}
