/** One command on a device, with a payload on its stdin. */

import { type ChildProcess, spawn } from 'node:child_process';
import { shellWord } from '../../text/index.js';
import { MeasureError } from '../measure-error.js';
import { guardProcess } from '../process-guard.js';
import { type DeviceScript, type DeviceStep, deviceScript, readSteps } from './device-script.js';
import { sshFault, timeFault } from './ssh-fault.js';
import { type SshTarget, sshArguments } from './ssh-target.js';

export interface RunOverSshOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each step as it begins. */
  readonly onStep?: ((step: DeviceStep) => void) | undefined;
}

const MOST_OUTPUT = 1 << 20;

/** The device's own limit comes after ours, which can say what happened. */
const GRACE_SECONDS = 5;

/**
 * Sends a payload to a device and runs it there; gives what it printed. Throws MeasureError that names the step which
 * failed; ends with the signal's reason when it is aborted. The device stops when this does: its stdin ends.
 */
export function runOverSsh(
  target: SshTarget,
  payload: Uint8Array,
  script: Omit<DeviceScript, 'payloadBytes' | 'timeoutSeconds' | 'remoteDir'>,
  { timeoutMs, signal, onStep }: RunOverSshOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const text = deviceScript({
    ...script,
    payloadBytes: payload.length,
    remoteDir: target.remoteDir,
    timeoutSeconds: Math.ceil(timeoutMs / 1000) + GRACE_SECONDS,
  });
  const command = [...sshArguments(target), `exec sh -c ${shellWord(text)}`];
  return new Promise((resolve, reject) => {
    // In a group of its own, with the proxies that it starts: they stop together, and Ctrl-C comes through the signal.
    const client = spawn('ssh', command, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const release = guardProcess(client.pid);
    const output = listenTo(client, onStep);
    let outOfTime = false;
    const stop = () => stopGroup(client);
    const timer = setTimeout(() => {
      outOfTime = true;
      stop();
    }, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    const finish = () => {
      release();
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    // A device that ends early closes the pipe; how it ended says why.
    client.stdin.on('error', () => undefined);
    client.stdin.write(payload);
    client.on('error', (error) => {
      finish();
      reject(new MeasureError('connect', missingClient(error)));
    });
    client.on('close', (code) => {
      finish();
      const { steps, said } = readSteps(output.stderr);
      const step = steps.at(-1) ?? null;
      if (signal?.aborted) reject(signal.reason);
      else if (outOfTime) reject(timeFault({ step, said }, target, timeoutMs));
      else if (code === 0) resolve(output.stdout);
      else reject(sshFault({ code, step, said }, target));
    });
  });
}

function listenTo(
  client: ChildProcess,
  onStep: RunOverSshOptions['onStep'],
): { readonly stdout: string; readonly stderr: string } {
  const output = { stdout: '', stderr: '' };
  let heard = 0;
  client.stdout?.setEncoding('utf8').on('data', (part: string) => {
    output.stdout = (output.stdout + part).slice(-MOST_OUTPUT);
  });
  client.stderr?.setEncoding('utf8').on('data', (part: string) => {
    output.stderr = (output.stderr + part).slice(-MOST_OUTPUT);
    const { steps } = readSteps(output.stderr);
    for (const step of steps.slice(heard)) onStep?.(step);
    heard = steps.length;
  });
  return output;
}

/** Ends the client and what it started; a process that escaped cannot keep the pipes. */
function stopGroup(client: ChildProcess): void {
  try {
    if (client.pid !== undefined) process.kill(-client.pid, 'SIGKILL');
  } catch {
    client.kill('SIGKILL');
  }
  for (const stream of [client.stdin, client.stdout, client.stderr]) stream?.destroy();
}

function missingClient(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return error.message;
  return "no 'ssh' here; install OpenSSH's client (Debian: openssh-client)";
}
