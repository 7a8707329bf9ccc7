/**
 * Whether an event that was read fits the study: its configuration lies in the space and makes a network of bounded size,
 * and what it says of a trial can have happened. Asked before anything is computed from it.
 */
import { type Configuration, createSpaceCodec, type SpaceCodec } from '../../search/index.js';
import { buildFault } from '../cost/computed-cost.js';
import { type StudyDescription, StudyError, spaceOf } from '../description/study-description.js';
import { networkOf } from '../space/network-of.js';
import { CURE } from './event-schema.js';
import type { StudyEvent } from './events.js';
import type { StudyState, TrialState } from './study-state.js';

export type EventCheck = (state: StudyState, event: StudyEvent, where: string) => void;

/** A check for events of one study; it throws StudyError. */
export function createEventCheck(description: StudyDescription): EventCheck {
  const codec = createSpaceCodec(spaceOf(description));
  return (state, event, where) => {
    const fault = faultOf(state, event, codec);
    if (fault !== null) throw new StudyError(`${where}: ${event.event}: ${fault}; ${CURE}`);
  };
}

/** Studies have ten. */
const MOST_CALIBRATED = 100;

/** What is wrong with an event; null for one that fits. */
function faultOf(state: StudyState, event: StudyEvent, codec: SpaceCodec): string | null {
  switch (event.event) {
    case 'calibrated':
      if (state.calibration.length >= MOST_CALIBRATED) {
        return `expected at most ${MOST_CALIBRATED} networks, got one more`;
      }
      return configurationFault(state, event.configuration, codec);
    case 'suggested':
      // One out of turn is told of where events are added up.
      if (event.trial !== state.trials.length) return null;
      return event.trial >= state.created.description.trials
        ? `expected the ${state.created.description.trials} trials of the study, got one more`
        : configurationFault(state, event.configuration, codec);
    case 'started':
      return unmeasured(state.trials[event.trial]);
    case 'completed':
    case 'pruned':
      return (
        unmeasured(state.trials[event.trial]) ??
        (event.curve.length > state.created.description.epochs
          ? `expected an error for each of at most ${state.created.description.epochs} epochs, got ${event.curve.length}`
          : null)
      );
    case 'repeated':
      return uncompleted(state.trials[event.trial]);
    case 'finalists':
      return (
        event.trials.map((id) => uncompleted(state.trials[id]) ?? null).find(Boolean) ??
        (new Set(event.trials).size < event.trials.length ? 'expected each trial once' : null)
      );
    case 'extended':
      return event.trials < state.trials.length
        ? `expected at least the ${state.trials.length} trials that there are, got ${event.trials}`
        : null;
    default:
      return null;
  }
}

function configurationFault(
  { created }: StudyState,
  configuration: Configuration,
  codec: SpaceCodec,
): string | null {
  try {
    const names = codec.dimensions.map(({ name }) => name);
    const unknown = Object.keys(configuration).find((name) => !names.includes(name));
    if (unknown !== undefined) return `the space has no parameter '${unknown}'`;
    codec.encode(configuration);
    const { description } = created;
    const plan = networkOf(spaceOf(description), configuration, { epochs: 1, seed: 0 });
    // One that cannot be built is in the space; its trial is infeasible.
    buildFault(plan.network);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Trials are measured before they are trained. A trial that nobody suggested is told of where events are added up. */
function unmeasured(trial: TrialState | undefined): string | null {
  return trial && !trial.costs ? `expected trial ${trial.id} to be measured before` : null;
}

function uncompleted(trial: TrialState | undefined): string | null {
  if (!trial) return 'expected trials that were suggested';
  return trial.status === 'completed' ? null : `expected trial ${trial.id} to be completed before`;
}
