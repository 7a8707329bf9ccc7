/** A device that OpenSSH reaches, and how its client is called: keys and agents only, known hosts only, never a question. */
import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseDestination } from './destination.js';

export interface SshTarget {
  /** `user@host`, `ssh://user@host:port`, or a name from the client's configuration. */
  readonly destination: string;
  readonly port?: number | undefined;
  /** File of a private key. */
  readonly identity?: string | undefined;
  /** File of host keys, instead of the user's and the system's. */
  readonly knownHosts?: string | undefined;
  /** Folder on the device for the runner's own folder; its TMPDIR, or /tmp, unless given. */
  readonly remoteDir?: string | undefined;
}

/** The destination as it was. Throws RangeError for what is none, or would hand a password to the command line. */
export function checkDestination(destination: string): string {
  parseDestination(destination);
  return destination;
}

const CONNECT_SECONDS = 15;

/** Throws RangeError for what the client or the device's shell would take for something else. */
function checkTarget({ destination, port, remoteDir }: SshTarget): void {
  checkDestination(destination);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new RangeError(`port: expected a whole number from 1 to 65535, got ${port}`);
  }
  if (remoteDir !== undefined && (remoteDir === '' || remoteDir.startsWith('-'))) {
    throw new RangeError(`remote folder: expected a path, got '${remoteDir}'`);
  }
}

/** Arguments of the client, up to the command that the device runs. Throws RangeError for what is no target. */
export function sshArguments(target: SshTarget): string[] {
  checkTarget(target);
  const { name, port: ownPort } = parseDestination(target.destination);
  const { port = ownPort, identity, knownHosts } = target;
  const settings: Record<string, string | number> = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    UpdateHostKeys: 'no',
    ConnectTimeout: CONNECT_SECONDS,
    ServerAliveInterval: 5,
    ServerAliveCountMax: 3,
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    RemoteCommand: 'none',
    ControlMaster: 'no',
    ControlPath: 'none',
    LogLevel: 'ERROR',
    ...homeSettings(),
    ...(knownHosts ? { UserKnownHostsFile: quote(knownHosts), GlobalKnownHostsFile: 'none' } : {}),
    ...(identity ? { IdentityFile: quote(identity), IdentitiesOnly: 'yes' } : {}),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['-T', ...options, ...(port === undefined ? [] : ['-p', String(port)]), '--', name];
}

/** OpenSSH looks in the home that the system has on record; where HOME says otherwise, HOME counts. */
function homeSettings(): Record<string, string> {
  const home = homedir();
  if (home === userInfo().homedir) return {};
  const key = ['id_ed25519', 'id_ecdsa', 'id_rsa']
    .map((name) => join(home, '.ssh', name))
    .find((file) => existsSync(file));
  return {
    UserKnownHostsFile: quote(join(home, '.ssh/known_hosts')),
    ...(key ? { IdentityFile: quote(key) } : {}),
  };
}

/** The client would expand `%h` and its like. */
function quote(file: string): string {
  return `"${file.replaceAll('%', '%%')}"`;
}
