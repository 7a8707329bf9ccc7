/** One trial in a child process of its own: what comes back is its outcome, whatever happens to the process. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { guardProcess } from '../../device/index.js';
import type { ChildMessage } from './child.js';
import type { TrialOutcome, TrialProgress, TrialSpec } from './trial-spec.js';

export interface ChildOptions {
  /** Module that runs the trial; the one that trains unless given. */
  readonly module?: string;
  /** A child that says nothing for so long is taken for dead; 15 minutes unless given. */
  readonly silenceMs?: number;
  readonly onProgress?: ((progress: TrialProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Receives the process once it runs. */
  readonly onChild?: (child: ChildProcess) => void;
}

const CHILD_MODULE = fileURLToPath(new URL('./child.js', import.meta.url));
const SILENCE_MS = 15 * 60_000;
const SHOWN_ERROR = 300;

/** Never rejects: crashes, hangs and interruptions are outcomes of kind `failed`. */
export function runInChild(spec: TrialSpec, options: ChildOptions = {}): Promise<TrialOutcome> {
  const { module = CHILD_MODULE, silenceMs = SILENCE_MS, onProgress, signal, onChild } = options;
  if (signal?.aborted) return Promise.resolve(INTERRUPTED);
  return new Promise((resolve) => {
    const child = fork(module, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    // It may be stopped by a signal when this process is killed, and then sees nothing of that.
    const release = guardProcess(child.pid);
    let outcome: TrialOutcome | null = null;
    let errors = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (result: TrialOutcome) => {
      outcome ??= result;
      child.kill('SIGKILL');
    };
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        end({
          kind: 'failed',
          reason: `the trial's process said nothing for ${silenceMs / 1000} s`,
        });
      }, silenceMs);
    };
    const interrupt = () => end(INTERRUPTED);
    signal?.addEventListener('abort', interrupt, { once: true });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-SHOWN_ERROR);
    });
    child.on('message', (message: ChildMessage) => {
      heard();
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'outcome') outcome ??= message.outcome;
    });
    child.on('error', (error) => end({ kind: 'failed', reason: error.message }));
    child.on('close', (code, killed) => {
      release();
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupt);
      resolve(outcome ?? { kind: 'failed', reason: describeEnd(code, killed, errors) });
    });
    heard();
    onChild?.(child);
    // A child that dies at once closes the channel before the job is sent; its end says so.
    child.send(spec, () => undefined);
  });
}

export const INTERRUPTED: TrialOutcome = { kind: 'failed', reason: 'interrupted' };

function describeEnd(code: number | null, signal: NodeJS.Signals | null, errors: string): string {
  const how = signal ? `was killed by ${signal}` : `ended with code ${code}`;
  const last = errors.trim().split('\n').at(-1);
  return `the trial's process ${how} before it answered${last ? `: ${last}` : ''}`;
}
