/**
 * Destinations as OpenSSH's client takes them: `[user@]host`, divided at the last @, or `ssh://[user@]host[:port]`. What its
 * configuration could hand to a shell (`%r`, `%h` of a ProxyCommand) is refused here as newer versions refuse it there
 * (valid_ruser and valid_hostname of ssh.c).
 */
import { isIPv6 } from 'node:net';

export interface Destination {
  /** `user@host` or `host`: what the client is given. */
  readonly name: string;
  /** Of an address that names one. */
  readonly port?: number;
}

const NO_PASSWORD =
  'expected user@host without a password, which others on this machine could read; use a key or an agent';

/** Neither spaces, control characters, nor what a shell takes for more than text. */
const USER = /^(?!-)[^\s\p{C}'"`;&<>|(){}]+(?<!\\)$/u;
const HOST = /^(?!-)[^\s\p{C}'"`;&<>|(){}$\\@/]+$/u;

/** Throws RangeError for what is no destination, or would hand a password to the command line. */
export function parseDestination(text: string): Destination {
  const address = /^ssh:\/\/(.*?)\/?$/s.exec(text);
  if (address) return parseAddress(address[1]!, text);
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) throw wrong(text);
  const at = text.lastIndexOf('@');
  const user = at < 0 ? null : text.slice(0, at);
  const host = text.slice(at + 1);
  if (user?.includes(':')) throw new RangeError(NO_PASSWORD);
  if (/^[^:]+:\d+$/.test(host)) {
    throw new RangeError(
      `expected user@host, got '${text}'; name the port with --port, or write ssh://${text}`,
    );
  }
  checkParts(user, host, text);
  return { name: text };
}

/** What follows `ssh://`. */
function parseAddress(authority: string, text: string): Destination {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? null : decode(authority.slice(0, at), text);
  if (user?.includes(':')) throw new RangeError(NO_PASSWORD);
  const place = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d+))?$/.exec(authority.slice(at + 1));
  if (!place) throw wrong(text);
  const inBrackets = place[1]!.startsWith('[');
  const host = decode(inBrackets ? place[1]!.slice(1, -1) : place[1]!, text);
  if (inBrackets && !isIPv6(host)) throw wrong(text);
  checkParts(user, host, text);
  const name = user === null ? host : `${user}@${host}`;
  return place[2] === undefined ? { name } : { name, port: portOf(place[2], text) };
}

function portOf(digits: string, text: string): number {
  const port = Number(digits);
  if (port >= 1 && port <= 65_535) return port;
  throw new RangeError(`port: expected a whole number from 1 to 65535, got ${digits} in '${text}'`);
}

function checkParts(user: string | null, host: string, text: string): void {
  const literal = host.startsWith('[') ? /^\[(.*)\]$/.exec(host)?.[1] : host;
  const fits = host.includes('[') ? literal !== undefined && isIPv6(literal) : HOST.test(host);
  if (!fits || (user !== null && !USER.test(user))) throw wrong(text);
}

function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong(text);
  }
}

/** What stands between a colon and an @ may be a password. */
function wrong(text: string): RangeError {
  const shown = text.replace(/:(?!\/\/)[^@]*@|(?<=:\/\/)[^@]*:[^@]*@/g, ':***@');
  return new RangeError(`expected user@host or ssh://user@host:port, got '${shown}'`);
}
