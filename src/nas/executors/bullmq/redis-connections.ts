/**
 * The connections of one coordinator or worker, those included that BullMQ makes for itself: closed together, whatever
 * state each is in, so that none keeps a process alive.
 */
import { createHash } from 'node:crypto';
import type { Redis, RedisOptions } from 'ioredis';
import { StudyError } from '../../description/study-error.js';
import { absenceOf, isPassing, isRefusal, refusalOf } from './redis-fault.js';
import { controlKey } from './redis-place.js';
import { checkRedisUrl, shownUrl } from './redis-url.js';

export interface RedisConnections {
  /** One more, which waits for a Redis that restarts instead of giving up. */
  open(): Redis;
  closeAll(): void;
}

/** Answers, errors and closings of all of them reach `onError`. */
export function createConnections(
  url: string,
  RedisClass: typeof import('ioredis').Redis,
  onError: (error: Error) => void,
): RedisConnections {
  const all = new Set<Redis>();
  const track = (client: Redis): Redis => {
    all.add(client);
    client.on('error', onError);
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (changes?: Partial<RedisOptions>) => track(duplicate(changes));
    return client;
  };
  return {
    open: () =>
      track(
        new RedisClass(url, {
          maxRetriesPerRequest: null,
          retryStrategy: (tries) => Math.min(100 * tries, 1000),
        }),
      ),
    closeAll() {
      for (const client of all) client.disconnect();
      all.clear();
    },
  };
}

export interface CheckOptions {
  readonly queue: string;
  readonly role: 'coordinator' | 'worker';
  readonly signal?: AbortSignal | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

const ANSWER_MS = 5000;
const AGAIN_MS = 500;
/** A cluster that has just started is down for some seconds. */
const CLUSTER_MS = 5000;

/**
 * Runs what a coordinator or a worker cannot do without. A Redis that is loading its data is waited for. Throws StudyError,
 * without the URL's password, where nothing answers, or an answer is an error.
 */
export async function checkRedis(
  url: string,
  RedisClass: typeof import('ioredis').Redis,
  options: CheckOptions,
): Promise<void> {
  checkRedisUrl(url);
  if (options.queue.includes(':')) {
    throw new StudyError(`queue: expected a name without colons, got '${options.queue}'`);
  }
  const start = performance.now();
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const fault = await tryCommands(url, RedisClass, options);
    if (fault === null) return;
    const mayCome = /^CLUSTERDOWN/.test(fault.message) && performance.now() - start < CLUSTER_MS;
    if (isRefusal(fault) && !mayCome) throw refusalOf(fault, url, options.queue);
    if (!isPassing(fault) && !mayCome) throw absenceOf(fault, url);
    if (!told)
      options.onNotice?.(`${shownUrl(url)} is not ready (${fault.message}); waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** What the first of them says that is an error. */
async function tryCommands(
  url: string,
  RedisClass: typeof import('ioredis').Redis,
  { queue, role }: CheckOptions,
): Promise<Error | null> {
  const client = new RedisClass(url, {
    lazyConnect: true,
    enableReadyCheck: false,
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
    for (const [command, ...args] of commandsOf(role, queue)) await client.call(command, ...args);
    return fault;
  } catch (error) {
    return fault ?? (error as Error);
  } finally {
    client.disconnect();
  }
}

/** Two keys at once, as every script of the queue has. */
const SCRIPT = "return redis.call('EXISTS', KEYS[1]) + redis.call('EXISTS', KEYS[2])";

function commandsOf(
  role: CheckOptions['role'],
  queue: string,
): [command: string, ...args: string[]][] {
  const key = controlKey(queue);
  const keys = ['2', `bull:${queue}:wait`, `bull:${queue}:id`];
  const field = `probe:${process.pid}`;
  return [
    ['PING'],
    ['INFO'],
    ...(role === 'coordinator' ? [['CLIENT', 'LIST'] as [string, string]] : []),
    ['EVAL', SCRIPT, ...keys],
    ['EVALSHA', createHash('sha1').update(SCRIPT).digest('hex'), ...keys],
    ['HSET', key, field, '1'],
    ['HMGET', key, field],
    ['HDEL', key, field],
  ];
}
