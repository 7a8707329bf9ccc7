/** What a worker tells of itself, in sentences. */
import type { WorkerEvent } from '../executors/bullmq/trial-worker.js';

/** One event, as a line. */
export function describeWorkerEvent(event: WorkerEvent): string {
  switch (event.event) {
    case 'ready':
      return `Waiting for trials, ${event.slots} at a time; Ctrl-C ends.`;
    case 'started':
      return `${nameOf(event)}: started`;
    case 'ended': {
      const { outcome } = event;
      const figures =
        outcome.kind === 'failed' ? outcome.reason : `error ${outcome.error.toPrecision(4)}`;
      return `${nameOf(event)}: ${outcome.kind}, ${figures}`;
    }
    case 'notice':
      return event.text;
    default:
      return event satisfies never;
  }
}

function nameOf({ job }: Extract<WorkerEvent, { readonly job: unknown }>): string {
  return `${job.studyId} trial ${job.trialId}, attempt ${job.attempt}`;
}
