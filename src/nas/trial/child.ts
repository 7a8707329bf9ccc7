/**
 * A child process that runs one trial: the job comes as a message, progress and the outcome go back as messages. It ends
 * with its parent, whatever became of that.
 */
import { trainTrial } from './train-trial.js';
import type { TrialSpec } from './trial-spec.js';

export type ChildMessage =
  | { readonly kind: 'progress'; readonly progress: import('./trial-spec.js').TrialProgress }
  | { readonly kind: 'outcome'; readonly outcome: import('./trial-spec.js').TrialOutcome };

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
    });
    await send({ kind: 'outcome', outcome });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await send({ kind: 'outcome', outcome: { kind: 'failed', reason } });
  }
  process.disconnect?.();
});
