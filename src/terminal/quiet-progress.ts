/** For jobs so short that a bar would be gone before it is read, and leave a line that nobody asked for. */
import type { Progress } from './progress.js';
import { createStages, type Terminal } from './terminal.js';

/** Fewer items than this are through within a second or two. */
const FEWEST_SHOWN = 2000;

const SILENT: Progress = { update: () => {}, interrupt: (print) => print(), stop: () => {} };

/** The same terminal, whose progress displays appear only where there is much to do. */
export function withoutShortProgress(terminal: Terminal): Terminal {
  const progress: Terminal['progress'] = (options) =>
    options.total !== undefined && options.total < FEWEST_SHOWN
      ? SILENT
      : terminal.progress(options);
  return { ...terminal, progress, stages: (unit = 'items') => createStages(progress, unit) };
}
