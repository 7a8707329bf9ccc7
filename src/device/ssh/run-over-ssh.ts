/** One command on a device, with a payload on its stdin. */
import { spawn } from 'node:child_process';
import { MeasureError } from '../measure-error.js';
import {
  type DeviceScript,
  type DeviceStep,
  deviceScript,
  quoteForShell,
  readSteps,
} from './device-script.js';
import { sshFault } from './ssh-fault.js';
import { type SshTarget, sshArguments } from './ssh-target.js';

export interface RunOverSshOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each step as it begins. */
  readonly onStep?: ((step: DeviceStep) => void) | undefined;
}

const MOST_OUTPUT = 1 << 20;

/**
 * Sends a payload to a device and runs it there; gives what it printed. Throws MeasureError that names the step which
 * failed; ends with the signal's reason when it is aborted.
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
    timeoutSeconds: Math.ceil(timeoutMs / 1000),
  });
  return new Promise((resolve, reject) => {
    const client = spawn('ssh', [...sshArguments(target), `exec sh -c ${quoteForShell(text)}`], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let step: DeviceStep | null = null;
    let outOfTime = false;
    const stop = () => client.kill('SIGKILL');
    const timer = setTimeout(() => {
      outOfTime = true;
      stop();
    }, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    client.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout = (stdout + part).slice(-MOST_OUTPUT);
    });
    client.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr = (stderr + part).slice(-MOST_OUTPUT);
      const now = readSteps(stderr).step;
      if (now !== null && now !== step) onStep?.(now);
      step = now;
    });
    // A device that ends early closes the pipe; how it ended says why.
    client.stdin.on('error', () => undefined);
    client.stdin.end(payload);
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    client.on('error', (error) => {
      finish();
      reject(new MeasureError('connect', missingClient(error)));
    });
    client.on('close', (code) => {
      finish();
      if (signal?.aborted) reject(signal.reason);
      else if (outOfTime) {
        reject(
          new MeasureError(
            step ?? 'connect',
            `${target.destination}: took longer than ${timeoutMs / 1000} s`,
          ),
        );
      } else if (code === 0) resolve(stdout);
      else reject(sshFault({ code, step, said: readSteps(stderr).said }, target));
    });
  });
}

function missingClient(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return error.message;
  return "no 'ssh' here; install OpenSSH's client (Debian: openssh-client)";
}
