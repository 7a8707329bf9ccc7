/** A loopback server that answers each path as it is told, over a bare socket: no library holds it to the protocol. */
import { createServer, type Socket } from 'node:net';
import { freePort } from './free-port.js';

export interface HostileRequest {
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes whatever it wants, as long as `isOpen()`. */
export type HostileAnswer = (socket: Socket, request: HostileRequest) => void | Promise<void>;

export interface HostileServer {
  readonly baseUrl: string;
  readonly requests: HostileRequest[];
  answer: HostileAnswer;
  /** Bytes that were taken off the server's hands. */
  readonly sentBytes: number;
  close(): Promise<void>;
}

export async function startHostileServer(answer: HostileAnswer): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const requests: HostileRequest[] = [];
  const state = { baseUrl: '', requests, answer, sentBytes: 0 } as HostileServer & {
    sentBytes: number;
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setMaxListeners(0);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      state.sentBytes += socket.bytesWritten;
    });
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const request = parse(text.slice(0, end));
      text = text.slice(end + 4);
      requests.push(request);
      void state.answer(socket, request);
    });
  });
  const port = await freePort();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return Object.assign(state, {
    baseUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  });
}

function parse(head: string): HostileRequest {
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { path: first.split(' ')[1] ?? '', headers: Object.fromEntries(headers) };
}

/** Head of an answer. */
export function head(status: string, headers: Record<string, string | number> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`;
}

/** Writes a chunk again and again until the other side has enough. */
export async function pour(socket: Socket, chunk: Uint8Array): Promise<void> {
  while (!socket.destroyed) {
    if (socket.write(chunk)) await new Promise((resolve) => setImmediate(resolve));
    else {
      await new Promise<void>((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', () => resolve());
      });
    }
  }
}

/** Writes a byte now and then until the other side has enough. */
export async function drip(socket: Socket, everyMs: number): Promise<void> {
  while (!socket.destroyed) {
    socket.write('x');
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
