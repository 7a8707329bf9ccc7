/** A server of pages for whoever sits at this machine: `access.ts` says who may speak with it, a handler what it answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../errors/index.js';
import { jsonText } from '../text/index.js';
import { type Access, addressesOf, newToken, refuse } from './access.js';

/** A request that is answered with a status and a sentence. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A request of someone who may. */
export interface LocalRequest {
  readonly method: string;
  /** Behind the token, with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What was sent, at most 64 KiB. Rejects with RequestError for more. */
  readonly body: () => Promise<string>;
}

export type Answer =
  | { readonly type: string; readonly bytes: string | Uint8Array }
  | { readonly json: unknown };

export interface ServeLocallyOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Null where there is nothing of that name. What it throws is a fault of the server's, but for a RequestError. */
  readonly handle: (request: LocalRequest) => Answer | null | Promise<Answer | null>;
  /** Told of faults that are the server's own. */
  readonly onFault: (error: unknown) => void;
  /** Whether its pages compile WebAssembly, and start workers. */
  readonly runsWasm?: boolean;
}

export interface LocalServer {
  /** Addresses of the page, token included. */
  readonly urls: readonly string[];
  close(): Promise<void>;
}

const MOST_BODY_BYTES = 64 * 1024;
const OWN_FILES =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HEADERS = {
  'x-content-type-options': 'nosniff',
  // The token is in the address.
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Rejects with UsageError where the address is taken, or none of this machine's. */
export async function serveLocally(options: ServeLocallyOptions): Promise<LocalServer> {
  const access = { token: newToken(), host: options.host, port: 0 };
  const policy = options.runsWasm
    ? OWN_FILES.replace(
        "script-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
      )
    : OWN_FILES;
  const send: Send = (response, status, type, body) =>
    write(
      response,
      status,
      { ...HEADERS, 'content-security-policy': policy, 'content-type': type },
      body,
    );
  const server = createServer((request, response) => {
    respond(request, response, access, options, send).catch((error: unknown) => {
      options.onFault(error);
      send(response, 500, TEXT, 'The server failed; its window says how.');
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await listen(server, options);
  access.port = (server.address() as AddressInfo).port;
  return {
    urls: addressesOf(options.host)
      .filter((address) => address !== '::1' && !address.startsWith('fe80'))
      .map((address) => urlOf(address, access)),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const TEXT = 'text/plain; charset=utf-8';

type Send = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
) => void;

function urlOf(address: string, { port, token }: Access): string {
  const name = address.includes(':') ? `[${address}]` : address;
  return `http://${name}:${port}/${token}/`;
}

/** What the system says of an address or port that cannot be had. */
const NOT_SERVED = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'];

/** Rejects with UsageError where the address cannot be served on. */
function listen(server: Server, { host, port }: ServeLocallyOptions): Promise<void> {
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
  access: Access,
  { handle }: ServeLocallyOptions,
  send: Send,
): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const { method = 'GET', headers } = request;
  const refusal = refuse({ method, headers, path }, access);
  if (refusal !== null) {
    // What a stranger still sends is not read.
    response.setHeader('connection', 'close');
    send(response, refusal.status, TEXT, refusal.message);
    return;
  }
  const sendJson = (value: unknown, status = 200) =>
    send(response, status, 'application/json; charset=utf-8', jsonText(value));
  try {
    const answer = await handle({
      method,
      path: path.slice(access.token.length + 1),
      query: new URLSearchParams(query),
      body: () => bodyOf(request),
    });
    if (answer === null) send(response, 404, TEXT, 'Not found.');
    else if ('bytes' in answer) send(response, 200, answer.type, answer.bytes);
    else sendJson(answer.json);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.status === 413) response.setHeader('connection', 'close');
    sendJson({ message: error.message }, error.status);
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

function write(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  response.end(body);
}
