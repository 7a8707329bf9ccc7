/**
 * A child process that runs one trial: the job comes as a message, progress and the outcome go back as messages. It ends
 * with its parent, whatever became of that.
 */
import { REFUSALS, trainTrial } from './train-trial.js';
import type { TrialOutcome, TrialProgress, TrialSpec } from './trial-spec.js';

export type ChildMessage =
  | { readonly kind: 'progress'; readonly progress: TrialProgress }
  /** Still reading pictures. */
  | { readonly kind: 'reading' }
  | { readonly kind: 'outcome'; readonly outcome: TrialOutcome };

const READING_SIGN_MS = 5000;

const send = (message: ChildMessage) =>
  new Promise<void>((resolve) => {
    if (process.send) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });

process.on('disconnect', () => process.exit(1));
// Ctrl-C reaches the whole group; the parent decides what becomes of its children.
process.on('SIGINT', () => undefined);
process.once('message', async (spec: TrialSpec) => {
  try {
    const outcome = await trainTrial(spec, {
      onProgress: (progress) => void send({ kind: 'progress', progress }),
      onRead: createReadingSign(),
    });
    await send({ kind: 'outcome', outcome });
  } catch (error) {
    await send({ kind: 'outcome', outcome: failure(error) });
  }
  process.disconnect?.();
});

/** Tells the parent now and then that pictures are being read. */
function createReadingSign(): () => void {
  let last = 0;
  return () => {
    const now = performance.now();
    if (now - last < READING_SIGN_MS) return;
    last = now;
    void send({ kind: 'reading' });
  };
}

function failure(error: unknown): TrialOutcome {
  if (!(error instanceof Error)) return { kind: 'failed', reason: String(error) };
  const refused = REFUSALS.has(error.name);
  return { kind: 'failed', reason: error.message, ...(refused ? { refused } : {}) };
}
