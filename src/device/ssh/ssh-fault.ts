/** What went wrong with a connection, and what to do: from the words of OpenSSH's client and of the device. */

import { existsSync } from 'node:fs';
import { lastError, MeasureError } from '../measure-error.js';
import { parseDestination } from './destination.js';
import type { DeviceStep } from './device-script.js';
import type { SshTarget } from './ssh-target.js';

interface Fault {
  readonly said: RegExp;
  readonly step: string;
  readonly message: (target: SshTarget) => string;
}

/** Before the device's first step: the connection itself. First match counts. */
const CONNECTION_FAULTS: readonly Fault[] = [
  {
    said: /REMOTE HOST IDENTIFICATION HAS CHANGED|Offending .* key/i,
    step: 'host key',
    message: (target) =>
      `${target.destination} shows another key than the known one: someone may be in between. If the device was set ` +
      `up anew, check its fingerprint there and remove the old key: ssh-keygen -R '${knownName(target)}'` +
      (target.knownHosts === undefined ? '' : ` -f ${target.knownHosts}`),
  },
  {
    said: /Host key verification failed|host key is known/i,
    step: 'host key',
    message: (target) =>
      `${target.destination} is not among the known hosts; check its key's fingerprint on the device, then add it: ` +
      `ssh-keyscan ${portOf(target) === undefined ? '' : `-p ${portOf(target)} `}${hostOf(target)} ` +
      `>>${target.knownHosts ?? '~/.ssh/known_hosts'}`,
  },
  {
    said: /Permission denied|Too many authentication failures|no such identity|bad permissions/i,
    step: 'authenticate',
    message: ({ destination, identity }) =>
      identity !== undefined && !existsSync(identity)
        ? `expected a private key, no such file: ${identity}`
        : `${destination} takes none of the keys offered; name one with --identity or add one to the agent with ssh-add`,
  },
];

/** A dropped connection in the middle. */
const DROPPED =
  /closed by remote host|Connection (to .* )?(closed|reset)|Broken pipe|not responding|client_loop/i;

export interface SshEnd {
  readonly code: number | null;
  readonly step: DeviceStep | null;
  /** What came on stderr, without steps. */
  readonly said: string;
}

/** OpenSSH's client ends with 255 for faults of its own. */
const CLIENT_FAULT = 255;

/** Shells tell a program's signal as an exit code from here. */
const SIGNAL_CODES = 128;

export function sshFault({ code, step, said }: SshEnd, target: SshTarget): MeasureError {
  const host = target.destination;
  const last = lastLine(said);
  if (step === null) return connectionFault(said, target);
  if (code === CLIENT_FAULT || (code === null && DROPPED.test(said))) {
    return new MeasureError(step, `the connection to ${host} dropped${last ? `: ${last}` : ''}`);
  }
  if (/No space left|Disk quota/i.test(said)) {
    return new MeasureError(
      step,
      `no space left on ${host}; free some, or name another folder there with --remote-dir`,
    );
  }
  return new MeasureError(step, `${host}: ${cure(step, said) ?? (last || ending(code))}`);
}

/** Time is up; who holds the device is worth saying. */
export function timeFault(
  { step, said }: Omit<SshEnd, 'code'>,
  target: SshTarget,
  timeoutMs: number,
): MeasureError {
  const late = `${target.destination}: took longer than ${timeoutMs / 1000} s`;
  const why = step === 'wait' ? lastLine(said) : '';
  return new MeasureError(step ?? 'connect', why ? `${late}: ${why}` : late);
}

function connectionFault(said: string, target: SshTarget): MeasureError {
  for (const fault of CONNECTION_FAULTS) {
    if (fault.said.test(said)) return new MeasureError(fault.step, fault.message(target));
  }
  const why = lastLine(said) || 'the client ended without a word';
  return new MeasureError('connect', `${target.destination}: ${why}`);
}

function cure(step: DeviceStep, said: string): string | null {
  switch (step) {
    case 'find node':
      return (
        `${/node v\S+ is too old/.exec(said)?.[0] ?? 'no node in its PATH'}; ` +
        "install Node 20 or newer, or use '--runner c', which needs a C compiler or --cc"
      );
    case 'compile':
      return /not found/.test(said)
        ? "no C compiler 'cc'; install one, or compile here with --cc"
        : null;
    case 'run':
      return runCure(said);
    default:
      return null;
  }
}

function runCure(said: string): string | null {
  if (/Permission denied/i.test(said)) {
    return 'programs may not run in the folder there; name another with --remote-dir';
  }
  const processor = /the processor there is (\S+)/.exec(said)?.[1];
  if (processor !== undefined) {
    return `cannot run what --cc made; name a compiler for its processor, ${processor}`;
  }
  return lastError(said);
}

function ending(code: number | null): string {
  if (code === null || code <= SIGNAL_CODES) return `exit code ${code}`;
  return `ended by signal ${code - SIGNAL_CODES}; is its memory full?`;
}

function lastLine(said: string): string {
  return said.split('\n').at(-1)?.trim() ?? '';
}

function hostOf({ destination }: SshTarget): string {
  const { name } = parseDestination(destination);
  const host = name.slice(name.lastIndexOf('@') + 1);
  return host.replace(/^\[(.*)\]$/, '$1');
}

function portOf({ destination, port }: SshTarget): number | undefined {
  return port ?? parseDestination(destination).port;
}

/** As known_hosts names it. */
function knownName(target: SshTarget): string {
  const host = hostOf(target);
  const port = portOf(target);
  return port === undefined || port === 22 ? host : `[${host}]:${port}`;
}
