/** A Redis of the test's own, on a free port, with a folder that survives restarts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { answers, describeWhere } from '../support/needs.js';

const installed = answers('redis-server', '--version');

/** `describe` for tests that need Redis: skipped, and said so, where there is none. */
export function describeWithRedis(title: string, body: () => void): void {
  describeWhere(installed, 'redis-server', title, body);
}

export interface RedisServer {
  readonly url: string;
  /** Ends the server and starts it again, with what it had on disk or without. */
  restart(options: { forget: boolean }): Promise<void>;
  close(): Promise<void>;
}

export async function startRedis(password = ''): Promise<RedisServer> {
  const port = await freePort();
  let dir = mkdtempSync(join(tmpdir(), 'deepawb-redis-'));
  const dirs = [dir];
  let server = await launch(port, dir, password);
  const end = async () => {
    server.kill('SIGTERM');
    if (server.exitCode === null) await new Promise((resolve) => server.once('close', resolve));
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart({ forget }) {
      await end();
      if (forget) {
        dir = mkdtempSync(join(tmpdir(), 'deepawb-redis-'));
        dirs.push(dir);
      }
      server = await launch(port, dir, password);
    },
    async close() {
      await end();
      for (const each of dirs) rmSync(each, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, dir: string, password: string): Promise<ChildProcess> {
  const options = {
    port,
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '""',
    ...(password ? { requirepass: password } : {}),
  };
  const server = spawn(
    'redis-server',
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore' },
  );
  for (let tries = 0; tries < 400; tries++) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
    if (await answersPing(port)) return server;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('redis-server does not answer');
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => done(/^(\+PONG|-NOAUTH)/.test(String(data))));
    socket.once('error', () => done(false));
    socket.setTimeout(1000, () => done(false));
  });
}
