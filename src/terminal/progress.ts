/**
 * Progress on stderr: a bar redrawn in its line where stderr is a terminal, else a plain line every ten seconds and
 * one at the end, so that a log stays short. The bar saves no cursor position and switches no terminal mode, so that
 * notes may appear between redraws and a killed process leaves the terminal as it was.
 */
import { formatProgressBar, formatProgressPlain, type ProgressState } from '../text/index.js';

export type ProgressOptions = Pick<ProgressState, 'label' | 'unit'> & {
  readonly total?: number | undefined;
};

export interface Progress {
  /** `total` may become known, or change, on the way. */
  update(done: number, change?: { total?: number | undefined; detail?: string }): void;
  /** Prints something in the display's place; the display comes back below it. */
  interrupt(print: () => void): void;
  /** Leaves the last state on the screen. Harmless when called twice. */
  stop(): void;
}

const PLAIN_INTERVAL_MS = 10_000;
const REDRAW_INTERVAL_MS = 100;
const CLEAR_TO_END = '\x1b[K';

/** What both kinds share: the state, and the clock that starts with the first update. */
function createState({ label, unit, total: firstTotal }: ProgressOptions) {
  let done = 0;
  let total = firstTotal;
  let detail = '';
  let doneAtStart: number | undefined;
  let startMs = performance.now();
  return {
    change(newDone: number, change: { total?: number | undefined; detail?: string }): void {
      done = newDone;
      if ('total' in change) total = change.total;
      if (change.detail !== undefined) detail = change.detail;
      if (doneAtStart === undefined) {
        doneAtStart = newDone;
        startMs = performance.now();
      }
    },
    get(): ProgressState {
      const elapsedSeconds = (performance.now() - startMs) / 1000;
      return { label, unit, done, total, doneAtStart: doneAtStart ?? 0, elapsedSeconds, detail };
    },
  };
}

/** A bar on a terminal. */
export function createBarProgress(stream: NodeJS.WriteStream, options: ProgressOptions): Progress {
  const state = createState(options);
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;
  const draw = () => {
    const line = formatProgressBar(state.get(), stream.columns || 80);
    stream.write(`\r${line}${CLEAR_TO_END}`);
    lastMs = performance.now();
  };
  return {
    update(done, change = {}) {
      state.change(done, change);
      if (!stopped && performance.now() - lastMs >= REDRAW_INTERVAL_MS) draw();
    },
    interrupt(print) {
      if (stopped) return print();
      stream.write(`\r${CLEAR_TO_END}`);
      print();
      draw();
    },
    stop() {
      if (stopped) return;
      draw();
      stream.write('\n');
      stopped = true;
    },
  };
}

/** Lines in a log. */
export function createPlainProgress(
  write: (line: string) => void,
  options: ProgressOptions,
): Progress {
  const state = createState(options);
  let lastMs = performance.now();
  let touched = false;
  let stopped = false;
  return {
    update(done, change = {}) {
      state.change(done, change);
      touched = true;
      const now = performance.now();
      if (now - lastMs < PLAIN_INTERVAL_MS) return;
      lastMs = now;
      write(formatProgressPlain(state.get()));
    },
    interrupt: (print) => print(),
    stop() {
      if (stopped || !touched) return;
      stopped = true;
      write(formatProgressPlain(state.get()));
    },
  };
}
