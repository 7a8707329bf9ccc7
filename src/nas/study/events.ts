/** What happens in a study, as its journal tells it. Trials are numbered from 0. */
import type { Configuration } from '../../search/index.js';
import type { TrialCosts } from '../cost/measure-costs.js';
import type { StudyDescription } from '../description/study-description.js';

export type { TrialCosts } from '../cost/measure-costs.js';

export type StudyEvent =
  | {
      readonly event: 'created';
      readonly at: string;
      readonly description: StudyDescription;
      /** Content hash of the data set. */
      readonly dataHash: string;
      readonly device: string;
    }
  /** A network that was measured to learn what networks cost on the device. */
  | {
      readonly event: 'calibrated';
      readonly configuration: Configuration;
      readonly costs: TrialCosts;
    }
  | {
      readonly event: 'suggested';
      readonly trial: number;
      readonly configuration: Configuration;
      readonly seconds: number;
    }
  | { readonly event: 'measured'; readonly trial: number; readonly costs: TrialCosts }
  | { readonly event: 'infeasible'; readonly trial: number; readonly reason: string }
  | {
      readonly event: 'started';
      readonly trial: number;
      readonly attempt: number;
      readonly at: string;
    }
  | {
      readonly event: 'completed' | 'pruned';
      readonly trial: number;
      readonly attempt: number;
      readonly error: number;
      /** Null, as JSON has it, for an error that was not finite. */
      readonly curve: readonly (number | null)[];
      readonly cpuSeconds: number;
      readonly at: string;
    }
  | {
      readonly event: 'failed';
      readonly trial: number;
      readonly attempt: number;
      readonly reason: string;
      /** No machine could run it, e.g. for want of the study's data set. */
      readonly refused?: true;
    }
  /** The trials that a round (from 0) trains again; written before the first of them is, so that resuming goes on with them. */
  | { readonly event: 'finalists'; readonly round: number; readonly trials: readonly number[] }
  /** A finalist trained again with another seed. */
  | {
      readonly event: 'repeated';
      readonly trial: number;
      readonly seed: number;
      readonly error: number;
      readonly cpuSeconds: number;
    }
  | {
      readonly event: 'repeatFailed';
      readonly trial: number;
      readonly seed: number;
      readonly reason: string;
    }
  /** The study shall try so many networks in all. */
  | { readonly event: 'extended'; readonly trials: number; readonly at: string }
  /** `reason`: why there are fewer trials than the study was to have. */
  | { readonly event: 'finished'; readonly at: string; readonly reason?: string };
