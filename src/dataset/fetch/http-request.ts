/**
 * GET requests to servers that nobody vouches for: a few redirects, none to another protocol, never a compressed body.
 * `fetch` would decode one before it is counted, and three megabytes become three gigabytes.
 */
import { ArchiveError, FetchError } from './fetch-error.js';
import { createTransferGuard } from './transfer-guard.js';

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The answer that redirects lead to; its body is not encoded. Throws FetchError for an address that is none or for
 * redirects without end, ArchiveError for an encoded body, and what `fetch` throws.
 */
export async function requestPlain(
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  let url = checkAddress(address);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, {
      headers: { ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal,
    });
    if (!REDIRECTS.has(response.status)) return requireIdentity(response, url);
    await response.body?.cancel();
    if (redirects >= MOST_REDIRECTS) {
      throw new FetchError(`${address}: expected at most ${MOST_REDIRECTS} redirects, got more`);
    }
    url = redirectTarget(response, url);
  }
}

/** Throws FetchError for what is no address of the web, or holds a password, which would end in messages and files. */
export function checkAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FetchError(
      `expected an address that begins with http:// or https://, got ${address}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new FetchError(
      `${url.protocol}//${url.host}: expected an address without user and password; fetch the file another way and name it with --archive`,
    );
  }
  return url;
}

function redirectTarget(response: Response, from: URL): URL {
  const location = response.headers.get('location') ?? '';
  if (!URL.canParse(location, from.href)) {
    throw new FetchError(`${from.href}: expected a redirect to an address, got "${location}"`);
  }
  const to = checkAddress(new URL(location, from).href);
  if (from.protocol === 'https:' && to.protocol !== 'https:') {
    throw new FetchError(`${from.href}: expected to stay on https, got a redirect to ${to.href}`);
  }
  return to;
}

async function requireIdentity(response: Response, url: URL): Promise<Response> {
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (/^(\s*identity\s*(,|$))*$/i.test(encoding)) return response;
  await response.body?.cancel();
  throw new ArchiveError(
    `${url.href}: expected a body as it is, got one encoded with "${encoding}", which was not asked for`,
  );
}

/** A whole short text: headers and body within `stallMs`. Throws ArchiveError for one above `mostBytes`. */
export async function requestText(
  url: string,
  { stallMs, signal, mostBytes }: { stallMs: number; signal: AbortSignal; mostBytes: number },
): Promise<string> {
  const guard = createTransferGuard({ stallMs, signal, leastBytesPerSecond: 0 });
  try {
    const response = await requestPlain(url, {}, guard.signal);
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`HTTP ${response.status}`);
    }
    return await readText(response, url, mostBytes);
  } catch (error) {
    throw guard.signal.aborted ? guard.signal.reason : error;
  } finally {
    guard.end();
  }
}

async function readText(response: Response, url: string, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new ArchiveError(`${url}: expected at most ${mostBytes} bytes, got more`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
