/** The server of the page: `access.ts` says who may speak with it, `session.ts` what it does. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../../errors/index.js';
import { jsonText } from '../../../text/index.js';
import { type Access, addressesOf, newToken, refuse } from './access.js';
import type { CloseUpArea } from './close-up.js';
import { checkRequest, RequestError } from './messages.js';
import { LabelSession, type SessionOptions } from './session.js';
import { pageFile, previewOf, type StaticFile } from './static-files.js';

export interface ServeOptions extends SessionOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Told of faults that are the server's own. */
  readonly onFault: (error: unknown) => void;
}

export interface LabelServer {
  /** Addresses of the page, token included. */
  readonly urls: readonly string[];
  /** Ends the server and derives what is left to derive. */
  close(): Promise<void>;
}

const MOST_BODY_BYTES = 64 * 1024;
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // The token is in the address.
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Rejects with DatasetError where nothing was imported, and with the system's error where the address is taken. */
export async function serveLabels(options: ServeOptions): Promise<LabelServer> {
  const session = new LabelSession(options);
  const token = newToken();
  const access = { token, host: options.host, port: 0 };
  const server = createServer((request, response) => {
    respond(request, response, session, access, options).catch((error: unknown) => {
      options.onFault(error);
      send(response, 500, 'text/plain; charset=utf-8', 'The server failed; its window says how.');
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await listen(server, options);
  access.port = (server.address() as AddressInfo).port;
  const ending = new AbortController();
  const answering = session.answerAll(ending.signal);
  return {
    urls: addressesOf(options.host)
      .filter((address) => address !== '::1' && !address.startsWith('fe80'))
      .map((address) => urlOf(address, access)),
    async close() {
      ending.abort();
      await answering;
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await session.settled();
    },
  };
}

function urlOf(address: string, { port, token }: Access): string {
  const name = address.includes(':') ? `[${address}]` : address;
  return `http://${name}:${port}/${token}/`;
}

/** What the system says of an address or port that cannot be had. */
const NOT_SERVED = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'];

/** Rejects with UsageError where the address cannot be served on. */
function listen(server: Server, { host, port }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (!NOT_SERVED.includes(error.code ?? '')) return reject(error);
      const cure =
        error.code === 'EADDRINUSE'
          ? 'Name another --port.'
          : "Name one of this machine's addresses.";
      reject(
        new UsageError(
          `--host ${host}, --port ${port}: cannot be served on (${error.code}). ${cure}`,
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  session: LabelSession,
  access: Access,
  { dir }: ServeOptions,
): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const { method = 'GET', headers } = request;
  const refusal = refuse({ method, headers, path }, access);
  if (refusal !== null) {
    // What a stranger still sends is not read.
    response.setHeader('connection', 'close');
    send(response, refusal.status, 'text/plain; charset=utf-8', refusal.message);
    return;
  }
  const rest = path.slice(access.token.length + 1);
  try {
    if (method === 'POST') {
      sendJson(response, await post(rest, await bodyOf(request), session));
      return;
    }
    const answer = get(rest, new URLSearchParams(query), session, dir);
    if (answer === null) send(response, 404, 'text/plain; charset=utf-8', 'Not found.');
    else if ('bytes' in answer) send(response, 200, answer.type, answer.bytes);
    else sendJson(response, answer.json);
  } catch (error) {
    if (error instanceof RequestError) {
      if (error.status === 413) response.setHeader('connection', 'close');
      sendJson(response, { message: error.message }, error.status);
    } else if ((error as Error).name === 'DatasetError') {
      sendJson(response, { message: (error as Error).message }, 409);
    } else throw error;
  }
}

/** Null where there is nothing of that name. */
function get(
  path: string,
  query: URLSearchParams,
  session: LabelSession,
  dir: string,
): StaticFile | { readonly json: unknown } | null {
  if (path === '/api/state') return { json: session.state() };
  if (path === '/api/picture') return { json: session.facts(query.get('image') ?? '') };
  if (path === '/api/pixels') {
    const bytes = session.closeUp(query.get('image') ?? '', closeUpArea(query));
    return { bytes, type: 'application/octet-stream' };
  }
  if (path.startsWith('/preview/')) return previewOf(dir, session.shots, path.slice(9));
  return path.startsWith('/api/') ? null : pageFile(path);
}

/** A number that is missing or none is NaN, which no area has. */
function closeUpArea(query: URLSearchParams): CloseUpArea {
  const [left, top, width, height] = ['left', 'top', 'width', 'height'].map((name) =>
    Number.parseInt(query.get(name) ?? '', 10),
  ) as [number, number, number, number];
  return { left, top, width, height };
}

async function post(path: string, body: string, session: LabelSession): Promise<unknown> {
  switch (path) {
    case '/api/measure': {
      const { image, ...marked } = checkRequest('measure', body);
      return session.measure(image, marked);
    }
    case '/api/label': {
      const { image, ...marked } = checkRequest('label', body);
      return session.label(image, marked);
    }
    case '/api/copy': {
      const { from, to } = checkRequest('copy', body);
      return session.copy(from, to);
    }
    case '/api/undo': {
      const { image, key } = checkRequest('undo', body);
      return session.undo(image, key);
    }
    case '/api/unusable':
      return session.markUnusable(checkRequest('unusable', body).image);
    default:
      throw new RequestError(404, 'Not found.');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_BODY_BYTES) throw new RequestError(413, 'Too much at once.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, 'application/json; charset=utf-8', jsonText(value));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...HEADERS, 'content-type': type });
  response.end(body);
}
