/**
 * What a Redis says that refuses: an answer that is an error is no Redis that is away. Waiting mends the first few of them,
 * the others end whoever gets them, with the reason and the cure.
 */
import { StudyError } from '../../description/study-error.js';
import { shownUrl, withoutSecrets } from './redis-url.js';

/** Answers that another try may not get. */
const PASSING = /^(LOADING|BUSY |TRYAGAIN|MASTERDOWN|NOREPLICAS|UNBLOCKED)/;

/** What was wanted and what to do, by what the answer says; the first that fits. `{command}` is the command refused. */
const CURES: readonly (readonly [pattern: RegExp, expected: string, cure: string])[] = [
  [
    /NOAUTH|WRONGPASS|invalid password|without any password|AUTH/,
    'a Redis that lets us in',
    'give user and password in REDIS_URL',
  ],
  [
    /NOPERM|no permissions|ACL failure|can't run this command/i,
    'a user that may run {command}',
    "allow it (ACL SETUSER) on the keys 'bull:*' and 'deepawb:*', or give another user in REDIS_URL",
  ],
  [
    /CROSSSLOT/,
    'a queue whose keys lie in one slot of the cluster',
    "put its name in braces, here and for the workers: --queue '{queue}'",
  ],
  [
    /^(MOVED|ASK) /,
    'the node of the cluster that holds the queue',
    "put the queue's name in braces, --queue '{queue}', and name the node in that answer with --redis",
  ],
  [
    /CLUSTERDOWN/,
    'a cluster that serves all slots',
    "see 'redis-cli cluster info' and mend the cluster",
  ],
  [/OOM/, 'a Redis with memory to spare', 'raise its maxmemory, or remove keys that nobody needs'],
  [/READONLY/, 'a Redis that may be written to', 'name the primary, not a replica, with --redis'],
  [
    /MISCONF/,
    'a Redis that can save to its disk',
    "see its log: the disk is full or cannot be written; or 'CONFIG SET stop-writes-on-bgsave-error no'",
  ],
  [
    /unknown (sub)?command|unknown redis command/i,
    'a Redis that knows {command}',
    'use Redis 6.2 or newer, or a service that does not rename or remove commands',
  ],
  [
    /DENIED|protected mode/,
    'a Redis that takes connections from here',
    'set a password there, or bind it to an address of this network',
  ],
  [
    /max number of clients/,
    'a Redis that takes one more connection',
    'raise its maxclients, or end clients that nobody needs',
  ],
  [/DB index|SELECT is not allowed/, 'a database that there is', 'leave its number out of the URL'],
  [
    /WRONGTYPE/,
    'a queue of our own',
    'its name is in use by something else: choose another with --queue',
  ],
];

const OTHERWISE = ['a Redis that runs {command}', 'see its log'] as const;

/** Whether an error is an answer that waiting does not change. */
export function isRefusal(error: unknown): boolean {
  const { name, message } = error as Error;
  return (name === 'ReplyError' && !PASSING.test(message)) || /^(WRONGPASS|NOAUTH)/.test(message);
}

/** Whether an error is an answer that another try may not get. */
export function isPassing(error: unknown): boolean {
  return (error as Error).name === 'ReplyError' && PASSING.test((error as Error).message);
}

/** What to tell of an answer that refuses, without the URL's password. */
export function refusalOf(error: unknown, url: string, queue: string): StudyError {
  const message = withoutSecrets((error as Error).message, url);
  const found = CURES.find(([pattern]) => pattern.test(message));
  const [expected, cure] = found ? [found[1], found[2]] : OTHERWISE;
  const inBraces = queue.startsWith('{') ? queue.slice(1).replace(/\}.*/, '') : queue;
  const fill = (text: string) =>
    text.replace('{command}', commandOf(error)).replace("'{queue}'", `'{${inBraces}}'`);
  return new StudyError(
    `${shownUrl(url)}: expected ${fill(expected)}, got: ${message}; ${fill(cure)}`,
  );
}

/** Its name and, where there is one, the subcommand; other arguments may be secrets. */
function commandOf(error: unknown): string {
  const { command } = error as { command?: { name?: unknown; args?: unknown } };
  if (typeof command?.name !== 'string') return 'its commands';
  const name = command.name.toUpperCase();
  const [first] = Array.isArray(command.args) ? command.args : [];
  return name === 'CLIENT' ? `CLIENT ${String(first).toUpperCase()}` : name;
}

/** What to tell where nothing answers, or no Redis. */
export function absenceOf(error: unknown, url: string): StudyError {
  const reason = withoutSecrets((error as Error).message, url) || 'nothing answers';
  return new StudyError(
    `${shownUrl(url)}: expected a Redis, got: ${reason}; start redis-server, or name another with --redis`,
  );
}
