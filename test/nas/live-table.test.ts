/** What a study shows while it runs: on a terminal lines that are redrawn, elsewhere one a trial. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStudyDisplay } from '../../dist/nas/index.js';
import { describeStudy } from './fake-study.js';

type Display = ReturnType<typeof createStudyDisplay>;
type DisplayOptions = Parameters<typeof createStudyDisplay>[0];
type Event = Parameters<Display['onEvent']>[0];

const COSTS = { cpuMs: 0.01, memoryMb: 50, parameters: 7, flops: 1 };

function trial(id: number, status: string, error = 2) {
  return {
    id,
    status,
    error,
    curve: [3, error],
    repeats: [],
    costs: COSTS,
    configuration: {},
    reason: 'no',
  };
}

function stateOf(trials: readonly unknown[], wanted = 9) {
  const description = describeStudy(`trials: ${wanted}`);
  return {
    created: { description, device: 'here' },
    trials: [...trials],
    calibration: [1, 2],
    finished: false,
  };
}

/** A terminal that keeps what was written, piece by piece. */
function terminal(
  state: unknown,
  { columns, isTTY = true }: { columns?: number; isTTY?: boolean } = {},
) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) > 0 };
  return { written, display: createStudyDisplay({ state, stream } as unknown as DisplayOptions) };
}

let milliseconds = 0;
const { TERM } = process.env;
beforeEach(() => {
  milliseconds = 50_000;
  process.env.TERM = 'xterm';
  Object.defineProperty(performance, 'now', { value: () => milliseconds, configurable: true });
});
afterEach(() => {
  Reflect.deleteProperty(performance, 'now');
  process.env.TERM = TERM;
});

const completed = (id: number) => ({ event: 'completed', trial: id }) as unknown as Event;

describe('a study on a terminal', () => {
  it('tells the time left by the rate of this run: trials that had ended before do not count', () => {
    const state = stateOf([trial(0, 'completed'), trial(1, 'failed')]);
    const { written, display } = terminal(state);
    state.trials.push(trial(2, 'completed', 1.5), trial(3, 'pruned'), trial(4, 'running'));
    milliseconds += 30_000;
    display.onEvent(completed(2));
    // Two in 30 s, and 9 - 4 are missing: 75 s.
    expect(written.at(-1)).toContain('time left 1:15');
    expect(written.at(-1)!.split('\n').slice(0, 3)).toEqual([
      '4 of 9 trials done, 1 running',
      '2 trained, 1 stopped early, 0 beyond the budget, 1 failed',
      'best 1.500° at 0.0100 ms (trial 2)',
    ]);
  });

  it('knows no time left before a trial has ended, and says when only finalists are missing', () => {
    const { written, display } = terminal(stateOf([trial(0, 'completed'), trial(1, 'running')]));
    milliseconds += 10_000;
    display.close();
    expect(written.at(-1)).toContain('time left unknown');
    const done = terminal(stateOf([trial(0, 'completed')], 1));
    done.display.close();
    expect(done.written.at(-1)).toContain('training the finalists with further seeds');
  });

  it('tells how far measuring has come before there are trials', () => {
    const { written, display } = terminal(stateOf([]));
    display.close();
    expect(written).toEqual(['measuring networks to learn what they cost on here: 2 of 10\n']);
  });

  it('is drawn again at most every quarter of a second, at once where a trial begins or ends', () => {
    const { written, display } = terminal(stateOf([trial(0, 'running')]));
    const progress = (epoch: number) =>
      display.onProgress(0, { epoch, epochs: 9, error: 2.25 } as Parameters<
        Display['onProgress']
      >[1]);
    display.onEvent({ event: 'started', trial: 0 } as unknown as Event);
    const first = written.length;
    milliseconds += 249;
    progress(1);
    expect(written).toHaveLength(first);
    milliseconds += 1;
    progress(2);
    expect(written.at(-1)).toContain('  trial 0: epoch 2 of 9, error 2.250°\n');
    // Five lines stood there.
    expect(written.at(-2)).toBe('\r\x1b[5A\x1b[J');
    expect(written).toHaveLength(first + 2);
    display.onEvent(completed(0));
    expect(written.at(-1)).not.toContain('trial 0:');
  });

  it('cuts lines one short of the width, of 80 where there is none', () => {
    const long = { ...stateOf([]), created: { ...stateOf([]).created, device: 'x'.repeat(200) } };
    for (const [columns, length] of [
      [40, 39],
      [undefined, 79],
    ] as const) {
      const { written, display } = terminal(long, columns === undefined ? {} : { columns });
      display.close();
      expect(written[0]).toHaveLength(length + 1);
    }
  });

  it('comes back below what interrupts it, and stands still once frozen', () => {
    const { written, display } = terminal(stateOf([trial(0, 'running')]));
    display.close();
    display.interrupt(() => written.push('a word'));
    expect(written.slice(1, 3)).toEqual(['\r\x1b[4A\x1b[J', 'a word']);
    const { length } = written;
    expect(length).toBe(4);
    display.freeze();
    display.onEvent(completed(0));
    display.close();
    expect(written).toHaveLength(length);
  });
});

describe('a study elsewhere', () => {
  it('is a line for each trial that ended or was repeated, and one at the end', () => {
    const state = stateOf([trial(0, 'completed', 1.5), trial(1, 'running')]);
    for (const { written, display } of [terminal(state, { isTTY: false }), dumb(state)]) {
      display.onEvent({ event: 'started', trial: 1 } as unknown as Event);
      display.onEvent(completed(0));
      display.onEvent({ event: 'repeated', trial: 0, seed: 7, error: 1.25 } as unknown as Event);
      display.close();
      expect(written).toEqual([
        'trial   0  trained        1.500°  0.0100 ms, 50 MB, 7 parameters\n',
        'trial   0  again          1.250°  with seed 7\n',
        '1 of 9 trials done, 1 running: 1 trained, 0 stopped early, 0 beyond the budget, 0 failed\n',
      ]);
    }
  });
});

function dumb(state: unknown) {
  process.env.TERM = 'dumb';
  return terminal(state);
}
