/** Trials that were submitted and have no outcome yet; each is answered exactly once. */
import { INTERRUPTED } from '../../trial/run-in-child.js';
import type { TrialOutcome, TrialProgress } from '../../trial/trial-spec.js';
import type { SubmitOptions, TrialJob } from '../executor.js';

export interface PendingTrial {
  readonly job: TrialJob;
  readonly onProgress: ((progress: TrialProgress) => void) | undefined;
  lastEpoch: number;
  /** When the last of the workers had refused it. */
  refusedSince: number | null;
}

interface Answer {
  readonly resolve: (outcome: TrialOutcome) => void;
  readonly reject: (fault: Error) => void;
}

export class PendingTrials {
  private readonly trials = new Map<string, PendingTrial & Answer>();

  get size(): number {
    return this.trials.size;
  }

  ids(): string[] {
    return [...this.trials.keys()];
  }

  entries(): IterableIterator<[string, PendingTrial]> {
    return this.trials.entries();
  }

  has(id: string): boolean {
    return this.trials.has(id);
  }

  /** Resolves with the outcome; `onInterrupt` hears of a signal that was first. */
  add(
    id: string,
    job: TrialJob,
    { onProgress, signal }: SubmitOptions,
    onInterrupt: () => void,
  ): Promise<TrialOutcome> {
    return new Promise((resolve, reject) => {
      const interrupt = () => {
        if (!this.has(id)) return;
        this.settle(id, INTERRUPTED);
        onInterrupt();
      };
      const deaf = () => signal?.removeEventListener('abort', interrupt);
      signal?.addEventListener('abort', interrupt, { once: true });
      this.trials.set(id, {
        job,
        onProgress,
        lastEpoch: 0,
        refusedSince: null,
        resolve(outcome) {
          deaf();
          resolve(outcome);
        },
        reject(why) {
          deaf();
          reject(why);
        },
      });
    });
  }

  settle(id: string, outcome: TrialOutcome): void {
    this.trials.get(id)?.resolve(outcome);
    this.trials.delete(id);
  }

  rejectAll(fault: Error): void {
    for (const { reject } of this.trials.values()) reject(fault);
    this.trials.clear();
  }
}
