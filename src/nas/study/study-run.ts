/** What the steps of a running study share. */
import type { Configuration, Sampler } from '../../search/index.js';
import type { ComputedCost } from '../cost/computed-cost.js';
import type { MeasureCosts } from '../cost/measure-costs.js';
import type { StudyDescription } from '../description/study-description.js';
import type { Executor } from '../executors/executor.js';
import type { TrialProgress } from '../trial/trial-spec.js';
import type { DistinctNetworks } from './distinct-networks.js';
import type { StudyEvent } from './events.js';
import type { OpenStudy } from './study-folder.js';
import type { StudyState } from './study-state.js';

export interface RunStudyOptions {
  readonly study: OpenStudy;
  readonly executor: Executor;
  readonly measure: MeasureCosts;
  readonly onEvent?: (event: StudyEvent) => void;
  readonly onProgress?: (trial: number, progress: TrialProgress) => void;
  readonly signal?: AbortSignal;
}

export interface StudyRun {
  readonly directory: string;
  readonly executor: Executor;
  readonly state: StudyState;
  readonly description: StudyDescription;
  readonly measure: MeasureCosts;
  readonly compute: (configuration: Configuration) => ComputedCost;
  readonly distinct: DistinctNetworks;
  readonly sampler: Sampler;
  readonly onProgress: RunStudyOptions['onProgress'];
  /** Aborted by who started the study, or by a fault that ends it. */
  readonly signal: AbortSignal;
  /** Ends what runs. */
  readonly stop: () => void;
  /** Writes an event to the journal, then adds it to the state. */
  readonly record: (event: StudyEvent) => void;
  /** Trials that failed since one did not. */
  failuresInRow: number;
}

/** Workers that join while all slots are busy are seen after so long. */
const LOOK_MS = 1000;

/** Keeps the executor's slots busy until `next` has nothing more. The first fault ends what runs, then it is thrown. */
export async function keepSlotsBusy(
  { executor, signal, stop }: StudyRun,
  next: () => Promise<void> | null,
): Promise<void> {
  const out = new Set<Promise<void>>();
  const faults: unknown[] = [];
  const fail = (fault: unknown) => {
    faults.push(fault);
    stop();
  };
  while (!signal.aborted) {
    let work: Promise<void> | null = null;
    try {
      work = next();
    } catch (error) {
      fail(error);
    }
    if (!work) break;
    const done: Promise<void> = work.catch(fail).finally(() => out.delete(done));
    out.add(done);
    while (out.size >= executor.slots() && !signal.aborted) await anyOf(out);
  }
  await Promise.all(out);
  if (faults.length > 0) throw faults[0];
}

async function anyOf(out: ReadonlySet<Promise<void>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const look = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOOK_MS);
  });
  await Promise.race([...out, look]);
  clearTimeout(timer);
}
