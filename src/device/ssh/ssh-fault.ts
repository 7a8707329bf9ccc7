/** What went wrong with a connection, and what to do: from the words of OpenSSH's client. */
import { lastError, MeasureError } from '../measure-error.js';
import type { DeviceStep } from './device-script.js';
import type { SshTarget } from './ssh-target.js';

interface Fault {
  readonly said: RegExp;
  readonly step: string;
  readonly message: (host: string, keyscan: string) => string;
}

/** Before the device's first step: the connection itself. First match counts. */
const CONNECTION_FAULTS: readonly Fault[] = [
  {
    said: /REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key/i,
    step: 'host key',
    message: (host) =>
      `${host} shows another key than the known one: someone may be in between. If the device was set up anew, check ` +
      `its fingerprint there and remove the old key with 'ssh-keygen -R'`,
  },
  {
    said: /Host key verification failed|host key is known/i,
    step: 'host key',
    message: (host, keyscan) =>
      `${host} is not among the known hosts; check its key's fingerprint on the device, then add it: ` +
      `${keyscan} >>~/.ssh/known_hosts`,
  },
  {
    said: /Permission denied|Too many authentication failures|no such identity|bad permissions/i,
    step: 'authenticate',
    message: (host) =>
      `${host} takes none of the keys offered; name one with --identity or add one to the agent with ssh-add`,
  },
];

/** A dropped connection in the middle. */
const DROPPED =
  /closed by remote host|Connection (to .* )?(closed|reset)|Broken pipe|not responding|client_loop/i;

export interface SshEnd {
  readonly code: number | null;
  readonly step: DeviceStep | null;
  readonly said: string;
}

/** OpenSSH's client ends with 255 for faults of its own. */
const CLIENT_FAULT = 255;

export function sshFault({ code, step, said }: SshEnd, target: SshTarget): MeasureError {
  const host = target.destination;
  const last = said.split('\n').at(-1)?.trim() ?? '';
  if (step === null) return connectionFault(said, last, target);
  if (code === CLIENT_FAULT || (code === null && DROPPED.test(said))) {
    return new MeasureError(step, `the connection to ${host} dropped${last ? `: ${last}` : ''}`);
  }
  if (/No space left|Disk quota/i.test(said)) {
    return new MeasureError(
      step,
      `no space left on ${host}; free some, or name another folder there with --remote-dir`,
    );
  }
  return new MeasureError(step, `${host}: ${cure(step, said) ?? (last || `exit code ${code}`)}`);
}

function connectionFault(said: string, last: string, target: SshTarget): MeasureError {
  const host = target.destination;
  const name = host.slice(host.indexOf('@') + 1);
  const keyscan = `ssh-keyscan ${target.port === undefined ? '' : `-p ${target.port} `}${name}`;
  for (const fault of CONNECTION_FAULTS) {
    if (fault.said.test(said)) return new MeasureError(fault.step, fault.message(host, keyscan));
  }
  return new MeasureError('connect', `${host}: ${last || 'the client ended without a word'}`);
}

function cure(step: DeviceStep, said: string): string | null {
  switch (step) {
    case 'find node':
      return "no node in its PATH; install Node 20 or newer, or use '--runner c', which needs a C compiler or --cc";
    case 'compile':
      return /not found/.test(said)
        ? "no C compiler 'cc'; install one, or compile here with --cc"
        : null;
    case 'run':
      return lastError(said);
    default:
      return null;
  }
}
