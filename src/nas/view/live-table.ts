/** What a running study shows: on a terminal a few lines that are redrawn, elsewhere one line a trial. */
import { formatDuration, visibleText } from '../../text/index.js';
import { CALIBRATION_NETWORKS } from '../study/calibration.js';
import type { StudyEvent } from '../study/events.js';
import { studyFront, studyHypervolume } from '../study/study-front.js';
import { meanError, type StudyState } from '../study/study-state.js';
import type { TrialProgress } from '../trial/trial-spec.js';
import {
  countTrials,
  describeCounts,
  describeEnds,
  describeProgress,
  describeTrial,
  errorUnit,
} from './study-view.js';

export interface StudyDisplay {
  onEvent(event: StudyEvent): void;
  onProgress(trial: number, progress: TrialProgress): void;
  /** Prints something in the display's place; the display comes back below it. */
  interrupt(print: () => void): void;
  /** Leaves what stands there: something else was printed below it. */
  freeze(): void;
  /** Leaves the last state standing. */
  close(): void;
}

interface DisplayOptions {
  readonly state: StudyState;
  readonly stream: NodeJS.WriteStream;
}

const REDRAW_MS = 250;
const ENDS = ['completed', 'pruned', 'infeasible', 'failed'];

/** Chooses by the stream. */
export function createStudyDisplay(options: DisplayOptions): StudyDisplay {
  const { stream } = options;
  return stream.isTTY && process.env.TERM !== 'dumb' ? liveTable(options) : lines(options);
}

function lines({ state, stream }: DisplayOptions): StudyDisplay {
  const unit = errorUnit(state);
  return {
    onEvent(event) {
      const line = trialLine(state, event, unit);
      if (line) stream.write(`${line}\n`);
    },
    onProgress: () => undefined,
    interrupt: (print) => print(),
    freeze: () => undefined,
    close: () => void stream.write(`${describeCounts(countTrials(state))}\n`),
  };
}

/** A line for events that people want to know of; null for others. */
function trialLine(state: StudyState, event: StudyEvent, unit: string): string | null {
  if (event.event === 'repeated') {
    return `trial ${String(event.trial).padStart(3)}  again          ${event.error.toFixed(3)}${unit}  with seed ${event.seed}`;
  }
  if (!ENDS.includes(event.event) || !('trial' in event)) return null;
  return visibleText(describeTrial(state.trials[event.trial]!, unit));
}

function liveTable({ state, stream }: DisplayOptions): StudyDisplay {
  const started = performance.now();
  const endedBefore = endedTrials(state);
  const running = new Map<number, string>();
  const unit = errorUnit(state);
  let drawn = 0;
  let last = 0;
  let frozen = false;
  const erase = () => {
    if (drawn > 0) stream.write(`\r\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = (force: boolean) => {
    const now = performance.now();
    if (frozen || (!force && now - last < REDRAW_MS)) return;
    last = now;
    const width = stream.columns || 80;
    const text = tableLines(state, running, (now - started) / 1000, endedBefore);
    erase();
    stream.write(`${text.map((line) => visibleText(line).slice(0, width - 1)).join('\n')}\n`);
    drawn = text.length;
  };
  return {
    onEvent(event) {
      const line = trialLine(state, event, unit);
      if (line && !frozen) {
        erase();
        stream.write(`${line.slice(0, (stream.columns || 80) - 1)}\n`);
      }
      if ('trial' in event) running.delete(event.trial);
      if (event.event === 'suggested') running.set(event.trial, 'measuring its costs');
      if (event.event === 'started') running.set(event.trial, 'starting');
      draw(true);
    },
    onProgress(trial, { epoch, epochs, error }) {
      running.set(trial, `epoch ${epoch} of ${epochs}, error ${error.toFixed(3)}${unit}`);
      draw(false);
    },
    interrupt(print) {
      erase();
      print();
      draw(true);
    },
    freeze() {
      frozen = true;
    },
    close: () => draw(true),
  };
}

function endedTrials(state: StudyState): number {
  return state.trials.filter(({ status }) => ENDS.includes(status)).length;
}

/** What stands below the trials that ended. */
function tableLines(
  state: StudyState,
  running: ReadonlyMap<number, string>,
  seconds: number,
  endedBefore: number,
): string[] {
  const [best] = studyFront(state);
  const ended = endedTrials(state);
  const rate = (ended - endedBefore) / seconds;
  const missing = state.created.description.trials - ended;
  const left = rate > 0 && missing > 0 ? formatDuration(missing / rate) : 'unknown';
  const counts = countTrials(state);
  if (state.trials.length === 0) return [calibrationLine(state)];
  return [
    describeProgress(counts),
    describeEnds(counts),
    best
      ? `best ${meanError(best).toFixed(3)}${errorUnit(state)} at ${best.costs!.cpuMs.toPrecision(3)} ms (trial ${best.id})`
      : 'nothing within the thresholds yet',
    `hypervolume ${studyHypervolume(state).toFixed(4)}${state.finished ? '' : `, ${phaseOf(missing, left)}`}`,
    ...[...running].map(([id, what]) => `  trial ${id}: ${what}`),
  ];
}

function calibrationLine(state: StudyState): string {
  const { length: done } = state.calibration;
  return `measuring networks to learn what they cost on ${state.created.device}: ${done} of ${CALIBRATION_NETWORKS}`;
}

function phaseOf(missing: number, left: string): string {
  return missing > 0 ? `time left ${left}` : 'training the finalists with further seeds';
}
