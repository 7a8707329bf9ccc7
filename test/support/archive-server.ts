/**
 * A loopback server in Zenodo's place: the record's JSON and one archive, with the faults that a real
 * network has, in the order given, one for each request of the archive.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { readonly kind: 'none' }
  /** Ends the connection after so many bytes of body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Sends so many bytes of body, then nothing, and keeps the connection. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
    }
  /** 200 and the whole body whatever range was asked for. */
  | { readonly kind: 'ignore-range' }
  /** 206 from a place that was not asked for. */
  | { readonly kind: 'wrong-range' };

export interface ArchiveServer {
  readonly baseUrl: string;
  readonly archiveUrl: string;
  /** Headers of the archive's requests, in order. */
  readonly requests: { range: string | undefined; ifRange: string | undefined }[];
  /** What comes next, may be changed between runs. */
  body: Buffer;
  faults: Fault[];
  /** Fields of the record to replace, e.g. a wrong checksum. */
  record: { checksum?: string; size?: number; status?: number };
  close(): Promise<void>;
}

const FILE = 'SimpleCube++.zip';

export async function startArchiveServer(body: Buffer): Promise<ArchiveServer> {
  const http = createServer((request, response) => {
    if (request.url?.startsWith('/api/records/4153431')) sendRecord(state, response);
    else if (request.url?.startsWith('/records/4153431/files/SimpleCube%2B%2B.zip')) {
      sendArchive(state, request, response);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const state: ArchiveServer = {
    baseUrl,
    archiveUrl: `${baseUrl}/records/4153431/files/SimpleCube%2B%2B.zip`,
    requests: [],
    body,
    faults: [],
    record: {},
    close: () =>
      new Promise((done) => {
        http.closeAllConnections();
        http.close(() => done());
      }),
  };
  return state;
}

export const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

function sendRecord({ record, body }: ArchiveServer, response: ServerResponse): void {
  response.writeHead(record.status ?? 200, { 'content-type': 'application/json' });
  const { checksum = `md5:${md5Of(body)}`, size = body.length } = record;
  response.end(JSON.stringify({ id: 4153431, files: [{ key: FILE, size, checksum }] }));
}

function sendArchive(
  state: ArchiveServer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { range } = request.headers;
  const ifRange = request.headers['if-range'] as string | undefined;
  state.requests.push({ range, ifRange });
  const fault = state.faults.shift() ?? { kind: 'none' };
  if (fault.kind === 'status') {
    response.writeHead(fault.status, fault.headers).end('not now');
    return;
  }
  const { body } = state;
  const etag = `"${md5Of(body)}"`;
  const fits = ifRange === undefined || ifRange === etag;
  const asked = fits && fault.kind !== 'ignore-range' ? /^bytes=(\d+)-$/.exec(range ?? '') : null;
  const from = fault.kind === 'wrong-range' ? 7 : Number(asked?.[1] ?? 0);
  if (from > 0 && from >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const rest = body.subarray(from);
  const headers = { etag, 'content-length': rest.length };
  if (from > 0) {
    const contentRange = `bytes ${from}-${body.length - 1}/${body.length}`;
    response.writeHead(206, { ...headers, 'content-range': contentRange });
  } else response.writeHead(200, headers);
  sendBody(rest, fault, response);
}

function sendBody(rest: Buffer, fault: Fault, response: ServerResponse): void {
  if (fault.kind !== 'cut' && fault.kind !== 'stall') {
    response.end(rest);
    return;
  }
  response.write(rest.subarray(0, fault.afterBytes), () => {
    // Leave the bytes time to arrive before the connection goes.
    if (fault.kind === 'cut') setTimeout(() => response.destroy(), 30);
  });
}
