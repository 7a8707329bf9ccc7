/**
 * Addresses of a Redis, which may hold a password: as user info or as an option in the query, both of which ioredis takes.
 * What is written or shown is put together from the parts that hold none.
 */
import { StudyError } from '../../description/study-error.js';
import { DEFAULT_REDIS } from './defaults.js';

/** Throws StudyError, without repeating it, for what is no address of a Redis. */
export function checkRedisUrl(url: string): void {
  if (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)) return;
  throw new StudyError('redis: expected a URL such as redis://host:6379');
}

/** A Redis as people may read it: where, and nothing else. */
export function shownUrl(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${hostname}:${port || 6379}`;
}

/** Options of a query that are no secrets. */
const PLAIN_OPTIONS = ['db', 'family'];

/** The same place without user and password, for files; workers and later runs get those from REDIS_URL. */
export function plainUrl(url: string): string {
  if (!URL.canParse(url)) return DEFAULT_REDIS;
  const { protocol, host, pathname, searchParams } = new URL(url);
  const plain = new URLSearchParams();
  for (const name of PLAIN_OPTIONS) {
    const value = searchParams.get(name);
    if (value !== null && /^\d{1,5}$/.test(value)) plain.set(name, value);
  }
  const database = /^\/\d{1,5}$/.test(pathname) ? pathname : '';
  const query = plain.size > 0 ? `?${plain}` : '';
  return `${protocol}//${host}${database}${query}`;
}

/** Whether a URL holds what nobody else should read. */
export function holdsSecrets(url: string): boolean {
  return !URL.canParse(url) || secretsOf(url).length > 0;
}

/** A text with whatever is secret in a URL taken out, as it is written there and as it is meant. */
export function withoutSecrets(text: string, url: string): string {
  return secretsOf(url).reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

const LEAST_SECRET = 3;

/** Users, passwords and all options but the plain ones, longest first. */
function secretsOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { username, password, search, searchParams, hash } = new URL(url);
  const options = [...searchParams].filter(([name]) => !PLAIN_OPTIONS.includes(name));
  const raw = search
    .slice(1)
    .split('&')
    .map((option) => option.slice(option.indexOf('=') + 1));
  const named = new Set(options.map(([, value]) => value));
  const written = raw.filter((value) => named.has(decode(value)) || named.has(value));
  const all = [username, password, hash.slice(1), ...named, ...written];
  return [...new Set(all.flatMap((value) => [value, decode(value)]))]
    .filter((value) => value.length >= LEAST_SECRET)
    .sort((a, b) => b.length - a.length);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
