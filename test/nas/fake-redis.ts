/**
 * A Redis of the test's own that refuses: it speaks the protocol (RESP2), knows just what a queue asks for first, and answers
 * a command of choice with an error of choice. It counts who is connected and keeps what it was sent.
 */
import { createServer, type Socket } from 'node:net';
import { freePort } from '../support/free-port.js';

export interface FakeRedis {
  readonly port: number;
  readonly url: string;
  /** Error by command, e.g. `{ HSET: 'READONLY You can't write' }`; `*` for all. */
  refusals: Record<string, string>;
  /** Names of commands, in order. */
  readonly seen: string[];
  readonly connected: number;
  close(): Promise<void>;
}

const INFO = '# Server\r\nredis_version:7.2.4\r\nloading:0\r\nmaxmemory_policy:noeviction\r\n';
const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** What is answered to a command that is not refused. Null: nothing, for ever. */
function answerTo(name: string, args: readonly string[]): string | null {
  switch (name) {
    case 'PING':
      return '+PONG\r\n';
    case 'INFO':
      return bulk(INFO);
    case 'CLIENT LIST':
      return bulk('');
    case 'EVAL':
    case 'EVALSHA':
    case 'HSET':
    case 'HDEL':
    case 'DEL':
      return ':0\r\n';
    case 'HMGET':
      return `*${args.length - 1}\r\n${'$-1\r\n'.repeat(args.length - 1)}`;
    case 'HGETALL':
      return '*0\r\n';
    case 'BZPOPMIN':
      return null;
    default:
      return '+OK\r\n';
  }
}

export async function startFakeRedis(refusals: Record<string, string> = {}): Promise<FakeRedis> {
  const sockets = new Set<Socket>();
  const port = await freePort();
  const state = { port, url: `redis://127.0.0.1:${port}`, refusals, seen: [] as string[] };
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      text += data.toString('latin1');
      for (let parsed = parse(text); parsed; parsed = parse(text)) {
        text = text.slice(parsed.length);
        const [first = '', ...args] = parsed.words;
        const command = first.toUpperCase();
        const name = command === 'CLIENT' ? `CLIENT ${args[0]?.toUpperCase()}` : command;
        state.seen.push(name);
        const refusal = state.refusals[name] ?? state.refusals['*'];
        const answer = refusal === undefined ? answerTo(name, args) : `-${refusal}\r\n`;
        if (answer !== null) socket.write(answer);
      }
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return Object.defineProperty(
    Object.assign(state, {
      connected: 0,
      close: () =>
        new Promise<void>((done) => {
          for (const socket of sockets) socket.destroy();
          server.close(() => done());
        }),
    }),
    'connected',
    { get: () => sockets.size },
  );
}

/** The first whole command of what came, and its length; null where there is none yet. */
function parse(text: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return null;
  let at = head[0].length;
  const words: string[] = [];
  for (let i = 0; i < Number(head[1]); i++) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 32));
    if (!size) return null;
    at += size[0].length;
    if (text.length < at + Number(size[1]) + 2) return null;
    words.push(text.slice(at, at + Number(size[1])));
    at += Number(size[1]) + 2;
  }
  return { words, length: at };
}
