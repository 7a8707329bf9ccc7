/** One line that says how far a job is: a bar where there is room, a share, a rate and the time left. */
import { formatBytes, formatDuration } from './quantities.js';
import { visibleText } from './visible.js';

/** What is being counted. */
export type ProgressUnit = 'bytes' | 'items';

export interface ProgressState {
  readonly label: string;
  readonly unit: ProgressUnit;
  readonly done: number;
  /** Unknown if absent. */
  readonly total: number | undefined;
  /** What was done before the clock started, e.g. by an earlier run. */
  readonly doneAtStart: number;
  readonly elapsedSeconds: number;
  /** Appended, e.g. `loss 0.0123`. */
  readonly detail: string;
}

const LONGEST_BAR = 30;
const SHORTEST_BAR = 6;

/** `Downloading [=====     ]  45 %  0.90 of 2.00 GB  12.0 MB/s  1:32 left`, at most `columns` wide. */
export function formatProgressBar(state: ProgressState, columns: number): string {
  const text = describeProgress(state);
  const room = columns - 1;
  const barRoom = Math.min(LONGEST_BAR, room - state.label.length - text.length - 5);
  if (state.total === undefined || barRoom < SHORTEST_BAR) {
    return `${state.label}  ${text}`.slice(0, room);
  }
  const share = state.total > 0 ? Math.min(1, state.done / state.total) : 1;
  const filled = Math.round(share * barRoom);
  return `${state.label} [${'='.repeat(filled)}${' '.repeat(barRoom - filled)}] ${text}`;
}

/** The same without a bar, for logs. */
export function formatProgressPlain(state: ProgressState): string {
  return `${state.label}: ${describeProgress(state).trim()}`;
}

function describeProgress(state: ProgressState): string {
  const { done, total, unit, doneAtStart, elapsedSeconds, detail } = state;
  // An item under way (an epoch half through) moves the bar, and counts when it is done.
  const count = (n: number) => (unit === 'bytes' ? formatBytes(n) : String(Math.floor(n)));
  const parts: string[] = [];
  if (total === undefined) parts.push(count(done));
  else {
    const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
    parts.push(`${String(percent).padStart(3)} %`, `${count(done)} of ${count(total)}`);
  }
  const rate = (done - doneAtStart) / elapsedSeconds;
  if (elapsedSeconds >= 1 && rate > 0) {
    if (unit === 'bytes') parts.push(`${formatBytes(rate)}/s`);
    const finished = total !== undefined && done >= total;
    if (finished) parts.push(`${formatDuration(elapsedSeconds)} taken`);
    else if (total !== undefined) parts.push(`${formatDuration((total - done) / rate)} left`);
  }
  if (detail) parts.push(visibleText(detail));
  return parts.join('  ');
}
