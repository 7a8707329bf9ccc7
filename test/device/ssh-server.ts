/** A real OpenSSH server on loopback with keys, configuration and folders of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../dist/device/index.js';
import { freePort } from '../support/free-port.js';
import { answers, describeWhere } from '../support/needs.js';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file));
const usable = SSHD !== undefined && answers('ssh', '-V');

/** `describe` for tests that need OpenSSH: skipped, and said so, where there is none. */
export function describeWithSshd(title: string, body: () => void): void {
  describeWhere(usable, 'sshd', title, body);
}

export interface SshServer {
  readonly port: number;
  /** Where tests find keys; the server's own things too. */
  readonly dir: string;
  /** Folder for what is copied to the device. */
  readonly remoteDir: string;
  /** The device's lock: while it is there, others wait. */
  readonly turn: string;
  readonly target: SshTarget;
  /** Line for known_hosts. */
  readonly hostLine: string;
  close(): void;
}

export async function startSshServer(): Promise<SshServer> {
  const dir = mkdtempSync(join(tmpdir(), 'deepawb-sshd-'));
  const file = (name: string) => join(dir, name);
  for (const key of ['host', 'user', 'stranger']) makeKey(file(key));
  const remoteDir = file('device');
  for (const folder of [remoteDir, file('tmp')]) mkdirSync(folder);
  writeFileSync(file('authorized_keys'), readFileSync(file('user.pub')), { mode: 0o600 });
  const port = await freePort();
  writeFileSync(file('sshd_config'), serverConfig(file, port));
  mkdirSync('/run/sshd', { recursive: true });
  const server = spawn(SSHD!, ['-D', '-e', '-f', file('sshd_config')], { stdio: 'ignore' });
  await reachable(port, server);
  const [type, key] = readFileSync(file('host.pub'), 'utf8').split(' ');
  const hostLine = `[127.0.0.1]:${port} ${type} ${key}\n`;
  writeFileSync(file('known_hosts'), hostLine);
  return {
    port,
    dir,
    remoteDir,
    turn: file('tmp/deepawb-measuring'),
    hostLine,
    target: {
      destination: `${userInfo().username}@127.0.0.1`,
      port,
      identity: file('user'),
      knownHosts: file('known_hosts'),
      remoteDir,
    },
    close() {
      server.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
}

function serverConfig(file: (name: string) => string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('authorized_keys')}`,
    `PidFile ${file('pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin yes',
    `SetEnv PATH=${process.env.PATH} TMPDIR=${file('tmp')}`,
    '',
  ].join('\n');
}

async function reachable(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`sshd ended with ${server.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('sshd does not answer');
}
