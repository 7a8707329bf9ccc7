/**
 * Who may speak with the server: whoever knows the token in its address, from a page that it served itself, by an address of this
 * machine. A site that has its name point here (DNS rebinding) says that name as Host and is refused; one that posts across origins says
 * so as Origin, or Sec-Fetch-Site, and is refused.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** 144 bits: nobody guesses it. */
export const newToken = (): string => randomBytes(18).toString('base64url');

export interface Access {
  readonly token: string;
  readonly port: number;
  /** Address that the server listens on. */
  readonly host: string;
}

/** A refusal: status and a sentence; null for who may. `path` begins with a slash. */
export function refuse(
  {
    method = 'GET',
    headers,
    path,
  }: { method?: string; headers: IncomingHttpHeaders; path: string },
  access: Access,
): { readonly status: number; readonly message: string } | null {
  if (!isOwnHost(headers.host, access))
    return { status: 421, message: 'Not a name of this server.' };
  if (!hasToken(path, access.token))
    return {
      status: 404,
      message:
        'Not found. Open the whole address that the program printed: what stands behind the port is its key.',
    };
  const own = `http://${headers.host}`;
  const { origin } = headers;
  if (origin !== undefined && origin !== own) return { status: 403, message: 'Another origin.' };
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, message: 'Another site.' };
  }
  if (method === 'GET' || method === 'HEAD') return null;
  if (method !== 'POST') return { status: 405, message: 'Only GET and POST.' };
  if (origin === undefined) return { status: 403, message: 'No origin.' };
  const type = headers['content-type'] ?? '';
  return /^application\/json\b/.test(type) ? null : { status: 415, message: 'Expected JSON.' };
}

/** The path behind the token, with a slash; null where the token is wrong. */
function hasToken(path: string, token: string): boolean {
  const [, given = ''] = path.split('/');
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Names would be what rebinding needs: numbers of this machine, and localhost, are all that is taken. */
function isOwnHost(stated: string | undefined, { port, host }: Access): boolean {
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d+))?$/i.exec(stated ?? '');
  if (!found || Number(found[2] ?? 80) !== port) return false;
  const name = found[1].replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost' || name === host.toLowerCase()) return true;
  return isIP(name) !== 0 && addressesOf(host).includes(name);
}

/** Addresses under which a server that listens on `host` is reached. */
export function addressesOf(host: string): string[] {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = all.map(({ address }) => address.toLowerCase());
  // Who listens on 0.0.0.0 is reached by numbers of the older kind alone.
  if (isEverywhere) return own.filter((address) => host === '::' || !address.includes(':'));
  const isLoopback = host === 'localhost' || host.startsWith('127.') || host === '::1';
  return isLoopback ? ['127.0.0.1', '::1'] : [host];
}
